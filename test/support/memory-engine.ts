import { marshall } from '@aws-sdk/util-dynamodb';
import type { Key } from '../../lib/table/keys.ts';
import { type Item, keyText } from '../../lib/table/table.ts';
import { type Call, type Send, useLayer } from '../../lib/table/transport.ts';

/**
 * DynamoDB in memory, behind the transport seam: the walk, the table module and everything above them are the real ones, only nothing leaves the process.
 *
 * It knows the operations and the few forms of conditions the house uses, and refuses loudly what it does not know. `engines.test.ts` holds it against the real engine.
 */
export interface MemoryEngine {
  readonly items: () => readonly Item[];
  readonly get: (key: Key) => Item | undefined;
  /** Remembers everything as it is now. @returns what brings it back */
  readonly snapshot: () => () => void;
  /** Something is lost that nobody deletes. */
  readonly remove: (which: (item: Item) => boolean) => void;
  readonly stop: () => void;
}

type Values = Readonly<Record<string, unknown>>;
type Stored = Map<string, Item>;

const indexKeys: Readonly<Record<string, readonly [string, string]>> = {
  queue: ['qpk', 'qsk'],
  about: ['apk', 'ask'],
  mine: ['mpk', 'msk'],
  log: ['lpk', 'lsk'],
  due: ['dpk', 'dsk'],
};

/** Takes the place of the real engine until stopped. Layers added later (counting, crashing) lie around it. */
export function memoryEngine(): MemoryEngine {
  const items: Stored = new Map();
  /** Transactions done, by the caller's token: the same one again is done already. */
  const done = new Set<string>();
  const answer = (call: Call): Values => {
    switch (call.op) {
      case 'BatchGetItem':
        return batchGet(items, call.input);
      case 'Query':
        return query(items, call.input);
      case 'PutItem':
        return put(items, call.input);
      case 'UpdateItem':
        return update(items, call.input);
      case 'BatchExecuteStatement':
        return insertEach(items, call.input);
      case 'TransactWriteItems':
        return transact(items, done, call.input);
      case 'GetItem':
      case 'DeleteItem':
        throw new Error(`the house never sends ${call.op}`);
    }
  };
  const stop = useLayer(
    (): Send => async (call) => {
      await Promise.resolve();
      return { ...answer(call) };
    },
  );
  const snapshot = () => {
    // Stored items are never changed, only replaced.
    const kept = [...items];
    return () => {
      items.clear();
      for (const [key, item] of kept) items.set(key, item);
    };
  };
  const remove = (which: (item: Item) => boolean) => {
    for (const [key, item] of items) if (which(item)) items.delete(key);
  };
  return { items: () => [...items.values()], get: (key) => items.get(keyText(key)), snapshot, remove, stop };
}

const named = (name: string, message = name, more: object = {}): Error => Object.assign(new Error(message), { name, ...more });

const compare = (a: unknown, b: unknown): number => Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));

function sorted(items: readonly Item[], pk: string, sk: string): Item[] {
  return items.toSorted((a, b) => compare(a[pk], b[pk]) || compare(a[sk], b[sk]) || compare(keyText(a), keyText(b)));
}

