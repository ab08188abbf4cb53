import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rememberWrites } from '../support/stored-items.ts';
import { counted } from '../support/transport.ts';
import { household, office } from './office.ts';

const phones = Array.from({ length: 20 }, (_, index) => String(13_800_000_000 + index));
const list = phones.map((phone, index) => household(`1-1-${101 + index}`, `业主${index}`, phone, { 业主证件号码: `1101011990030712${10 + index}` }));

describe('traces of an import', () => {
  it('leaves no phone and no document number in the table, in its markers or its events, nor the search of an export', async () => {
    const written = rememberWrites();
    const { bring, take, revert, desk } = await office();
    const { body } = await bring([...list, household('1-1-999', '某人', '13899999999x')], { rows: 'valid' });
    await take({ q: phones[0] });
    await take({ q: '13911112222' });
    await revert(body.id);
    const items = await written.items(desk.table);
    written.stop();
    const text = items.map((item) => JSON.stringify(item) + (item['detail'] ? inflateRawSync(item['detail'] as Uint8Array).toString() : '')).join('\n');
    expect(items.length).toBeGreaterThan(100);
    expect(text).toContain('138****0000');
    for (const secret of [...phones, '13899999999', '13911112222', '110101199003071210']) expect(text).not.toContain(secret);
  });

  it('of the same file again: only the run and its markers', async () => {
    const { bring, relay } = await office();
    await bring(list);
    const { calls, result } = await counted(async () => {
      const answer = await bring(list);
      await relay.settled();
      return answer;
    });
    expect(result.body).toMatchObject({ unchanged: 20 });
    const writes = calls
      .filter(({ op }) => op === 'TransactWriteItems')
      .flatMap(({ input }) => input['TransactItems'] as readonly { Put: { Item: { pk: string; sk: string } } }[]);
    expect(writes.every(({ Put: { Item } }) => Item.pk.includes('#RUN#'))).toBe(true);
    expect(writes.map(({ Put: { Item } }) => Item.sk)).toEqual(['RUN', 'RUN', 'RUN', 'RUN', 'CHUNK#00000', 'RUN']);
  });
});
