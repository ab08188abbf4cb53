import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
// eslint-disable-next-line no-restricted-syntax -- the yardstick is exactly the write that knows no condition
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { newOrder, newRun } from '../lib/billing/open-run.ts';
import { jobs } from '../lib/billing/order.ts';
import { type Desk, definitionMap } from '../lib/cases/desk.ts';
import { toItem } from '../lib/cases/stored.ts';
import { openWork, walk } from '../lib/cases/walk.ts';
import type { Bench } from '../lib/jobs/job.ts';
import { requestWrite } from '../lib/jobs/run.ts';
import { runStep } from '../lib/jobs/steps.ts';
import { provenCompany, systemActor } from '../lib/kernel/actor.ts';
import { instant, now } from '../lib/kernel/clock.ts';
import type { Tariff } from '../lib/ledger/rating/tariff.ts';
import { memberRegister } from '../lib/registers/member/register.ts';
import { meterRegister } from '../lib/registers/meter/register.ts';
import { projectRegister } from '../lib/registers/project/register.ts';
import { tariffRegister } from '../lib/registers/tariff/register.ts';
import type { UnitRecord } from '../lib/registers/unit/record.ts';
import { unitRegister } from '../lib/registers/unit/register.ts';
import { type Item, openTable } from '../lib/table/table.ts';
import { useLayer } from '../lib/table/transport.ts';
import { startEngine } from '../local/engines/dynoxide.ts';
import { createTable, systemClient } from '../local/engines/table.ts';
import { loadModel } from '../local/template.ts';
import { timed } from './measure.ts';

/** What a store answers of one round: both sides timed, and what the run asked of the table. */
export interface Billed {
  readonly runMs: number;
  readonly rawMs: number;
  /** What the run took of a processor, without the engine's part. */
  readonly cpuMs: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly requests: number;
}

interface Project {
  readonly project: string;
  readonly households: number;
}

const company = provenCompany('bench');
const period = '2026-07';
const inFlight = 16;

const table = (name: string) => openTable(company, name);

/** A process with a store of its own, because the SDK takes one endpoint per process. */
async function serve(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wuyun-billing-'));
  const engine = await startEngine({ file: join(folder, 'table.sqlite') });
  const model = await loadModel();
  const client = systemClient(engine.endpoint);
  await createTable(client, model.table, { stream: true });
  Object.assign(process.env, {
    AWS_REGION: 'cn-north-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
  });
  const { name } = model.table;
  const trim = () => engine.trim(name, Number.MAX_SAFE_INTEGER);
  process.on('message', ({ round, households }: { readonly round: number; readonly households: number }) => {
    const answered = measured(name, { project: `p${round}`, households }, trim).then((billed) => process.send?.(billed));
    answered.catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    });
  });
  process.on('disconnect', () => {
    client.destroy();
    void engine
      .stop()
      .then(() => rm(folder, { recursive: true, force: true }))
      .then(() => process.exit());
  });
  process.send?.(0);
}

function benchOf(name: string): Bench {
  const definitions = definitionMap([projectRegister, memberRegister, unitRegister, tariffRegister, meterRegister]);
  const desk: Desk = { company, table: table(name), definitions, keys: () => Promise.reject(new Error('nothing here is sealed')) };
  const stored = new Map<string, Uint8Array>();
  const files: Bench['files'] = {
    put: async (key, bytes) => void stored.set(key, bytes),
    get: async (key) => stored.get(key) ?? Promise.reject(new Error(`no file ${key}`)),
    link: async (key) => key,
  };
  return { desk, files };
}

