import type { DatabaseSync } from 'node:sqlite';
import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';

/** A piece of a stream, read in order. */
export interface Shard {
  id: string;
  iterator?: string | undefined;
  /** Closed and read to its end. */
  finished?: boolean;
}

/** A table's stream with one checkpoint per shard. */
export interface StreamReader {
  /** The shards that are not finished; looked up when none is known. */
  shards(): Promise<Shard[]>;
  /** The next records of a shard, after its checkpoint. */
  page(shard: Shard): Promise<_Record[]>;
  /** Remembers that everything up to this record has been delivered. */
  pass(shard: Shard, sequence: string): void;
  arn(): string;
  /** Reads again from the checkpoints. */
  rewind(): void;
  /** Forgets stream and checkpoints: the table has been replaced. */
  forget(): void;
}

/** Opens the reader; its checkpoints lie in the state file. */
export function openReader(client: DynamoDBStreamsClient, tableName: string, state: DatabaseSync): StreamReader {
  state.exec('CREATE TABLE IF NOT EXISTS checkpoint (shard TEXT PRIMARY KEY, sequence TEXT NOT NULL)');
  const store = state.prepare('INSERT INTO checkpoint VALUES (?, ?) ON CONFLICT (shard) DO UPDATE SET sequence = excluded.sequence');
  const stored = state.prepare('SELECT sequence FROM checkpoint WHERE shard = ?');
  let arn: string | undefined;
  let known: Shard[] = [];

  async function look(): Promise<void> {
    arn ??= (await client.send(new ListStreamsCommand({ TableName: tableName }))).Streams?.[0]?.StreamArn;
    if (!arn) return;
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: arn }));
    const before = new Map(known.map((shard) => [shard.id, shard]));
    known = (StreamDescription?.Shards ?? []).map(({ ShardId = '' }) => before.get(ShardId) ?? { id: ShardId });
  }

  async function iteratorOf({ id }: Shard): Promise<string | undefined> {
    const sequence = stored.get(id)?.['sequence'];
    const start =
      sequence === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' as const }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: String(sequence) };
    return (await client.send(new GetShardIteratorCommand({ StreamArn: arn, ShardId: id, ...start }))).ShardIterator;
  }

  async function page(shard: Shard): Promise<_Record[]> {
    shard.iterator ??= await iteratorOf(shard);
    if (!shard.iterator) return [];
    try {
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator: shard.iterator, Limit: 1000 }));
      shard.iterator = NextShardIterator;
      shard.finished = NextShardIterator === undefined && Records.length === 0;
      return Records;
    } catch (error) {
      if (!(error instanceof ExpiredIteratorException || error instanceof TrimmedDataAccessException)) throw error;
      shard.iterator = undefined;
      return page(shard);
    }
  }

  return {
    async shards() {
      if (known.every(({ finished }) => finished)) await look();
      return known.filter(({ finished }) => !finished);
    },
    page,
    pass: ({ id }, sequence) => void store.run(id, sequence),
    arn: () => arn ?? '',
    rewind() {
      for (const shard of known) shard.iterator = undefined;
    },
    forget() {
      state.exec('DELETE FROM checkpoint');
      arn = undefined;
      known = [];
    },
  };
}
