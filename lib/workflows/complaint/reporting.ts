import type { Fact, RequiredDocument, Secrecy, Subject, Term } from '../../cases/definition.ts';
import { civilDate } from '../../kernel/calendar.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { matterTerms } from './findings.ts';
import { feedbackDue } from './grading.ts';
import { complainantParties, inHand, isContactable } from './people.ts';
import type { Complaint } from './record.ts';
import { visitDue } from './timers.ts';
import { categories, endings, grades, kinds } from './vocabulary.ts';

const gradeOf = (record: Complaint) => ('grade' in record ? record.grade : undefined);

/** The line people read; nothing of what was said, because notices carry it outside. */
export function subject(record: Complaint): Subject {
  const { kind, category, unit, publicPlace, aboutUnit } = record;
  const heavy = gradeOf(record) === 'major' ? grades.major : '';
  return {
    ...(unit ? { unit } : {}),
    ...('ended' in record ? {} : { mine: inHand(record) }),
    title: `${heavy}${kinds[kind]} ${categories[category]} ${publicPlace ?? unit ?? aboutUnit ?? ''}`.trim(),
  };
}

/**
 * From whom it is kept (回避): the persons complained about and their desks. Among residents only those who complained see it: not the neighbour it is about, and not
 * the rest of the household.
 */
export function secrecy(record: Complaint): Secrecy {
  const { against } = record;
  return {
    ...(against && against.persons.length > 0 ? { persons: against.persons } : {}),
    ...(against && against.desks.length > 0 ? { positions: against.desks } : {}),
    onlyParties: complainantParties(record),
  };
}

/** Found by each complainant's phone and party, by the inquiry it came from, and by its matter. */
export function terms(record: Complaint): readonly Term[] {
  const phones = new Set(record.complainants.flatMap(({ phone }) => (phone ? [phone.h] : [])));
  return [
    ...[...phones].map((value) => ({ kind: 'phone', value })),
    ...complainantParties(record).map((value) => ({ kind: 'party', value })),
    ...(record.inquiry ? [{ kind: 'inquiry', value: record.inquiry }] : []),
    ...matterTerms(record),
  ];
}

/**
 * What the KPIs count (指标事实). A merged report counts nothing, because the surviving one answers for both; an invalid one and one taken back in time count nothing
 * either. A limit that runs out while nobody does anything counts with the next line of the history, the sweep’s own at the latest.
 */
export function facts(record: Complaint, _id: string, { now }: { readonly now: Instant }): readonly Fact[] {
  if (record.state === 'merged') return [];
  const { registeredOn: on, category } = record;
  return [
    { kpi: 'complaint.received', key: category, on },
    { kpi: 'complaint.building', key: (record.unit ?? record.aboutUnit)?.split('-')[0] ?? 'public', on },
    ...('handler' in record && record.handler?.department ? [{ kpi: 'complaint.department', key: record.handler.department, on }] : []),
    ...('essence' in record && record.essence ? [{ kpi: 'complaint.cause', key: record.essence.cause, on }] : []),
    ...sameDayFact(record, now),
    ...feedbackFact(record, now),
    ...visitFacts(record, now),
    ...reopenFact(record),
    ...oddFacts(record),
  ];
}

const endedIn = (record: Complaint, ...states: readonly Complaint['state'][]): Instant | undefined =>
  'ended' in record && states.includes(record.state) ? record.ended.at : undefined;

/** K06: an ordinary complaint or reported matter handled and replied to on the day, and responded to within 15 minutes. The key shows a project's cut-off beside the rate. */
function sameDayFact(record: Complaint, now: Instant): readonly Fact[] {
  const { respondedAt, registeredAt, limits, dayEndsAt, registeredOn: on, missed } = record;
  if (gradeOf(record) === undefined || (gradeOf(record) === 'major' && !missed?.day)) return [];
  const gone = endedIn(record, 'withdrawn', 'invalid');
  if (gone !== undefined && gone <= dayEndsAt) return [];
  const responseDue = plus(registeredAt, { minutes: limits.responseMinutes });
  const repliedAt = 'reply' in record ? record.reply?.at : undefined;
  const late = (respondedAt ?? now) > responseDue || (repliedAt ?? now) > dayEndsAt;
  const met = late || missed?.day ? false : respondedAt !== undefined && repliedAt !== undefined ? true : undefined;
  return [{ kpi: 'K06', key: limits.cutoff ? `cutoff ${limits.cutoff}` : 'strict', on, met }];
}

/** K07: a major complaint with substantive feedback within 72 hours, counted on the day they are over. */
function feedbackFact(record: Complaint, now: Instant): readonly Fact[] {
  if (gradeOf(record) !== 'major' && !record.missed?.feedback) return [];
  const due = feedbackDue(record);
  const gone = endedIn(record, 'withdrawn', 'invalid');
  if (gone !== undefined && gone <= due) return [];
  const { feedbackAt } = record;
  const met = (feedbackAt ?? now) > due ? false : feedbackAt === undefined ? undefined : true;
  return [{ kpi: 'K07', key: 'major', on: civilDate(due, record.limits.zone), met }];
}

