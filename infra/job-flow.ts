import { type CfnElement, Duration, Stack, Token, Validations } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  DistributedMap,
  Fail,
  JitterType,
  JsonPath,
  LogLevel,
  Pass,
  Result,
  StateMachine,
  StateMachineType,
  TaskInput,
  type TaskStateBase,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

interface JobFlowProps {
  /** Does the three steps. */
  readonly worker: HouseFunction;
  readonly china: boolean;
}

interface Step {
  readonly name: string;
  readonly input: Record<string, unknown>;
  readonly resultPath?: string;
  readonly resultSelector?: Record<string, unknown>;
  readonly outputPath?: string;
  readonly seconds: number;
}

const anyError = { errors: ['States.ALL'], resultPath: '$.error' };

/** Chunks at work at the same time: enough for a month's billing in minutes, few enough to leave the table room for the counters. */
const concurrency = 40;

/**
 * The job machine (作业): carries one run of long work from plan over chunks to close.
 *
 *     Plan ─▶ Chunks of Chunk | ChunkFailed ─▶ Close {failed}
 *        └──────────┴─▶ GaveUp ────────────────┘    └─▶ NotClosed
 *
 * Every chunk is tried, whatever became of the others; the close writes what happened into the run and tells who started it.
 *
 * The machine decides nothing: which chunks exist and which are done stands in the run's own items, so a repeated step changes nothing and a
 * failed run is simply started again. Chunks run as Express children, because 25 000 events are the limit of one execution. The list of
 * chunks stays inline and paths are JSONPath, which is what the local engine runs as well.
 */
export class JobFlow extends Construct {
  readonly #machine: StateMachine;

  constructor(scope: Construct, id: string, { worker, china }: JobFlowProps) {
    super(scope, id);
    const logs = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_YEAR });
    this.#machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromChainable(this.definition(worker)),
      timeout: Duration.hours(12),
      logs: { destination: logs, level: LogLevel.ALL },
      tracingEnabled: !china,
    });
    this.acknowledge(worker, china);
  }

  letStart(starter: HouseFunction): void {
    const start = new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.#machine.stateMachineArn] });
    starter.give('WUYUN_JOB_MACHINE', this.#machine.stateMachineArn, start);
  }

  /** Runs that ended without being closed: nobody was told. */
  lostRuns(): readonly Metric[] {
    const options = { period: Duration.minutes(1), statistic: Stats.SUM };
    return [this.#machine.metricFailed(options), this.#machine.metricTimedOut(options), this.#machine.metricAborted(options)];
  }

  private definition(worker: HouseFunction) {
    const plan = this.step(worker, { name: 'Plan', input: { step: 'plan', ...run }, resultPath: '$.plan', seconds: 300 });
    const close = this.step(worker, {
      name: 'Close',
      input: { step: 'close', ...run, failed: JsonPath.arrayContains(JsonPath.listAt('$.plan.chunks'), 'failed') },
      seconds: 300,
    });
    const chunks = this.chunks(worker);
    const gaveUp = new Pass(this, 'GaveUp', { result: Result.fromObject({ chunks: ['failed'] }), resultPath: '$.plan' });
    plan.addCatch(gaveUp.next(close), anyError);
    chunks.addCatch(gaveUp, anyError);
    close.addCatch(new Fail(this, 'NotClosed', { error: 'NotClosed', causePath: '$.error.Cause' }), anyError);
    return plan.next(chunks).next(close);
  }

  /** Puts `done` or `failed` of every chunk in the place of the list of chunks. */
  private chunks(worker: HouseFunction): DistributedMap {
    const chunk = this.step(worker, {
      name: 'Chunk',
      input: { step: 'chunk', ...run, chunk: JsonPath.numberAt('$.chunk') },
      resultSelector: { state: 'done' },
      outputPath: '$.state',
      seconds: 60,
    });
    chunk.addCatch(new Pass(this, 'ChunkFailed', { result: Result.fromObject({ state: 'failed' }), outputPath: '$.state' }), anyError);
    const map = new DistributedMap(this, 'Chunks', {
      itemsPath: '$.plan.chunks',
      resultPath: '$.plan.chunks',
      maxConcurrency: concurrency,
      mapExecutionType: StateMachineType.EXPRESS,
    });
    return map.itemProcessor(chunk);
  }

  /** A step waits no longer than `seconds`, and is tried four times with pauses that differ from chunk to chunk. */
  private step(worker: HouseFunction, { name, input, seconds, ...paths }: Step): TaskStateBase {
    const task = new LambdaInvoke(this, name, {
      lambdaFunction: worker.lambda,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      payload: TaskInput.fromObject(input),
      taskTimeout: Timeout.duration(Duration.seconds(seconds)),
      ...paths,
    });
    return task.addRetry({
      errors: ['States.ALL'],
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxAttempts: 3,
      maxDelay: Duration.seconds(30),
      jitterStrategy: JitterType.FULL,
    });
  }

  private acknowledge(worker: HouseFunction, china: boolean): void {
    const stack = Stack.of(this);
    const logicalId = (of: Construct) => stack.getLogicalId(of.node.defaultChild as CfnElement);
    const known = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
    const executions = `arn:<AWS::Partition>:states:${known(stack.region, 'Region')}:${known(stack.account, 'AccountId')}:execution:`;
    const machine = `{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${logicalId(this.#machine)}"}]}]}`;
    const ofMapRuns = 'A distributed map watches and stops its own child executions, whose names Step Functions invents.';
    Validations.of(this.#machine).acknowledge(
      { id: `AwsSolutions-IAM5[Resource::<${logicalId(worker.lambda)}.Arn>:*]`, reason: 'The versions of one function, our own worker.' },
      { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'Log delivery of Step Functions and X-Ray know no resources to name.' },
      { id: `AwsSolutions-IAM5[Resource::${executions}${machine}:*]`, reason: ofMapRuns },
      { id: `AwsSolutions-IAM5[Resource::${executions}${machine}/*:*]`, reason: ofMapRuns },
      ...(china ? [{ id: 'AwsSolutions-SF2', reason: 'The China partition is kept free of X-Ray; every step is logged.' }] : []),
    );
  }
}

const run = {
  company: JsonPath.stringAt('$.company'),
  project: JsonPath.stringAt('$.project'),
  job: JsonPath.stringAt('$.job'),
  run: JsonPath.stringAt('$.run'),
};
