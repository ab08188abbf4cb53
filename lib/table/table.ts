import { randomUUID } from 'node:crypto';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Company } from '../kernel/actor.ts';
import { DomainError } from '../kernel/error.ts';
import { type Inserted, insertAll } from './insert.ts';
import type { Key } from './keys.ts';
import { type Credentials, type Op, openTransport, patiently } from './transport.ts';

/** A stored item. */
export type Item = Readonly<Record<string, unknown>> & Key;

/** A condition of a write: a named constant of `conditions.ts`, saying which race it decides. */
export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** In which order failed conditions are answered: a repeated request before a stale form, a stale form before a taken key. */
export const rank = { idempotency: 0, version: 1, claim: 2, pin: 3 } as const;

/** One action of a unit of work. */
export interface Write {
  readonly put?: Item;
  readonly remove?: Key;
  readonly check?: Key;
  readonly condition?: Condition;
  readonly rank: (typeof rank)[keyof typeof rank];
  /** What a failed condition means, given the item that stood in the way. */
  readonly refusal?: (held: Item | undefined) => Error;
}

/** Someone else's transaction touched the same items: load again and decide again. */
export class Contended extends Error {
  override readonly name = 'Contended';
}

/** A page of a query. */
export interface Page {
  readonly items: readonly Item[];
  readonly next?: Readonly<Record<string, unknown>> | undefined;
}

/** A question to the table or one of its indexes. */
export interface Question {
  readonly index?: 'queue' | 'about' | 'mine' | 'log' | 'due';
  readonly pk: string;
  readonly prefix?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly backwards?: boolean;
  readonly after?: Readonly<Record<string, unknown>> | undefined;
  readonly consistent?: boolean;
  /** Attributes that are wanted, for whoever reads thousands; all unless given. It costs as much, and travels faster. */
  readonly only?: readonly string[];
}

const indexKeys = {
  queue: ['qpk', 'qsk'],
  about: ['apk', 'ask'],
  mine: ['mpk', 'msk'],
  log: ['lpk', 'lsk'],
  due: ['dpk', 'dsk'],
  table: ['pk', 'sk'],
} as const;

/** DynamoDB's limit is 100; the rest is room for what a walk adds. */
const maxActions = 90;

/** The table as one company's code sees it. */
export interface Table {
  readonly company: Company;
  /** Strongly consistent reads of up to 100 keys; the answer is keyed like {@link keyText}. */
  getAll(keys: readonly Key[]): Promise<ReadonlyMap<string, Item>>;
  query(question: Question): Promise<Page>;
  /** All writes or none. @throws the refusal of the failed condition of lowest rank, or {@link Contended}. */
  commit(writes: readonly Write[]): Promise<void>;
  /** One put on its own, outside any unit of work: refusals, chunk markers. Answers false when the condition failed. */
  put(item: Item, condition?: Condition): Promise<boolean>;
  /** Many new items, each on its own and only where its key is free; what became of each. See `insert.ts`. */
  insertAll(items: readonly Item[]): Promise<readonly Inserted[]>;
  /** Adds one to a counter and answers it: numbers need not be gapless, so they cost no conflict. A counter with a `ttl` (real seconds) is cleaned away after it. */
  nextNumber(key: Key, ttl?: number): Promise<number>;
  /** Removes what `names` lists and sets what `values` holds, if the condition is met. */
  update(key: Key, change: Condition): Promise<Item | undefined>;
}

export const keyText = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

/** Where an item stands in the order of the table or of an index: a question goes on after it. */
export function positionOf(item: Item, index?: Question['index']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(['pk', 'sk', ...(index ? indexKeys[index] : [])].map((name) => [name, item[name]]));
}

/** Opens the table for a company with that company's credentials. */
export function openTable(company: Company, table: string, credentials?: () => Promise<Credentials>): Table {
  const send = openTransport(credentials);
  const call = (op: Op, input: Record<string, unknown>) =>
    patiently(() => send(op, { TableName: table, ...input })).catch((error: unknown) => Promise.reject(refused(error)));
  return {
    company,
    getAll: (keys) => getAll((input) => patiently(() => send('BatchGetItem', input)), table, keys),
    query: async (question) => toPage(await call('Query', queryInput(question))),
    commit: (writes) => commit((input) => patiently(() => send('TransactWriteItems', input), { writes: true }), table, writes),
    put: async (item, condition) => {
      try {
        await call('PutItem', { Item: item, ...conditionInput(condition) });
        return true;
      } catch (error) {
        if (isNamed(error, 'ConditionalCheckFailedException')) return false;
        throw error;
      }
    },
    insertAll: (items) => insertAll((input) => send('BatchExecuteStatement', input), table, items).catch((error: unknown) => Promise.reject(refused(error))),
    nextNumber: async (key, ttl) => {
      const output = await call('UpdateItem', {
        Key: key,
        UpdateExpression: ttl === undefined ? 'ADD #n :one' : 'ADD #n :one SET #ttl = :ttl',
        ExpressionAttributeNames: { '#n': 'n', ...(ttl === undefined ? {} : { '#ttl': 'ttl' }) },
        ExpressionAttributeValues: { ':one': 1, ...(ttl === undefined ? {} : { ':ttl': ttl }) },
        ReturnValues: 'UPDATED_NEW',
      });
      return Number((output['Attributes'] as Record<string, unknown>)['n']);
    },
    update: async (key, { expression, names, values }) => {
      const input = { Key: key, UpdateExpression: expression, ExpressionAttributeNames: names, ExpressionAttributeValues: values };
      return (await call('UpdateItem', { ...input, ReturnValues: 'UPDATED_NEW' }))['Attributes'] as Item | undefined;
    },
  };
}

