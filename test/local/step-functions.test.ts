import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAwsServer } from '../../local/engines/aws-server.ts';
import { openState } from '../../local/engines/state.ts';
import { openMachines } from '../../local/engines/step-functions.ts';
import { stepFunctionsOperations } from '../../local/engines/step-protocol.ts';
import type { Json } from '../../local/resolver.ts';

const fn = (name: string) => `arn:aws-cn:lambda:cn-north-1:000000000000:function:${name}`;
const machineArn = (name: string) => `arn:aws-cn:states:cn-north-1:000000000000:stateMachine:${name}`;

const days = (n: number) => n * 86_400;

/** The approval machine in small: stages one after the other, each waiting for its token at most thirty days. */
const approval: Record<string, Json> = {
  StartAt: 'Stages',
  TimeoutSeconds: days(300),
  States: {
    Stages: {
      Type: 'Map',
      ItemsPath: '$.stages',
      MaxConcurrency: 1,
      ItemProcessor: {
        StartAt: 'Open',
        States: {
          Open: {
            Type: 'Task',
            Resource: 'arn:aws-cn:states:::lambda:invoke.waitForTaskToken',
            Parameters: { FunctionName: fn('open'), Payload: { 'stage.$': '$', 'token.$': '$$.Task.Token' } },
            TimeoutSeconds: days(30),
            End: true,
          },
        },
      },
      Catch: [
        { ErrorEquals: ['States.Timeout'], Next: 'Expired', ResultPath: '$.error' },
        { ErrorEquals: ['Rejected'], Next: 'Refused', ResultPath: '$.error' },
      ],
      Next: 'Finish',
    },
    Finish: { Type: 'Task', Resource: fn('finish'), End: true },
    Expired: { Type: 'Pass', Result: { how: 'expired' }, End: true },
    Refused: { Type: 'Pass', Result: { how: 'refused' }, End: true },
  },
};

const job: Record<string, Json> = {
  StartAt: 'Pause',
  States: {
    Pause: { Type: 'Wait', Seconds: days(2), Next: 'Chunks' },
    Chunks: {
      Type: 'Map',
      ItemsPath: '$.chunks',
      MaxConcurrency: 3,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Chunk',
        States: {
          Chunk: {
            Type: 'Task',
            Resource: fn('chunk'),
            Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 30, MaxAttempts: 2 }],
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed', ResultPath: '$.error' }],
            End: true,
          },
          Failed: { Type: 'Pass', Result: { state: 'failed' }, End: true },
        },
      },
      End: true,
    },
  },
};

let folder: string;
let clock: number;
let calls: { name: string; input: Json }[];
let handlers: Record<string, (input: Record<string, Json>) => Json | Promise<Json>>;
let sfn: SFNClient;
let cloud: Awaited<ReturnType<typeof open>>;

async function open() {
  const state = openState(folder);
  const machines = openMachines({
    machines: [
      { name: 'approval', arn: machineArn('approval'), definition: approval },
      { name: 'job', arn: machineArn('job'), definition: job },
    ],
    state,
    now: () => clock,
    invoke: async (arn, input) => {
      const name = arn.split(':').at(-1) ?? '';
      calls.push({ name, input: input as Json });
      return handlers[name]?.(input as Record<string, Json>) ?? null;
    },
  });
  const server = await startAwsServer({ json: { AWSStepFunctions: stepFunctionsOperations(machines, () => clock) }, form: {}, rest: [] }, 0);
  sfn = new SFNClient({ endpoint: server.endpoint, region: 'cn-north-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' }, maxAttempts: 1 });
  machines.resume();
  return {
    machines,
    close: async () => {
      machines.close();
      sfn.destroy();
      await server.stop();
      state.close();
    },
  };
}

/** As after `kill -9`: what was in memory is gone, what was committed is there. */
async function restart(): Promise<void> {
  await cloud.close();
  cloud = await open();
}

