import type * as z from 'zod';
import type { ApprovalNeed } from '../../cases/approval-need.ts';
import { asOf, type Loaded, type LoadedReads, open, order, type Read } from '../../cases/contract.ts';
import type { Context, Outcome, Part } from '../../cases/definition.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Instant } from '../../kernel/clock.ts';
import { DomainError, forbid, refuse } from '../../kernel/error.ts';
import { shortened } from '../../kernel/schema.ts';
import { repair } from '../repair/contract.ts';
import { complaint } from './contract.ts';
import { householdsTogether } from './findings.ts';
import { forced } from './grading.ts';
import { sent } from './handling.ts';
import type { Absorption, ChildClosed, Invalidating, Merging, Resuming, ToLegal, ToRepair, Withdrawing } from './inputs.ts';
import { complainantParties, householdOf, inHand, inPlaceOf, isResident, isSecret, joined, maySee, told } from './people.ts';
import {
  type Base,
  type Complainant,
  type Complaint,
  complainantsOnRecord,
  type Finding,
  type GradedWorking,
  type In,
  only,
  shapes,
  type Working,
} from './record.ts';
import { signatures } from './visiting.ts';
import { type Channel, invalidReasons } from './vocabulary.ts';

/** Reads for {@link merge}: the one that survives. */
export const survivor = ({ into }: z.infer<typeof Merging>): { into: Read<Complaint> } => ({ into: asOf(complaint, into, 'into') });

/**
 * Merges a duplicate (合并), for instance of the app into the one from 12345: the other one keeps all complainants, the earliest registration and every respondent's
 * exclusion; this one ends and keeps its own words, kept from everybody the other one is kept from, because it names it.
 *
 * @throws DomainError `complaint.merge-self`, `reference.unknown` also for one that is kept from the actor, `complaint.too-many-complainants` when the smaller one should
 * be merged instead, `complaint.merge-handler`.
 */
export function merge(
  record: In<Exclude<Working, 'transferredToRepair' | 'transferredToLegal' | 'reopened'>>,
  { into }: z.infer<typeof Merging>,
  { id, now, actor, reads }: Context<LoadedReads<ReturnType<typeof survivor>>>,
): Outcome<In<'merged'>> {
  if (into === id) refuse('complaint.merge-self', 'into');
  if (reads.into.record.against && !maySee(reads.into.record, actor.person, actor.positions)) {
    throw new DomainError('unprocessable', 'reference.unknown', { title: complaint.title, id: into }, [
      { path: 'into', code: 'reference.unknown', detail: '' },
    ]);
  }
  if (record.complainantCount > complainantsOnRecord) refuse('complaint.too-many-complainants', 'into', { count: record.complainantCount }, 'conflict');
  const { complainants, reports, registeredAt, registeredOn, dayEndsAt, respondedAt, against, missed } = record;
  const both = joined(against, reads.into.record.against);
  const grounds = 'grounds' in record ? record.grounds : [];
  const found = [...(record.found ?? []), ...grounds.flatMap((ground) => (record.found?.some((one) => one.ground === ground) ? [] : [{ ground }]))];
  const left = { from: id, complainants, reports, registeredAt, registeredOn, dayEndsAt, respondedAt, against, found, missed };
  return {
    record: { ...only(shapes.anywhere, record), ...(both ? { against: both } : {}), state: 'merged', into, ended: { at: now, by: actor.person }, since: now },
    also: [order(complaint, into, 'absorb', left)],
    notices: [{ type: 'complaint.merged', to: { parties: complainantParties(record) }, params: { into } }],
  };
}

/**
 * Takes in a duplicate: all its complainants, the earlier clock, what made it major, and from whom it was kept. Reports of one person are counted, not listed again.
 *
 * @throws DomainError `complaint.merge-handler` when the duplicate is about whoever has this one in hand.
 */
