import { hold } from '../../cases/define.ts';
import type { Claim, Fact, RequiredDocument, Subject, Term } from '../../cases/definition.ts';
import { plus } from '../../kernel/clock.ts';
import { shortened } from '../../kernel/schema.ts';
import { workerClaim } from './contract.ts';
import { completionDue } from './progress.ts';
import type { Base, Repair } from './record.ts';
import { isMissed, urgencyOf } from './response.ts';
import { waitedUntil } from './triage.ts';
import { categories } from './vocabulary.ts';

const placeText = ({ place }: Pick<Base, 'place'>): string => ('unit' in place ? place.unit : place.publicPlace);

/** States in which the work order is on its worker's list (我的工单). */
const inHand: readonly Repair['state'][] = [
  'dispatched',
  'accepted',
  'enRoute',
  'arrived',
  'quoted',
  'quoteRefused',
  'working',
  'waitingParts',
  'paused',
  'finished',
];

/** The line people read; no free text in it, because notices carry it outside. */
export function subject(record: Repair): Subject {
  const kind = record.response.kind === 'urgent' ? '急修' : record.rework ? '返修' : '报修';
  const order = 'order' in record ? record.order : undefined;
  return {
    ...('unit' in record.place ? { unit: record.place.unit } : {}),
    ...(order && inHand.includes(record.state) ? { mine: order.worker } : {}),
    title: `${kind} ${categories[record.category]} ${placeText(record)}`,
  };
}

/** States in which an urgent repair has its worker's time: from dispatch until he has looked at it. */
const engaging: readonly Repair['state'][] = ['dispatched', 'accepted', 'enRoute', 'arrived'];

/** Holds the worker of an urgent repair; what the clock only offered him takes his time at acceptance, so that a sweep is never refused. */
export function claims(record: Repair, id: string): readonly Claim[] {
  const order = 'order' in record ? record.order : undefined;
  if (!order || !engaging.includes(record.state) || record.response.kind !== 'urgent') return [];
  if ('offered' in order && order.offered) return [];
  return [hold(workerClaim(order.worker), { label: { case: id, worker: order.name }, error: 'repair.worker-busy' })];
}

/** Found by every caller's phone; by his party and unit through the indexes. */
export function terms({ callers }: Repair): readonly Term[] {
  const phones = new Set(callers.flatMap(({ phone }) => (phone ? [phone.h] : [])));
  return [...phones].map((value) => ({ kind: 'phone', value }));
}

/**
 * What the KPIs count (指标事实). Verdicts follow from the record alone, so that history gets each of them when it arises; a limit that runs out
 * while nobody does anything shows in the timers meanwhile.
 *
 * A merged report counts nothing: the surviving one answers for both.
 */
export function facts(record: Repair): readonly Fact[] {
  if (record.state === 'merged') return [];
  const { registeredOn: on, suspicious = [] } = record;
  return [
    ...urgentFact(record),
    ...appointmentFact(record),
    ...workFacts(record),
    ...visitFacts(record),
    ...ratingFact(record),
    ...paymentFact(record),
    ...suspicious.map((key) => ({ kpi: 'repair.suspicious', key, on, met: false })),
  ];
}

/** K10: 急修 reached within 30 minutes, the lowered ones included; only what the caller withdrew before they were over does not count. */
function urgentFact(record: Repair): readonly Fact[] {
  const urgency = urgencyOf(record.response);
  if (!urgency) return [];
  const due = plus(urgency.since, { minutes: record.limits.urgent.arrival });
  const stop = urgency.reachedAt ?? (record.response.kind === 'appointed' ? record.response.window.reachedAt : undefined);
  const ended = 'ended' in record ? record.ended.at : undefined;
  if (stop === undefined && record.state === 'cancelled' && record.ended.at < due) return [];
  const met = stop === undefined ? (ended === undefined ? undefined : false) : stop <= due;
  return [{ kpi: 'K10', key: 'urgent', on: urgency.on, met }];
}

