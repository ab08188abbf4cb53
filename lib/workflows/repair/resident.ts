import type { Instant } from '../../kernel/clock.ts';
import { arrivalDue } from './dispatching.ts';
import { completionDue, isPaused, residentCode } from './progress.ts';
import type { AcceptedOrder, Repair } from './record.ts';
import { isRushing } from './response.ts';
import { endings } from './vocabulary.ts';

/** A step the household can follow (办理进度). */
interface Step {
  readonly step: string;
  readonly title: string;
  readonly at: Instant;
}

/** The order once its worker has accepted it. */
function acceptedOrder(record: Repair): AcceptedOrder | undefined {
  return 'order' in record && record.state !== 'dispatched' ? record.order : undefined;
}

/** What has happened so far, in order; an appointment that was given up leaves no step. */
export function progressOf(record: Repair): readonly Step[] {
  const order = 'order' in record ? record.order : undefined;
  const accepted = acceptedOrder(record);
  const quote = 'quote' in record && !record.quote?.unapproved ? record.quote : undefined;
  const visit = 'visit' in record ? record.visit : undefined;
  const steps: readonly (readonly [string, string, Instant | undefined])[] = [
    ['registered', '已受理', record.registeredAt],
    ['dispatched', '已派单', order?.at],
    ['accepted', '已接单', accepted?.acceptedAt],
    ['departed', '已出发', accepted?.departedAt],
    ['arrived', '已到达', 'arrival' in record ? record.arrival?.at : undefined],
    ['quoted', '已报价', quote?.at],
    ['agreed', '已确认报价', quote?.agreed?.at],
    ['finished', '完工', 'finish' in record ? record.finish?.at : undefined],
    ['signed', '已签认', 'signature' in record && record.signature?.kind === 'signed' ? record.signature.at : undefined],
    ['visited', '已回访', visit?.at],
    ['ended', record.state === 'cancelled' ? '已撤销' : record.state === 'merged' ? '已合并' : '关闭', 'ended' in record ? record.ended.at : undefined],
  ];
  return steps.flatMap(([step, title, at]) => (at === undefined ? [] : [{ step, title, at }])).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** What is promised: who comes when, by when it is done, what it waits for. */
function promises(record: Repair): Readonly<Record<string, unknown>> {
  const { response } = record;
  const order = 'order' in record ? record.order : undefined;
  const open = !('finish' in record && record.finish) && !('ended' in record);
  return {
    window: response.kind === 'appointed' ? { from: response.window.from, to: response.window.to } : undefined,
    arriveBy: isRushing(response) ? arrivalDue(record) : undefined,
    completeBy: open && !isPaused(record) && record.state !== 'developerWarranty' ? completionDue(record) : undefined,
    worker: order?.name,
    residentCode: order && !('arrival' in record && record.arrival) ? residentCode(record) : undefined,
    waitingFor: record.state === 'waitingParts' ? { part: record.part, promisedOn: record.promisedOn } : undefined,
    paused: record.state === 'paused' ? { reason: record.pause?.reason, until: record.until } : undefined,
    outside: 'outside' in record ? { name: record.outside.name, promisedOn: record.outside.promisedOn } : undefined,
  };
}

/** What a resident sees (住户视图): progress, who comes and when, the quote, what is waited for; no other caller and nothing internal. */
export function residentView(record: Repair, party: string | undefined): Readonly<Record<string, unknown>> {
  const { place, category, description, response, payer, permissionToEnter, registeredAt, callers } = record;
  const quote = 'quote' in record ? record.quote : undefined;
  const finish = 'finish' in record ? record.finish : undefined;
  const visit = 'visit' in record ? record.visit : undefined;
  const rating = 'rating' in record ? record.rating : undefined;
  return {
    place,
    category,
    description,
    urgent: response.kind === 'urgent',
    payer,
    permissionToEnter,
    registeredAt,
    progress: progressOf(record),
    ...promises(record),
    acceptedAt: acceptedOrder(record)?.acceptedAt,
    arrivedAt: 'arrival' in record ? record.arrival?.at : undefined,
    caller: callers.find((caller) => party !== undefined && caller.party === party),
    quote: quote && !quote.unapproved ? { lines: quote.lines, totalFen: quote.totalFen, offeredAt: quote.at, agreedAt: quote.agreed?.at } : undefined,
    finishedAt: finish?.at,
    result: finish?.result,
    visit: visit ? { at: visit.at, grade: visit.grade } : undefined,
    rating: rating ? { at: rating.at, grade: rating.grade, opinion: rating.party === party ? rating.opinion : undefined } : undefined,
    ending: record.state === 'closed' ? endings[record.ending] : undefined,
    mergedInto: record.state === 'merged' ? record.into : undefined,
  };
}
