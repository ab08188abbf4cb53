import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { OutEvent, RunEvent } from '../lib/cases/history.ts';
import { executionName } from '../lib/jobs/execution.ts';
import { plainImage } from '../lib/table/stream-image.ts';
import { env } from './shared/env.ts';
import { logger } from './shared/log.ts';

const bus = new EventBridgeClient({});
const machines = new SFNClient({});

/**
 * The relay (中继): what a commit has to tell leaves the table here, at least once and after the fact. Everything slow hangs off it.
 *
 * Each record is answered for by itself: one that fails is retried and at last parked, the others go on.
 */
export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const failures: DynamoDBBatchResponse['batchItemFailures'] = [];
  for (const record of event.Records) {
    try {
      await carry(outOf(record));
    } catch (error) {
      logger.error('an event could not be carried', { sequence: record.dynamodb?.SequenceNumber, error: error as Error });
      failures.push({ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' });
      break;
    }
  }
  return { batchItemFailures: failures };
}

function outOf(record: DynamoDBRecord): readonly OutEvent[] {
  const image = record.dynamodb?.NewImage;
  if (record.eventName !== 'INSERT' || !image) return [];
  return (plainImage(image).out ?? []) as readonly OutEvent[];
}

async function carry(events: readonly OutEvent[]): Promise<void> {
  for (const event of events) if (event.type === 'run.requested') await start(event);
  for (let at = 0; at < events.length; at += 10) await publish(events.slice(at, at + 10));
}

async function publish(events: readonly OutEvent[]): Promise<void> {
  const entries = events.map(
    (event): PutEventsRequestEntry => ({ EventBusName: env('WUYUN_BUS'), Source: 'wuyun', DetailType: event.type, Detail: JSON.stringify(event) }),
  );
  const { FailedEntryCount, Entries } = await bus.send(new PutEventsCommand({ Entries: entries }));
  if (FailedEntryCount) throw new Error(`the bus refused ${FailedEntryCount} events: ${Entries?.find(({ ErrorCode }) => ErrorCode)?.ErrorCode}`);
}

/** The name is a function of the run, so a second start is recognised by the service: "already exists" means done. */
async function start({ company, project, data: { job, run } }: RunEvent): Promise<void> {
  const input = {
    stateMachineArn: env('WUYUN_JOB_MACHINE'),
    name: executionName(company, project, job, run),
    input: JSON.stringify({ company, project, job, run }),
  };
  await machines.send(new StartExecutionCommand(input)).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'ExecutionAlreadyExists')) throw error;
  });
}