/** What a caller keeps must not change with what he does to it, and an undefined field is none. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [[name, copy(part)]])));
}

function store(items: Stored, item: Item): void {
  const kept = copy(item) as Item;
  for (const [name, value] of Object.entries(kept))
    if (/^[qamld](pk|sk)$|^[ps]k$/.test(name) && (typeof value !== 'string' || value === '')) throw named('ValidationException', `the key ${name} is empty`);
  if (Buffer.byteLength(JSON.stringify(kept)) > 400_000) throw named('ValidationException', 'Item size has exceeded the maximum allowed size');
  items.set(keyText(kept), kept);
}

function batchGet(items: Stored, input: Values): Values {
  const wanted = Object.entries(input['RequestItems'] as Record<string, { Keys: Key[] }>);
  const responses = wanted.map(([table, { Keys }]) => {
    if (Keys.length > 100) throw named('ValidationException', 'Too many items requested');
    return [table, Keys.flatMap((key) => (items.has(keyText(key)) ? [copy(items.get(keyText(key)))] : []))];
  });
  return { Responses: Object.fromEntries(responses) };
}

function query(items: Stored, input: Values): Values {
  const { IndexName: index, Limit: limit, ScanIndexForward: forward, ExclusiveStartKey: after } = input as Record<string, never>;
  const [pk, sk] = index ? (indexKeys[String(index)] ?? []) : (['pk', 'sk'] as const);
  if (!pk || !sk) throw named('ValidationException', `there is no index ${String(index)}`);
  // Most items lie in other partitions; to see that takes no reading of the condition.
  const partition = (input['ExpressionAttributeValues'] as Values)[':pk'];
  const here = [...items.values()].filter((item) => item[pk] === partition && item[sk] !== undefined);
  const found = sorted(
    here.filter((item) => holds(String(input['KeyConditionExpression']), item, input)),
    pk,
    sk,
  );
  const ordered = forward === false ? found.toReversed() : found;
  const from = after ? ordered.findIndex((item) => keyText(item) === keyText(after)) + 1 : 0;
  const page = ordered.slice(from, from + Number(limit));
  const last = page.at(-1);
  const more = last !== undefined && page.length === Number(limit);
  const shown = (item: Item): Values =>
    index ? { pk: item.pk, sk: item.sk, [pk]: item[pk], [sk]: item[sk], ...(item['card'] ? { card: item['card'] } : {}) } : item;
  return {
    Items: page.map((item) => copy(shown(item))),
    ...(more ? { LastEvaluatedKey: { pk: last.pk, sk: last.sk, ...(index ? { [pk]: last[pk], [sk]: last[sk] } : {}) } } : {}),
  };
}

/** The forms of conditions of `lib/table/conditions.ts` and of key conditions, joined by all-AND or all-OR. */
function holds(expression: string, item: Item | undefined, input: Values): boolean {
  const names = (input['ExpressionAttributeNames'] ?? {}) as Record<string, string>;
  const values = (input['ExpressionAttributeValues'] ?? {}) as Values;
  const named_ = (name: string): unknown => item?.[names[name] ?? name];
  const between = /^(#\w+ = :\w+) AND (#\w+) BETWEEN (:\w+) AND (:\w+)$/.exec(expression);
  if (between) {
    const [, first = '', name = '', low = '', high = ''] = between;
    return term(first) && compare(named_(name), values[low]) >= 0 && compare(named_(name), values[high]) <= 0;
  }
  if (expression.includes(' OR ')) return expression.split(' OR ').some(term);
  return expression.split(' AND ').every(term);

  function term(text: string): boolean {
    const [, missing, starts, prefix = '', left = '', sign, right = ''] =
      /^(?:attribute_not_exists\((\w+)\)|begins_with\((#\w+), (:\w+)\)|(#\w+) ([=<]) (:\w+))$/.exec(text) ?? [];
    if (missing) return named_(missing) === undefined;
    if (starts) return String(named_(starts)).startsWith(String(values[prefix]));
    if (!sign) throw new Error(`the memory engine does not know the condition ${text}`);
    if (!(right in values)) throw named('ValidationException', `no value for ${right}`);
    const value = named_(left);
    if (sign === '=') return value === values[right];
    return value !== undefined && (typeof value === 'number' ? value < Number(values[right]) : compare(value, values[right]) < 0);
  }
}

function allowed(items: Stored, key: Key, input: Values): boolean {
  const condition = input['ConditionExpression'];
  return condition === undefined || holds(String(condition), items.get(keyText(key)), input);
}

/** Statements as `lib/table/insert.ts` writes them: `INSERT INTO "…" VALUE {'name': ?, …}`. */
function insertEach(items: Stored, input: Values): Values {
  const statements = input['Statements'] as readonly { Statement: string; Parameters: readonly unknown[] }[];
  if (statements.length > 25) throw named('ValidationException', 'Member must have length less than or equal to 25');
  const answers = statements.map(({ Statement, Parameters }) => {
    const names = [...Statement.matchAll(/'(\w+)': \?/g)].map(([, name = '']) => name);
    const item = Object.fromEntries(names.map((name, at) => [name, Parameters[at]])) as unknown as Item;
    if (items.has(keyText(item))) return { Error: { Code: 'DuplicateItem' } };
    store(items, item);
    return {};
  });
  return { Responses: answers };
}

function put(items: Stored, input: Values): Values {
  const item = input['Item'] as Item;
  if (!allowed(items, item, input)) throw named('ConditionalCheckFailedException');
  store(items, item);
  return {};
}

function update(items: Stored, input: Values): Values {
  const key = input['Key'] as Key;
  const names = (input['ExpressionAttributeNames'] ?? {}) as Record<string, string>;
  const values = (input['ExpressionAttributeValues'] ?? {}) as Values;
  const [, what, name = '', value = '', alsoName, alsoValue = '', removed] =
    /^(ADD|SET) (#\w+)(?: =)? (:\w+)(?: SET (#\w+) = (:\w+))?(?: REMOVE (.+))?$/.exec(String(input['UpdateExpression'])) ?? [];
  if (!what) throw new Error(`the memory engine does not know the update ${String(input['UpdateExpression'])}`);
  const field = names[name] ?? name;
  const old: Item = items.get(keyText(key)) ?? { pk: key.pk, sk: key.sk };
  const next = what === 'ADD' ? Number(old[field] ?? 0) + Number(values[value]) : values[value];
  const gone = removed?.split(', ') ?? [];
  const also = alsoName ? { [names[alsoName] ?? alsoName]: values[alsoValue] } : {};
  store(items, Object.fromEntries(Object.entries({ ...old, [field]: next, ...also }).filter(([each]) => !gone.includes(each))) as Item);
  return { Attributes: { [field]: next } };
}

interface Action extends Values {
  readonly Item?: Item;
  readonly Key?: Key;
}

function transact(items: Stored, done: Set<string>, input: Values): Values {
  const token = String(input['ClientRequestToken'] ?? '');
  if (done.has(token)) return {};
  const actions = (input['TransactItems'] as Record<string, Action>[]).flatMap((each) => Object.entries(each));
  const keys = actions.map(([, action]) => action.Item ?? action.Key ?? { pk: '', sk: '' });
  if (actions.length > 100) throw named('ValidationException', 'Member must have length less than or equal to 100');
  if (new Set(keys.map(keyText)).size < keys.length) throw named('ValidationException', 'Transaction request cannot include multiple operations on one item');
  const failed = actions.map(([, action], at) => !allowed(items, keys[at] as Key, action));
  if (failed.some(Boolean)) {
    const reasons = keys.map((key, at) => {
      const held = items.get(keyText(key));
      return failed[at] ? { Code: 'ConditionalCheckFailed', ...(held ? { Item: marshall(held) } : {}) } : { Code: 'None' };
    });
    throw named('TransactionCanceledException', 'Transaction cancelled', { CancellationReasons: reasons });
  }
  for (const [kind, action] of actions) {
    if (kind === 'Put' && action.Item) store(items, action.Item);
    if (kind === 'Delete' && action.Key) items.delete(keyText(action.Key));
  }
  if (token) done.add(token);
  return {};
}
