import { randomUUID } from 'node:crypto';
import { definitionOf } from '../cases/desk.ts';
import { fromItem, type Stored } from '../cases/stored.ts';
import { openWork } from '../cases/walk.ts';
import type { Bench, Planned } from '../jobs/job.ts';
import { inParallel, slices } from '../jobs/parallel.ts';
import { nothing, type Run } from '../jobs/run.ts';
import { systemActor } from '../kernel/actor.ts';
import { DomainError } from '../kernel/error.ts';
import type { RatedMeter, RatedUnit } from '../ledger/rating/rate.ts';
import { costOf, type Tariff } from '../ledger/rating/tariff.ts';
import { registerPartition } from '../table/keys.ts';
import { type Frozen, type FrozenUnit, putChunk } from './frozen.ts';
import { type BillingOrder, orderOf } from './order.ts';
import { missing, type Prior, priorOf } from './prior.ts';
import { sharesOf } from './shares.ts';

/**
 * Units in a chunk: forty requests of bills for one marker, and some seconds of a chunk's minute. The machine carries the list of chunks in its state, so there are at most
 * {@link mostChunks}.
 */
const chunkSize = 1000;
const mostChunks = 400;

/**
 * Plans a billing run (出账准备): freezes everything a price follows from — tariffs, units, meters, how common costs are shared — into the run's files, in chunks.
 *
 * The units are read here, once, and not again by the chunks: a unit that changes while its chunk is tried a second time would get bills of two kinds, and what a second person
 * has looked at must be what is issued.
 *
 * @throws DomainError `law.no-published-tariff` when nothing in the project is published that could charge, `billing.cost-unknown` for a cost whose tariff shares none
 */
export async function planBilling(bench: Bench, run: Run): Promise<Planned> {
  const { desk } = bench;
  const order = orderOf(run);
  const actor = systemActor(desk.company);
  const { work } = await openWork(desk, { person: actor.person, project: run.project, actor });
  const [tariffs, units, meters] = await Promise.all([tariffsOf(bench, run), unitsOf(bench, run), metersOf(bench, run)]);
  if (!tariffs.some(([, { editions }]) => editions.length > 0)) throw new DomainError('unprocessable', 'law.no-published-tariff');
  const priced = { ...order, editions: editionsOf(tariffs) };
  const prior = await priorOf(desk.table, run, priced);
  const all = units.map(
    ({ ref, version, record }): FrozenUnit => ({ id: ref.id, version, unit: ratedUnit(record as unknown as RatedUnit), meters: meters.get(ref.id) ?? [] }),
  );
  const accrualStart = work.policy.money.accrualStart;
  const fresh = withCosts(tariffs, priced).filter(([id]) => !prior.shares.has(id));
  const shares = [...prior.shares, ...sharesOf(fresh, all, order.period)];
  const frozen: Frozen = { tariffs, shares, shared: [...prior.shares.keys()], accrualStart, withdrawn: prior.withdrawn };
  return lay(bench, run, { order: { ...priced, shares: shares.map(([tariff, key]) => ({ tariff, ...key })) }, frozen, units: missing(all, prior), prior });
}

interface Laid {
  readonly order: BillingOrder;
  readonly frozen: Frozen;
  readonly units: readonly FrozenUnit[];
  readonly prior: Prior;
}

/** Lays everything down in files; the run names the set that counts. */
async function lay(bench: Bench, run: Run, { order, frozen, units, prior }: Laid): Promise<Planned> {
  const plan = randomUUID().slice(0, 8);
  const chunks = slices(units, Math.max(chunkSize, Math.ceil(units.length / mostChunks)));
  const withPrior = (unit: FrozenUnit): FrozenUnit => {
    const lines = prior.lines.get(unit.id);
    return lines ? { ...unit, prior: lines } : unit;
  };
  await inParallel([...chunks.entries()], 4, ([chunk, some]) => putChunk(bench, run, plan, chunk, { frozen, units: some.map(withPrior) }));
  return { plan, total: units.length, chunks: chunks.length, tally: nothing, order };
}

/** What rating looks at and no more: it waits in a file. */
function ratedUnit({ kind, building, buildingAreaDm2, innerAreaDm2, relations, charging }: RatedUnit): RatedUnit {
  const shown = relations.map(({ party, role, share, from, to }) => ({ party, role, share, from, to }));
  return { kind, building, buildingAreaDm2, innerAreaDm2, relations: shown, charging };
}

/** What of a record is looked at: not its card, its places in the indexes, its timers. */
const wanted = ['sk', 'id', 'project', 'version', 'schema', 'removed', 'record'];

async function recordsOf({ desk }: Bench, { project }: Run, kind: string): Promise<readonly Stored[]> {
  const definition = definitionOf(desk, kind);
  const records: Stored[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await desk.table.query({ pk: registerPartition(desk.company, project, kind), limit: 5000, after, only: wanted });
    for (const item of page.items) if (item['removed'] !== true) records.push(fromItem(definition, item));
    after = page.next;
  } while (after);
  return records;
}

const unitsOf = (bench: Bench, run: Run): Promise<readonly Stored[]> => recordsOf(bench, run, 'unit');

async function tariffsOf(bench: Bench, run: Run): Promise<Frozen['tariffs']> {
  return (await recordsOf(bench, run, 'tariff')).map(({ ref, record }) => [ref.id, record as unknown as Tariff] as const);
}

/** Meters by the unit they belong to. */
async function metersOf(bench: Bench, run: Run): Promise<ReadonlyMap<string, readonly RatedMeter[]>> {
  const byUnit = new Map<string, RatedMeter[]>();
  for (const { ref, record } of await recordsOf(bench, run, 'meter')) {
    const { unit, kind, readings } = record as unknown as { readonly unit?: string } & Omit<RatedMeter, 'id'>;
    if (unit === undefined) continue;
    const own = byUnit.get(unit);
    const meter: RatedMeter = { id: ref.id, kind, readings };
    if (own) own.push(meter);
    else byUnit.set(unit, [meter]);
  }
  return byUnit;
}

/** Editions by tariff, as the run names them for whoever asks at what prices it was. */
function editionsOf(tariffs: Frozen['tariffs']): BillingOrder['editions'] {
  return tariffs.flatMap(([tariff, { editions }]) => (editions.length > 0 ? [{ tariff, editions: editions.map(({ number }) => number) }] : []));
}

/** The shared tariffs that are asked for, with the cost of the month: what came with the run, else what the tariff itself has on record. */
function withCosts(
  tariffs: Frozen['tariffs'],
  { costs = [], period, feeClasses }: BillingOrder,
): readonly (readonly [id: string, tariff: Tariff, wholeFen: number])[] {
  const shared = tariffs.filter(([, { method }]) => method.kind === 'shared');
  const unknown = costs.find(({ tariff }) => !shared.some(([id]) => id === tariff));
  if (unknown) throw new DomainError('unprocessable', 'billing.cost-unknown', { tariff: unknown.tariff });
  return shared.flatMap(([id, tariff]) => {
    if (feeClasses && !feeClasses.includes(tariff.feeClass)) return [];
    const wholeFen = costs.find((cost) => cost.tariff === id)?.wholeFen ?? costOf(tariff, period)?.wholeFen;
    return wholeFen === undefined ? [] : [[id, tariff, wholeFen] as const];
  });
}