/** One project billed as a whole, then the very items it wrote put in by bare batch writes under other keys. */
async function measured(name: string, { project, households }: Project, trim: () => void): Promise<Billed> {
  const bench = benchOf(name);
  await furnish(bench.desk, { project, households });
  trim();
  const items: Item[] = [];
  const cost = { writeUnits: 0, readUnits: 0, requests: 0 };
  const stop = useLayer((next) => async (call) => {
    const output = await next({ ...call, input: { ...call.input, ReturnConsumedCapacity: 'TOTAL' } });
    const units = ([output['ConsumedCapacity'] ?? []].flat() as { CapacityUnits?: number }[]).reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    cost[/Query|Get/.test(call.op) ? 'readUnits' : 'writeUnits'] += units;
    cost.requests += 1;
    for (const { Statement, Parameters } of (call.input['Statements'] ?? []) as { Statement: string; Parameters: readonly unknown[] }[]) {
      const names = [...Statement.matchAll(/'(\w+)': \?/g)].map(([, attribute = '']) => attribute);
      items.push(Object.fromEntries(names.map((attribute, at) => [attribute, Parameters[at]])) as Item);
    }
    return output;
  });
  const run = await requested(bench.desk, project);
  const before = process.cpuUsage();
  const runMs = await timed(() => carry(bench, { company, project, job: jobs.run, run }));
  const { user, system } = process.cpuUsage(before);
  stop();
  if (items.length !== households) throw new Error(`${items.length} bills were written`);
  trim();
  const rawMs = await timed(() => putRaw(name, items));
  trim();
  return { runMs, rawMs, cpuMs: (user + system) / 1000, ...cost };
}

async function furnish(desk: Desk, { project, households }: Project): Promise<void> {
  const actor = systemActor(company);
  await walk(desk, { person: actor.person, actor, definition: projectRegister, command: 'put', project: 'hq', id: project, input: { name: '测试项目' } });
  const kept = { version: 1, tick: 0, openedAt: now(), openedBy: 'system', updatedAt: now(), chain: '' };
  const units = Array.from({ length: households }, (_, n): Item => {
    const id = `${1 + Math.floor(n / 400)}-${1 + (Math.floor(n / 100) % 4)}-${101 + (n % 100)}`;
    const [building = '', entrance, room = ''] = id.split('-');
    const relations = [{ party: `K${id}`, role: 'owner' as const, from: '2024-01-01' }];
    const record: UnitRecord = { state: 'current', building, entrance, room, kind: 'residential', buildingAreaDm2: 9875, relations };
    return toItem(company, unitRegister, { ...kept, ref: { project, kind: 'unit', id }, record });
  });
  const drafted = { at: instant('2026-01-01T00:00:00Z'), by: 'zhao' };
  const publication = { ...drafted, place: '大堂公告栏', on: '2026-01-01', evidence: '照片' };
  const edition = { number: 1, from: '2026-01-01', priceE4: 23_800, due: { month: 'last' as const }, scope: {}, drafted, publication };
  const tariff: Tariff = {
    state: 'published',
    feeClass: 'property',
    title: '物业管理费',
    method: { kind: 'perArea', area: 'building' },
    cycle: 'month',
    editions: [edition],
  };
  await desk.table.insertAll([...units, toItem(company, tariffRegister, { ...kept, ref: { project, kind: 'tariff', id: 'WY' }, record: tariff })]);
}

async function requested(desk: Desk, project: string): Promise<string> {
  const actor = systemActor(company);
  const { work } = await openWork(desk, { person: actor.person, project, actor });
  const id = `${period}.1`;
  await desk.table.commit([requestWrite(desk.table, newRun(work, { job: jobs.run, id, order: newOrder(work, { period, dryRun: false }, 1) }))]);
  return id;
}

type Head = { readonly company: string; readonly project: string; readonly job: string; readonly run: string };

async function carry(bench: Bench, head: Head): Promise<void> {
  const { chunks } = (await runStep(bench, { ...head, step: 'plan' })) as { chunks: readonly { chunk: number }[] };
  await Promise.all(chunks.map(({ chunk }) => runStep(bench, { ...head, step: 'chunk', chunk })));
  await runStep(bench, { ...head, step: 'close', failed: false });
}

async function putRaw(name: string, items: readonly Item[]): Promise<void> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });
  const batches = Array.from({ length: Math.ceil(items.length / 25) }, (_, at) => at * 25).values();
  const lane = async (): Promise<void> => {
    for (const from of batches) {
      const puts = items.slice(from, from + 25).map((item) => ({ PutRequest: { Item: { ...item, pk: `RAW#${item.pk}`, qpk: `RAW#${String(item['qpk'])}` } } }));
      await documents.send(new BatchWriteCommand({ RequestItems: { [name]: puts } }));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  documents.destroy();
}

await serve();
