import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { type Course, forget, recordOf, standingOf, type Waiter, waitForStage } from '../../lib/cases/carrier.ts';
import type { Desk } from '../../lib/cases/desk.ts';
import { provenCompany } from '../../lib/kernel/actor.ts';
import { env } from './env.ts';
import { foundation } from './foundation.ts';
import { deskFor } from './runtime.ts';
import type { CarryEvent } from './serve.ts';

interface Step extends Course {
  readonly wuyun: 'approval';
  readonly company: string;
}

/** What the carrier is asked: by the relay after each change of an approval, by the state machine at each stage and at the end. */
export type CarrierEvent = (Step & { readonly step: 'carry' | 'finish' }) | (Step & { readonly step: 'stage'; readonly stage: number; readonly token: string });

/** The execution an approval wants: its attempt, and its stages counted from 1. */
export interface Wanted {
  readonly attempt: number;
  readonly stages: readonly number[];
}

const machines = new SFNClient({});
const lambda = new LambdaClient({});

/**
 * The carrier (传达): brings what waits outside in line with what the database has decided. It decides nothing, and every step answers at once when its work is done
 * already, so each may be repeated, and a lost execution is simply started again.
 */
export async function carryStep(event: CarrierEvent): Promise<Wanted | undefined> {
  const desk = deskFor(provenCompany(event.company), foundation);
  switch (event.step) {
    case 'carry':
      return carry(desk, event);
    case 'stage':
      return wait(desk, event);
    case 'finish':
      return finish(desk, event);
  }
}

async function carry(desk: Desk, course: Course): Promise<Wanted | undefined> {
  const { record, attempt, waiters } = await standingOf(desk, course);
  for (const waiter of waiters) await tell(desk, waiter);
  const open = record.state === 'pending' || record.state === 'decided';
  return open ? { attempt, stages: record.stages.map((_, index) => index + 1) } : undefined;
}

async function wait(desk: Desk, { stage, token, ...course }: CarrierEvent & { step: 'stage' }): Promise<undefined> {
  const waiter = await waitForStage(desk, course, stage, token);
  if (waiter) await tell(desk, waiter);
}

/** Refusals of a token that was answered before, or whose execution is gone: the decision stands in the database. */
const tooLate = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

async function tell(desk: Desk, waiter: Waiter): Promise<void> {
  const { token: taskToken, answer } = waiter;
  const told =
    answer === 'passed'
      ? machines.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ answer }) }))
      : machines.send(new SendTaskFailureCommand({ taskToken, error: 'Ended', cause: 'The approval has ended at this stage' }));
  try {
    await told;
  } catch (error) {
    if (!(error instanceof Error && tooLate.has(error.name))) throw error;
  }
  await forget(desk, waiter);
}

/** Has the matter's own function carry the verdict out. @throws Error while there is none, or when that function fails. */
async function finish(desk: Desk, { project, approval }: Course): Promise<undefined> {
  const { kind } = (await recordOf(desk, { project, approval })).matter;
  const functions = JSON.parse(env('WUYUN_MATTERS')) as Record<string, string>;
  const event: CarryEvent = { wuyun: 'carry', company: desk.company, project, kind, approval };
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: functions[kind], Payload: JSON.stringify(event) }));
  if (FunctionError) throw new Error(`${kind} could not carry out ${approval}: ${FunctionError}`);
  if (JSON.parse(Payload?.transformToString() ?? 'null') === null) throw new Error(`${approval} has no verdict yet`);
}
