import { expect } from 'vitest';
import type { Read } from '../../../lib/cases/contract.ts';
import type { Outcome } from '../../../lib/cases/definition.ts';
import { parseInput } from '../../../lib/cases/parse.ts';
import { type TimerView, timerView } from '../../../lib/cases/timer.ts';
import type { Actor } from '../../../lib/kernel/actor.ts';
import { civilDate } from '../../../lib/kernel/calendar.ts';
import { type Instant, instant, plus } from '../../../lib/kernel/clock.ts';
import { DomainError } from '../../../lib/kernel/error.ts';
import { mapDeep, Plain } from '../../../lib/kernel/sealed.ts';
import type { Repair } from '../../../lib/workflows/repair/record.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { actorOf, contextOf, project } from '../../support/context.ts';

/** Wednesday 1 July 2026, 10:00 in Shanghai: when the stories begin. */
export const start = instant('2026-07-01T10:00:00+08:00');
export const minutes = (n: number, ms = 0): Instant => plus(start, { minutes: n, ms });
export const hours = (n: number, ms = 0): Instant => plus(start, { hours: n, ms });

const resident = (party: string): Actor => ({ ...actorOf(`login.${party}`), party });
/** Everybody who appears in the stories. */
export const people = {
  front: actorOf('front.1', 'FRONT'),
  csm: actorOf('csm.1', 'CSM'),
  pm: actorOf('pm.1', 'PM'),
  engm: actorOf('engm.1', 'ENGM'),
  wang: actorOf('wang', 'ENG'),
  li: actorOf('li', 'ENG'),
  owner: resident('P1'),
  tenant: resident('P2'),
  son: resident('P3'),
  stranger: resident('P8'),
  clock: { ...actorOf('system'), system: true },
};
export type Person = keyof typeof people;

const onDuty = {
  state: 'onDuty',
  department: '工程',
  skills: [],
  certificates: [],
  shifts: [],
  since: '2026-06-01T00:00:00.000Z',
  until: '2026-08-01T00:00:00.000Z',
  clockedBy: 'x',
};
const offDuty = { state: 'offDuty', department: '工程', skills: [], certificates: [], shifts: [] };
const home = {
  state: 'current',
  building: '1',
  room: '301',
  kind: 'residential',
  relations: [
    { party: 'P1', role: 'owner', from: '2020-01-01' },
    { party: 'P2', role: 'tenant', from: '2025-01-01' },
    { party: 'P3', role: 'familyMember', from: '2020-01-01' },
    { party: 'P8', role: 'owner', from: '2010-01-01', to: '2020-01-01' },
  ],
};

/** The registers the stories read. */
export const world: Readonly<Record<string, unknown>> = {
  'staff/wang': { ...onDuty, name: '王师傅' },
  'staff/li': { ...onDuty, name: '李师傅', skills: ['水电工'] },
  'staff/sun': { ...onDuty, name: '孙师傅', skills: ['木工'] },
  'staff/engm.1': { ...onDuty, name: '周主管' },
  'staff/qian': { ...onDuty, name: '钱前台', department: '客服' },
  'staff/lift': { ...onDuty, name: '吴电梯', department: '外聘', skills: ['电梯维保'] },
  'staff/chen': { ...offDuty, name: '陈师傅' },
  'unit/1-2-301': home,
  'unit/1-2-401': home,
  'party/P1': { state: 'current' },
  ...Object.fromEntries(['BX-1', 'BX-9', 'BX-20260701-0002'].map((id) => [`repair/${id}`, { state: 'registered', place: { unit: '1-2-301' } }])),
};

function fulfilled(reads: Readonly<Record<string, Read>>, more: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(reads).map(([name, read]) => {
      const record = more[`${read.contract.name}/${read.id}`] ?? world[`${read.contract.name}/${read.id}`];
      if (!record && !read.optional) throw new DomainError('unprocessable', 'reference.unknown', { title: read.contract.title, id: read.id });
      return [name, record && { contract: read.contract, id: read.id, version: 1, record }];
    }),
  );
}