/**
 * K05: visited, of those closed or overdue for the visit; somebody who could not be reached was not visited. Nobody can visit an anonymous complainant: those stand
 * apart. K08: what the visited said.
 */
function visitFacts(record: Complaint, now: Instant): readonly Fact[] {
  const closedAt = endedIn(record, 'closed');
  if (!isContactable(record))
    return closedAt === undefined
      ? []
      : [{ kpi: 'complaint.noContact', key: record.anonymous ? 'anonymous' : 'noContact', on: civilDate(closedAt, record.limits.zone) }];
  const due = visitDue(record);
  const visit = 'visit' in record ? record.visit : undefined;
  const opinion: readonly Fact[] = visit ? [{ kpi: 'K08', key: 'visit', on: visit.on, met: visit.opinion !== 'dissatisfied' }] : [];
  if (due === undefined) return opinion;
  const visited = visit !== undefined && record.state !== 'reopened';
  const overdue = (visited ? visit.at : now) > due;
  if (closedAt === undefined && !overdue) return opinion;
  const on = overdue || closedAt === undefined ? civilDate(due, record.limits.zone) : civilDate(closedAt, record.limits.zone);
  return [{ kpi: 'K05', key: 'complaint', on, met: visited }, ...opinion];
}

/** Reopen rate: of those closed, how many the complainant was content with at once. */
function reopenFact(record: Complaint): readonly Fact[] {
  const closedAt = endedIn(record, 'closed');
  return closedAt === undefined
    ? []
    : [{ kpi: 'complaint.reopened', key: record.category, on: civilDate(closedAt, record.limits.zone), met: record.reopens === 0 }];
}

/** What looks odd or comes back: grades lowered when the time was nearly over, and complaints that ended as questions or were taken back through the desk. */
function oddFacts(record: Complaint): readonly Fact[] {
  const { registeredOn: on } = record;
  const odd = [
    record.gradings.some(({ late }) => late) && 'lateLowering',
    record.found?.some(({ ground }) => ground === 'repeated') && 'repeated',
    record.state === 'invalid' && record.reason === 'inquiry' && 'reclassified',
    record.state === 'withdrawn' && record.through === 'desk' && 'withdrawnByDesk',
  ];
  return odd.filter((key) => typeof key === 'string').map((key) => ({ kpi: 'complaint.suspicious', key, on, met: false }));
}

/** Documents the archive needs (归档文件): the forms this record is itself are there; papers are attached by name. */
export function archive(record: Complaint): readonly RequiredDocument[] {
  const answered = 'reply' in record && record.reply !== undefined;
  const visitable = answered && isContactable(record);
  const visited = 'visit' in record && record.visit !== undefined;
  return [
    { name: '投诉登记表', present: true },
    ...(answered ? [{ name: '投诉处理单', present: true }] : []),
    ...(visitable ? [{ name: '回访记录表', present: visited }] : []),
    ...(gradeOf(record) === 'major' ? [{ name: '重大投诉报告', present: false }] : []),
    ...('legal' in record ? [{ name: '法律意见书', present: false }] : []),
  ];
}

/** What lists show. */
export function card(record: Complaint): Readonly<Record<string, string | number | boolean | undefined>> {
  return { grade: gradeOf(record), reopens: record.reopens || undefined, reports: record.reports > 1 ? record.reports : undefined };
}

/** What the complainant sees (住户视图): his words, how it stands, what he was told; nobody else's name and nothing internal. Others see that there is something. */
export function residentView(record: Complaint, party: string | undefined): Readonly<Record<string, unknown>> {
  const { kind, category, registeredAt } = record;
  const mine = record.complainants.find((one) => party !== undefined && one.party === party);
  if (!mine) return { kind, category, registeredAt };
  const { text, demand, evidence, publicPlace, aboutUnit, feedback, progress } = record;
  const answer = 'reply' in record ? record.reply : undefined;
  const visit = 'visit' in record ? record.visit : undefined;
  return {
    kind,
    category,
    registeredAt,
    text,
    demand,
    evidence,
    publicPlace,
    aboutUnit,
    complainant: mine,
    grade: gradeOf(record),
    respondedAt: record.respondedAt,
    feedback: feedback && { at: feedback.at, findings: feedback.findings, measures: feedback.measures },
    progress,
    repairs: record.repairs,
    reply: answer && { at: answer.at, text: answer.text },
    visit: visit && { at: visit.at, opinion: visit.opinion },
    ending: record.state === 'closed' ? endings[record.ending] : undefined,
    mergedInto: record.state === 'merged' ? record.into : undefined,
  };
}
