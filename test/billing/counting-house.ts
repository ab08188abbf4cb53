import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { issuedTotals } from '../../lib/billing/chunk.ts';
import { listBillingRuns, readBillingRun, releaseRun, requestRun, withdrawRun } from '../../lib/billing/requests.ts';
import { commitWork } from '../../lib/cases/commit.ts';
import { type Desk, definitionMap } from '../../lib/cases/desk.ts';
import type { Answer, Once } from '../../lib/cases/idempotency.ts';
import { balanceOf, billOf, keyOfBalance } from '../../lib/cases/money-items.ts';
import { book } from '../../lib/cases/perform.ts';
import { toItem } from '../../lib/cases/stored.ts';
import { openWork } from '../../lib/cases/walk.ts';
import type { Bench } from '../../lib/jobs/job.ts';
import { patience } from '../../lib/jobs/waiting.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import { canonical } from '../../lib/kernel/canonical.ts';
import { now } from '../../lib/kernel/clock.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { type Bill, idOfBill } from '../../lib/ledger/bill.ts';
import type { Journal } from '../../lib/ledger/journal.ts';
import { balanceId } from '../../lib/ledger/names.ts';
import { addTotals, type Totals } from '../../lib/ledger/totals.ts';
import { meterRegister } from '../../lib/registers/meter/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { projectRegister } from '../../lib/registers/project/register.ts';
import { tariffRegister } from '../../lib/registers/tariff/register.ts';
import type { UnitRecord } from '../../lib/registers/unit/record.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { householdPartition, totalsPartition } from '../../lib/table/keys.ts';
import { keyText } from '../../lib/table/table.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { memoryFiles, relayTo } from '../jobs/machine.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { memoryDesk } from '../support/world.ts';

/** What a billing run answers. */
export interface Told {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly total: number;
  readonly bills: number;
  readonly kept: number;
  readonly amounts: readonly { readonly feeClass: string; readonly payerKind: string; readonly bills: number; readonly fen: number }[];
  readonly deviations: { readonly classes: readonly unknown[]; readonly units: readonly Record<string, unknown>[]; readonly count: number };
  readonly refused: {
    readonly count: number;
    readonly units: number;
    readonly items: readonly { readonly unit: string; readonly code: string; readonly tariff?: string }[];
  };
  readonly runs: readonly { readonly id: string; readonly state: string }[];
  readonly fault?: { readonly code: string };
}

/** Sunday 5 July 2026, the billing day. */
export const billingDay = '2026-07-05T06:00:00+08:00';

/** Persons by position: zhao CSM, pm PM, fin HQ-FIN, cash CASHIER, gate GATE; `elsewhere` is the manager of another project. */
const staff = { zhao: ['CSM'], pm: ['PM'], fin: ['HQ-FIN'], cash: ['CASHIER'], gate: ['GATE'] } as const;

export const unitId = (n: number): string => `${1 + Math.floor(n / 400)}-${1 + Math.floor((n % 400) / 100)}-${101 + (n % 100)}`;

