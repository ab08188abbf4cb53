import type { Addressees } from '../../cases/notice.ts';
import { type Stage, share, type Timer, usualStages } from '../../cases/timer.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import type { Position } from '../../kernel/position.ts';
import { feedbackDue } from './grading.ts';
import { inHand, isContactable, told } from './people.ts';
import type { Base, Complaint } from './record.ts';
import { visitorOf } from './visiting.ts';

/** Nobody assigned by then: the supervisor is told. */
const dispatchMinutes = 30;
/** Reports upward of a major complaint, from when it became major. */
const managerMinutes = 60;
const companyHours = 24;
/** A case at law is asked after every month. */
const legalDays = 30;

/**
 * The time limits of a complaint (时限). Instants count from the first registration of all that was merged here; none is paused and none that an indicator hangs on can
 * be moved.
 *
 * | timer | from → due | stops at | stages |
 * |---|---|---|---|
 * | `response` | registration → 15 min | grading | 80 % desk; breach supervisor |
 * | `assign` | registration, reopening, coming back unassigned → 30 min | assignment or transfer | breach supervisor |
 * | `plan` | registration → half of its limit | plan | breach project manager |
 * | `sameDay` (一般、反映; R051, K06) | registration → last instant of the day | reply | 50 %, 80 %, breach project manager and headquarters |
 * | `feedback` (重大; R052, K07) | registration → 72 h | substantive feedback | 24, 48, 72 h: handler, project manager, headquarters |
 * | `reportManager`, `reportCompany` (重大) | major → 1 h, 24 h | report | warn, breach |
 * | `progress` (重大) | last word to the complainant → 3 days | the next word | 80 %, breach; until it is closed |
 * | `legalReply` (L25) | registration → 10 days | first reply | 80 %, breach headquarters |
 * | `visit` (R050, K05) | reply → 3 days | visit | 50 %, 80 %, breach |
 * | `again` | reopening → a day, 72 h for a major one | reply | 50 %, breach project manager and headquarters |
 * | `followUp` | a state that waits for somebody → a day and more | leaving it | breach, a day later project manager |
 *
 * Reopened, a complaint is not handled: its same-day limit runs on from the first registration. When the case has ended, what was still in time is dropped and what was
 * late stays late.
 */
export function timers(record: Complaint): readonly Timer[] {
  const all = [
    response(record),
    assignment(record),
    planning(record),
    sameDay(record),
    feedback(record),
    ...upward(record),
    progress(record),
    legalReply(record),
    visit(record),
    again(record),
    followUp(record),
  ];
  return all.filter((timer) => timer !== undefined).flatMap((timer) => ('ended' in record ? atEnd(timer, record.ended.at) : [timer]));
}

function atEnd(timer: Timer, ended: Instant): readonly Timer[] {
  if (timer.stop !== undefined) return [timer];
  return ended <= timer.due ? [] : [{ ...timer, stop: ended }];
}

const at = (record: Pick<Base, 'against'>, ...positions: readonly Position[]): Addressees => ({ positions: told(record, ...positions) });
const hand = (record: Complaint, ...positions: readonly Position[]): Addressees => ({ persons: [inHand(record)], ...at(record, ...positions) });

const gradeOf = (record: Complaint) => ('grade' in record ? record.grade : undefined);
const replyOf = (record: Complaint) => ('reply' in record ? record.reply : undefined);

function response(record: Complaint): Timer {
  const { registeredAt: from, respondedAt: stop, limits } = record;
  const due = plus(from, { minutes: limits.responseMinutes });
  const stages: readonly Stage[] = [
    { name: 'warn', at: share(from, due, 0.8), tell: hand(record, 'FRONT') },
    { name: 'breach', at: due, tell: at(record, 'CSM') },
  ];
  return { name: 'response', from, due, stop, stages };
}

/** From registration, from reopening, and from coming back without a handler; transferring it is giving it to somebody, too. */
function assignment(record: Complaint): Timer {
  const { from, sentAt: stop } = record.waits;
  const due = plus(from, { minutes: dispatchMinutes });
  return { name: 'assign', from, due, stop, stages: [{ name: 'breach', at: due, tell: at(record, 'CSM') }] };
}

/** The limit by which it is to be answered, in its first round. */
const answerDue = (record: Complaint): Instant => (gradeOf(record) === 'major' ? feedbackDue(record) : record.dayEndsAt);

function planning(record: Complaint): Timer | undefined {
  if (record.reopens > 0) return undefined;
  const from = record.registeredAt;
  const due = share(from, answerDue(record), 0.5);
  const stop = ('plan' in record ? record.plan?.firstAt : undefined) ?? replyOf(record)?.at;
  return { name: 'plan', from, due, stop, stages: [{ name: 'breach', at: due, tell: at(record, 'PM') }] };
}

function sameDay(record: Complaint): Timer | undefined {
  if (gradeOf(record) === 'major' && !record.missed?.day) return undefined;
  const { registeredAt: from, dayEndsAt: due } = record;
  const tell = { remind: hand(record), warn: hand(record, 'CSM'), breach: at(record, 'PM', 'HQ-PROJ') };
  const stages = usualStages(from, due, tell);
  return { name: 'sameDay', from, due, stop: replyOf(record)?.at, stages: record.reopens > 0 ? stages.slice(-1) : stages };
}