export function absorb<R extends In<Working>>(record: R, input: z.infer<typeof Absorption>, context: Context): Outcome<R> {
  const against = joined(record.against, input.against);
  const handler = 'handler' in record ? record.handler : undefined;
  if (handler && !maySee({ against }, handler.person, handler.positions)) refuse('complaint.merge-handler', 'into', { handler: handler.person }, 'conflict');
  const people = together(record.complainants, input.complainants);
  const beyond = people.slice(complainantsOnRecord);
  const [first, second] = record.registeredAt <= input.registeredAt ? [record, input] : [input, record];
  const respondedAt = first.respondedAt ?? second.respondedAt;
  const parts = beyond.map((one, at): Part => ({ kind: 'complainant', id: `${input.from}-${at + 1}`, data: { ...one } }));
  const missed = { ...record.missed, ...input.missed };
  const absorbed: R = {
    ...record,
    complainants: people.slice(0, complainantsOnRecord),
    complainantCount: record.complainantCount + people.length - record.complainants.length,
    reports: record.reports + input.reports,
    ...(against ? { against } : {}),
    // Whoever registered it may sit at the desk it now is about; from here it is the desk’s above him.
    ...(input.against ? { owner: undefined } : {}),
    registeredAt: first.registeredAt,
    registeredOn: first.registeredOn,
    dayEndsAt: first.dayEndsAt,
    ...(record.waits.from === record.registeredAt ? { waits: { ...record.waits, from: first.registeredAt } } : {}),
    ...(respondedAt ? { respondedAt } : {}),
    ...(Object.keys(missed).length > 0 ? { missed } : {}),
    merged: [...(record.merged ?? []), input.from].slice(-50),
  };
  const found: readonly Finding[] = [...input.found, ...(householdsTogether(people) ? [{ ground: 'households' as const }] : [])];
  const brought = input.found.map(({ ground }) => ground);
  const { notices = [], ...outcome } = forced(absorbed, found, context, brought);
  const notice = { type: 'complaint.absorbed', to: { persons: [inHand(absorbed)] }, params: { from: input.from, reports: String(absorbed.reports) } };
  return { ...outcome, parts, notices: [...notices, notice] };
}

/** One list of both; somebody who is in both is one person who has called more often. */
function together(known: readonly Complainant[], more: readonly Complainant[]): Complainant[] {
  const all: Complainant[] = [...known];
  for (const one of more) {
    const at = all.findIndex((other) => isSamePerson(other, one));
    const same = all[at];
    if (same) all[at] = { ...one, ...same, at: earlier(same.at, one.at), times: same.times + one.times };
    else all.push(one);
  }
  return all;
}

const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);

const isSamePerson = (a: Complainant, b: Complainant): boolean =>
  (a.party !== undefined && a.party === b.party) ||
  (a.phone !== undefined && a.phone.h === b.phone?.h) ||
  (a.name === b.name && householdOf(a) === householdOf(b) && a.unit !== undefined && a.name !== undefined);

/** Reads for {@link transferToRepair}: the repair there is already. */
export function repairGiven({ repair: id }: z.infer<typeof ToRepair>): Readonly<Record<string, Read>> {
  return id === undefined ? {} : { repair: asOf(repair, id, 'repair') };
}

const reportedBy: Partial<Readonly<Record<Channel, 'counter' | 'app' | 'patrol'>>> = { counter: 'counter', app: 'app', patrol: 'patrol' };

/**
 * Makes a repair of it (转报修), or names the one there is. The complaint waits for it and is replied to afterwards: its clocks run on, so that neither hides the other.
 *
 * @throws DomainError `complaint.repair-one`, `complaint.repair-ended`, `complaint.too-many-repairs`, `complaint.description-needed`, and the repair's own.
 */
