import { Duration } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

/** The bus on which everything that happened is told; the relay publishes, whoever is interested writes a rule. */
export class HouseBus extends Construct {
  readonly #bus: EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#bus = new EventBus(this, 'Bus', { description: 'Wuyun: domain events and notices' });
  }

  letPublish(publisher: HouseFunction): void {
    publisher.give('WUYUN_BUS', this.#bus.eventBusName, new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.#bus.eventBusArn] }));
  }

  /** Notices (通知) go to the function that puts them into inboxes. */
  deliverNotices(notifier: HouseFunction, undelivered: Queue): void {
    this.tell('Notices', notifier, undelivered);
  }

  /** … and to the one that sends them out of the house (对外通知), each by a rule of its own: what holds up the one must not hold up the other. */
  sendNoticesOut(sender: HouseFunction, undelivered: Queue): void {
    this.tell('Outgoing', sender, undelivered);
  }

  private tell(id: string, told: HouseFunction, undelivered: Queue): void {
    new Rule(this, id, {
      eventBus: this.#bus,
      eventPattern: { source: ['wuyun'], detailType: ['notice'] },
      targets: [new LambdaFunction(told.lambda, { deadLetterQueue: undelivered, retryAttempts: 20, maxEventAge: Duration.hours(6) })],
    });
  }
}
