import { setTimeout as pause } from 'node:timers/promises';
import { AwsError } from './aws-error.ts';
import type { Ending, ExecutionRow, StepRow } from './step-journal.ts';
import { type MachinesOptions, openStepRunner, type StepRunner } from './step-runner.ts';

/** The Step Functions engine. */
export interface Machines {
  /**
   * Goes on with every execution that had not ended: run again from its input, while recorded steps answer from the
   * journal, waiting ones wait again, and open ones call their function again (at least once: a function behind a task
   * must be idempotent).
   */
  resume(): void;
  /** Starts an execution; the same name and input while it runs is the same execution. */
  start(machineArn: string, name: string, input: string): ExecutionRow;
  describe(arn: string): ExecutionRow;
  stop(arn: string, ending: Partial<{ error: string; cause: string }>): void;
  /** Answers a task token. @throws AwsError TaskTimedOut when settled, late or stopped, TaskDoesNotExist */
  answer(token: string, ending: Ending): void;
  heartbeat(token: string): void;
  /** Lets every deadline up to now come true. @returns how many did */
  expire(): number;
  /** The next deadline of a step, a wait or an execution, in ms of the travelled clock. */
  nextDeadline(): number | null;
  /** Resolves when every execution has ended or waits for somebody. */
  settled(): Promise<void>;
  clear(): void;
  close(): void;
}

/** The step behind a token that can still be answered. */
function unsettled({ journal }: StepRunner, token: string): StepRow {
  const row = journal.step(token);
  if (!row) throw new AwsError('TaskDoesNotExist', 'Task does not exist');
  const running = journal.execution(row.arn)?.status === 'RUNNING';
  if (!running || row.status === 'ok' || row.status === 'failed') throw new AwsError('TaskTimedOut', 'Task Timed Out');
  return row;
}

function described({ journal }: StepRunner, arn: string): ExecutionRow {
  const row = journal.execution(arn);
  if (!row) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return row;
}

function start(runner: StepRunner, { machineArn, name, input, now }: { machineArn: string; name: string; input: string; now: number }): ExecutionRow {
  const { journal } = runner;
  const machine = runner.machine(machineArn);
  if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
  const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const present = journal.execution(arn);
  if (present?.status === 'RUNNING' && present.input === input) return present;
  if (present) throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  const deadline = machine.timeoutSeconds === undefined ? null : now + machine.timeoutSeconds * 1000;
  journal.start({ arn, machine: machineArn, name, input, started: now, deadline });
  const row = described(runner, arn);
  runner.launch(row);
  return row;
}

/** Lets deadlines come true: of executions, of Wait states (their success), and of tasks (States.Timeout). */
function expire(runner: StepRunner, now: number): number {
  const executions = runner.journal.dueExecutions(now);
  for (const { arn } of executions) runner.end(arn, 'TIMED_OUT', {});
  const steps = runner.journal.dueSteps(now);
  for (const { token, wait } of steps) {
    runner.settle(token, wait === 1 ? { output: '{}' } : { error: 'States.Timeout', cause: 'the time limit has passed' });
  }
  return executions.length + steps.length;
}

/** Opens the engine on its journal. */
export function openMachines(options: MachinesOptions): Machines {
  const runner = openStepRunner(options);
  const { journal } = runner;
  const { now } = options;
  return {
    resume() {
      for (const row of journal.running()) runner.launch(row);
    },
    start: (machineArn, name, input) => start(runner, { machineArn, name, input, now: now() }),
    describe: (arn) => described(runner, arn),
    stop(arn, ending) {
      described(runner, arn);
      runner.end(arn, 'ABORTED', ending);
    },
    answer(token, ending) {
      unsettled(runner, token);
      runner.settle(token, ending);
    },
    heartbeat(token) {
      const { heartbeat } = unsettled(runner, token);
      if (heartbeat !== null) journal.beat(token, now() + heartbeat);
    },
    expire: () => expire(runner, now()),
    nextDeadline: () => journal.nextDeadline(),
    async settled() {
      if (runner.idle()) return;
      // The engine takes a few turns between two states, so it must look settled three times in a row.
      for (let quiet = 0; quiet < 3; quiet = runner.working() ? 0 : quiet + 1) await pause(2);
    },
    clear() {
      runner.abortAll();
      journal.clear();
    },
    close: () => runner.close(),
  };
}