export function transferToRepair(
  record: In<Exclude<GradedWorking, 'transferredToRepair'>>,
  input: z.infer<typeof ToRepair>,
  context: Context<Readonly<Record<string, Loaded | undefined>>>,
): Outcome<In<'transferredToRepair'>> {
  const { now, actor, reads } = context;
  if ((input.repair === undefined) === (input.report === undefined)) refuse('complaint.repair-one', 'repair');
  const linked = reads['repair']?.record as NonNullable<(typeof repair)['record']> | undefined;
  if (linked && 'ended' in linked) refuse('complaint.repair-ended', 'repair', { repair: input.repair });
  const repairs = [...(record.repairs ?? []), ...(input.repair ? [input.repair] : [])];
  if (repairs.length > 5) refuse('complaint.too-many-repairs', 'repair');
  return {
    record: {
      ...only(shapes.graded, record),
      ...sent(record, now),
      state: 'transferredToRepair',
      transfer: { reason: input.reason, at: now, by: actor.person },
      ...(repairs.length > 0 ? { repairs } : {}),
      since: now,
    },
    also: input.report ? [open(repair, 'register', repairInput(record, input.report))] : [],
    notices: [{ type: 'complaint.toRepair', to: { parties: complainantParties(record), persons: [inHand(record)] } }],
  };
}

/**
 * What the repair is told. Its workers see all of it, and they may be those it is about: of a complaint that is kept from somebody it knows neither who complained nor what
 * he said.
 */
function repairInput(record: Base, report: NonNullable<z.infer<typeof ToRepair>['report']>): z.output<typeof repair.commands.register> {
  const { publicPlace, unit, aboutUnit, text, channel, complainants } = record;
  const secret = isSecret(record);
  if (secret && report.description === undefined) refuse('complaint.description-needed', 'report.description');
  const [first] = secret ? [] : complainants;
  const home = first?.unit ?? unit;
  const caller = first ? { name: first.name, phone: first.phone, party: first.party, ...(publicPlace && home ? { unit: home } : {}) } : { anonymous: true };
  return {
    ...(publicPlace ? { publicPlace } : { unit: aboutUnit ?? unit }),
    category: report.category,
    description: report.description ?? shortened(text, 500),
    urgent: report.urgent,
    ...(report.urgentKind ? { urgentKind: report.urgentKind } : {}),
    ...(report.window ? { window: report.window } : {}),
    caller,
    source: reportedBy[channel] ?? 'phone',
  };
}

/** Where a complaint goes on that comes back from elsewhere. */
type Back = In<'graded' | 'investigating' | 'planned' | 'handling'>;

/** Back to where it had come: what was known then is known now. */
function backToWork(record: In<'transferredToRepair' | 'transferredToLegal'>, now: Base['since']): Back {
  const { handler, plan, essence, ...rest } = { ...only(shapes.graded, record), since: now };
  if (!handler) return { ...rest, ...(essence ? { essence } : {}), waits: { from: now }, state: 'graded' };
  if (!plan) return { ...rest, ...(essence ? { essence } : {}), state: 'investigating', handler };
  return essence ? { ...rest, state: 'handling', handler, plan, essence } : { ...rest, state: 'planned', handler, plan };
}

/** The repair has ended (报修办结): the complaint goes on, and is replied to. */
export function endRepair(record: In<'transferredToRepair'>, { child }: z.infer<typeof ChildClosed>, { now }: Context): Outcome<Back> {
  const repairs = [...(record.repairs ?? []), child].slice(-5);
  return {
    record: { ...backToWork(record, now), repairs },
    notices: [{ type: 'complaint.repairEnded', to: { persons: [inHand(record)], positions: told(record, 'CSM') }, params: { repair: child } }],
  };
}

/** Hands it to counsel or a court (转法律). The complaint is replied to from there, or taken back. */
export function transferToLegal(
  record: In<Exclude<GradedWorking, 'transferredToLegal'>>,
  input: z.infer<typeof ToLegal>,
  { now, actor }: Context,
): Outcome<In<'transferredToLegal'>> {
  return {
    record: { ...only(shapes.graded, record), ...sent(record, now), state: 'transferredToLegal', legal: { ...input, at: now, by: actor.person }, since: now },
    notices: [{ type: 'complaint.toLegal', to: { positions: told(record, 'PM', 'HQ-PROJ') }, params: { matter: input.matter } }],
  };
}

