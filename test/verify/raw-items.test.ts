import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../local/engines/dynoxide.ts';
import { itemsOfExport, itemsOfFile } from '../../local/verify/raw-items.ts';
import { tableShape } from '../support/engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'wuyun-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stored = {
  pk: { S: 'T#a' },
  sk: { S: 'COMPANY' },
  n: { N: '1.5' },
  big: { N: '12345678901234567890' },
  yes: { BOOL: true },
  none: { NULL: true },
  list: { L: [{ N: '7' }, { M: { 名: { S: '值' } } }] },
  words: { SS: ['a', 'b'] },
  bytes: { B: 'AQI=' },
} as const;
const opened = {
  pk: 'T#a',
  sk: 'COMPANY',
  n: 1.5,
  big: '12345678901234567890',
  yes: true,
  none: null,
  list: [7, { 名: '值' }],
  words: ['a', 'b'],
  bytes: new Uint8Array([1, 2]),
};

describe('raw items', () => {
  it('come out of the engine’s file while the engine runs, as they were put', async () => {
    const file = join(folder, 'table.sqlite');
    const engine = await startEngine({ file });
    const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'x', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
    try {
      await client.send(new CreateTableCommand({ ...tableShape, TableName: 'odd.name-1' }));
      await client.send(
        new PutItemCommand({
          TableName: 'odd.name-1',
          Item: { ...stored, bytes: { B: new Uint8Array([1, 2]) }, qpk: { S: 'T#a#Q' }, qsk: { S: 'x' } } as never,
        }),
      );
      expect(itemsOfFile(file)).toEqual([{ ...opened, qpk: 'T#a#Q', qsk: 'x' }]);
    } finally {
      client.destroy();
      await engine.stop();
    }
  });

  it('come out of export files, packed or not, and a broken line is named', async () => {
    const lines = `${JSON.stringify({ Item: stored })}\n\n${JSON.stringify({ pk: { S: 'T#b' }, sk: { S: 'KEYS' } })}\n`;
    const [plain, packed, broken] = ['plain.json', 'packed.json.gz', 'broken.json'].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(plain, lines);
    writeFileSync(packed, gzipSync(lines));
    writeFileSync(broken, `${lines}{"Item":{"pk":{"Q":"x"}}}\n`);
    expect(await itemsOfExport([plain, packed])).toEqual([opened, { pk: 'T#b', sk: 'KEYS' }, opened, { pk: 'T#b', sk: 'KEYS' }]);
    await expect(itemsOfExport([broken])).rejects.toThrow('broken.json:4');
    expect(() => itemsOfFile(join(folder, 'nothing.sqlite'))).toThrow('there is no table');
  });
});
