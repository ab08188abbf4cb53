import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { assembled } from './assembled.ts';

interface State {
  readonly Type: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly { readonly JitterStrategy?: string; readonly MaxAttempts: number; readonly IntervalSeconds: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly ItemProcessor?: Machine;
}

interface Machine {
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
}

/** The definition as CloudFormation would write it, whatever the ARN of the worker. */
function definition(): Machine {
  const machines = assembled('cn-north-1')
    .all('AWS::StepFunctions::StateMachine')
    .map(({ Properties }) => {
      const parts = Properties.DefinitionString['Fn::Join'][1] as readonly unknown[];
      return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'arn:aws:lambda:us-east-1:000000000000:function:jobs')).join('')) as Machine;
    });
  const jobs = machines.find(({ States }) => 'Chunks' in States);
  if (!jobs) throw new Error('there is no job machine');
  return jobs;
}

function states({ States }: Machine): readonly (readonly [string, State])[] {
  return Object.entries(States).flatMap(([name, state]) => [[name, state] as const, ...(state.ItemProcessor ? states(state.ItemProcessor) : [])]);
}

interface Call {
  readonly step: string;
  readonly chunk?: number;
  readonly failed?: boolean;
}

interface JsonObject {
  [name: string]: string | number | JsonObject[];
}

/** Runs a job of `chunks` chunks on the engine of the local cloud; `fails` says which step throws. */
async function runJob(chunks: number, fails: (call: Call) => boolean = () => false) {
  const calls: Call[] = [];
  const run = { company: 'a', project: 'p', job: 'import', run: '1' };
  const worker = (input: unknown): Promise<JsonObject> => {
    const call = input as Call;
    calls.push(call);
    expect(call).toMatchObject(run);
    if (fails(call)) return Promise.reject(new Error('no'));
    if (call.step !== 'plan') return Promise.resolve({ rows: 500 });
    return Promise.resolve({ chunks: Array.from({ length: chunks }, (_, chunk) => ({ ...run, chunk })) });
  };
  const machine = new StateMachine(definition() as never, { validationOptions: { noValidate: true } });
  const atOnce = [0, 0, 0];
  const execution = machine.run(run, {
    overrides: {
      taskResourceLocalHandlers: { Plan: worker, Chunk: worker, Close: worker },
      retryIntervalOverrides: { Plan: atOnce, Chunk: atOnce, Close: atOnce },
    },
  });
  const outcome = await execution.result.then(
    () => 'closed',
    () => 'lost',
  );
  return { outcome, calls, closed: calls.filter(({ step }) => step === 'close') };
}

describe('the job machine', () => {
  it('is valid Amazon States Language', () => {
    const check = (machine: Machine) => () => new StateMachine(machine as never, { validationOptions: { checkPaths: true } });
    expect(check(definition())).not.toThrow();
    expect(check({ ...definition(), States: {} })).toThrow();
  });

  it('waits for nothing without a limit, retries with jitter and catches what remains', () => {
    const machine = definition();
    expect(machine.TimeoutSeconds).toBeLessThanOrEqual(24 * 3600);
    const tasks = states(machine).filter(([, { Type }]) => Type === 'Task');
    expect(tasks.map(([name]) => name).toSorted()).toEqual(['Chunk', 'Close', 'Plan']);
    for (const [name, { TimeoutSeconds, Retry, Catch }] of tasks) {
      expect({ name, limit: TimeoutSeconds }).toEqual({ name, limit: name === 'Chunk' ? 60 : 300 });
      expect(Retry?.every(({ JitterStrategy }) => JitterStrategy === 'FULL')).toBe(true);
      expect(Catch?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.ALL']]);
    }
    expect(states(machine).filter(([, { Type }]) => Type === 'Wait')).toEqual([]);
  });

  it('gives a chunk its attempts within the five minutes an Express child may live', () => {
    const [, chunk] = states(definition()).find(([name]) => name === 'Chunk') as readonly [string, State];
    const [retry] = chunk.Retry as [NonNullable<State['Retry']>[number]];
    const pauses = Array.from({ length: retry.MaxAttempts }, (_, attempt) => retry.IntervalSeconds * 2 ** attempt).reduce((sum, seconds) => sum + seconds, 0);
    expect((chunk.TimeoutSeconds ?? 0) * (retry.MaxAttempts + 1) + pauses).toBeLessThan(300);
  });

  it.each([0, 1, 3])('plans, works %i chunks, closes', async (count) => {
    const { calls, closed } = await runJob(count);
    expect(calls.map(({ step }) => step)).toEqual(['plan', ...Array.from({ length: count }, () => 'chunk'), 'close']);
    expect(closed[0]?.failed).toBe(false);
  });

  it('tries every chunk although one fails four times, and closes as failed', async () => {
    const { calls, closed } = await runJob(3, ({ chunk }) => chunk === 0);
    expect(calls.filter(({ chunk }) => chunk === 0)).toHaveLength(4);
    expect(new Set(calls.map(({ chunk }) => chunk))).toEqual(new Set([undefined, 0, 1, 2]));
    expect(closed.map(({ failed }) => failed)).toEqual([true]);
  });

  it('closes as failed when there is no plan', async () => {
    const { outcome, closed } = await runJob(3, ({ step }) => step === 'plan');
    expect({ outcome, failed: closed.map(({ failed }) => failed) }).toEqual({ outcome: 'closed', failed: [true] });
  });

  it('ends as lost, for the alarm, when even the close fails', async () => {
    const { outcome } = await runJob(1, ({ step }) => step === 'close');
    expect(outcome).toBe('lost');
  });
});
