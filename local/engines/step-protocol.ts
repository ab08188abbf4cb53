import { AwsError } from './aws-error.ts';
import type { Operation } from './aws-server.ts';
import type { Machines } from './step-functions.ts';
import type { ExecutionRow } from './step-journal.ts';

type Input = Record<string, string | undefined>;

const epochSeconds = (ms: number): number => ms / 1000;

function checkedJson(text: string, code: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (cause) {
    throw Object.assign(new AwsError(code, 'Invalid JSON'), { cause });
  }
}

/** Our tokens are hashes; anything else was never a token. */
function checkedToken(token: string | undefined): string {
  if (!token || !/^[0-9a-f]{64}$/.test(token)) throw new AwsError('InvalidToken', 'Invalid token');
  return token;
}

function described(row: ExecutionRow): Record<string, unknown> {
  const { arn, machine, name, status, started, stopped, input, output, error, cause } = row;
  return {
    executionArn: arn,
    stateMachineArn: machine,
    name,
    status,
    startDate: epochSeconds(started),
    ...(stopped === null ? {} : { stopDate: epochSeconds(stopped) }),
    input,
    ...(output === null ? {} : { output }),
    ...(error === null ? {} : { error, cause: cause ?? '' }),
  };
}

/** The operations of `AWSStepFunctions` that the real client sends, over the engine. */
export function stepFunctionsOperations(machines: Machines, now: () => number): Record<string, Operation<Input>> {
  return {
    StartExecution({ stateMachineArn = '', name = crypto.randomUUID(), input = '{}' }) {
      if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
      const row = machines.start(stateMachineArn, name, checkedJson(input, 'InvalidExecutionInput'));
      return { executionArn: row.arn, startDate: epochSeconds(row.started) };
    },
    DescribeExecution: ({ executionArn = '' }) => described(machines.describe(executionArn)),
    StopExecution({ executionArn = '', error, cause }) {
      machines.stop(executionArn, { ...(error ? { error } : {}), ...(cause ? { cause } : {}) });
      return { stopDate: epochSeconds(now()) };
    },
    SendTaskSuccess({ taskToken, output = '' }) {
      machines.answer(checkedToken(taskToken), { output: checkedJson(output, 'InvalidOutput') });
      return {};
    },
    SendTaskFailure({ taskToken, error = 'States.TaskFailed', cause = '' }) {
      machines.answer(checkedToken(taskToken), { error, cause });
      return {};
    },
    SendTaskHeartbeat({ taskToken }) {
      machines.heartbeat(checkedToken(taskToken));
      return {};
    },
  };
}
