import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterCriteria, FilterRule, type IEventSourceDlq, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { schedules } from '../lib/catalogue.ts';
import { type Alarms, failureSigns } from './alarms.ts';
import { ApprovalFlow } from './approval-flow.ts';
import { CompanyFunction } from './company-function.ts';
import type { DataRole } from './data-role.ts';
import type { DocumentsBucket } from './documents-bucket.ts';
import type { EncryptionKeys } from './encryption-keys.ts';
import { HouseBus } from './event-bus.ts';
import { HouseFunction } from './house-function.ts';
import { JobFlow } from './job-flow.ts';
import { Outlets } from './outlets.ts';
import { Schedules } from './schedules.ts';
import type { SingleTable } from './single-table.ts';
import type { Slices } from './slices.ts';

interface SystemProps {
  readonly china: boolean;
  readonly alarms: Alarms;
  readonly table: SingleTable;
  readonly dataRole: DataRole;
  readonly keys: EncryptionKeys;
  readonly documents: DocumentsBucket;
  readonly slices: Slices;
  readonly undelivered: Queue;
}

/**
 * What the relay is woken for: a new item that carries events. `exists` is true of leaves only, so the pattern names the type inside the
 * list of events; naming the list itself would match nothing.
 */
const carriesEvents = FilterCriteria.filter({
  eventName: FilterRule.isEqual('INSERT'),
  dynamodb: { NewImage: { out: { L: { M: { type: { S: FilterRule.exists() } } } } } },
});

/** The functions nobody talks to (系统): relay, notices, the minute's sweep, the planner, the workers of jobs. */
export class SystemFunctions extends Construct {
  readonly #props: SystemProps;
  readonly #bus: HouseBus;
  readonly #schedules: Schedules;

  constructor(scope: Construct, id: string, props: SystemProps) {
    super(scope, id);
    this.#props = props;
    this.#bus = new HouseBus(this, 'Events');
    this.#schedules = new Schedules(this, 'Schedules', props.undelivered);
    this.relay(this.jobs(), this.approvals());
    this.notify();
    this.messages();
    this.timers();
    this.planner();
  }

