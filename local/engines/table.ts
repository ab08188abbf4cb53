import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableModel } from '../cloud-model.ts';
import { PLACE } from '../resolver.ts';
import { SYSTEM_KEY } from './credentials.ts';

/** A client of the engine in the local cloud's own name. */
export function systemClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: PLACE.region,
    credentials: { accessKeyId: SYSTEM_KEY, secretAccessKey: 'local' },
  });
}

/**
 * Creates the template's table unless it is there. Without `stream` (tests in memory) writing stays fast: see the
 * cure in dynoxide.ts.
 */
export async function createTable(client: DynamoDBClient, table: TableModel, { stream }: { stream: boolean }): Promise<void> {
  const { StreamSpecification, ...bare } = table.create;
  const input = (stream && StreamSpecification ? { ...bare, StreamSpecification } : bare) as unknown as CreateTableCommandInput;
  try {
    await client.send(new CreateTableCommand(input));
  } catch (error) {
    if (error instanceof ResourceInUseException) return;
    throw error;
  }
  await active(client, table.name);
  if (table.ttlAttribute) {
    const specification = { AttributeName: table.ttlAttribute, Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: table.name, TimeToLiveSpecification: specification }));
  }
}

async function active(client: DynamoDBClient, name: string): Promise<void> {
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await pause(50);
  }
}

/** Drops the table with all it holds; `/local/reset` creates it anew. */
export async function dropTable(client: DynamoDBClient, name: string): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: name }));
  for (;;) {
    const gone = await client.send(new DescribeTableCommand({ TableName: name })).then(
      () => false,
      (error: unknown) => {
        if (error instanceof ResourceNotFoundException) return true;
        throw error;
      },
    );
    if (gone) return;
    await pause(20);
  }
}