async function getAll(
  send: (input: Record<string, unknown>) => Promise<Record<string, unknown>>,
  table: string,
  keys: readonly Key[],
): Promise<ReadonlyMap<string, Item>> {
  const found = new Map<string, Item>();
  const distinct = [...new Map(keys.map(({ pk, sk }) => [keyText({ pk, sk }), { pk, sk }])).values()];
  let wanted: Record<string, unknown> | undefined = { [table]: { Keys: distinct, ConsistentRead: true } };
  for (let round = 0; wanted && distinct.length > 0; round += 1) {
    if (round > 8) throw new DomainError('unavailable', 'service.unavailable');
    const output = await send({ RequestItems: wanted }).catch((error: unknown) => Promise.reject(refused(error)));
    for (const item of (output['Responses'] as Record<string, Item[]> | undefined)?.[table] ?? []) found.set(keyText(item), item);
    const rest = output['UnprocessedKeys'] as Record<string, unknown> | undefined;
    wanted = rest && Object.keys(rest).length > 0 ? rest : undefined;
  }
  return found;
}

function queryInput({ index, pk, prefix, from, to, limit, backwards, after, consistent, only }: Question): Record<string, unknown> {
  const [pkName, skName] = indexKeys[index ?? 'table'];
  const values: Record<string, unknown> = { ':pk': pk };
  let expression = '#pk = :pk';
  if (from !== undefined || to !== undefined) {
    expression += ' AND #sk BETWEEN :from AND :to';
    values[':from'] = from ?? '\u0001';
    values[':to'] = to ?? '\u{10FFFF}';
  } else if (prefix) {
    expression += ' AND begins_with(#sk, :prefix)';
    values[':prefix'] = prefix;
  }
  return {
    ...(index ? { IndexName: index } : { ConsistentRead: consistent ?? true }),
    KeyConditionExpression: expression,
    ExpressionAttributeNames: {
      '#pk': pkName,
      ...(expression.includes('#sk') ? { '#sk': skName } : {}),
      ...Object.fromEntries((only ?? []).map((name, at) => [`#only${at}`, name])),
    },
    ...(only ? { ProjectionExpression: only.map((_, at) => `#only${at}`).join(', ') } : {}),
    ExpressionAttributeValues: values,
    Limit: limit,
    ScanIndexForward: !backwards,
    ...(after ? { ExclusiveStartKey: after } : {}),
  };
}

function toPage(output: Record<string, unknown>): Page {
  return { items: (output['Items'] as Item[] | undefined) ?? [], next: output['LastEvaluatedKey'] as Record<string, unknown> | undefined };
}

function conditionInput(condition: Condition | undefined): Record<string, unknown> {
  if (!condition) return {};
  return {
    ConditionExpression: condition.expression,
    ...(condition.names ? { ExpressionAttributeNames: condition.names } : {}),
    ...(condition.values ? { ExpressionAttributeValues: condition.values } : {}),
  };
}

function action(table: string, { put, remove, check, condition }: Write): Record<string, unknown> {
  const common = { TableName: table, ...conditionInput(condition), ...(condition ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } : {}) };
  if (put) return { Put: { ...common, Item: put } };
  if (remove) return { Delete: { ...common, Key: { pk: remove.pk, sk: remove.sk } } };
  if (check) return { ConditionCheck: { ...common, Key: { pk: check.pk, sk: check.sk } } };
  throw new Error('a write must put, remove or check');
}

/** The same token on every attempt: a commit whose answer was lost is not done twice. */
async function commit(send: (input: Record<string, unknown>) => Promise<unknown>, table: string, writes: readonly Write[]): Promise<void> {
  if (writes.length > maxActions) throw new DomainError('too-large', 'commit.too-large');
  const input = { TransactItems: writes.map((write) => action(table, write)), ClientRequestToken: randomUUID() };
  try {
    await send(input);
  } catch (error) {
    throw isNamed(error, 'TransactionCanceledException') ? explain(error, writes) : refused(error);
  }
}

interface Reason {
  readonly Code?: string;
  /** As the wire carries it: the document client does not open what stands in an error. */
  readonly Item?: Parameters<typeof unmarshall>[0];
}

function explain(error: Error, writes: readonly Write[]): Error {
  const reasons = (error as Error & { CancellationReasons?: Reason[] }).CancellationReasons ?? [];
  const failed = writes.map((write, at) => ({ write, reason: reasons[at] })).filter(({ reason }) => reason?.Code === 'ConditionalCheckFailed');
  const decisive = failed.toSorted((a, b) => a.write.rank - b.write.rank)[0];
  if (decisive) return decisive.write.refusal?.(decisive.reason?.Item && (unmarshall(decisive.reason.Item) as Item)) ?? new Contended();
  const codes = reasons.map((reason) => reason.Code);
  if (codes.some((code) => code === 'TransactionConflict' || code === 'ThrottlingError' || code === 'ProvisionedThroughputExceeded')) return new Contended();
  if (codes.includes('ValidationError')) return new DomainError('too-large', 'record.too-large');
  return error;
}

/** A denial by the policy reads like a missing record: whoever asks across the border learns nothing. */
function refused(error: unknown): Error {
  if (isNamed(error, 'AccessDeniedException')) return new DomainError('not-found', 'access.not-found', { denied: 'policy' });
  if (isNamed(error, 'ValidationException') && error.message.includes('size')) return new DomainError('too-large', 'record.too-large');
  return error instanceof Error ? error : new Error('the transport threw no error', { cause: error });
}

function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}
