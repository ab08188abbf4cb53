import type { DatabaseSync } from 'node:sqlite';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { MappingModel } from '../cloud-model.ts';
import { PLACE } from '../resolver.ts';
import { SYSTEM_KEY } from './credentials.ts';
import { openMapping } from './stream-mapping.ts';
import { openReader, type Shard, type StreamReader } from './stream-reader.ts';
import { type StreamRecord, toLambdaRecord } from './stream-record.ts';

/** The poller of the table's stream. */
export interface Streams {
  /** Begins to poll, from the checkpoint. */
  start(): void;
  /** Looks at once instead of at the next poll: called after each local invocation. */
  wake(): void;
  /** Resolves when a page fetched after the call was empty in every shard. @returns records delivered meanwhile */
  drain(): Promise<number>;
  /** Runs `work`, which replaces the table, between two looks, and forgets all checkpoints. */
  reset(work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What the poller needs from the rest of the cloud. */
export interface StreamsOptions {
  endpoint: string;
  tableName: string;
  mappings: MappingModel[];
  state: DatabaseSync;
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** A record no attempt could deliver, on its way to the failure destination. */
  park(mapping: MappingModel, record: StreamRecord, reason: string): Promise<void>;
  trim(sequence: number): void;
}

const POLL_MS = 500;
/** How many delivered records may lie in the engine's file before they are deleted. */
const TRIM_EVERY = 500;

/** A pause that can be cut short, also before it has begun. */
function openPause(ms: number): { sleep(): Promise<void>; wake(): void } {
  let end: (() => void) | undefined;
  let woken = false;
  return {
    async sleep() {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          end = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      woken = false;
    },
    wake() {
      woken = true;
      end?.();
    },
  };
}

/** Delivers pages to all mappings. The checkpoint is written after delivery: a crash repeats records, it never skips one. */
function openDelivery(reader: StreamReader, options: StreamsOptions): (shard: Shard) => Promise<number> {
  const mappings = options.mappings.map((mapping) => openMapping(mapping, options));
  let sinceTrim = 0;
  return async (shard) => {
    const records = await reader.page(shard);
    const last = records.at(-1)?.dynamodb?.SequenceNumber;
    if (last === undefined) return 0;
    const events = records.map((record) => toLambdaRecord(record, reader.arn()));
    await Promise.all(mappings.map((mapping) => mapping.deliver(events)));
    reader.pass(shard, last);
    sinceTrim += records.length;
    if (sinceTrim >= TRIM_EVERY) {
      sinceTrim = 0;
      options.trim(Number(last));
    }
    return records.length;
  };
}

/** Reads the table's stream and delivers it through the template's event source mappings. */
export function openStreams(options: StreamsOptions): Streams {
  const credentials = { accessKeyId: SYSTEM_KEY, secretAccessKey: 'local' };
  const client = new DynamoDBStreamsClient({ endpoint: options.endpoint, region: PLACE.region, credentials });
  const reader = openReader(client, options.tableName, options.state);
  const deliver = openDelivery(reader, options);
  const pause = openPause(POLL_MS);
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();
  let polling: Promise<void> = Promise.resolve();

  /** Looks never overlap: order within a shard is kept. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => reader.rewind());
    return mine;
  }

  /** One look at every shard: delivers until each shows an empty page. */
  async function look(): Promise<number> {
    let delivered = 0;
    for (const shard of await reader.shards()) {
      for (let count = 1; count > 0 && !closed; delivered += count) count = await deliver(shard);
    }
    return delivered;
  }

  async function poll(): Promise<void> {
    while (!closed) {
      await inTurn(look).catch((error: unknown) => process.stderr.write(`stream: ${String(error)}\n`));
      await pause.sleep();
    }
  }

  return {
    start() {
      polling = poll();
    },
    wake: pause.wake,
    drain: () => inTurn(look),
    reset: (work) => inTurn(() => work().then(reader.forget)),
    async close() {
      closed = true;
      pause.wake();
      await polling;
      await turn;
      client.destroy();
    },
  };
}