const sealed = (input: unknown): unknown =>
  mapDeep(input, (part) => (part instanceof Plain ? { c: 'c', k: `k.${part.expose()}`, m: part.mask, h: `hash-${part.expose()}` } : undefined));

/** Who does it, when, and what else is different. */
export interface Scene {
  readonly by?: Person;
  readonly at?: Instant;
  readonly id?: string;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly sla?: Partial<typeof project.sla>;
}

/** Runs one command as the walk does: input parsed and sealed, state checked, reads fulfilled, and the record it makes parsed by its own strict schema. */
export function play(
  record: Repair | undefined,
  name: string,
  input: unknown = {},
  { by = 'front', at = start, id = 'BX-20260701-0001', more = {}, sla = {} }: Scene = {},
): Outcome<Repair> {
  const command = repair.commands[name];
  if (!command) throw new Error(`no command ${name}`);
  const actor = people[by];
  if (!command.from.includes(record?.state ?? 'new')) throw new DomainError('conflict', 'case.wrong-state', { state: record?.state, command: name });
  const parsed = sealed(command.internal && name !== 'passOn' ? input : parseInput(command.input, input));
  const today = civilDate(at, project.timeZone);
  const reads = fulfilled(command.reads(parsed, record, { today, actor, project: project.id, id }), more);
  const context = contextOf({ actor, now: at, today, id, reads, project: { ...project, sla: { ...project.sla, ...sla } } });
  const outcome = command.apply(record, parsed, context) as Outcome<Repair>;
  expect(command.to).toContain(outcome.record.state);
  const stored = repair.record.safeParse(JSON.parse(JSON.stringify(outcome.record)));
  expect(stored.error?.issues ?? []).toEqual([]);
  return { ...outcome, record: stored.data as Repair };
}

/** A scene of a story: command, input, and who or when. */
export type Act = readonly [command: string, input?: unknown, scene?: Scene];

/** Plays several commands after each other and answers the last record. */
export function tell(from: Repair | undefined, ...acts: readonly Act[]): Repair {
  let record = from;
  for (const [command, input, scene] of acts) record = play(record, command, input, scene).record;
  if (!record) throw new Error('a story without acts');
  return record;
}

