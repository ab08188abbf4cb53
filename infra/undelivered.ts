import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/**
 * Where schedules, notices and asynchronous calls end up that could not be delivered, for two weeks.
 *
 * One queue for all: what lies in it is read by a person, who opens the runbook at the alarm's entry.
 */
export function undeliveredQueue(scope: Construct): Queue {
  return new Queue(scope, 'Undelivered', { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
}