  private jobs(): JobFlow {
    const { china, alarms, documents } = this.#props;
    const worker = new CompanyFunction(this, 'jobs', { entry: 'functions/jobs.ts', description: 'Wuyun: 作业', timeout: Duration.minutes(5), ...this.#props });
    documents.nameTo(worker);
    const flow = new JobFlow(this, 'Jobs', { worker, china });
    const lost = Object.fromEntries(flow.lostRuns().map((metric) => [metric.metricName, { metric, over: 0 }]));
    alarms.raise('jobs', {
      hurt: 'Long work (imports, exports): a run stopped without being closed, and whoever started it waits for an answer',
      runbook: '#job-stopped',
      signs: { ...failureSigns(worker), ...lost },
    });
    return flow;
  }

  private approvals(): ApprovalFlow {
    const { china, alarms, slices } = this.#props;
    const carrier = slices.serving('approval');
    slices.letCarry(carrier);
    const flow = new ApprovalFlow(this, 'Approvals', { carrier, china });
    const lost = Object.fromEntries(flow.lostVerdicts().map((metric) => [metric.metricName, { metric, over: 0 }]));
    alarms.raise('approvals', {
      hurt: 'Whoever waits for a signed request (repairs, complaints, money): it was decided, and its case has not heard of it',
      runbook: '#verdict-not-carried',
      signs: lost,
    });
    return flow;
  }

  private relay(flow: JobFlow, approvals: ApprovalFlow): void {
    const { china, alarms, table, documents } = this.#props;
    const relay = this.system('relay', 'Carries committed events to the bus and starts jobs', 60);
    this.#bus.letPublish(relay);
    flow.letStart(relay);
    approvals.letStart(relay);
    const onFailure: IEventSourceDlq = { bind: () => ({ destination: documents.letPark(relay) }) };
    relay.lambda.addEventSource(
      new DynamoEventSource(table.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        filters: [carriesEvents],
        batchSize: 100,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 5,
        onFailure,
        ...(china ? {} : { metricsConfig: { metrics: [MetricType.EVENT_COUNT] } }),
      }),
    );
    const metric = (name: string, statistic: string) => relay.lambda.metric(name, { period: Duration.minutes(1), statistic });
    alarms.raise('relay', {
      hurt: 'Everybody: notices, inboxes and jobs come late or not at all, while the cases themselves are safe',
      runbook: '#relay-late',
      signs: {
        ...failureSigns(relay),
        late: { metric: metric('IteratorAge', Stats.MAXIMUM), over: 300_000, minutes: 3 },
        parked: { metric: metric('OnFailureDestinationDeliveredEventCount', Stats.SUM), over: 0 },
      },
    });
  }

  private notify(): void {
    const { alarms, table, undelivered } = this.#props;
    const notify = this.system('notify', 'Puts notices into inboxes', 30, undelivered);
    table.letFillInboxes(notify);
    this.#bus.deliverNotices(notify, undelivered);
    alarms.raise('notify', {
      hurt: 'Managers and front desks: reminders and escalations do not reach their inboxes',
      runbook: '#notices-missing',
      signs: failureSigns(notify),
    });
    alarms.raise('undelivered', {
      hurt: 'Whoever waits for a notice or a scheduled run that could not be delivered after all attempts; it lies in the queue for two weeks',
      runbook: '#undelivered',
      signs: { waiting: { metric: undelivered.metricApproximateNumberOfMessagesVisible(), over: 0 } },
    });
  }

  /** Notices for outside go to the function of messages, which calls the providers; so does the one of people, for verification codes. */
  private messages(): void {
    const { china, slices, undelivered } = this.#props;
    const sender = slices.serving('message');
    const outlets = new Outlets(this, 'Outlets', { china });
    outlets.letSend(sender);
    outlets.letSend(slices.serving('binding'));
    outlets.letPay(slices.serving('payment'));
    this.#bus.sendNoticesOut(sender, undelivered);
  }

  private timers(): void {
    const { alarms, table, slices } = this.#props;
    const timers = this.system('timers', 'Fires what is due, every minute', 55);
    table.letSweep(timers);
    slices.letCall(timers);
    // A sweep that was missed is worth nothing after a minute: the next one does its work.
    this.#schedules.wake(timers, { name: 'timers', cron: 'cron(* * * * ? *)', zone: 'Asia/Shanghai' }, 60);
    const invocations = timers.lambda.metricInvocations({ period: Duration.minutes(1), statistic: Stats.SUM });
    alarms.raise('timers', {
      hurt: 'Residents with urgent repairs: no deadline fires, nobody is reminded and nothing escalates',
      runbook: '#timers-stopped',
      signs: { ...failureSigns(timers), silent: { metric: invocations, under: 1, minutes: 3 } },
    });
  }

  private planner(): void {
    const { alarms, table, slices, undelivered } = this.#props;
    const planner = this.system('planner', 'Starts every run that is due and missing, project by project', 300, undelivered);
    table.letListProjects(planner);
    slices.letCall(planner);
    for (const schedule of schedules) this.#schedules.wake(planner, schedule, 6 * 3600);
    alarms.raise('planner', {
      hurt: 'Projects: scheduled work (counts, reports) was not started for some of them',
      runbook: '#planner-fails',
      signs: failureSigns(planner),
    });
    // Counted by the hourly check, whichever function runs it.
    const differences = new Metric({
      namespace: 'wuyun',
      metricName: 'BalanceDifference',
      dimensionsMap: { service: 'wuyun' },
      period: Duration.minutes(1),
      statistic: Stats.SUM,
    });
    alarms.raise('balances', {
      hurt: 'Residents and headquarters’ finance: prepayments, deposits or unclaimed transfers of a project are not the sum of their items',
      runbook: '#balances-differ',
      signs: { differences: { metric: differences, over: 0 } },
    });
  }

  private system(name: string, description: string, seconds: number, undelivered?: Queue): HouseFunction {
    return new HouseFunction(this, name, {
      entry: `functions/${name}.ts`,
      description: `Wuyun: ${description}`,
      path: '/wuyun/system/',
      timeout: Duration.seconds(seconds),
      memoryMiB: 512,
      ...(undelivered ? { undelivered } : {}),
    });
  }
}
