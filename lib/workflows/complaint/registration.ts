import { asOf, ifGiven, type Loaded, order, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Instant } from '../../kernel/clock.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { party } from '../../registers/party/contract.ts';
import { unit } from '../../registers/unit/contract.ts';
import { complaint } from './contract.ts';
import { findGrounds, relatives } from './findings.ts';
import type { Reception, Registration } from './inputs.ts';
import { lastInstantOfDay, limitsOf } from './limits.ts';
import { complainantParties, householdOf, inPlaceOf, isResident, maySee, personsNamed, respondents } from './people.ts';
import type { Complainant, In } from './record.ts';
import { categories } from './vocabulary.ts';

type Named = Readonly<Record<string, Loaded | undefined>>;

/** What a registration names, and what else has been heard of the same matter: looked at, not pinned. */
export function namedIn(input: Registration, facts: { readonly today: string; readonly actor: Actor }): Readonly<Record<string, Read>> {
  return namedOn(input, { ...facts, on: facts.today });
}

/** The same for what came in earlier. */
export function namedEarlier(input: Reception, facts: { readonly today: string; readonly actor: Actor }): Readonly<Record<string, Read>> {
  return namedOn(input, { ...facts, on: input.receivedOn });
}

function namedOn(
  input: Registration,
  { today, actor, on }: { readonly today: string; readonly actor: Actor; readonly on: string },
): Readonly<Record<string, Read>> {
  const { unit: home, aboutUnit, complainant, against } = input;
  const who = { unit: home, phone: complainant?.phone, party: isResident(actor) ? actor.party : complainant?.party };
  return {
    ...(home ? { unit: asOf(unit, home, 'unit') } : {}),
    ...(aboutUnit ? { aboutUnit: asOf(unit, aboutUnit, 'aboutUnit') } : {}),
    ...(complainant?.party ? { party: asOf(party, complainant.party, 'complainant.party') } : { party: ifGiven(party, undefined) }),
    ...personsNamed(against?.persons ?? [], actor),
    ...relatives(input, householdOf(who), on, today),
  };
}

/**
 * Registers a complaint (投诉登记): whoever hears it registers it, and it is his until somebody is assigned (首问负责).
 *
 * The text stays as it was said, also when it is abusive: it is evidence, and only staff who deal with it and the complainant himself see it. A complaint changes nothing
 * about bills; what is owed stays owed (L02 the other way round).
 *
 * @throws DomainError `complaint.place-required`, `complaint.complainant-required`, `complaint.anonymous-person`, `complaint.anonymous-unit`, `complaint.anonymous-app`,
 * `complaint.not-yourself`, `complaint.channel-app`, `complaint.respondent-unknown`.
 */
export function register(input: Registration, context: Context<Named>): Outcome<In<'registered'>> {
  return registerAt(input, context, { at: context.now, on: context.today });
}

/** Registers what came in earlier as something else (转入): every clock runs from its first reception. */
export function receive({ receivedAt, receivedOn, inquiry, ...input }: Reception, context: Context<Named>): Outcome<In<'registered'>> {
  const { record, ...outcome } = registerAt(input, context, { at: receivedAt, on: receivedOn });
  return { ...outcome, record: { ...record, ...(inquiry ? { inquiry } : {}) } };
}

function registerAt(input: Registration, context: Context<Named>, { at, on }: { readonly at: Instant; readonly on: string }): Outcome<In<'registered'>> {
  const { kind, channel, category, text, demand, evidence, unit: home, publicPlace, aboutUnit, lossFen } = input;
  const { id, now, project, reads, actor } = context;
  if (home === undefined && publicPlace === undefined && aboutUnit === undefined) refuse('complaint.place-required', 'unit');
  if (isResident(actor) && channel !== 'app' && channel !== 'dispute') refuse('complaint.channel-app', 'channel');
  const complainants = complainantsOf(input, context, at);
  const against = respondents(undefined, input.against ?? { persons: [], positions: [] }, context);
  const { found, similar, siblings } = findGrounds({ channel, category, lossFen, registeredAt: at, registeredOn: on, complainants }, id, reads);
  const told = { demand, evidence, unit: home, publicPlace, aboutUnit, lossFen, against };
  const record: In<'registered'> = {
    state: 'registered',
    kind,
    channel,
    category,
    text,
    ...(Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as typeof told),
    ...(input.anonymous ? { anonymous: true as const } : {}),
    complainants: [...complainants],
    complainantCount: complainants.length,
    reports: 1,
    ...(!isResident(actor) && maySee({ against }, actor.person, actor.positions) ? { owner: actor.person } : {}),
    registeredAt: at,
    registeredOn: on,
    dayEndsAt: lastInstantOfDay(at, project),
    limits: limitsOf(project),
    waits: { from: at },
    ...(found.length > 0 ? { found: [...found] } : {}),
    ...(similar.length > 0 ? { similar: [...similar] } : {}),
    gradings: [],
    toldAt: now,
    handlers: [],
    reopens: 0,
    since: now,
  };
  const of = against ? {} : { of: id };
  return {
    record,
    also: siblings.map((sibling) => order(complaint, sibling, 'alert', { ground: 'households', ...of })),
    notices: registrationNotices(record),
  };
}

/** @returns the complainant; nobody for an anonymous complaint, of whom nothing is kept. */
function complainantsOf({ complainant, anonymous, unit: home, channel }: Registration, { actor }: Context<Named>, at: Instant): readonly Complainant[] {
  const entry = { channel, at, times: 1, ...(home ? { unit: home } : {}) };
  if (isResident(actor)) {
    if (anonymous) refuse('complaint.anonymous-app', 'anonymous');
    if (complainant?.party !== undefined && complainant.party !== actor.party) forbid('complaint.not-yourself');
    return [{ ...complainant, ...entry, ...(actor.party ? { party: actor.party } : {}) }];
  }
  if (anonymous) {
    if (complainant) refuse('complaint.anonymous-person', 'complainant');
    return home === undefined ? [] : refuse('complaint.anonymous-unit', 'unit');
  }
  if (!complainant || (complainant.name === undefined && complainant.phone === undefined && complainant.party === undefined))
    return refuse('complaint.complainant-required', 'complainant');
  return [{ ...complainant, ...entry }];
}

function registrationNotices(record: In<'registered'>): readonly Notice[] {
  const params = { category: categories[record.category] };
  const supervisor = inPlaceOf(record, 'CSM');
  const desk = inPlaceOf(record, 'FRONT');
  return [
    { type: 'complaint.registered', to: { parties: complainantParties(record) } },
    { type: 'complaint.toGrade', to: { positions: [...new Set([desk, supervisor])] }, params },
  ];
}
