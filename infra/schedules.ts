import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

/** A wake-up: its name, and when, as AWS cron in a time zone. */
export interface Wake {
  readonly name: string;
  readonly cron: string;
  readonly zone: string;
}

/**
 * Wake-ups (定时) by EventBridge Scheduler. Each tells the function its name and the instant for which it was meant, not the one at which it came:
 * a late or doubled one is then recognised, and a missed one is made up for by the next.
 */
export class Schedules extends Construct {
  readonly #role: Role;
  readonly #undelivered: Queue;

  constructor(scope: Construct, id: string, undelivered: Queue) {
    super(scope, id);
    this.#undelivered = undelivered;
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com'), path: '/wuyun/system/' });
    undelivered.grantSendMessages(this.#role);
  }

  /** @param patienceSeconds how long a wake-up that could not be delivered is still worth delivering. */
  wake(target: HouseFunction, { name, cron, zone }: Wake, patienceSeconds: number): void {
    this.#role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.lambda.functionArn] }));
    const schedule = new CfnSchedule(this, name, {
      description: `Wuyun: ${name}`,
      scheduleExpression: cron,
      scheduleExpressionTimezone: zone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: target.lambda.functionArn,
        roleArn: this.#role.roleArn,
        input: JSON.stringify({ name, at: '<aws.scheduler.scheduled-time>' }),
        retryPolicy: { maximumEventAgeInSeconds: patienceSeconds, maximumRetryAttempts: 20 },
        deadLetterConfig: { arn: this.#undelivered.queueArn },
      },
    });
    schedule.node.addDependency(this.#role);
  }
}
