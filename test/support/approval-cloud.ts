import { DatabaseSync } from 'node:sqlite';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, expect } from 'vitest';
import { carryOut } from '../../lib/cases/carry-out.ts';
import { type Desk, definitionMap } from '../../lib/cases/desk.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { type Instant, instant, plus, setClock } from '../../lib/kernel/clock.ts';
import { openKeyRing } from '../../lib/table/key-ring.ts';
import { dueShards, type Key, parseDue, recordKey } from '../../lib/table/keys.ts';
import { type Item, keyText, openTable } from '../../lib/table/table.ts';
import type { Approval } from '../../lib/workflows/approval/contract.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { AwsError } from '../../local/engines/aws-error.ts';
import { type Operation, startAwsServer } from '../../local/engines/aws-server.ts';
import { openMachines } from '../../local/engines/step-functions.ts';
import { stepFunctionsOperations } from '../../local/engines/step-protocol.ts';
import { assumeRole } from '../../local/engines/sts.ts';
import type { Json } from '../../local/resolver.ts';
import { approvalMachine } from './approval-machine.ts';
import { newCompany, tableName, testWrapper } from './engine.ts';
import { errand, trolley } from './errand.ts';
import { house, testHouse } from './house.ts';
import { memoryEngine } from './memory-engine.ts';

const machineArn = 'arn:aws-cn:states:cn-north-1:000000000000:stateMachine:Approvals';
const dataRole = 'arn:aws-cn:iam::000000000000:role/data';
const invoked = /^\/2015-03-31\/functions\/([^/?]+)\/invocations/;

/** What may break between the functions, as often as the test says. */
export interface Faults {
  /** A call of a function, by name and payload. */
  call: (name: string, payload: Readonly<Record<string, unknown>>) => boolean;
  /** An answer to a task token. */
  answer: () => boolean;
  /** An execution that is to be started. */
  start: () => boolean;
}

/**
 * Approvals with everything around them: the real relay and the real function of approvals, the state machine of the template on the engine of the local cloud, and the
 * table in memory. The stream is read when the test says so; each piece may fail, be lost, or come twice.
 */