/** The code a command is refused with, or `undefined` when it is not. */
export function refusal(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

export const leak = {
  unit: '1-2-301',
  category: 'water',
  description: '厨房水管爆裂',
  urgent: true,
  urgentKind: 'burstPipe',
  caller: { name: '张女士', phone: '13800001234', party: 'P1' },
  source: 'phone',
};
const window = { from: hours(4), to: hours(6) };
export const drip = { ...leak, description: '水龙头滴水', urgent: false, urgentKind: undefined, window };
export const lamp = { publicPlace: '3栋大堂', category: 'other', description: '大堂灯不亮', urgent: false, window, source: 'patrol' };

const by = (person: Person, at = 0): Scene => ({ by: person, at: minutes(at) });
/** An urgent repair on its way through the first minutes. */
export const urgent: Record<'registered' | 'dispatched' | 'accepted' | 'enRoute' | 'arrived', () => Repair> = {
  registered: () => tell(undefined, ['register', leak]),
  dispatched: () => tell(urgent.registered(), ['dispatch', { worker: 'wang', standby: ['li'] }, by('front', 2)]),
  accepted: () => tell(urgent.dispatched(), ['accept', {}, by('wang', 4)]),
  enRoute: () => tell(urgent.accepted(), ['depart', {}, by('wang', 5)]),
  arrived: () => tell(urgent.enRoute(), ['arrive', { placeCode: '1-2-301' }, by('wang', 25)]),
};

/** An ordinary paid repair in every state. */
export const ordinary: Record<Repair['state'], () => Repair> = {
  registered: () => tell(undefined, ['register', drip]),
  rescheduled: () => tell(ordinary.registered(), ['reschedule', { window: { from: hours(28), to: hours(30) }, reason: '住户外出', word: '电话 10:05' }]),
  dispatched: () => tell(ordinary.registered(), ['dispatch', { worker: 'wang', standby: ['li'] }, by('csm', 10)]),
  accepted: () => tell(ordinary.dispatched(), ['accept', {}, by('wang', 20)]),
  enRoute: () => tell(ordinary.accepted(), ['depart', {}, by('wang', 230)]),
  nobodyHome: () => tell(ordinary.enRoute(), ['reportAbsence', { placeCode: 'x' }, by('wang', 250)]),
  awaitingContact: () =>
    tell(
      ordinary.nobodyHome(),
      ['reschedule', { window: { from: hours(5), to: hours(7) }, reason: '重约', word: '电话' }, by('front', 255)],
      ['dispatch', { worker: 'wang' }, by('csm', 260)],
      ['accept', {}, by('wang', 265)],
      ['reportAbsence', { placeCode: 'x' }, by('wang', 310)],
    ),
  arrived: () => tell(ordinary.enRoute(), ['arrive', { placeCode: 'x' }, by('wang', 250)]),
  quoted: () => tell(ordinary.arrived(), ['quote', { lines: [{ kind: 'labour', item: '换阀芯', amountFen: 8000 }] }, by('wang', 255)]),
  quoteRefused: () => tell(ordinary.quoted(), ['refuseQuote', {}, by('owner', 260)]),
  working: () => tell(ordinary.quoted(), ['agree', {}, by('owner', 260)]),
  waitingParts: () => tell(ordinary.working(), ['wait', { part: '阀芯', promisedOn: '2026-07-03' }, by('wang', 270)]),
  paused: () => tell(ordinary.working(), ['pause', { reason: 'forceMajeure', note: '台风' }, by('engm', 270)]),
  outsourced: () => tell(ordinary.working(), ['outsource', { contractor: '安居维修', reason: '需专业设备', promisedOn: '2026-07-04' }, by('engm', 270)]),
  developerWarranty: () => tell(ordinary.arrived(), ['claimWarranty', { developer: '某置业', reason: '保修期内', promisedOn: '2026-07-20' }, by('engm', 270)]),
  finished: () => tell(ordinary.working(), ['finish', { result: '已更换' }, by('wang', 300)]),
  signed: () => tell(ordinary.finished(), ['sign', {}, by('owner', 310)]),
  awaitingPayment: () => tell(visited(), ['handIn', { payer: 'P1' }, by('front', 320)]),
  awaitingVisit: () => tell(ordinary.awaitingPayment(), ['settlePayment', { bill: theBill, entry: '2026~front~1' }, by('front', 330)]),
  reworking: () => tell(ordinary.awaitingVisit(), ['visit', { grade: 'dissatisfied', window: { from: hours(30), to: hours(32) } }, by('front', 600)]),
  closed: () => tell(ordinary.awaitingVisit(), ['visit', { grade: 'satisfied' }, by('front', 600)]),
  merged: () => tell(ordinary.registered(), ['merge', { into: 'BX-20260701-0002' }]),
  cancelled: () => tell(ordinary.registered(), ['withdraw', { reason: '已自行修好' }, by('owner', 5)]),
};

/** The bill of that repair. */
const theBill = '1-2-301~2026-07~repair~BX-20260701-0001~0';

/** Signed, and drawn for a visit whatever the draw says: the project visits everybody. */
function visited(): Repair {
  const finished = { ...ordinary.finished(), limits: { ...ordinary.finished().limits, visitPercent: 100 } };
  return tell(finished, ['sign', {}, by('owner', 310)]);
}

/** A timer of the record as an answer shows it at `now`. */
export function timerAt(record: Repair, name: string, now: Instant): TimerView | undefined {
  const timer = repair.timers(record, start).find((one) => one.name === name);
  return timer && timerView(timer, now);
}

/** The facts of one KPI. */
export function factsOf(record: Repair, kpi: string) {
  return repair.facts(record, 'BX-20260701-0001', { opened: start, now: start, today: '2026-07-01' }).filter((fact) => fact.kpi === kpi);
}
