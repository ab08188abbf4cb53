import { describe, expect, it } from 'vitest';
import { absent, calendarUnchanged, freeOrMine, mine, notAnswered, sameVersion, unchanged } from '../../lib/table/conditions.ts';
import type { Condition } from '../../lib/table/table.ts';
import { type Op, openTransport } from '../../lib/table/transport.ts';
import { tableName, testEngine } from '../support/engine.ts';
import { memoryEngine } from '../support/memory-engine.ts';

type Ask = readonly [Op, Record<string, unknown>];

const key = (sk: string, pk = 'T#a#P#p1#R#x') => ({ pk, sk });
const conditioned = ({ expression, names, values }: Condition) => ({
  ConditionExpression: expression,
  ...(names ? { ExpressionAttributeNames: names } : {}),
  ...(values ? { ExpressionAttributeValues: values } : {}),
});
const put = (item: object, condition?: Condition): Ask => ['PutItem', { TableName: tableName, Item: item, ...(condition ? conditioned(condition) : {}) }];
const act = (...actions: readonly object[]): Ask => [
  'TransactWriteItems',
  { TransactItems: actions.map((action) => Object.fromEntries(Object.entries(action).map(([kind, input]) => [kind, { TableName: tableName, ...input }]))) },
];
/** The same transaction under one token, as a retry sends it. */
const retried = (...actions: readonly object[]): Ask => {
  const [op, input] = act(...actions);
  return [op, { ...input, ClientRequestToken: 'token-of-one-commit' }];
};
const failing = (condition: Condition) => ({ ...conditioned(condition), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
const update = (sk: string, UpdateExpression: string, names: object, values: object): Ask => [
  'UpdateItem',
  { TableName: tableName, Key: key(sk), UpdateExpression, ExpressionAttributeNames: names, ExpressionAttributeValues: values, ReturnValues: 'UPDATED_NEW' },
];
const get = (...keys: readonly object[]): Ask => ['BatchGetItem', { RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }];
const query = (names: Readonly<Record<string, string>>, values: object, expression: string, more: object = {}): Ask => {
  const used = Object.fromEntries(Object.entries(names).filter(([name]) => expression.includes(name)));
  const condition = { KeyConditionExpression: expression, ExpressionAttributeNames: used, ExpressionAttributeValues: values };
  return ['Query', { TableName: tableName, ...condition, Limit: 2, ...more }];
};
const own = { '#pk': 'pk', '#sk': 'sk' };
const of = { ':pk': 'T#a#P#p1#R#x' };
const due = { '#pk': 'dpk', '#sk': 'dsk' };

/** Everything the house asks of its table, good and bad, one after the other. */
const asked: readonly Ask[] = [
  put({
    ...key('1'),
    version: 1,
    tick: 0,
    record: { a: [1, 'x', null, { b: true }], gone: undefined },
    dpk: 'DUE#0',
    dsk: '2026-07-01#a',
    card: { title: '一' },
  }),
  put({ ...key('2'), version: 2, tick: 1, holder: 'repair/r', dpk: 'DUE#0', dsk: '2026-07-02#a', bytes: new Uint8Array([1, 2]) }),
  put({ ...key('3'), ttl: 100 }),
  put({ ...key('１０'), n: 1 }),
  put({ ...key('1') }, absent),
  put({ ...key('4') }, absent),
  put({ ...key('3'), ttl: 200 }, notAnswered(100)),
  put({ ...key('3'), ttl: 200 }, notAnswered(101)),
  put({ pk: '', sk: 'x' }),
  put({ ...key('5'), dpk: '', dsk: 'x' }),
  put({ ...key('5'), fat: 'x'.repeat(410_000) }),
  act({ Put: { Item: { ...key('6'), version: 1 }, ...failing(absent) } }, { Delete: { Key: key('2'), ...failing(mine('repair/s')) } }),
  act({ Put: { Item: { ...key('6'), version: 1 }, ...failing(absent) } }, { ConditionCheck: { Key: key('2'), ...failing(sameVersion(2)) } }),
  act({ Put: { Item: { ...key('6'), version: 2 }, ...failing(calendarUnchanged(0)) } }, { Put: { Item: key('7') } }),
  act({ Put: { Item: { ...key('1'), version: 2, tick: 0 }, ...failing(unchanged(1, 1)) } }, { Put: { Item: { ...key('2') }, ...failing(freeOrMine('x')) } }),
  act(
    { Put: { Item: { ...key('1'), version: 2, tick: 0, dpk: 'DUE#0', dsk: '2026-07-03#a' }, ...failing(unchanged(1, 0)) } },
    { Delete: { Key: key('2'), ...failing(mine('repair/r')) } },
  ),
  act({ Put: { Item: key('8') } }, { Delete: { Key: key('8') } }),
  retried({ Put: { Item: { ...key('11'), n: 1 }, ...failing(absent) } }),
  retried({ Put: { Item: { ...key('11'), n: 1 }, ...failing(absent) } }),
  update('9', 'ADD #n :one', { '#n': 'n' }, { ':one': 1 }),
  update('9', 'ADD #n :one', { '#n': 'n' }, { ':one': 1 }),
  update('1', 'SET #p = :now REMOVE dpk, dsk', { '#p': 'parkedAt' }, { ':now': '2026' }),
  get(key('1'), key('2'), key('3'), key('9'), key('nothing')),
  query(own, of, '#pk = :pk'),
  query(own, of, '#pk = :pk', { ExclusiveStartKey: key('3') }),
  query(own, of, '#pk = :pk', { ScanIndexForward: false }),
  query(own, { ...of, ':prefix': '１' }, '#pk = :pk AND begins_with(#sk, :prefix)'),
  query(own, { ...of, ':from': '3', ':to': '6' }, '#pk = :pk AND #sk BETWEEN :from AND :to', { Limit: 10 }),
  put({ ...key('1', 'T#a#x'), dpk: 'DUE#0', dsk: '2026-07-09#a', card: { title: '二' }, more: 1 }),
  put({ ...key('2', 'T#a#x'), dpk: 'DUE#0', dsk: '2026-07-08#a' }),
  query(due, { ':pk': 'DUE#0', ':from': '\u0001', ':to': '2026-07-08#\u{10FFFF}' }, '#pk = :pk AND #sk BETWEEN :from AND :to', { IndexName: 'due' }),
  query(due, { ':pk': 'DUE#0' }, '#pk = :pk', { IndexName: 'due', ExclusiveStartKey: { ...key('2', 'T#a#x'), dpk: 'DUE#0', dsk: '2026-07-08#a' } }),
];

/** What the house looks at of an answer or of a failure. */
async function answered([op, input]: Ask): Promise<unknown> {
  try {
    const { Items, Responses, Attributes, LastEvaluatedKey } = await openTransport()(op, structuredClone(input));
    const got = (Responses as Record<string, Record<string, string>[]> | undefined)?.[tableName]?.toSorted((a, b) =>
      String(a['sk']) < String(b['sk']) ? -1 : 1,
    );
    return JSON.parse(JSON.stringify({ Items, got, Attributes, LastEvaluatedKey }));
  } catch (error) {
    const { name, CancellationReasons: reasons } = error as Error & { CancellationReasons?: { Code: string; Item?: object }[] };
    return { name, reasons: reasons?.map(({ Code, Item }) => ({ Code: Code ?? 'None', Item })) };
  }
}

describe('the engine in memory', () => {
  it('answers whatever the house asks as the real one does', async () => {
    const engine = memoryEngine();
    const inMemory: unknown[] = [];
    for (const ask of asked) inMemory.push(await answered(ask));
    engine.stop();
    await testEngine();
    for (const [at, ask] of asked.entries()) expect({ at, answer: inMemory[at] }).toEqual({ at, answer: await answered(ask) });
  });
});