/** A project that is billed: `hold` keeps its jobs for the test to carry. */
export async function countingHouse({ hold = false, release = 'auto', desk: given }: { hold?: boolean; release?: 'auto' | 'secondPerson'; desk?: Desk } = {}) {
  timeIs(billingDay);
  const house = await testHouse([tariffRegister, meterRegister, partyRegister], given);
  const { desk, hire, system, by } = house;
  await system(projectRegister, hq, 'p1', { name: '一号院', money: { release } });
  for (const [person, positions] of Object.entries(staff)) await hire(person, positions);
  await hire('elsewhere', ['PM'], ['p2']);
  const files = memoryFiles();
  const bench: Bench = { desk, files };
  const relay = relayTo(bench, { hold });
  onTestFinished(async () => {
    relay.stop();
    await relay.settled();
  });
  const request = (person: string, project = 'p1') => ({ desk, caller: { person, project }, until: patience() });
  const opened = (answer: Answer) => ({ ...answer, body: answer.body as Told });

  /** Units as they stand in the register, without their history: it is not what is counted here. */
  const settle = async (units: readonly (readonly [id: string, record: Partial<UnitRecord>])[], project = 'p1') => {
    const items = units.map(([id, record]) => {
      const [building = '', entrance, room = ''] = id.split('-');
      const full: UnitRecord = {
        state: 'current',
        building,
        entrance,
        room,
        kind: 'residential',
        buildingAreaDm2: 9875,
        relations: [{ party: `K${id}`, role: 'owner', from: '2024-01-01' }],
        ...record,
      };
      const at = now();
      return toItem(desk.company, unitRegister, {
        ref: { project, kind: 'unit', id },
        version: 1,
        tick: 0,
        openedAt: at,
        openedBy: 'zhao',
        updatedAt: at,
        chain: '',
        record: JSON.parse(JSON.stringify(full)),
      });
    });
    await desk.table.insertAll(items);
  };
  const publish = async (id: string, tariff: Record<string, unknown>, project = 'p1') => {
    const from = '2026-01-01';
    const place = { place: '大堂公告栏', on: from, evidence: '照片-1' };
    await by('zhao', tariffRegister, 'put', { from, ...tariff }, { id, project });
    await by('pm', tariffRegister, 'publish', place, { id, project });
  };

  const billsOf = async (unit: string, project = 'p1'): Promise<readonly Bill[]> => {
    const { items } = await desk.table.query({ pk: householdPartition(desk.company, project, unit), prefix: 'BILL#', limit: 500 });
    return items.map((item) => billOf(item).value);
  };
  const totals = async (prefix = '2026'): Promise<Totals> => {
    const { items } = await desk.table.query({ pk: totalsPartition(desk.company, 'p1'), prefix, limit: 1000 });
    return items.map((item) => item['sums'] as Totals).reduce(addTotals, {});
  };
  const party = (unit: string | undefined, id = `K${unit ?? ''}`) => balanceId({ kind: 'prepaid', unit, id });
  /** Books something, as the counter would. */
  const post = async (journal: Journal) => {
    const actor = systemActor(desk.company);
    const { work } = await openWork(desk, { person: 'cash', project: 'p1', actor });
    await book(work, journal);
    await commitWork(work);
  };
  return {
    ...house,
    /** A household pays in cash: the first bill it owes, or ahead. */
    pay: async (unit: string, fen: number) => {
      const [bill] = (await billsOf(unit)).filter(({ state }) => state === 'open');
      if (!bill) throw new Error(`${unit} owes nothing`);
      await post({
        kind: 'payment',
        book: 'cash',
        postings: [
          { account: 'cash', fen, channel: 'cash' },
          { account: 'receivable', fen: -fen, as: 'paid', bill: idOfBill(bill) },
        ],
      });
    },
    prepay: (unit: string | undefined, fen: number, id?: string) =>
      post({
        kind: 'payment',
        book: 'cash',
        postings: [
          { account: 'cash', fen, channel: 'cash' },
          { account: 'prepaid', fen: -fen, balance: party(unit, id) },
        ],
      }),
    prepaid: async (unit: string | undefined, id?: string) => {
      const key = keyOfBalance(desk.company, 'p1', party(unit, id));
      const item = (await desk.table.getAll([key])).get(keyText(key));
      return item ? balanceOf(item).value.fen : 0;
    },
    files,
    bench,
    relay,
    settle,
    publish,
    billsOf,
    totals,
    start: async (person: string, body: unknown, once?: Once, project = 'p1') => opened(await requestRun(request(person, project), body, once)),
    look: async (person: string, name: string, project = 'p1') => opened(await readBillingRun(request(person, project), name)).body,
    list: (person: string) => listBillingRuns(request(person), { limit: 20 }),
    release: async (person: string, name: string) => opened(await releaseRun(request(person), name, {}, undefined)),
    withdraw: async (person: string, name: string, reason = '单价有误') => opened(await withdrawRun(request(person), name, { reason }, undefined)),
    /** Every bill of these units, and one hash over all of them. */
    ledger: async (units: readonly string[]) => {
      const bills = (await Promise.all(units.map((unit) => billsOf(unit)))).flat();
      const rows = bills.map((bill) => `${idOfBill(bill)} ${canonical(bill)}`).toSorted();
      return { bills, hash: createHash('sha256').update(rows.join('\n')).digest('hex'), fold: issuedTotals(bills) };
    },
  };
}

/**
 * The same with everything in memory, for tests that try one thing many times: what stands there can be put back.
 *
 * @returns the house, and what remembers the table as it is
 */
export async function memoryHouse(options: { release?: 'auto' | 'secondPerson' } = {}) {
  const engine = memoryEngine();
  onTestFinished(engine.stop);
  const desk = memoryDesk();
  const definitions = definitionMap([...new Set([...desk.definitions.values(), tariffRegister, meterRegister])]);
  const house = await countingHouse({ hold: true, ...options, desk: { ...desk, definitions } });
  /** What the independent verifier finds, but for what the units' short way into the register leaves out. */
  const verified = () => verifyItems(engine.items()).filter((finding) => !(finding.check.startsWith('history.') && finding.key.includes('#R#unit')));
  return { ...house, snapshot: engine.snapshot, verified };
}

/** 2.38 yuan a square metre: 235.03 yuan for 98.75 of them. */
export const perArea = { feeClass: 'property', title: '物业管理费', method: { kind: 'perArea' }, priceE4: 23_800 } as const;
