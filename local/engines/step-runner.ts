import type { DatabaseSync } from 'node:sqlite';
import { ExecutionAbortedError, StateMachine } from 'aws-local-stepfunctions';
import type { MachineModel } from '../cloud-model.ts';
import { type Ending, type ExecutionRow, openStepJournal, type StepJournal } from './step-journal.ts';
import { type PreparedMachine, prepareMachine } from './step-machine.ts';
import { scopeRuns } from './step-scope.ts';
import { type Run, TOKEN, tasksOf, type Workshop } from './step-tasks.ts';

/** What the Step Functions engine needs from the rest of the cloud. */
export interface MachinesOptions {
  machines: MachineModel[];
  state: DatabaseSync;
  /** Milliseconds of the travelled clock. */
  now(): number;
  invoke(functionName: string, event: unknown): Promise<unknown>;
}

/** Runs executions over the journal. */
export interface StepRunner {
  journal: StepJournal;
  machine(arn: string): PreparedMachine | undefined;
  /** Runs an execution from its input; recorded steps answer at once, so this is also the recovery. */
  launch(row: ExecutionRow): void;
  /** Settles a step and wakes whoever waits for it. @returns false when it was settled before */
  settle(token: string, ending: Ending): boolean;
  end(arn: string, status: ExecutionRow['status'], ending: Partial<{ error: string; cause: string }>): void;
  /** Whether an execution is at work: a function runs, or nothing yet waits. */
  working(): boolean;
  /** Whether no execution is running at all. */
  idle(): boolean;
  abortAll(): void;
  close(): void;
}

type Started = Run & { abort(): void };
type Finish = (arn: string, status: ExecutionRow['status'], ending: Parameters<StepJournal['end']>[2]) => void;

/** How an execution failed: the engine wraps the error that ended it. */
function failureOf(error: unknown): { error: string; cause: string } {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  return { error: name, cause: message };
}

/** Starts the engine on an execution; `finish` is told how it ended, unless it was stopped from outside. */
function startRun(shop: Workshop, row: ExecutionRow, { machine, model }: { machine: PreparedMachine; model: MachineModel }, finish: Finish) {
  const run: Started = { arn: row.arn, busy: 1, waiting: 0, abort: () => undefined };
  const input = JSON.parse(row.input) as Record<string, never>;
  const { abort, result } = new StateMachine(machine.definition, { validationOptions: { noValidate: true } }).run(input, {
    overrides: { taskResourceLocalHandlers: tasksOf(shop, run, machine) as never, retryIntervalOverrides: machine.retryPauses },
    context: {
      Execution: { Id: row.arn, Name: row.name, Input: input, StartTime: new Date(row.started).toISOString() },
      StateMachine: { Id: row.machine, Name: model.name },
      Task: { Token: TOKEN },
    },
  });
  run.abort = abort;
  run.busy -= 1;
  const done = result.then(
    (output) => finish(row.arn, 'SUCCEEDED', { output: JSON.stringify(output) }),
    (error: unknown) => {
      if (!(error instanceof ExecutionAbortedError)) finish(row.arn, 'FAILED', failureOf(error));
    },
  );
  return { run, done };
}

/** Opens the runner on the state file's journal; nothing runs until `launch`. */
export function openStepRunner({ machines: models, state, now, invoke }: MachinesOptions): StepRunner {
  scopeRuns();
  const journal = openStepJournal(state);
  const shop: Workshop = { journal, waiters: new Map(), closing: false, now, invoke };
  const machines = new Map(models.map((model) => [model.arn, { model, machine: prepareMachine(model.definition) }]));
  const runs = new Map<string, Started>();

  const finish: Finish = (arn, status, ending) => {
    if (!shop.closing) journal.end(arn, status, ending, now());
  };

  function end(arn: string, status: ExecutionRow['status'], ending: Partial<{ error: string; cause: string }>): void {
    finish(arn, status, ending);
    for (const [token, waiter] of shop.waiters) if (waiter.arn === arn) shop.waiters.delete(token);
    runs.get(arn)?.abort();
  }

  return {
    journal,
    machine: (arn) => machines.get(arn)?.machine,
    launch(row) {
      const known = machines.get(row.machine);
      if (!known) {
        finish(row.arn, 'FAILED', { error: 'StateMachineDoesNotExist', cause: row.machine });
        return;
      }
      const { run, done } = startRun(shop, row, known, finish);
      runs.set(row.arn, run);
      void done.finally(() => runs.delete(row.arn));
    },
    settle(token, ending) {
      if (!journal.settle(token, ending)) return false;
      const row = journal.step(token);
      if (row) shop.waiters.get(token)?.wake(row);
      return true;
    },
    end,
    working: () => [...runs.values()].some(({ busy, waiting }) => busy > 0 || waiting === 0),
    idle: () => runs.size === 0,
    abortAll() {
      for (const arn of runs.keys()) end(arn, 'ABORTED', {});
    },
    close() {
      shop.closing = true;
      for (const { abort } of runs.values()) abort();
    },
  };
}
