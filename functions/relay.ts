import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { MovedEvent, OutEvent, RunEvent } from '../lib/cases/history.ts';
import { executionName } from '../lib/jobs/execution.ts';
import { receiptNotice } from '../lib/notices/receipt-notice.ts';
import { plainImage } from '../lib/table/stream-image.ts';
import type { CarrierEvent, Wanted } from './shared/carrier.ts';
import { env } from './shared/env.ts';
import { logger } from './shared/log.ts';

const bus = new EventBridgeClient({});
const machines = new SFNClient({});
const lambda = new LambdaClient({});

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

/** Approvals come last: what has to be told is told, though a verdict cannot be carried at the moment. */
async function carry(events: readonly OutEvent[]): Promise<void> {
  for (const event of events) if (event.type === 'run.requested') await startRun(event);
  const all = events.flatMap((event) => [event, ...(event.type === 'money.booked' ? [receiptNotice(event)].filter((notice) => notice !== undefined) : [])]);
  for (let at = 0; at < all.length; at += 10) await publish(all.slice(at, at + 10));
  for (const event of events) if (event.kind === 'approval' && (event.type === 'case.opened' || event.type === 'case.moved')) await carryApproval(event);
}

async function publish(events: readonly OutEvent[]): Promise<void> {
  const entries = events.map(
    (event): PutEventsRequestEntry => ({ EventBusName: env('WUYUN_BUS'), Source: 'wuyun', DetailType: event.type, Detail: JSON.stringify(event) }),
  );
  const { FailedEntryCount, Entries } = await bus.send(new PutEventsCommand({ Entries: entries }));
  if (FailedEntryCount) throw new Error(`the bus refused ${FailedEntryCount} events: ${Entries?.find(({ ErrorCode }) => ErrorCode)?.ErrorCode}`);
}

async function startRun({ company, project, data: { job, run } }: RunEvent): Promise<void> {
  await start(env('WUYUN_JOB_MACHINE'), executionName(company, project, job, run), { company, project, job, run });
}

/** After each change of an approval its carrier tells whoever waits, and says which execution there has to be; where it does not run yet it is started. */
async function carryApproval({ company, project, caseId }: MovedEvent): Promise<void> {
  const event: CarrierEvent = { wuyun: 'approval', step: 'carry', company, project, approval: caseId };
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: env('WUYUN_APPROVAL'), Payload: JSON.stringify(event) }));
  if (FunctionError) throw new Error(`the approval ${project} ${caseId} could not be carried: ${FunctionError}`);
  const wanted = JSON.parse(Payload?.transformToString() || 'null') as Wanted | null;
  if (!wanted) return;
  const { attempt, stages } = wanted;
  const name = executionName(company, project, caseId, String(attempt));
  await start(env('WUYUN_APPROVAL_MACHINE'), name, { company, project, approval: caseId, stages });
}

/** The name is a function of what is to be done, so a second start is recognised by the service: "already exists" means done. */
async function start(stateMachineArn: string, name: string, input: object): Promise<void> {
  await machines.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) })).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'ExecutionAlreadyExists')) throw error;
  });
}
