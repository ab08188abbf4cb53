import { describe, expect, it } from 'vitest';
import type { Statement } from '../../local/cloud-model.ts';
import { accessKeyFor, SYSTEM_KEY } from '../../local/engines/credentials.ts';
import { allowed } from '../../local/engines/policy.ts';
import { authorize, guardLayer } from '../../local/engines/policy-guard.ts';

const arn = 'arn:aws-cn:dynamodb:cn-north-1:000000000000:table/T';
const table = { arn, partitionKey: 'pk', indexKeys: { queue: 'qpk', due: 'dpk' } };
const tag = '${aws:PrincipalTag/company}';
const actions = ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'ConditionCheckItem', 'PartiQLInsert'].map(
  (name) => `dynamodb:${name}`,
);
const keys = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`T#${tag}`, `T#${tag}#*`] } };

const policy: Statement[] = [
  { Effect: 'Allow', Action: actions, Resource: [arn, `${arn}/index/queue`], Condition: { ...keys, Null: { 'dynamodb:LeadingKeys': 'false' } } },
  { Effect: 'Deny', Action: ['dynamodb:Scan', 'dynamodb:BatchWriteItem'], Resource: [arn, `${arn}/index/*`], Condition: {} },
];

function may(op: string, input: Record<string, unknown>, company: string | null = 'a', statements = policy): boolean {
  try {
    authorize({ op, input }, company === null ? {} : { company }, statements, table);
    return true;
  } catch (error) {
    expect((error as Error).name).toBe('AccessDeniedException');
    return false;
  }
}

const query = (pk: string, index?: string) => ({
  KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :p)',
  ExpressionAttributeNames: { '#pk': index === undefined ? 'pk' : index === 'queue' ? 'qpk' : 'dpk', '#sk': 'sk' },
  ExpressionAttributeValues: { ':pk': pk, ':p': 'T#a' },
  ...(index === undefined ? {} : { IndexName: index }),
});
const put = (pk: string) => ({ Put: { Item: { pk, sk: 'x' } } });
const insertText = (key: string) => `INSERT INTO "T" VALUE {'sk': ?, 'pk': ${key}, 'qpk': ?}`;
const insert = (pk: string) => ({ Statement: insertText('?'), Parameters: ['T#a', pk, 'T#a'] });
const get = (...pks: string[]) => ({ RequestItems: { T: { Keys: pks.map((pk) => ({ pk, sk: 'x' })) } } });