/** Takes it back (收回办理): the linked repair has been seen to, or the law has nothing to say. */
export function resume(record: In<'transferredToRepair' | 'transferredToLegal'>, { note }: z.infer<typeof Resuming>, { now }: Context): Outcome<Back> {
  return {
    record: backToWork(record, now),
    notices: [{ type: 'complaint.resumed', to: { persons: [inHand(record)], positions: told(record, 'CSM') }, params: { note } }],
  };
}

/** Ends what is none (无效), with the supervisor's and the manager's word; the complainant is told why. What is only a question is counted as reclassified. */
export function invalidate(
  record: In<Exclude<Working, 'reopened'>>,
  { reason, note }: z.infer<typeof Invalidating>,
  { now, actor }: Context,
): Outcome<In<'invalid'>> {
  return {
    record: { ...only(shapes.anywhere, record), state: 'invalid', reason, ended: { at: now, by: actor.person, note }, since: now },
    notices: [{ type: 'complaint.invalidated', to: { parties: complainantParties(record) }, params: { reason: invalidReasons[reason], note } }],
  };
}

/** Both the supervisor and the project manager have to find it invalid (无效须双人认定): whoever asks is one of them, the other signs. */
export function invalidatingNeeds(record: Complaint, input: z.infer<typeof Invalidating>, { actor }: Pick<Context, 'actor'>): ApprovalNeed {
  return signatures(record, actor, ['CSM', 'PM'], `认定无效（${invalidReasons[input.reason]}）：${input.note}`);
}

/** The desk, or one of the complainants himself. */
export function mayWithdraw({ complainants }: Pick<Base, 'complainants'>, actor: Actor): boolean {
  return !isResident(actor) || complainants.some(({ party }) => party === actor.party);
}

/** The desk's word that a major complaint was taken back needs the manager's signature: it would end it past the two that close one. */
export function withdrawingNeeds(record: Complaint, input: z.infer<typeof Withdrawing>, { actor }: Pick<Context, 'actor'>): ApprovalNeed | undefined {
  const major = 'grade' in record && record.grade === 'major';
  return major && !isResident(actor) ? signatures(record, actor, ['PM'], `撤诉：${input.reason}`) : undefined;
}

/**
 * The complainant takes it back (撤诉), himself or through the desk with evidence of his word.
 *
 * @throws DomainError `complaint.not-yourself`, `complaint.other-complainants`, `complaint.word-needed`, `complaint.withdraw-anonymous`.
 */
export function withdraw(record: In<Working>, input: z.infer<typeof Withdrawing>, { now, actor }: Context): Outcome<In<'withdrawn'>> {
  if (!mayWithdraw(record, actor)) forbid('complaint.not-yourself');
  if (record.complainants.length === 0) refuse('complaint.withdraw-anonymous', undefined, {}, 'conflict');
  if (record.complainantCount > 1 && (isResident(actor) || !input.allAgree))
    refuse('complaint.other-complainants', undefined, { count: record.complainantCount }, 'conflict');
  if (!isResident(actor) && input.word === undefined) refuse('complaint.word-needed', 'word');
  const note = shortened([input.reason, input.word].filter(Boolean).join('；'), 300);
  return {
    record: {
      ...only(shapes.anywhere, record),
      state: 'withdrawn',
      through: isResident(actor) ? 'complainant' : 'desk',
      ended: { at: now, by: actor.person, note },
      since: now,
    },
    notices: [{ type: 'complaint.withdrawn', to: { persons: [inHand(record)], positions: [inPlaceOf(record, 'CSM')] }, params: { reason: input.reason } }],
  };
}