export async function approvalCloud() {
  const engine = memoryEngine();
  const faults: Faults = { call: () => false, answer: () => false, start: () => false };
  let now: Instant = instant('2026-07-01T10:00:00+08:00');
  setClock(() => Date.parse(now));
  const company = newCompany();
  const definitions = definitionMap([...house, approval, errand, trolley]);
  const desk: Desk = { company, table: openTable(company, tableName), keys: openKeyRing(openTable(company, tableName), testWrapper(), new Map()), definitions };
  const invoke = async (name: string, payload: Readonly<Record<string, unknown>>): Promise<unknown> => {
    if (faults.call(name, payload)) throw new Error('broken');
    if (name !== 'errand') return functions.approval.handler(payload as never, {} as never);
    return carryOut(desk, errand, { project: String(payload['project']), approval: String(payload['approval']) });
  };
  const machines = openMachines({
    machines: [{ name: 'Approvals', arn: machineArn, definition: approvalMachine() as unknown as Record<string, Json> }],
    state: new DatabaseSync(':memory:'),
    now: () => Date.parse(now),
    invoke: (arn, event) => invoke(arn.split(':').at(-1) ?? '', event as Record<string, unknown>),
  });
  const operations = stepFunctionsOperations(machines, () => Date.parse(now)) as Readonly<Record<string, Operation<never>>>;
  const started: { readonly arn: string; readonly input: string }[] = [];
  const breaking =
    (fails: () => boolean, name: string): Operation<never> =>
    (input, request) => {
      if (fails()) throw new AwsError('InternalServerError', 'broken', 500);
      const answer: unknown = operations[name]?.(input, request);
      if (name === 'StartExecution') started.push({ arn: (answer as { executionArn: string }).executionArn, input: (input as { input: string }).input });
      return answer;
    };
  const server = await startAwsServer(
    {
      json: {
        AWSEvents: { PutEvents: ({ Entries }: { Entries: unknown[] }) => ({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'x' })) }) },
        AWSStepFunctions: {
          StartExecution: breaking(() => faults.start(), 'StartExecution'),
          SendTaskSuccess: breaking(() => faults.answer(), 'SendTaskSuccess'),
          SendTaskFailure: breaking(() => faults.answer(), 'SendTaskFailure'),
        },
      },
      form: { AssumeRole: assumeRole(dataRole, Buffer.from('root')) },
      rest: [
        async ({ url = '' }, body) => {
          const name = decodeURIComponent(invoked.exec(url)?.[1] ?? '');
          try {
            return { status: 200, body: JSON.stringify((await invoke(name, JSON.parse(body.toString()) as Record<string, unknown>)) ?? null) };
          } catch (error) {
            return { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: JSON.stringify({ errorMessage: String(error) }) };
          }
        },
      ],
    },
    0,
  );
  for (const service of ['EVENTBRIDGE', 'SFN', 'LAMBDA', 'STS']) process.env[`AWS_ENDPOINT_URL_${service}`] = server.endpoint;
  Object.assign(process.env, {
    ...{ AWS_REGION: 'cn-north-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_MAX_ATTEMPTS: '1', POWERTOOLS_LOG_LEVEL: 'SILENT' },
    ...{ WUYUN_TABLE: tableName, WUYUN_BUS: 'bus', WUYUN_DATA_ROLE: dataRole, WUYUN_APPROVAL: 'approval', WUYUN_APPROVAL_MACHINE: machineArn },
    WUYUN_MATTERS: JSON.stringify({ errand: 'errand' }),
  });
  const functions = { relay: await import('../../functions/relay.ts'), approval: await import('../../functions/approval.ts') };
  const at = await testHouse([errand, trolley], desk);
  afterAll(async () => {
    machines.close();
    await server.stop();
    engine.stop();
  });

  const relayed = new Set<string>();
  /** What has been committed since the last time, as the stream tells it. */
  const fresh = (): readonly DynamoDBRecord[] => {
    const news = engine.items().filter((item) => item['out'] !== undefined && !relayed.has(keyText(item)));
    for (const item of news) relayed.add(keyText(item));
    return news.map(recordOf);
  };
  /** The stream is read to its end, and the machines come to rest. @returns how often the relay failed */
  const settle = async (tries = 6): Promise<number> => {
    let failed = 0;
    for (let records = fresh(); records.length > 0; records = fresh()) {
      for (let left = tries; records.length > 0 && left > 0; left -= 1) {
        const { batchItemFailures } = await functions.relay.handler({ Records: [...records] });
        const broken = batchItemFailures[0]?.itemIdentifier;
        records = broken === undefined ? [] : records.slice(records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === broken));
        if (broken !== undefined) failed += 1;
      }
      await machines.settled();
    }
    await machines.settled();
    return failed;
  };
  const sweepAll = async () => {
    for (const shard of dueShards) {
      const { items } = await desk.table.query({ index: 'due', pk: shard, to: `${now}#\u{10FFFF}`, limit: 500 });
      const own = items.map((item) => parseDue(String(item['dsk']))).filter((due) => due.company === company);
      for (const { ref } of own) await sweep(desk, definitions.get(ref.kind) ?? errand, ref);
    }
  };
  const stored = (id: string): Item | undefined => engine.get(recordKey(company, 'case', { project: 'p1', kind: 'x', id }));
  return {
    ...at,
    faults,
    /** Executions are gone, as if the service had lost them. */
    stopExecutions: (id: string) => {
      for (const { arn, input } of started) if (input.includes(id)) machines.stop(arn, {});
    },
    settle,
    sweepAll,
    items: engine.items,
    /** Time passes, and every minute's work is done at its end. */
    pass: async (minutes: number) => {
      now = plus(now, { minutes });
      machines.expire();
      await sweepAll();
      return settle();
    },
    /** Everything that was ever told is told again, in batches of this order and size. @returns how many events */
    tellAgain: async (order: (records: readonly DynamoDBRecord[]) => readonly DynamoDBRecord[], atOnce = false) => {
      const records = order(
        engine
          .items()
          .flatMap((item) => (item['out'] === undefined ? [] : [item]))
          .map(recordOf),
      );
      const batches = atOnce ? records.map((record) => [record]) : [[...records]];
      const answers = await Promise.all(batches.map((Records) => functions.relay.handler({ Records })));
      expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
      await settle();
      return records.length;
    },
    /** The stream loses what it holds: the relay was down for a day. */
    lose: () => void fresh(),
    approvalOf: (id: string) => stored(id)?.['record'] as Approval,
    errandOf: (id: string) => ({
      ...(stored(id)?.['record'] as { state: string; what: string }),
      parked: stored(id)?.['parked'] as { approval: string } | undefined,
    }),
    tokens: (id: string): readonly Key[] => engine.items().filter(({ pk, sk }) => pk.endsWith(`#C#${id}`) && sk.startsWith('STAGE#')),
    forgetTokens: (id: string) => engine.remove((item) => item.pk.endsWith(`#C#${id}`) && item.sk.startsWith('STAGE#')),
    call: (payload: object) => functions.approval.handler({ wuyun: 'approval', company, project: 'p1', ...payload } as never, {} as never),
  };
}

/** A record of the stream: a history entry that was inserted. */
function recordOf(item: Item, index: number): DynamoDBRecord {
  return { eventName: 'INSERT', dynamodb: { SequenceNumber: `${index + 1}`, NewImage: marshall(item, { removeUndefinedValues: true }) as never } };
}