describe('guard of the data role 数据角色', () => {
  it.each([
    { what: 'its own item', op: 'GetItem', input: { Key: { pk: 'T#a#P#p1#R#unit', sk: '1' } }, ok: true },
    { what: 'the company item itself', op: 'GetItem', input: { Key: { pk: 'T#a', sk: 'COMPANY' } }, ok: true },
    { what: 'another company', op: 'GetItem', input: { Key: { pk: 'T#b', sk: 'COMPANY' } }, ok: false },
    { what: 'a company whose name begins alike', op: 'GetItem', input: { Key: { pk: 'T#ab#P#p1', sk: '1' } }, ok: false },
    { what: 'a key in no company', op: 'PutItem', input: { Item: { pk: 'DUE#0', sk: '1' } }, ok: false },
    { what: 'a put of its own', op: 'PutItem', input: { Item: { pk: 'T#a#X', sk: '1' } }, ok: true },
    { what: 'a query of its own', op: 'Query', input: query('T#a#P#p1'), ok: true },
    { what: 'a query of another', op: 'Query', input: query('T#b#P#p1'), ok: false },
    { what: 'an index query of its own', op: 'Query', input: query('T#a#P#p1#Q#repair', 'queue'), ok: true },
    { what: 'an index query of another', op: 'Query', input: query('T#b#P#p1#Q#repair', 'queue'), ok: false },
    { what: 'the due index, which is for system functions', op: 'Query', input: query('T#a', 'due'), ok: false },
    { what: 'a query without a readable key', op: 'Query', input: {}, ok: false },
    { what: 'a scan', op: 'Scan', input: {}, ok: false },
    { what: 'a scan of an index', op: 'Scan', input: { IndexName: 'queue' }, ok: false },
    { what: 'a batch of its own', op: 'BatchGetItem', input: get('T#a', 'T#a#1'), ok: true },
    { what: 'a mixed batch', op: 'BatchGetItem', input: get('T#a', 'T#b'), ok: false },
    { what: 'an empty batch', op: 'BatchGetItem', input: get(), ok: false },
    {
      what: 'a transaction of its own',
      op: 'TransactWriteItems',
      input: { TransactItems: [put('T#a#1'), { ConditionCheck: { Key: { pk: 'T#a' } } }] },
      ok: true,
    },
    {
      what: 'a transaction that checks another',
      op: 'TransactWriteItems',
      input: { TransactItems: [put('T#a#1'), { ConditionCheck: { Key: { pk: 'T#b' } } }] },
      ok: false,
    },
    {
      what: 'a transaction that deletes another',
      op: 'TransactWriteItems',
      input: { TransactItems: [put('T#a#1'), { Delete: { Key: { pk: 'T#b' } } }] },
      ok: false,
    },
    {
      what: 'a batch write, which is denied by name',
      op: 'BatchWriteItem',
      input: { RequestItems: { T: [{ PutRequest: { Item: { pk: 'T#a' } } }] } },
      ok: false,
    },
    { what: 'inserts of its own', op: 'BatchExecuteStatement', input: { Statements: [insert('T#a#1'), insert('T#a#2')] }, ok: true },
    { what: 'inserts of which one is of another', op: 'BatchExecuteStatement', input: { Statements: [insert('T#a#1'), insert('T#b#2')] }, ok: false },
    { what: 'an insert that writes its key out', op: 'BatchExecuteStatement', input: { Statements: [{ Statement: insertText("'T#b'") }] }, ok: false },
    {
      what: 'an insert without a key',
      op: 'BatchExecuteStatement',
      input: { Statements: [{ Statement: `INSERT INTO "T" VALUE {'sk': ?}`, Parameters: ['T#a'] }] },
      ok: false,
    },
    {
      what: 'a select, which is not its to make',
      op: 'BatchExecuteStatement',
      input: { Statements: [{ Statement: `SELECT * FROM "T" WHERE pk = ?`, Parameters: ['T#a'] }] },
      ok: false,
    },
    { what: 'a statement nobody can read', op: 'BatchExecuteStatement', input: { Statements: [{ Statement: 'DROP', Parameters: ['T#a'] }] }, ok: false },
    { what: 'an action nobody allowed', op: 'DescribeTable', input: {}, ok: false },
  ])('$what: $ok', ({ op, input, ok }) => {
    expect(may(op, input)).toBe(ok);
  });

  it('denies a session without the tag, even the keys that an empty tag would spell', () => {
    for (const pk of ['T#', 'T##x', 'T#a', 'T#${aws:PrincipalTag/company}']) expect(may('GetItem', { Key: { pk } }, null)).toBe(false);
  });

  it('takes a star in a tag for a star', () => {
    expect(may('GetItem', { Key: { pk: 'T#abc#1' } }, 'a*')).toBe(false);
    expect(may('GetItem', { Key: { pk: 'T#a*#1' } }, 'a*')).toBe(true);
  });

  it('shows the trap of the usual policy: without the Null line a scan satisfies "for all values"', () => {
    const naive: Statement[] = [{ Effect: 'Allow', Action: ['dynamodb:*'], Resource: [arn], Condition: keys }];
    expect(may('Scan', {}, 'a', naive)).toBe(true);
    expect(may('GetItem', { Key: { pk: 'T#b' } }, 'a', naive)).toBe(false);
  });

  it('refuses to guess an operator it does not know', () => {
    const odd: Statement[] = [{ Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: ['*'], Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }];
    expect(() => allowed(odd, { action: 'dynamodb:GetItem', resource: arn, facts: {} })).toThrow('IpAddress');
  });

  it('stands in the transport: company sessions are checked, system functions pass', async () => {
    const sent: string[] = [];
    const send = guardLayer(policy, table)((call) => Promise.resolve(sent.push(call.accessKeyId) as never));
    const call = (accessKeyId: string) => send({ op: 'GetItem', input: { Key: { pk: 'T#公司' } }, accessKeyId });
    await call(accessKeyFor({ company: '公司' }));
    await call(SYSTEM_KEY);
    await expect(call(accessKeyFor({ company: '公' }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(call(accessKeyFor({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(sent).toHaveLength(2);
  });
});
