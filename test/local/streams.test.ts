import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MappingModel, TableModel } from '../../local/cloud-model.ts';
import { type Engine, startEngine } from '../../local/engines/dynoxide.ts';
import { openState } from '../../local/engines/state.ts';
import { openMapping } from '../../local/engines/stream-mapping.ts';
import type { StreamRecord } from '../../local/engines/stream-record.ts';
import { openStreams, type Streams } from '../../local/engines/streams.ts';
import { createTable, systemClient } from '../../local/engines/table.ts';

const model: MappingModel = {
  functionName: 'relay',
  patterns: [{ eventName: ['INSERT'], dynamodb: { NewImage: { out: { S: [{ exists: true }] } } } }],
  batchSize: 4,
  retries: 2,
  reportsItems: true,
};

const record = (n: number): StreamRecord =>
  ({ eventName: 'INSERT', dynamodb: { SequenceNumber: String(n), NewImage: { out: { S: String(n) } } } }) as unknown as StreamRecord;
const numbers = (event: unknown): number[] => (event as { Records: StreamRecord[] }).Records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber));

/** Delivers ten records to a function that cannot stand the poison ones, and tells what came through and what was parked. */
async function deliver(poison: number[], how: 'throws' | 'reports'): Promise<{ accepted: number[]; parked: number[]; calls: number[][] }> {
  const accepted: number[] = [];
  const parked: number[] = [];
  const calls: number[][] = [];
  const mapping = openMapping(model, {
    invoke: (_name, event) => {
      const batch = numbers(event);
      calls.push(batch);
      if (how === 'throws' && batch.some((n) => poison.includes(n))) return Promise.reject(new Error('poison'));
      const bad = batch.filter((n) => poison.includes(n));
      accepted.push(...batch.filter((n) => !bad.includes(n)));
      return Promise.resolve({ batchItemFailures: bad.map((n) => ({ itemIdentifier: String(n) })) });
    },
    park: (_model, { dynamodb }) => Promise.resolve(void parked.push(Number(dynamodb.SequenceNumber))),
  });
  await mapping.deliver(Array.from({ length: 10 }, (_, n) => record(n + 1)));
  return { accepted, parked, calls };
}

describe('event source mapping', () => {
  it('delivers in batches of its size and in order', async () => {
    const { accepted, parked, calls } = await deliver([], 'reports');
    expect(calls.map((batch) => batch.length)).toEqual([4, 4, 2]);
    expect({ accepted, parked }).toEqual({ accepted: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], parked: [] });
  });

  it.each(['throws', 'reports'] as const)('parks one record that always %s, after its retries, and lets the others through', async (how) => {
    const { accepted, parked, calls } = await deliver([6], how);
    expect(parked).toEqual([6]);
    expect([...new Set(accepted)].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10]);
    expect(calls.filter((batch) => batch.length === 1 && batch[0] === 6)).toHaveLength(1 + model.retries);
  });

  it('parks the first record of a batch alone', async () => {
    const { accepted, parked } = await deliver([1, 5], 'reports');
    expect(parked).toEqual([1, 5]);
    expect(new Set(accepted).size).toBe(8);
  });
});

const table: TableModel = {
  name: 'Records',
  arn: 'arn',
  create: {
    TableName: 'Records',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  },
};

describe('poller on the engine', () => {
  let folder: string;
  let engine: Engine;
  let client: DynamoDBClient;
  let state: DatabaseSync;
  let streams: Streams | undefined;
  let seen: string[];
  let broken = false;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wuyun-stream-'));
    engine = await startEngine({ file: join(folder, 'table.sqlite') });
    client = systemClient(engine.endpoint);
    await createTable(client, table, { stream: true });
    await createTable(client, table, { stream: true });
  });

  afterAll(async () => {
    client.destroy();
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function open(): Streams {
    state = openState(folder);
    const opened = openStreams({
      endpoint: engine.endpoint,
      tableName: 'Records',
      mappings: [{ ...model, retries: 0 }],
      state,
      invoke: (_name, event) => {
        seen.push(...(event as { Records: StreamRecord[] }).Records.map(({ dynamodb }) => (dynamodb['Keys'] as { pk: { S: string } }).pk.S));
        return broken ? Promise.reject(new Error('down')) : Promise.resolve({ batchItemFailures: [] });
      },
      park: () => (broken ? Promise.reject(new Error('cannot park either')) : Promise.resolve()),
      trim: (sequence) => engine.trim('Records', sequence),
    });
    opened.start();
    return opened;
  }

  async function close(): Promise<void> {
    await streams?.close();
    if (streams) state.close();
    streams = undefined;
  }

  const put = (pk: string, out = true) =>
    client.send(new PutItemCommand({ TableName: 'Records', Item: { pk: { S: pk }, ...(out ? { out: { S: 'x' } } : {}) } }));

  beforeEach(() => {
    seen = [];
    broken = false;
  });
  afterEach(close);

  it('delivers what the filter wants, and after a restart goes on where it was', async () => {
    streams = open();
    await put('a');
    await put('b', false);
    await put('c');
    await streams.drain();
    expect(seen).toEqual(['a', 'c']);
    await put('c');
    await close();
    await put('d');
    streams = open();
    await streams.drain();
    expect(seen).toEqual(['a', 'c', 'd']);
  });

  it('delivers again what was not accepted when the process died', async () => {
    streams = open();
    await streams.drain();
    broken = true;
    await put('e');
    await expect(streams.drain()).rejects.toThrow('cannot park either');
    await close();
    broken = false;
    streams = open();
    await streams.drain();
    expect(seen.filter((pk) => pk === 'e').length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe('e');
  });

  it('comes at once when woken, long before its next poll', async () => {
    streams = open();
    await streams.drain();
    const before = performance.now();
    await put('f');
    streams.wake();
    await expect.poll(() => seen, { interval: 5 }).toContain('f');
    expect(performance.now() - before).toBeLessThan(400);
  });

  it('trims delivered records but the newest, and numbering goes on', async () => {
    streams = open();
    for (let n = 0; n < 20; n += 1) await put(`t${n}`);
    await streams.drain();
    engine.trim('Records', Number.MAX_SAFE_INTEGER);
    const inside = new DatabaseSync(join(folder, 'table.sqlite'));
    expect(inside.prepare('SELECT COUNT(*) AS n FROM _stream_records').get()).toEqual({ n: 1 });
    inside.close();
    await put('after');
    await streams.drain();
    expect(seen.at(-1)).toBe('after');
    expect(seen.filter((pk) => pk === 't19')).toHaveLength(1);
  });
});
