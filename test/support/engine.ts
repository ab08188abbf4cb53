import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll } from 'vitest';
import type { Definition } from '../../lib/cases/definition.ts';
import { type Desk, definitionMap } from '../../lib/cases/desk.ts';
import { type Company, provenCompany } from '../../lib/kernel/actor.ts';
import { type KeyWrapper, openKeyRing } from '../../lib/table/key-ring.ts';
import { openTable } from '../../lib/table/table.ts';
import { type Engine, startEngine } from '../../local/engines/dynoxide.ts';

/** Name of the table tests write to; the infra tests hold its shape against the template's. */
export const tableName = 'wuyun-test';

let engine: Promise<Engine> | undefined;

/** The real engine, in memory, one per test file: no stream, since nothing reads it there. */
export function testEngine(): Promise<Engine> {
  engine ??= start();
  return engine;
}

async function start(): Promise<Engine> {
  const started = await startEngine({ memory: true });
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = started.endpoint;
  process.env['AWS_REGION'] = 'cn-north-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  await new DynamoDBClient({}).send(new CreateTableCommand(tableShape));
  return started;
}

const index = (name: string, pk: string, sk: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: pk, KeyType: 'HASH' as const },
    { AttributeName: sk, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['card'] },
});

/** The single table as the template makes it. */
export const tableShape = {
  TableName: tableName,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: ['pk', 'sk', 'qpk', 'qsk', 'apk', 'ask', 'mpk', 'msk', 'lpk', 'lsk', 'dpk', 'dsk'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  GlobalSecondaryIndexes: [
    index('queue', 'qpk', 'qsk'),
    index('about', 'apk', 'ask'),
    index('mine', 'mpk', 'msk'),
    index('log', 'lpk', 'lsk'),
    index('due', 'dpk', 'dsk'),
  ],
};

/** Wraps data keys with a key of this process, as KMS does with one of its own. */
export function testWrapper(): KeyWrapper {
  const master = randomBytes(32);
  return {
    generate: async (company) => {
      const key = randomBytes(32);
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(company));
      return { key, wrapped: Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]) };
    },
    unwrap: async (company, wrapped) => {
      const bytes = Buffer.from(wrapped);
      const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, 12)).setAAD(Buffer.from(company));
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    },
  };
}

const wrapper = testWrapper();
let companies = 0;

/** A company of its own for each test: tests of one file share the engine and never each other's records. */
export function newCompany(): Company {
  companies += 1;
  return provenCompany(`c${process.pid}-${companies}`);
}

/** A desk on the real engine. */
export async function testDesk(definitions: readonly Definition[], company: Company = newCompany()): Promise<Desk> {
  await testEngine();
  const table = openTable(company, tableName);
  return { company, table, keys: openKeyRing(table, wrapper, new Map()), definitions: definitionMap(definitions) };
}

afterAll(async () => {
  await (await engine)?.stop();
});
