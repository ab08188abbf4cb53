import { type CfnElement, Duration, Stack, Validations } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  IntegrationPattern,
  JitterType,
  JsonPath,
  LogLevel,
  Map as MapState,
  StateMachine,
  TaskInput,
  type TaskStateBase,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

interface ApprovalFlowProps {
  /** Serves approvals; does the two steps. */
  readonly carrier: HouseFunction;
  readonly china: boolean;
}

/**
 * Longer than any approval is valid: nobody waits for this limit, because an approval that runs out is decided as expired in the database, and the decision ends the wait. It
 * clears away executions whose task has been lost.
 */
const backstop = Duration.days(65);

const course = {
  wuyun: 'approval',
  company: JsonPath.stringAt('$.company'),
  project: JsonPath.stringAt('$.project'),
  approval: JsonPath.stringAt('$.approval'),
};

/**
 * The approval machine (审批流转), one for all approvals: waits at each stage until the database has decided it, then has the verdict carried to its case.
 *
 *     Stages of Stage (a token is waited for), one after the other ─▶ Finish
 *        └─ Ended: refused, withdrawn, expired ────────────────────────┘
 *
 * It decides nothing. A stage that is decided already answers its token at once, and a verdict is carried out once however often it is asked for, so an execution that was
 * lost is simply started again under the next attempt's name. Transitions: the stages, one for their list, one for the finish.
 *
 * The carrier may answer by a policy of its own: in its role's it would wait for the machine, which waits for it.
 */
export class ApprovalFlow extends Construct {
  readonly #carrier: HouseFunction;
  readonly #machine: StateMachine;

  constructor(scope: Construct, id: string, { carrier, china }: ApprovalFlowProps) {
    super(scope, id);
    this.#carrier = carrier;
    const logs = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_YEAR });
    this.#machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromChainable(this.definition()),
      timeout: Duration.days(70),
      logs: { destination: logs, level: LogLevel.ALL },
      tracingEnabled: !china,
    });
    const answer = new PolicyStatement({ actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'], resources: [this.#machine.stateMachineArn] });
    new Policy(this, 'Answer', { statements: [answer], roles: carrier.lambda.role ? [carrier.lambda.role] : [] });
    this.acknowledge(china);
  }

  /** The relay tells the carrier of each change, and starts the execution it asks for. */
  letStart(relay: HouseFunction): void {
    const { functionName, functionArn } = this.#carrier.lambda;
    relay.give('WUYUN_APPROVAL', functionName, new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }));
    const start = new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.#machine.stateMachineArn] });
    relay.give('WUYUN_APPROVAL_MACHINE', this.#machine.stateMachineArn, start);
  }

  /** Executions that ended without having carried a verdict; the approval's own timer starts the next. */
  lostVerdicts(): readonly Metric[] {
    const options = { period: Duration.minutes(1), statistic: Stats.SUM };
    return [this.#machine.metricFailed(options), this.#machine.metricTimedOut(options), this.#machine.metricAborted(options)];
  }

  private definition() {
    const stages = new MapState(this, 'Stages', {
      itemsPath: '$.stages',
      itemSelector: { ...course, stage: JsonPath.numberAt('$$.Map.Item.Value') },
      maxConcurrency: 1,
      resultPath: JsonPath.DISCARD,
    });
    const finish = this.patient(
      new LambdaInvoke(this, 'Finish', {
        lambdaFunction: this.#carrier.lambda,
        payloadResponseOnly: true,
        retryOnServiceExceptions: false,
        payload: TaskInput.fromObject({ ...course, step: 'finish' }),
        taskTimeout: Timeout.duration(Duration.seconds(60)),
      }),
    );
    return stages
      .itemProcessor(this.stage())
      .addCatch(finish, { errors: ['States.ALL'], resultPath: JsonPath.DISCARD })
      .next(finish);
  }

  /** Waits until the stage is decided. What ended the chain, or ran into the backstop, is not tried again. */
  private stage(): TaskStateBase {
    const stage = new LambdaInvoke(this, 'Stage', {
      lambdaFunction: this.#carrier.lambda,
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      retryOnServiceExceptions: false,
      payload: TaskInput.fromObject({ ...course, step: 'stage', stage: JsonPath.numberAt('$.stage'), token: JsonPath.taskToken }),
      taskTimeout: Timeout.duration(backstop),
    });
    stage.addRetry({ errors: ['Ended', 'States.Timeout'], maxAttempts: 0 });
    return this.patient(stage);
  }

  /** Tried six times within two minutes, with pauses that differ from execution to execution; what fails longer than that the approval's timer tries again. */
  private patient(task: TaskStateBase): TaskStateBase {
    return task.addRetry({
      errors: ['States.ALL'],
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxAttempts: 5,
      maxDelay: Duration.seconds(60),
      jitterStrategy: JitterType.FULL,
    });
  }

  private acknowledge(china: boolean): void {
    const stack = Stack.of(this);
    const carrier = stack.getLogicalId(this.#carrier.lambda.node.defaultChild as CfnElement);
    Validations.of(this.#machine).acknowledge(
      { id: `AwsSolutions-IAM5[Resource::<${carrier}.Arn>:*]`, reason: 'The versions of one function, our own carrier.' },
      { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'Log delivery of Step Functions and X-Ray know no resources to name.' },
      ...(china ? [{ id: 'AwsSolutions-SF2', reason: 'The China partition is kept free of X-Ray; every step is logged.' }] : []),
    );
  }
}
