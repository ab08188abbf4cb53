import { describe, expect, it } from 'vitest';
import { openTable } from '../../lib/table/table.ts';
import { useLayer } from '../../lib/table/transport.ts';
import { newCompany, tableName, testEngine } from '../support/engine.ts';
import { counted, unreliable } from '../support/transport.ts';

async function store() {
  await testEngine();
  const company = newCompany();
  const table = openTable(company, tableName);
  const item = (n: number, what = 'new') => ({
    pk: `T#${company}#X`,
    sk: String(n).padStart(4, '0'),
    what,
    nested: { list: [n, { none: undefined }] },
    absent: undefined,
  });
  const stored = async () => (await table.query({ pk: `T#${company}#X`, limit: 1000 })).items;
  return { table, item, stored };
}

const range = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('many new items 批量新增', () => {
  it('go in by 25 to a request, one write unit each, and say in their order what became of them', async () => {
    const { table, item, stored } = await store();
    const { requests, writeUnits, result } = await counted(() => table.insertAll(range(60).map((n) => item(n))));
    expect(requests).toEqual({ BatchExecuteStatement: 3 });
    expect(writeUnits).toBe(60);
    expect(result).toEqual(range(60).map(() => 'inserted'));
    expect(await stored()).toHaveLength(60);
    expect((await stored())[3]).toEqual({ pk: expect.any(String), sk: '0003', what: 'new', nested: { list: [3, {}] } });
    expect(await table.insertAll([])).toEqual([]);
  });

  it('never replace what is there, and put the others in', async () => {
    const { table, item, stored } = await store();
    await table.insertAll([item(1, 'paid'), item(3, 'paid')]);
    expect(await table.insertAll(range(5).map((n) => item(n, 'again')))).toEqual(['inserted', 'exists', 'inserted', 'exists', 'inserted']);
    expect((await stored()).map(({ what }) => what)).toEqual(['again', 'paid', 'again', 'paid', 'again']);
  });

  it.each(range(25).slice(1))('are all in when the table takes %i of 25 at first', async (taken) => {
    const { table, item, stored } = await store();
    let first = true;
    const stop = useLayer((next) => async (call) => {
      if (call.op !== 'BatchExecuteStatement' || !first) return next(call);
      first = false;
      const statements = call.input['Statements'] as readonly unknown[];
      const output = await next({ ...call, input: { ...call.input, Statements: statements.slice(0, taken) } });
      const busy = statements.slice(taken).map(() => ({ Error: { Code: 'ThrottlingError' } }));
      return { ...output, Responses: [...(output['Responses'] as unknown[]), ...busy] };
    });
    const outcomes = await table.insertAll(range(25).map((n) => item(n)));
    stop();
    expect(outcomes).toEqual(range(25).map(() => 'inserted'));
    expect(await stored()).toHaveLength(25);
  });

  it('whose answer was lost are there, and answer that they exist', async () => {
    const { table, item, stored } = await store();
    let lost = false;
    const stop = useLayer((next) => async (call) => {
      const output = await next(call);
      if (lost || call.op !== 'BatchExecuteStatement') return output;
      lost = true;
      throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    });
    expect(await table.insertAll([item(1), item(2)])).toEqual(['exists', 'exists']);
    stop();
    expect(await stored()).toHaveLength(2);
  });

  it('survive a table that is busy, takes part of a batch and loses answers, whatever the seed', async () => {
    for (const seed of range(12)) {
      const { table, item, stored } = await store();
      const outcomes = await unreliable(seed, 0.3, () => table.insertAll(range(80).map((n) => item(n))));
      expect({ seed, stored: (await stored()).length }).toEqual({ seed, stored: 80 });
      expect(outcomes.every((outcome) => outcome !== 'refused')).toBe(true);
    }
  });

  it('say when the table will not have one, and give up when it never has time', async () => {
    const { table, item } = await store();
    expect(await table.insertAll([{ ...item(1), large: 'x'.repeat(410_000) }, item(2)])).toEqual(['refused', 'inserted']);
    const stop = useLayer(() => async (call) => ({
      Responses: (call.input['Statements'] as unknown[]).map(() => ({ Error: { Code: 'ProvisionedThroughputExceeded' } })),
    }));
    await expect(table.insertAll([item(3)])).rejects.toMatchObject({ code: 'service.unavailable' });
    stop();
  });
});
