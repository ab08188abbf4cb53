import type { Call, Send } from '../../lib/table/transport.ts';
import type { Statement } from '../cloud-model.ts';
import type { Json } from '../resolver.ts';
import { type Session, sessionOf } from './credentials.ts';
import { allowed, type Question } from './policy.ts';

/** What the guard must know of the table: whose partition key an index has, and the ARN the policy names. */
export interface GuardedTable {
  arn: string;
  /** Partition key attribute of the table itself. */
  partitionKey: string;
  /** Partition key attribute per index. */
  indexKeys: Record<string, string>;
}

/** A denial by the data role's own policy. */
export class AccessDenied extends Error {
  override name = 'AccessDeniedException';
}

type Values = Record<string, unknown>;

/** The table's keys, from the input of CreateTable. */
export function guardedTable(arn: string, create: Record<string, Json>): GuardedTable {
  const hashKey = (schema: Json | undefined): string =>
    (schema as { AttributeName: string; KeyType: string }[]).find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
  const indexes = (create['GlobalSecondaryIndexes'] ?? []) as { IndexName: string; KeySchema: Json }[];
  return {
    arn,
    partitionKey: hashKey(create['KeySchema']),
    indexKeys: Object.fromEntries(indexes.map(({ IndexName, KeySchema }) => [IndexName, hashKey(KeySchema)])),
  };
}

/** What one part of a call wants to do: an IAM action, an index if any, and the partition keys it names. */
interface Demand {
  action: string;
  index?: string;
  keys: string[];
}

const record = (value: unknown): Values => (value && typeof value === 'object' ? (value as Values) : {});
const records = (value: unknown): Values[] => (Array.isArray(value) ? value.map(record) : []);

/** The partition key a Query names with `=`; none when the expression names it in no way the guard can read. */
function queriedKeys(input: Values, attribute: string): string[] {
  const names = record(input['ExpressionAttributeNames']);
  const values = record(input['ExpressionAttributeValues']);
  const keys: string[] = [];
  for (const [, name = '', placeholder = ''] of String(input['KeyConditionExpression'] ?? '').matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)) {
    if ((names[name] ?? name) === attribute) keys.push(String(values[placeholder]));
  }
  return keys;
}

/** Actions of PartiQL by the first word of a statement; what begins otherwise is denied by its name. */
const statementActions: Values = { INSERT: 'PartiQLInsert', SELECT: 'PartiQLSelect', UPDATE: 'PartiQLUpdate', DELETE: 'PartiQLDelete' };

/** What a PartiQL statement wants: of an insert the partition key, written out or as the parameter in its place. One the guard cannot read names no key, and so is denied. */
function statementDemand({ Statement, Parameters }: Values, table: GuardedTable): Demand {
  const text = String(Statement);
  const verb = (/^\s*(\w+)/.exec(text)?.[1] ?? '').toUpperCase();
  const action = `dynamodb:${String(statementActions[verb] ?? verb)}`;
  const parameters = Array.isArray(Parameters) ? (Parameters as unknown[]) : [];
  const [, attributes] = /^\s*INSERT\s+INTO\s+"[\w.-]+"\s+VALUE\s+\{(.*)\}\s*$/is.exec(text) ?? [];
  if (attributes === undefined) return { action, keys: [] };
  const keys: string[] = [];
  let next = 0;
  for (const [, name, value = '', written] of attributes.matchAll(/'([^']*)'\s*:\s*(\?|'([^']*)')/g)) {
    const given = value === '?' ? parameters[next++] : written;
    if (name === table.partitionKey && typeof given === 'string') keys.push(given);
  }
  return { action, keys };
}

/** The parts of a call as IAM authorises them: a transaction item by item, a batch as one request with all its keys. */
function demandsOf({ op, input }: { op: string; input: Values }, table: GuardedTable): Demand[] {
  const keyOf = (holder: unknown): string[] => {
    const value = record(holder)[table.partitionKey];
    return value === undefined ? [] : [String(value)];
  };
  const action = `dynamodb:${op}`;
  switch (op) {
    case 'GetItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [{ action, keys: keyOf(input['Key']) }];
    case 'PutItem':
      return [{ action, keys: keyOf(input['Item']) }];
    case 'Query': {
      const index = input['IndexName'] === undefined ? undefined : String(input['IndexName']);
      const attribute = index === undefined ? table.partitionKey : (table.indexKeys[index] ?? '');
      return [{ action, keys: queriedKeys(input, attribute), ...(index === undefined ? {} : { index }) }];
    }
    case 'BatchGetItem':
      return [{ action, keys: Object.values(record(input['RequestItems'])).flatMap((part) => records(record(part)['Keys']).flatMap(keyOf)) }];
    case 'BatchWriteItem': {
      const writes = Object.values(record(input['RequestItems'])).flatMap(records);
      return [{ action, keys: writes.flatMap((write) => [...keyOf(record(write['PutRequest'])['Item']), ...keyOf(record(write['DeleteRequest'])['Key'])]) }];
    }
    case 'TransactGetItems':
      return records(input['TransactItems']).map((item) => ({ action: 'dynamodb:GetItem', keys: keyOf(record(item['Get'])['Key']) }));
    case 'TransactWriteItems':
      return records(input['TransactItems']).flatMap((item) =>
        Object.entries(item).map(([kind, part]) => ({
          action: kind === 'ConditionCheck' ? 'dynamodb:ConditionCheckItem' : `dynamodb:${kind}Item`,
          keys: keyOf(kind === 'Put' ? record(part)['Item'] : record(part)['Key']),
        })),
      );
    case 'BatchExecuteStatement':
      return records(input['Statements']).map((statement) => statementDemand(statement, table));
    default:
      return [{ action, keys: [] }];
  }
}

function question({ action, index, keys }: Demand, table: GuardedTable, { company }: Session): Question {
  return {
    action,
    resource: index === undefined ? table.arn : `${table.arn}/index/${index}`,
    facts: {
      ...(keys.length > 0 ? { 'dynamodb:LeadingKeys': keys } : {}),
      ...(company === undefined ? {} : { 'aws:PrincipalTag/company': [company] }),
    },
  };
}

/**
 * Checks one call against the data role's policy (数据角色策略), the second wall between companies.
 *
 * @throws AccessDenied for the first part of the call that the policy does not allow; nothing is sent then, as on AWS,
 * where one denied item denies the whole transaction.
 */
export function authorize(call: { op: string; input: Values }, session: Session, statements: Statement[], table: GuardedTable): void {
  for (const demand of demandsOf(call, table)) {
    const asked = question(demand, table, session);
    if (!allowed(statements, asked)) {
      throw new AccessDenied(
        `User: data role of company ${session.company ?? '(none)'} is not authorized to perform: ${asked.action} on resource: ${asked.resource}`,
      );
    }
  }
}

/**
 * The layer of the transport that makes local calls fail as IAM would make them fail. Calls that no company session
 * signed belong to system functions and pass.
 */
export function guardLayer(statements: Statement[], table: GuardedTable): (next: Send) => Send {
  return (next) => async (call: Call) => {
    const session = sessionOf(call.accessKeyId);
    if (session) authorize(call, session, statements, table);
    return next(call);
  };
}
