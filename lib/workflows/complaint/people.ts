import { asOf, type Loaded, maybe, type Read } from '../../cases/contract.ts';
import type { Context } from '../../cases/definition.ts';
import type { Actor } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/error.ts';
import { type Position, superiorOf } from '../../kernel/position.ts';
import { type CompanyRecord, company } from '../../registers/company/contract.ts';
import { type MemberRecord, member, positionsIn } from '../../registers/member/contract.ts';
import { staff } from '../../registers/staff/contract.ts';
import type { Against, Base, Complainant, Complaint } from './record.ts';

/** True for a household's own login; whoever also holds a position acts as staff. */
export function isResident(actor: Actor): boolean {
  return actor.party !== undefined && actor.positions.length === 0;
}

/** The parties to tell: every complainant that is known as one, once. */
export function complainantParties({ complainants }: Pick<Base, 'complainants'>): readonly string[] {
  return [...new Set(complainants.flatMap(({ party }) => (party ? [party] : [])))];
}

/** Whether anybody could be asked how it was (有联系方式): K05 counts only those. */
export function isContactable({ complainants }: Pick<Base, 'complainants'>): boolean {
  return complainants.some(({ phone, party, unit }) => phone !== undefined || party !== undefined || unit !== undefined);
}

/** One household, whoever of it calls: its unit, else the person. Somebody of whom nothing is known is no household of his own. */
export function householdOf({ unit, party, phone }: Pick<Complainant, 'unit' | 'party' | 'phone'>): string | undefined {
  return unit ?? party ?? phone?.h;
}

const keptFrom = ({ against }: Pick<Base, 'against'>): readonly Position[] => against?.desks ?? [];

/** Whether it is kept from anybody but strangers: then its number is told to nobody who might be concerned. */
export function isSecret({ against }: Pick<Base, 'against'>): boolean {
  return against !== undefined;
}

/** Whether somebody with these positions may know of it (回避): none of the respondents, and not of their desks alone. */
export function maySee(record: Pick<Base, 'against'>, person: string, positions: readonly Position[]): boolean {
  return !record.against?.persons.includes(person) && positions.some((position) => !keptFrom(record).includes(position));
}

/** The positions in which the actor deals with it. */
export function actsAs(record: Pick<Base, 'against'>, actor: Actor): readonly Position[] {
  return record.against?.persons.includes(actor.person) ? [] : actor.positions.filter((position) => !keptFrom(record).includes(position));
}

/** Who is told in place of a position it is kept from: the one above, and so on; the general manager is the last. */
export function inPlaceOf(record: Pick<Base, 'against'>, position: Position): Position {
  const kept = keptFrom(record);
  for (let at = position; ; ) {
    const above = superiorOf(at);
    if (!kept.includes(at) || above === undefined) return at;
    at = above;
  }
}

/** Several positions, each with its stand-in, once. */
export function told(record: Pick<Base, 'against'>, ...positions: readonly Position[]): readonly Position[] {
  return [...new Set(positions.map((position) => inPlaceOf(record, position)))];
}

/** Who has it in hand: the handler, until then whoever registered it (首问负责). */
export function inHand(record: Complaint): string | undefined {
  return ('handler' in record ? record.handler?.person : undefined) ?? record.owner;
}

/**
 * Reads that tell which desks belong to the persons named: their appointments, what the company says of positions of its own, and whether staff know them at all.
 */
export function personsNamed(persons: readonly string[], { company: id }: Pick<Actor, 'company'>): Readonly<Record<string, Read>> {
  if (persons.length === 0) return {};
  return Object.fromEntries<Read>([
    ['company', maybe(asOf(company, id))],
    ...persons.flatMap((person): [string, Read][] => [
      [`member/${person}`, maybe(asOf(member, person))],
      [`staff/${person}`, maybe(asOf(staff, person))],
    ]),
  ]);
}

type Named = Readonly<Record<string, Loaded | undefined>>;

/** Positions a person holds in the project today, those a position of the company's own includes among them; none when he has no login. */
export function positionsOf(person: string, { reads, project, today }: Pick<Context<Named>, 'reads' | 'project' | 'today'>): readonly Position[] {
  const record = reads[`member/${person}`]?.record as MemberRecord | undefined;
  const defined = (reads['company']?.record as CompanyRecord | undefined)?.positions ?? [];
  return record ? positionsIn(record, project.id, today, defined).positions : [];
}

/**
 * Whom it is about, and every desk it is therefore kept from (回避): the positions named, and those of the persons named. The general manager's own stays, because above
 * him there is nobody it could go to; his person is excluded all the same.
 *
 * @throws DomainError `complaint.respondent-unknown` for somebody the project does not know.
 */
export function respondents(
  before: Against | undefined,
  { persons, positions }: { readonly persons: readonly string[]; readonly positions: readonly Position[] },
  context: Pick<Context<Named>, 'reads' | 'project' | 'today'>,
): Against | undefined {
  if (persons.length === 0 && positions.length === 0) return before;
  for (const person of persons) {
    const known = context.reads[`member/${person}`] ?? context.reads[`staff/${person}`];
    if (!known) refuse('complaint.respondent-unknown', 'persons', { person });
  }
  const desks = [...positions, ...persons.flatMap((person) => positionsOf(person, context))].filter((position) => position !== 'GM');
  return joined(before, { persons: [...persons], positions: [...positions], desks });
}

/** Both together: what is kept from somebody stays kept from him. @throws DomainError `complaint.too-many-respondents` */
export function joined(a: Against | undefined, b: Against | undefined): Against | undefined {
  if (!a || !b) return a ?? b;
  const union = <T>(one: readonly T[], other: readonly T[]): T[] => [...new Set([...one, ...other])];
  const against = { persons: union(a.persons, b.persons), positions: union(a.positions, b.positions), desks: union(a.desks, b.desks) };
  if (against.persons.length > 10 || against.positions.length > 5) refuse('complaint.too-many-respondents');
  return against;
}
