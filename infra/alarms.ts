import { CfnOutput, Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Operation } from 'aws-cdk-lib/aws-dynamodb';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { EncryptionKeys } from './encryption-keys.ts';
import type { HouseFunction } from './house-function.ts';
import type { SingleTable } from './single-table.ts';
import type { WebApi } from './web-api.ts';

/** A sign that something is wrong: the metric stands above `over` (or below `under`) in each of `minutes` minutes. */
interface Sign {
  readonly metric: IMetric;
  readonly over?: number;
  readonly under?: number;
  readonly minutes?: number;
}

/** An alarm as the person woken by it needs it. */
export interface AlarmProps {
  /** Who is hurt, and by what. */
  readonly hurt: string;
  /** Entry of `docs/runbook.md`. */
  readonly runbook: `#${string}`;
  readonly signs: Readonly<Record<string, Sign>>;
}

const everyMinute = Duration.minutes(1);

/**
 * The alarms (告警). One alarm per thing that can hurt people, a composite one where it shows by several signs: it says who is hurt and which entry of
 * the runbook to open, and only it rings the bell.
 */
export class Alarms extends Construct {
  readonly #bell: Topic;

  constructor(scope: Construct, id: string, keys: EncryptionKeys) {
    super(scope, id);
    this.#bell = new Topic(this, 'Bell', { masterKey: keys.storage, enforceSSL: true });
    new CfnOutput(this, 'BellTopic', { value: this.#bell.topicArn });
  }

  raise(id: string, { hurt, runbook, signs }: AlarmProps): void {
    const scope = new Construct(this, id);
    const alarmDescription = `${hurt} → docs/runbook.md${runbook}`;
    const only = Object.keys(signs).length === 1;
    const alarms = Object.entries(signs).map(([name, { metric, over, under, minutes = 1 }]) => {
      const missing = under === undefined ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING;
      return new Alarm(scope, name, {
        metric,
        threshold: over ?? under ?? 0,
        comparisonOperator: under === undefined ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: minutes,
        treatMissingData: missing,
        ...(only ? { alarmDescription } : {}),
      });
    });
    const alarmRule = AlarmRule.anyOf(...alarms.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM)));
    const [first] = alarms;
    const rings = only && first ? first : new CompositeAlarm(scope, 'Alarm', { alarmDescription, alarmRule });
    rings.addAlarmAction(new SnsAction(this.#bell));
    rings.addOkAction(new SnsAction(this.#bell));
  }
}

/** Refused invocations in a minute that are no longer a hiccup, which callers repeat by themselves. */
const manyThrottles = 5;

/**
 * How a function shows that it fails: it crashed, it was refused room to run again and again, or it wrote a line of level ERROR — a handler that answers 500
 * has not crashed, so the crash count alone would stay at zero. One number for all three: a stack holds 500 resources.
 */
export function failureSigns(watched: HouseFunction): Readonly<Record<string, Sign>> {
  const metricName = watched.node.id;
  const faults = new MetricFilter(watched, 'Faults', {
    logGroup: watched.logs,
    filterPattern: FilterPattern.stringValue('$.level', '=', 'ERROR'),
    metricNamespace: 'wuyun/faults',
    metricName,
  });
  const options = { period: everyMinute, statistic: Stats.SUM };
  const failures = new MathExpression({
    expression: `FILL(crashes, 0) + FILL(faults, 0) + IF(FILL(throttles, 0) > ${manyThrottles}, throttles, 0)`,
    usingMetrics: { crashes: watched.lambda.metricErrors(options), faults: faults.metric(options), throttles: watched.lambda.metricThrottles(options) },
    period: everyMinute,
    label: `failures of ${metricName}`,
  });
  return { failures: { metric: failures, over: 0 } };
}

/** The alarms of what all functions stand on. */
export function watchGround(alarms: Alarms, api: WebApi, table: SingleTable): void {
  const options = { period: everyMinute, statistic: Stats.SUM };
  alarms.raise('api', {
    hurt: 'Everybody at a counter: requests are answered by an error of the gateway or of a function',
    runbook: '#api-errors',
    signs: { errors: { metric: api.api.metricServerError(options), over: 0, minutes: 2 } },
  });
  const operations = [Operation.TRANSACT_WRITE_ITEMS, Operation.PUT_ITEM, Operation.UPDATE_ITEM, Operation.QUERY, Operation.BATCH_GET_ITEM];
  alarms.raise('table', {
    hurt: 'Everybody: requests wait or are refused because one partition of the table, or the whole of it, is too hot',
    runbook: '#table-throttled',
    signs: { throttled: { metric: table.table.metricThrottledRequestsForOperations({ ...options, operations }), over: 0, minutes: 3 } },
  });
}
