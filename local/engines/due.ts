import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { dueShards, parseDue } from '../../lib/table/keys.ts';

/** An entry of the due index: its instant in ms, and the key that tells it from others of the same instant. */
export interface Due {
  at: number;
  key: string;
}

/** Reads the earliest entry of the `due` index over all shards, or the earliest after an instant; null when there is none. */
export type EarliestDue = (after?: number) => Promise<Due | null>;

/** Sorts behind everything that continues an instant in a sort key. */
const LAST = '\u{10FFFF}';

/** A reader of the due index in the cloud's own name. */
export function dueReader(client: DynamoDBClient, table: string): EarliestDue {
  async function first(shard: string, after: string): Promise<Due[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'due',
        KeyConditionExpression: 'dpk = :shard AND dsk > :after',
        ExpressionAttributeValues: { ':shard': { S: shard }, ':after': { S: after } },
        Limit: 1,
      }),
    );
    return Items.map(({ dsk }) => ({ at: Date.parse(parseDue(dsk?.S ?? '').at), key: `${shard} ${dsk?.S ?? ''}` }));
  }
  return async (after) => {
    const from = after === undefined ? ' ' : `${new Date(after).toISOString()}${LAST}`;
    const entries = (await Promise.all(dueShards.map((shard) => first(shard, from)))).flat();
    return entries.sort((left, right) => left.at - right.at)[0] ?? null;
  };
}
