import { DatabaseSync } from 'node:sqlite';
import { StateMachine } from 'aws-local-stepfunctions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Machines, openMachines } from '../../local/engines/step-functions.ts';
import type { Json } from '../../local/resolver.ts';
import { approvalMachine } from '../support/approval-machine.ts';
import { assembled, listOf } from './assembled.ts';

const stack = assembled('cn-north-1');
const definition = approvalMachine;

const days = (count: number) => count * 86_400_000;

interface Call {
  readonly step: 'stage' | 'finish';
  readonly stage?: number;
  readonly token?: string;
}

const open: Machines[] = [];
afterEach(() => {
  for (const machines of open.splice(0)) machines.close();
});

/** An approval in its table, reduced to what the machine can see of it, on the engine of the local cloud. */
function house(stages: number, { fails = () => false }: { fails?: (call: Call, nth: number) => boolean } = {}) {
  const calls: Call[] = [];
  const verdicts = new Map<number, 'passed' | 'ended'>();
  const state = new DatabaseSync(':memory:');
  let clock = Date.parse('2026-07-01T02:00:00Z');
  const answer = (token: string, verdict: 'passed' | 'ended') =>
    machines.answer(token, verdict === 'passed' ? { output: '{}' } : { error: 'Ended', cause: 'ended' });
  const arn = 'arn:aws-cn:states:cn-north-1:000000000000:stateMachine:Approvals';
  const machines = openMachines({
    machines: [{ name: 'Approvals', arn, definition: definition() as unknown as Record<string, Json> }],
    state,
    now: () => clock,
    invoke: async (name, event) => {
      expect(name).toContain('function:approval');
      const call = event as Call;
      expect(call).toMatchObject({ wuyun: 'approval', company: 'a', project: 'p1', approval: 'SP-1' });
      calls.push(call);
      if (fails(call, calls.filter(({ step }) => step === call.step).length)) throw new Error('not now');
      if (call.step === 'finish') return { state: 'executed' };
      const verdict = verdicts.get(call.stage ?? 0);
      if (verdict) answer(call.token ?? '', verdict);
      return null;
    },
  });
  open.push(machines);
  const input = { company: 'a', project: 'p1', approval: 'SP-1', stages: Array.from({ length: stages }, (_, index) => index + 1) };
  const start = async (name = 'first') => {
    const row = machines.start(arn, name, JSON.stringify(input));
    await machines.settled();
    return row.arn;
  };
  /** A task whose try has failed meanwhile hears nothing more. */
  const tell = (token: string, verdict: 'passed' | 'ended') => {
    try {
      answer(token, verdict);
    } catch (error) {
      expect(error).toMatchObject({ code: 'TaskTimedOut' });
    }
  };
  /** The database decides a stage; the carrier tells every task that waits for it. */
  const decide = async (stage: number, verdict: 'passed' | 'ended') => {
    verdicts.set(stage, verdict);
    for (const { stage: at, token } of [...calls]) if (at === stage && token) tell(token, verdict);
    await machines.settled();
  };
  const travel = async (ms: number) => {
    clock += ms;
    machines.expire();
    await machines.settled();
  };
  const steps = () => calls.map(({ step, stage }) => stage ?? step);
  /** States entered: the list of stages, each of them, the finish. */
  const transitions = () => 1 + (state.prepare('SELECT COUNT(*) AS n FROM step').get() as { n: number }).n;
  return { machines, start, decide, travel, steps, transitions, verdicts };
}

/** Retries pause for real, a quarter of a second each. */
const soon = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 });

const statusOf = ({ machines }: ReturnType<typeof house>, arn: string) => machines.describe(arn).status;

