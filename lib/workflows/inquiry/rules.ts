import type * as z from 'zod';
import { asOf, type Loaded, open, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { type Actor, holds } from '../../kernel/actor.ts';
import { addWorkingTime } from '../../kernel/calendar.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { party } from '../../registers/party/contract.ts';
import { unit } from '../../registers/unit/contract.ts';
import { complaint, personsNamed, respondents } from '../complaint/contract.ts';
import { repair } from '../repair/contract.ts';
import type { Answering, Cancelling, IntoComplaint, IntoRepair, Reclassifying, Registration } from './inputs.ts';
import type { Asker, Base, In } from './record.ts';
import { type Category, categories } from './vocabulary.ts';

type Named = Readonly<Record<string, Loaded | undefined>>;

/** True for a household's own login; whoever also holds a position acts as staff. */
function isResident(actor: Actor): boolean {
  return actor.party !== undefined && actor.positions.length === 0;
}

/** Reads for {@link register}: the unit and the party named. */
export function namedIn({ unit: home, asker }: Registration): Readonly<Record<string, Read>> {
  return { ...(home ? { unit: asOf(unit, home, 'unit') } : {}), ...(asker?.party ? { party: asOf(party, asker.party, 'asker.party') } : {}) };
}

/** What is no question: it has to become what it is. */
const noQuestions: readonly Category[] = ['repair', 'complaint'];

/**
 * Registers a question (咨询登记, R005, R007, R071): who asked, about which unit, what, and the answer with the minutes it took; without an answer it is open until the
 * end of the next working day.
 *
 * @throws DomainError `inquiry.turn-instead` for an answer to what is a repair or a complaint, `inquiry.minutes-needed` for an answer without its minutes,
 * `inquiry.resident-answers`, `inquiry.channel-app`, `inquiry.not-yourself`, `calendar.year-missing`.
 */
export function register(input: Registration, context: Context<Named>): Outcome<In<'open' | 'answered'>> {
  const { actor, now, today, project } = context;
  const { channel, category, question, unit: home, answer, minutes } = input;
  const resident = isResident(actor);
  if (resident && channel !== 'app') refuse('inquiry.channel-app', 'channel');
  if (resident && (answer !== undefined || minutes !== undefined)) refuse('inquiry.resident-answers', 'answer');
  const asker = askerOf(input, actor);
  const known: Base = {
    channel,
    category,
    ...(asker ? { asker } : {}),
    ...(home ? { unit: home } : {}),
    question,
    receivedAt: now,
    receivedOn: today,
    ...(resident ? {} : { receptionist: actor.person }),
    ...(minutes === undefined ? {} : { minutes }),
  };
  if (answer !== undefined) {
    mustBeQuestion(category);
    if (minutes === undefined) refuse('inquiry.minutes-needed', 'minutes');
    return { record: { ...known, state: 'answered', answer: { text: answer, at: now, on: today, by: actor.person } } };
  }
  const dueAt = addWorkingTime(now, { days: 1 }, project.calendar, project.timeZone);
  return {
    record: { ...known, state: 'open', dueAt },
    notices: [{ type: 'inquiry.open', to: { positions: ['FRONT'] }, params: { category: categories[category] } }],
  };
}

function askerOf({ asker }: Registration, actor: Actor): Asker | undefined {
  if (!isResident(actor)) return asker && Object.keys(asker).length > 0 ? asker : undefined;
  if (asker?.party !== undefined && asker.party !== actor.party) forbid('inquiry.not-yourself');
  return { ...asker, ...(actor.party ? { party: actor.party } : {}) };
}

/** @throws DomainError `inquiry.turn-instead`: what is broken or wrong does not end as a question. */
function mustBeQuestion(category: Category): void {
  if (noQuestions.includes(category)) refuse('inquiry.turn-instead', 'category', { category: categories[category] }, 'conflict');
}

/** Answers (答复). @throws DomainError `inquiry.turn-instead`. */
export function answer(record: In<'open'>, input: z.infer<typeof Answering>, { now, today, actor }: Context): Outcome<In<'answered'>> {
  mustBeQuestion(record.category);
  const minutes = (record.minutes ?? 0) + (input.minutes ?? 0);
  return {
    record: { ...record, state: 'answered', ...minutesSpent(minutes), answer: { text: input.answer, at: now, on: today, by: actor.person } },
    notices: [{ type: 'inquiry.answered', to: { parties: [record.asker?.party] }, params: { answer: input.answer } }],
  };
}

const minutesSpent = (minutes: number): Pick<Base, 'minutes'> => (minutes > 0 ? { minutes: Math.min(minutes, 600) } : {});

/**
 * Puts it into another category (改类). Each change is kept and counted; what was called a complaint or a repair is called something else only by a supervisor.
 *
 * @throws DomainError `inquiry.same-category`, `inquiry.reclassify-by-supervisor`, `inquiry.too-many-changes`.
 */
export function reclassify(record: In<'open'>, input: z.infer<typeof Reclassifying>, { now, actor }: Context): Outcome<In<'open'>> {
  const { category: from } = record;
  const { category: to, reason } = input;
  const changes = record.reclassified ?? [];
  if (from === to) refuse('inquiry.same-category', 'category', {}, 'conflict');
  if (!mayReclassify(record, actor)) forbid('inquiry.reclassify-by-supervisor');
  if (changes.length >= 10) refuse('inquiry.too-many-changes', 'category', {}, 'conflict');
  return { record: { ...record, category: to, reclassified: [...changes, { from, to, reason, at: now, by: actor.person }] } };
}

/** The desk; a supervisor where it has been called a complaint or a repair. */
export function mayReclassify({ category }: Pick<Base, 'category'>, actor: Actor): boolean {
  return !noQuestions.includes(category) || holds(actor, 'CSM', 'PM');
}

/** Takes it back (取消). What is a complaint or a repair is turned into one first. @throws DomainError `inquiry.turn-instead`, `inquiry.not-yourself`. */
export function cancel(record: In<'open'>, { reason }: z.infer<typeof Cancelling>, { now, actor }: Context): Outcome<In<'cancelled'>> {
  if (!mayCancel(record, actor)) forbid('inquiry.not-yourself');
  if (!isResident(actor)) mustBeQuestion(record.category);
  return { record: { ...record, state: 'cancelled', ended: { at: now, by: actor.person, reason } } };
}

/** The desk, or whoever asked. */
export function mayCancel({ asker }: Pick<Base, 'asker'>, actor: Actor): boolean {
  return !isResident(actor) || (asker?.party !== undefined && asker.party === actor.party);
}

const repairSource = { phone: 'phone', counter: 'counter', app: 'app', letter: 'phone' } as const;

/** Makes a repair of it (转报修), registered at the time of the question, so that its thirty minutes or its day have not been lost at the counter. */
export function turnIntoRepair(record: In<'open'>, input: z.infer<typeof IntoRepair>, { now, actor }: Context): Outcome<In<'turnedIntoRepair'>> {
  const { reason, description, publicPlace, ...report } = input;
  const { asker, unit: home, receivedAt, receivedOn, channel, question } = record;
  const caller = { ...(asker ?? { anonymous: true }), ...(publicPlace && home ? { unit: home } : {}) };
  return {
    record: {
      ...record,
      category: 'repair',
      ...reclassifiedTo(record, 'repair', input.reason, { now, actor }),
      state: 'turnedIntoRepair',
      turned: turnedBy(reason, { now, actor }),
    },
    also: [
      open(repair, 'receive', {
        ...report,
        ...(publicPlace ? { publicPlace } : home ? { unit: home } : {}),
        description: description ?? question,
        caller,
        source: repairSource[channel],
        receivedAt,
        receivedOn,
      }),
    ],
    notices: [{ type: 'inquiry.turnedIntoRepair', to: { parties: [asker?.party] } }],
  };
}

/** Reads for {@link turnIntoComplaint}: the appointments of those it is about. */
export const personsComplainedAbout = ({ against }: z.infer<typeof IntoComplaint>, { actor }: { readonly actor: Actor }): Readonly<Record<string, Read>> =>
  personsNamed(against?.persons ?? [], actor);

/**
 * Makes a complaint of it (转投诉), registered at the time of the question: its fifteen minutes and its day count from there. From whom the complaint is kept, the question
 * it began as is kept too.
 */
export function turnIntoComplaint(record: In<'open'>, input: z.infer<typeof IntoComplaint>, context: Context<Named>): Outcome<In<'turnedIntoComplaint'>> {
  const { reason, text, ...told } = input;
  const { asker, unit: home, receivedAt, receivedOn, question } = record;
  const against = respondents(undefined, input.against ?? { persons: [], positions: [] }, context);
  return {
    record: {
      ...record,
      category: 'complaint',
      ...reclassifiedTo(record, 'complaint', reason, context),
      state: 'turnedIntoComplaint',
      turned: turnedBy(reason, context),
      ...(against ? { keptFrom: { persons: against.persons, positions: against.desks } } : {}),
    },
    also: [
      open(complaint, 'receive', {
        ...told,
        channel: 'inquiry',
        text: text ?? question,
        ...(asker ? { complainant: asker, ...(home ? { unit: home } : {}) } : { anonymous: true }),
        receivedAt,
        receivedOn,
        inquiry: context.id,
      }),
    ],
    notices: [{ type: 'inquiry.turnedIntoComplaint', to: { parties: [asker?.party] } }],
  };
}

type Doer = Pick<Context, 'now' | 'actor'>;

const turnedBy = (reason: string | undefined, { now, actor }: Doer) => ({ at: now, by: actor.person, ...(reason ? { reason } : {}) });

/** It had been called something else: that is a change of category like any other. */
function reclassifiedTo(record: In<'open'>, to: Category, reason: string | undefined, { now, actor }: Doer): Pick<Base, 'reclassified'> {
  if (record.category === to) return {};
  const change = { from: record.category, to, reason: reason ?? categories[to], at: now, by: actor.person };
  return { reclassified: [...(record.reclassified ?? []), change].slice(-10) };
}