function feedback(record: Complaint): Timer | undefined {
  if (gradeOf(record) !== 'major' && !record.missed?.feedback) return undefined;
  const { registeredAt: from, feedbackAt: stop } = record;
  const due = feedbackDue(record);
  const stages: readonly Stage[] = [
    { name: 'remind', at: share(from, due, 1 / 3), tell: hand(record, 'CSM') },
    { name: 'warn', at: share(from, due, 2 / 3), tell: hand(record, 'CSM', 'PM') },
    { name: 'breach', at: due, tell: at(record, 'PM', 'HQ-PROJ') },
  ];
  return { name: 'feedback', from, due, stop, stages };
}

function upward(record: Complaint): readonly Timer[] {
  const from = 'majorSince' in record ? record.majorSince : undefined;
  if (from === undefined) return [];
  const manager = plus(from, { minutes: managerMinutes });
  const company = plus(from, { hours: companyHours });
  return [
    {
      name: 'reportManager',
      from,
      due: manager,
      stop: record.upward?.manager?.at,
      stages: [
        { name: 'warn', at: share(from, manager, 0.5), tell: at(record, 'CSM') },
        { name: 'breach', at: manager, tell: at(record, 'PM', 'HQ-PROJ') },
      ],
    },
    {
      name: 'reportCompany',
      from,
      due: company,
      stop: record.upward?.company?.at,
      stages: [
        { name: 'warn', at: share(from, company, 0.8), tell: at(record, 'PM') },
        { name: 'breach', at: company, tell: at(record, 'HQ-PROJ') },
      ],
    },
  ];
}

/** Nobody waits for word of an anonymous complaint. */
function progress(record: Complaint): Timer | undefined {
  if (gradeOf(record) !== 'major' || 'ended' in record || !isContactable(record)) return undefined;
  const { toldAt: from, limits } = record;
  const due = plus(from, { days: limits.progressDays });
  const stages: readonly Stage[] = [
    { name: 'warn', at: share(from, due, 0.8), tell: hand(record) },
    { name: 'breach', at: due, tell: hand(record, 'CSM', 'PM') },
  ];
  return { name: 'progress', from, due, stages };
}

function legalReply(record: Complaint): Timer {
  const { registeredAt: from, firstRepliedAt: stop, limits } = record;
  const due = plus(from, { days: limits.replyDays });
  const stages: readonly Stage[] = [
    { name: 'warn', at: share(from, due, 0.8), tell: hand(record, 'CSM', 'PM') },
    { name: 'breach', at: due, tell: at(record, 'PM', 'HQ-PROJ') },
  ];
  return { name: 'legalReply', from, due, stop, stages };
}

/** When the return visit is due: three days after the reply, weekend or not. */
export function visitDue(record: Complaint): Instant | undefined {
  const answer = replyOf(record);
  return answer && isContactable(record) ? plus(answer.at, { days: record.limits.visitDays }) : undefined;
}

function visit(record: Complaint): Timer | undefined {
  const due = visitDue(record);
  const from = replyOf(record)?.at;
  if (due === undefined || from === undefined) return undefined;
  const visitor = at(record, visitorOf({ against: record.against, grade: gradeOf(record) }));
  const stop = 'visit' in record && record.visit && record.visit.at >= from ? record.visit.at : undefined;
  return { name: 'visit', from, due, stop, stages: usualStages(from, due, { remind: visitor, warn: visitor, breach: at(record, 'PM', 'HQ-PROJ') }) };
}

function again(record: Complaint): Timer | undefined {
  const { reopenedAt: from } = record;
  if (from === undefined) return undefined;
  const due = plus(from, { hours: gradeOf(record) === 'major' ? record.limits.feedbackHours : 24 });
  const stages: readonly Stage[] = [
    { name: 'remind', at: share(from, due, 0.5), tell: hand(record, 'CSM') },
    { name: 'breach', at: due, tell: at(record, 'PM', 'HQ-PROJ') },
  ];
  return { name: 'again', from, due, stop: replyOf(record)?.at, stages };
}

/** How long a state may wait before somebody asks, in days; the others have limits of their own. */
function patienceDays(record: Complaint): number | undefined {
  if (record.state === 'visited' || record.state === 'unreachable') return 1;
  if (record.state === 'replied') return isContactable(record) ? undefined : 1;
  if (record.state === 'transferredToRepair') return record.limits.progressDays;
  return record.state === 'transferredToLegal' ? legalDays : undefined;
}

function followUp(record: Complaint): Timer | undefined {
  const days = patienceDays(record);
  if (days === undefined) return undefined;
  const from = record.since;
  const due = plus(from, { days });
  const stages: readonly Stage[] = [
    { name: 'breach', at: due, tell: hand(record, 'CSM') },
    { name: 'escalate', at: plus(due, { days: 1 }), tell: at(record, 'PM') },
  ];
  return { name: 'followUp', from, due, stages, postponable: true };
}