const start = (machine: string, name: string, input: unknown) =>
  sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn(machine), name, input: JSON.stringify(input) }));
const describeIt = (executionArn: string | undefined) => sfn.send(new DescribeExecutionCommand({ executionArn }));
const tokens = () => calls.filter(({ name }) => name === 'open').map(({ input }) => (input as { token: string }).token);
const approve = (taskToken: string | undefined, output: unknown = { by: 'PM' }) =>
  sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wuyun-sfn-'));
  clock = Date.parse('2026-07-01T00:00:00Z');
  calls = [];
  handlers = { finish: (input) => ({ how: 'approved', decisions: input as Json }) };
  cloud = await open();
});

afterEach(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('approvals over the real client', () => {
  it('opens the stages one after the other and finishes with their decisions', async () => {
    const { executionArn } = await start('approval', 'a1', { stages: ['PM', 'GM'] });
    await cloud.machines.settled();
    expect(calls).toHaveLength(1);
    await approve(tokens()[0], { by: 'pm' });
    await cloud.machines.settled();
    await approve(tokens()[1], { by: 'gm' });
    await cloud.machines.settled();
    const { status, output } = await describeIt(executionArn);
    expect({ status, output: JSON.parse(output ?? '') }).toEqual({ status: 'SUCCEEDED', output: { how: 'approved', decisions: [{ by: 'pm' }, { by: 'gm' }] } });
    expect(new Set(tokens()).size).toBe(2);
  });

  it('goes on after a restart with the same token and without calling the function again', async () => {
    const { executionArn } = await start('approval', 'a2', { stages: ['PM', 'PM', 'PM'] });
    await cloud.machines.settled();
    await approve(tokens()[0]);
    await cloud.machines.settled();
    await restart();
    await cloud.machines.settled();
    expect(calls).toHaveLength(2);
    await approve(tokens()[1]);
    await cloud.machines.settled();
    await restart();
    await approve(tokens()[2]);
    await cloud.machines.settled();
    expect((await describeIt(executionArn)).status).toBe('SUCCEEDED');
    expect(calls.filter(({ name }) => name === 'finish')).toHaveLength(1);
  });

  it('calls a function again whose answer was not recorded', async () => {
    handlers['open'] = () => new Promise(() => undefined);
    const { executionArn } = await start('approval', 'a3', { stages: ['PM'] });
    await expect.poll(() => calls.length).toBe(1);
    handlers['open'] = () => null;
    await restart();
    await cloud.machines.settled();
    expect(calls).toHaveLength(2);
    expect(new Set(tokens()).size).toBe(1);
    await approve(tokens()[0]);
    await cloud.machines.settled();
    expect((await describeIt(executionArn)).status).toBe('SUCCEEDED');
  });

  it('takes an answer that overtakes the return of its function', async () => {
    handlers['open'] = async ({ token }) => {
      await approve(token as string);
      return null;
    };
    const { executionArn } = await start('approval', 'a4', { stages: ['PM', 'GM'] });
    await cloud.machines.settled();
    expect((await describeIt(executionArn)).status).toBe('SUCCEEDED');
  });

  it('keeps deadlines on the travelled clock: nothing at 29 days, expired at 30', async () => {
    const { executionArn } = await start('approval', 'a5', { stages: ['PM'] });
    await cloud.machines.settled();
    expect(cloud.machines.nextDeadline()).toBe(clock + days(30) * 1000);
    clock += days(29) * 1000;
    expect(cloud.machines.expire()).toBe(0);
    await restart();
    clock += days(1) * 1000;
    expect(cloud.machines.expire()).toBe(1);
    await cloud.machines.settled();
    expect(JSON.parse((await describeIt(executionArn)).output ?? '')).toEqual({ how: 'expired' });
    await expect(approve(tokens()[0])).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('is refused by a failure with a name, and refuses tokens that are late, stopped, unknown or malformed', async () => {
    const { executionArn } = await start('approval', 'a6', { stages: ['PM', 'GM'] });
    await cloud.machines.settled();
    await sfn.send(new SendTaskFailureCommand({ taskToken: tokens()[0], error: 'Rejected', cause: 'no' }));
    await cloud.machines.settled();
    expect(JSON.parse((await describeIt(executionArn)).output ?? '')).toEqual({ how: 'refused' });
    expect(calls).toHaveLength(1);
    await expect(approve(tokens()[0])).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await expect(approve('f'.repeat(64))).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
    await expect(approve('nonsense')).rejects.toMatchObject({ name: 'InvalidToken' });
    const stopped = await start('approval', 'a7', { stages: ['PM'] });
    await cloud.machines.settled();
    await sfn.send(new StopExecutionCommand({ executionArn: stopped.executionArn, error: 'withdrawn' }));
    expect(await describeIt(stopped.executionArn)).toMatchObject({ status: 'ABORTED', error: 'withdrawn' });
    await expect(approve(tokens()[1])).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await expect(sfn.send(new SendTaskHeartbeatCommand({ taskToken: tokens()[1] }))).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('starts a name once: the same input is the same execution, another input or an ended one is refused', async () => {
    const first = await start('approval', 'once', { stages: ['PM'] });
    expect((await start('approval', 'once', { stages: ['PM'] })).executionArn).toBe(first.executionArn);
    await expect(start('approval', 'once', { stages: ['GM'] })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await cloud.machines.settled();
    await approve(tokens()[0]);
    await cloud.machines.settled();
    await expect(start('approval', 'once', { stages: ['PM'] })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(tokens()).toHaveLength(1);
  });
});

describe('jobs', () => {
  const chunks = [{ chunk: 1 }, { chunk: 2 }, { chunk: 2 }, { chunk: 3 }, { chunk: 4 }];

  it('waits on the travelled clock, runs at most so many chunks at once and keeps their order', async () => {
    let running = 0;
    let most = 0;
    handlers['chunk'] = async (input) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
      return { state: 'done', chunk: input['chunk'] ?? null };
    };
    const { executionArn } = await start('job', 'j1', { chunks });
    await cloud.machines.settled();
    expect(calls).toHaveLength(0);
    clock += days(2) * 1000;
    cloud.machines.expire();
    await cloud.machines.settled();
    const { output } = await describeIt(executionArn);
    expect((JSON.parse(output ?? '') as { chunk: number }[]).map(({ chunk }) => chunk)).toEqual([1, 2, 2, 3, 4]);
    expect(most).toBe(3);
  });

  it('retries a chunk without waiting out its pause and goes on without one that keeps failing', async () => {
    let failures = 0;
    handlers['chunk'] = ({ chunk }) => {
      if (chunk === 3) throw new Error('always');
      if (chunk === 1 && failures++ < 2) throw new Error('twice');
      return { state: 'done' };
    };
    const { executionArn } = await start('job', 'j2', { chunks });
    await cloud.machines.settled();
    clock += days(2) * 1000;
    cloud.machines.expire();
    await cloud.machines.settled();
    const output = JSON.parse((await describeIt(executionArn)).output ?? '') as { state: string }[];
    expect(output.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'failed', 'done']);
    expect(calls.filter(({ input }) => (input as { chunk: number }).chunk === 3)).toHaveLength(3);
  });

  it('repeats after a crash only the chunks that had not answered', async () => {
    let blocked = true;
    handlers['chunk'] = ({ chunk }) => (chunk === 4 && blocked ? new Promise<Json>(() => undefined) : { state: 'done' });
    await start('job', 'j3', { chunks });
    await cloud.machines.settled();
    clock += days(2) * 1000;
    cloud.machines.expire();
    await expect.poll(() => calls.length).toBe(5);
    blocked = false;
    calls = [];
    await restart();
    await cloud.machines.settled();
    expect(calls.map(({ input }) => (input as { chunk: number }).chunk)).toEqual([4]);
  });
});