/** K11: every agreed window kept. An appointment that was called off, or handed to an outside firm, before its end is none. */
function appointmentFact(record: Repair): readonly Fact[] {
  const { response } = record;
  if (response.kind === 'urgent') return record.windowMissed ? [{ kpi: 'K11', key: 'appointment', on: record.registeredOn, met: false }] : [];
  const { on, to, reachedAt: atDoor } = response.window;
  const fact = (met?: boolean) => [{ kpi: 'K11', key: 'appointment', on, met }];
  if (record.windowMissed) return fact(false);
  if (atDoor !== undefined) return fact(atDoor <= to);
  if ('ended' in record) return isMissed(response, waitedUntil(record, record.ended.at)) ? fact(false) : [];
  return 'outside' in record || 'finish' in record ? [] : fact();
}

/** Completion on time, first-time fix, rework: over what our own people or our contractor finished. */
function workFacts(record: Repair): readonly Fact[] {
  const finish = 'finish' in record ? record.finish : undefined;
  if (!finish || finish.doneBy === 'developer') return [];
  const { on, at } = finish;
  const once = record.journeys === 1 && !record.pausedMs?.parts && !record.rework && finish.doneBy === 'worker';
  return [
    { kpi: 'repair.onTime', key: 'completion', on, met: at <= completionDue(record) },
    { kpi: 'repair.firstTimeFix', key: 'firstTimeFix', on, met: once },
    { kpi: 'repair.rework', key: record.category, on, met: record.rework === undefined },
  ];
}

/** Whether the household was visited, of all repairs done (urgent 100 %, ordinary ≥ 30 %), and what it said (K08). */
function visitFacts(record: Repair): readonly Fact[] {
  if (!('signature' in record) || !record.signature) return [];
  const visit = 'visit' in record ? record.visit : undefined;
  const always = urgencyOf(record.response) ?? record.rework;
  return [
    {
      kpi: 'repair.visit',
      key: always ? 'urgent' : 'ordinary',
      on: record.finish?.on ?? record.registeredOn,
      met: visit ? true : record.state === 'closed' ? false : undefined,
    },
    ...(visit ? [{ kpi: 'K08', key: 'visit', on: visit.on, met: visit.grade !== 'dissatisfied' }] : []),
  ];
}

/** K03: of agreed work that was billed, what has been paid for. */
function paymentFact(record: Repair): readonly Fact[] {
  const payment = 'payment' in record ? record.payment : undefined;
  if (!payment) return [];
  return [{ kpi: 'K03', key: 'repair', on: ('finish' in record ? record.finish?.on : undefined) ?? record.registeredOn, met: payment.at !== undefined }];
}

/** What the household said unasked; it is no visit and does not count in K08. */
function ratingFact(record: Repair): readonly Fact[] {
  const rating = 'rating' in record ? record.rating : undefined;
  return rating ? [{ kpi: 'repair.rating', key: 'household', on: rating.on, met: rating.grade !== 'dissatisfied' }] : [];
}

/** Documents the archive needs (归档文件): the forms this record is itself are there; slips on paper are attached by name. */
export function archive(record: Repair): readonly RequiredDocument[] {
  const sent = ('order' in record && record.order !== undefined) || record.workers.length > 0;
  const materials = 'materials' in record ? (record.materials ?? []) : [];
  const finished = 'finish' in record && record.finish !== undefined;
  const signature = 'signature' in record ? record.signature : undefined;
  const visitDue = 'visitDueAt' in record && record.visitDueAt !== undefined;
  return [
    { name: '报修登记表', present: true },
    ...(sent ? [{ name: '派工单', present: true }] : []),
    ...(materials.length > 0 ? [{ name: '材料领用单', present: false }] : []),
    ...(finished ? [{ name: '完工照片', present: false }] : []),
    ...(finished ? [{ name: '业主签认单', present: signature?.kind === 'signed' }] : []),
    ...(visitDue ? [{ name: '维修回访表', present: 'visit' in record && record.visit !== undefined }] : []),
  ];
}

/** What lists show. */
export function card(record: Repair): Readonly<Record<string, string | number | boolean | undefined>> {
  const { response, category, callerCount } = record;
  const order = 'order' in record ? record.order : undefined;
  return {
    urgent: response.kind === 'urgent',
    category,
    worker: order && shortened(order.name, 12),
    place: 'publicPlace' in record.place ? shortened(record.place.publicPlace, 16) : undefined,
    windowTo: response.kind === 'appointed' ? response.window.to : undefined,
    callers: callerCount > 1 ? callerCount : undefined,
  };
}
