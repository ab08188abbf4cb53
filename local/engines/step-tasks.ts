import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Json } from '../resolver.ts';
import type { Ending, StepJournal, StepRow } from './step-journal.ts';
import { type PreparedMachine, type PreparedState, waitEnd } from './step-machine.ts';
import type { Scope, ScopedTask } from './step-scope.ts';

/** Stands for the task token in the context object until the step's own token is known. */
export const TOKEN = '@@task-token@@';

/** What all executions share. */
export interface Workshop {
  journal: StepJournal;
  /** Who waits for a step, by its token. */
  waiters: Map<string, { arn: string; wake(row: StepRow): void }>;
  /** Set when the process is going down: nothing is recorded any more, so that the next one repeats it. */
  closing: boolean;
  now(): number;
  invoke(functionName: string, event: unknown): Promise<unknown>;
}

/** One execution at work. */
export interface Run {
  arn: string;
  /** Functions that are running. */
  busy: number;
  /** Steps that wait for somebody. */
  waiting: number;
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An error as the engine and its catchers see it: matched by `name`. */
function failure(name: string, cause: string): Error {
  return Object.assign(new Error(cause), { name });
}

/** The ending of a failed Lambda task, its cause in the JSON that Lambda gives. */
function lambdaFailure(error: unknown): Ending {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { error: name, cause: JSON.stringify({ errorType: name, errorMessage: message, trace: (stack ?? '').split('\n') }) };
}

function outcome(row: StepRow): Json {
  if (row.status === 'failed') throw failure(row.error ?? 'States.TaskFailed', row.cause ?? '');
  return JSON.parse(row.output ?? 'null') as Json;
}

/** Reads a Lambda task: the optimised integration wraps payload and answer, a function's own ARN does not. */
function lambdaCall(resource: string, input: Json): { functionName: string; payload: Json; unwrap(result: unknown): unknown } {
  if (!resource.includes(':states:::')) return { functionName: resource, payload: input, unwrap: (result) => result ?? null };
  if (!/:states:::lambda:invoke(\.waitForTaskToken)?$/.test(resource)) throw failure('States.Runtime', `the local cloud does not know the task ${resource}`);
  const { FunctionName, Payload } = input as { FunctionName: string; Payload?: Json };
  return {
    functionName: FunctionName,
    payload: Payload ?? {},
    unwrap: (result) => ({ ExecutedVersion: '$LATEST', Payload: result ?? null, StatusCode: 200 }),
  };
}

/** Does a Lambda task and leaves the step settled, or waiting for its token. */
async function callLambda(shop: Workshop, run: Run, state: PreparedState, input: Json, token: string): Promise<void> {
  const { journal, invoke, now } = shop;
  run.busy += 1;
  try {
    const call = lambdaCall(state.resource, JSON.parse(JSON.stringify(input).replaceAll(TOKEN, token)) as Json);
    const result = await invoke(call.functionName, call.payload);
    if (!shop.closing && !state.resource.endsWith('.waitForTaskToken')) journal.settle(token, { output: JSON.stringify(call.unwrap(result)) });
  } catch (error) {
    if (!shop.closing) journal.settle(token, lambdaFailure(error));
  } finally {
    run.busy -= 1;
  }
  const limit = Math.min(state.timeoutSeconds ?? Infinity, state.heartbeatSeconds ?? Infinity);
  const heartbeat = state.heartbeatSeconds === undefined ? null : state.heartbeatSeconds * 1000;
  if (!shop.closing) journal.wait(token, Number.isFinite(limit) ? now() + limit * 1000 : null, heartbeat);
}

/** Resolves when the step is settled, which may already be so: its answer can overtake its function's return. */
async function settled({ journal, waiters, closing }: Workshop, run: Run, token: string): Promise<StepRow> {
  const row = closing ? undefined : journal.step(token);
  if (row?.status === 'ok' || row?.status === 'failed') return row;
  run.waiting += 1;
  try {
    return await new Promise<StepRow>((wake) => waiters.set(token, { arn: run.arn, wake }));
  } finally {
    waiters.delete(token);
    run.waiting -= 1;
  }
}

/** Begins a step that has not been answered yet, unless the run around it has ended in the meantime. @returns whether it did */
async function begin(shop: Workshop, run: Run, { state, input, token, scopes }: Step): Promise<boolean> {
  const { journal, now } = shop;
  run.busy += 1;
  await nextTurn();
  run.busy -= 1;
  if (shop.closing || scopes.some(({ over }) => over)) return false;
  journal.open(token, run.arn, state.wait !== undefined);
  if (state.wait) journal.wait(token, waitEnd(state.wait, input, now()), null);
  else await callLambda(shop, run, state, input, token);
  return true;
}

interface Step {
  state: PreparedState;
  input: Json;
  token: string;
  scopes: Scope[];
}

async function perform(shop: Workshop, run: Run, step: Step): Promise<Json> {
  const recorded = shop.journal.step(step.token)?.status ?? 'new';
  if ((recorded === 'new' || recorded === 'open') && !(await begin(shop, run, step))) return new Promise(() => undefined);
  return outcome(await settled(shop, run, step.token));
}

/**
 * The tasks of one run, by state. A step is known by its state, its input, and the how-manieth of such steps it is:
 * that makes its token unique inside a Map and the same when the run is repeated.
 */
export function tasksOf(shop: Workshop, run: Run, machine: PreparedMachine): Record<string, ScopedTask> {
  const occurrences = new Map<string, number>();
  const tasks = [...machine.states.values()].map((state) => {
    const task: ScopedTask = (input: Json, ...scopes) => {
      const key = `${run.arn}#${state.name}#${sha(JSON.stringify(input))}`;
      const nth = (occurrences.get(key) ?? 0) + 1;
      occurrences.set(key, nth);
      return perform(shop, run, { state, input, scopes, token: sha(`${key}#${nth}`) });
    };
    return [state.name, task] as const;
  });
  return Object.fromEntries(tasks);
}