describe('the approval machine', () => {
  it('is valid Amazon States Language', () => {
    expect(() => new StateMachine(definition() as never, { validationOptions: { checkPaths: true } })).not.toThrow();
  });

  it('bounds every wait, longer than any approval is valid, and leaves no failure uncaught', () => {
    const { States, TimeoutSeconds } = definition();
    const stage = States['Stages']?.ItemProcessor?.States['Stage'];
    const longestValidity = days(60) / 1000;
    expect(stage?.TimeoutSeconds).toBeGreaterThan(longestValidity);
    expect(TimeoutSeconds).toBeGreaterThan(stage?.TimeoutSeconds ?? 0);
    expect(States['Finish']?.TimeoutSeconds).toBe(60);
    expect(States['Stages']).toMatchObject({ MaxConcurrency: 1, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Finish' }] });
    expect(Object.keys(States)).toEqual(['Stages', 'Finish']);
    expect(stage?.Retry?.map(({ ErrorEquals, MaxAttempts }) => [ErrorEquals, MaxAttempts])).toEqual([
      [['Ended', 'States.Timeout'], 0],
      [['States.ALL'], 5],
    ]);
    expect(States['Finish']?.Retry?.every(({ JitterStrategy }) => JitterStrategy === 'FULL')).toBe(true);
  });

  it.each([1, 2, 3, 5])('waits at each of %i stages and finishes, in no more transitions than stages and three', async (count) => {
    const approval = house(count);
    const arn = await approval.start();
    for (let stage = 1; stage <= count; stage += 1) {
      expect(approval.steps()).toEqual(Array.from({ length: stage }, (_, index) => index + 1));
      await approval.decide(stage, 'passed');
    }
    expect(approval.steps().at(-1)).toBe('finish');
    expect(statusOf(approval, arn)).toBe('SUCCEEDED');
    expect(approval.transitions()).toBe(count + 2);
    expect(approval.transitions()).toBeLessThanOrEqual(count + 3);
  });

  it('opens no further stage after one that ended the chain, tries it not again, and finishes', async () => {
    const approval = house(3);
    const arn = await approval.start();
    await approval.decide(1, 'passed');
    await approval.decide(2, 'ended');
    await soon(() => expect(statusOf(approval, arn)).toBe('SUCCEEDED'));
    expect(approval.steps()).toEqual([1, 2, 'finish']);
  });

  it('waits nowhere where everything is decided: a lost execution is simply started again', async () => {
    const approval = house(3);
    for (const stage of [1, 2, 3]) approval.verdicts.set(stage, 'passed');
    const arn = await approval.start();
    expect(approval.steps()).toEqual([1, 2, 3, 'finish']);
    expect(statusOf(approval, arn)).toBe('SUCCEEDED');
    expect(statusOf(approval, await approval.start('second'))).toBe('SUCCEEDED');
  });

  it('opens a stage again that could not be opened, and finishes again what could not be finished', { timeout: 60_000 }, async () => {
    const approval = house(1, { fails: (_, nth) => nth === 1 });
    const arn = await approval.start();
    await soon(() => expect(approval.steps()).toEqual([1, 1]));
    await approval.decide(1, 'passed');
    await soon(() => expect(statusOf(approval, arn)).toBe('SUCCEEDED'));
    expect(approval.steps()).toEqual([1, 1, 'finish', 'finish']);
  });

  it('fails, for the alarm, when the verdict could not be carried after six tries', { timeout: 60_000 }, async () => {
    const approval = house(1, { fails: ({ step }) => step === 'finish' });
    approval.verdicts.set(1, 'passed');
    const arn = await approval.start();
    await soon(() => expect(statusOf(approval, arn)).toBe('FAILED'));
    expect(approval.steps()).toEqual([1, ...Array.from({ length: 6 }, () => 'finish')]);
  });

  it('is cleared away by the backstop when its token is lost and nobody ever answers', async () => {
    const approval = house(2);
    const arn = await approval.start();
    await approval.travel(days(64));
    expect(statusOf(approval, arn)).toBe('RUNNING');
    await approval.travel(days(2));
    expect(approval.steps()).toEqual([1, 'finish']);
    expect(statusOf(approval, arn)).toBe('SUCCEEDED');
  });
});

describe('who may do what for approvals', () => {
  const may = (entry: string) =>
    stack.statementsOf(entry).flatMap(({ Action, Resource }) => listOf(Action).map((action) => [action, JSON.stringify(Resource)] as const));
  const machine = stack.all('AWS::StepFunctions::StateMachine').find(({ id }) => id.includes('Approvals'))?.id ?? '';
  const logicalId = stack.functionOf('functions/approval.ts').id;

  it('the relay calls the carrier and starts the machine; nobody else does either', () => {
    expect(may('functions/relay.ts')).toContainEqual(['lambda:InvokeFunction', JSON.stringify({ 'Fn::GetAtt': [logicalId, 'Arn'] })]);
    const starters = stack
      .statements()
      .filter(({ statement }) => listOf(statement.Action).includes('states:StartExecution') && JSON.stringify(statement.Resource).includes(machine));
    expect(starters.map(({ roles }) => roles)).toEqual([[stack.functionOf('functions/relay.ts').Properties.Role['Fn::GetAtt'][0]]]);
  });

  it('the carrier answers tokens of this machine, and calls every function a verdict may be for, not itself', () => {
    const states = may('functions/approval.ts').filter(([action]) => action.startsWith('states:'));
    expect(states).toEqual(['states:SendTaskFailure', 'states:SendTaskSuccess'].map((action) => [action, JSON.stringify({ Ref: machine })]));
    const matters = JSON.stringify(stack.functionOf('functions/approval.ts').Properties.Environment.Variables['WUYUN_MATTERS']);
    for (const name of ['repair', 'key-loan', 'unit']) expect(matters).toContain(`\\"${name}\\":`);
    expect(matters).not.toContain('\\"approval\\":');
  });

  it('its alarm tells who waits when a verdict is lost', () => {
    const alarm = stack.all('AWS::CloudWatch::CompositeAlarm').find(({ Properties }) => Properties.AlarmDescription.includes('#verdict-not-carried'));
    expect(alarm?.Properties.AlarmDescription).toContain('was decided');
    for (const metric of ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted']) {
      const own = stack
        .all('AWS::CloudWatch::Alarm')
        .filter(({ Properties }) => Properties.MetricName === metric && JSON.stringify(Properties.Dimensions).includes(machine));
      expect(own).toHaveLength(1);
    }
  });
});
