import { type Found, found, type Loaded, type Read } from '../../cases/contract.ts';
import type { Term } from '../../cases/definition.ts';
import { addDays, type CivilDate, parseCivilDate } from '../../kernel/calendar.ts';
import { type Instant, msBetween } from '../../kernel/clock.ts';
import { complaint } from './contract.ts';
import { householdOf, isSecret } from './people.ts';
import type { Base, Complainant, Complaint, Finding } from './record.ts';
import type { Category, Cause, Channel, Ground } from './vocabulary.ts';

/**
 * What the system finds by itself (系统发现): grounds that make a complaint major whatever the clerk thinks of it.
 *
 * | ground | found when |
 * |---|---|
 * | households | three households, this one among them, report the same category at the same place within 24 hours of each other |
 * | repeated | the same household complains of the same category (or the same cause) again within 90 days, after a reply or on a later day |
 * | authority, media | it came through 12345, an authority or a newspaper |
 * | loss | the loss stated is above ¥1 000 |
 *
 * The same place is the public place in the same words, else the building. Other words for the same place are for people to see, who merge the reports; the households are
 * counted again then. A second report of the same household on the same day, while the first has no reply, is a duplicate to be merged and no second complaint.
 */
const sameMatterMs = 24 * 3600_000;
const repeatedMs = 90 * 86_400_000;
const householdsNeeded = 3;
/** Above ¥1 000. */
const lossLimitFen = 1_000_00;
/** Siblings raised in one transaction; those beyond follow with the next report. */
const mostAlerted = 10;

/** A place in the words people use for it: width, case and blanks do not count. */
const placeWord = (place: string): string => place.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');

type Placed = Pick<Base, 'category' | 'unit' | 'publicPlace' | 'aboutUnit'>;

function placeOf({ publicPlace, aboutUnit, unit }: Omit<Placed, 'category'>): string {
  return publicPlace === undefined ? ((aboutUnit ?? unit)?.split('-')[0] ?? '') : placeWord(publicPlace);
}

const matterWord = (record: Placed, day: string): string => `${record.category}.${placeOf(record)}.${day}`;
const householdWord = (household: string, about: string, year: string): string => `${household}.${about}.${year}`;
const causeWord = (cause: Cause): string => `cause-${cause}`;

/** Search words by which other complaints find this one: its matter on its day, and what each of its households has complained of this year. */
export function matterTerms(record: Complaint): readonly Term[] {
  const { registeredOn, category, complainants } = record;
  const households = [...new Set(complainants.flatMap((one) => householdOf(one) ?? []))];
  const cause = 'essence' in record ? record.essence?.cause : undefined;
  const abouts = [category, ...(cause ? [causeWord(cause)] : [])];
  const year = registeredOn.slice(0, 4);
  return [
    { kind: 'matter', value: matterWord(record, registeredOn) },
    ...households.flatMap((household) => abouts.map((about) => ({ kind: 'household-matter', value: householdWord(household, about, year) }))),
  ];
}

/** Reads for {@link findGrounds}: the same matter on the days around, and the household's complaints of this year and the last. */
export function relatives(record: Placed, household: string | undefined, on: string, today: string): Readonly<Record<string, Read>> {
  const day = parseCivilDate(on);
  const days = new Set<CivilDate>([addDays(day, -1), day, addDays(day, 1)].filter((one) => one <= today));
  return {
    ...Object.fromEntries([...days].map((one) => [`matter/${one}`, found(complaint, 'matter', matterWord(record, one))])),
    ...(household === undefined ? {} : householdReads(household, record.category, on)),
  };
}

function householdReads(household: string, about: string, on: string): Readonly<Record<string, Read>> {
  const year = Number(on.slice(0, 4));
  return Object.fromEntries(
    [year, year - 1].map((one) => [`household/${one}`, found(complaint, 'household-matter', householdWord(household, about, String(one)))]),
  );
}

/** Reads for {@link findRepeatedCause}. */
export function causeReads({ complainants, registeredOn }: Pick<Base, 'complainants' | 'registeredOn'>, cause: Cause): Readonly<Record<string, Read>> {
  const household = complainants[0] && householdOf(complainants[0]);
  return household === undefined ? {} : householdReads(household, causeWord(cause), registeredOn);
}

type Related = Readonly<Record<string, Loaded | undefined>>;

function under(reads: Related, prefix: string): readonly Found<Complaint>[] {
  const all = Object.entries(reads).flatMap(([name, read]) => (name.startsWith(prefix) ? ((read?.record ?? []) as readonly Found<Complaint>[]) : []));
  return [...new Map(all.map((one) => [one.id, one])).values()].filter(({ record }) => record.state !== 'withdrawn' && record.state !== 'invalid');
}

/** Numbers that may be shown: those of complaints kept from nobody. */
const shown = (others: readonly Found<Complaint>[]): string[] => others.flatMap(({ id, record }) => (isSecret(record) ? [] : [id])).slice(-5);

const finding = (ground: Ground, of: readonly string[] = []): Finding => (of.length > 0 ? { ground, of: [...of] } : { ground });

/** What the findings rest on: the registration itself. */
export interface Registered {
  readonly channel: Channel;
  readonly category: Category;
  readonly lossFen?: number | undefined;
  readonly registeredAt: Instant;
  readonly registeredOn: string;
  readonly complainants: readonly Complainant[];
}

/** What the system has found about a complaint being registered. */
export interface Findings {
  readonly found: readonly Finding[];
  /** Open complaints of the same household on the same category that look like duplicates. */
  readonly similar: readonly string[];
  /** Complaints of the same matter that become major with this one. */
  readonly siblings: readonly string[];
}

/** Grounds for 重大 that need nobody's judgement, see the table above. */
export function findGrounds(record: Registered, id: string, reads: Related): Findings {
  const near = under(reads, 'matter/').filter(
    (other) => other.id !== id && Math.abs(msBetween(other.record.registeredAt, record.registeredAt)) <= sameMatterMs,
  );
  const many = householdCount(record, near) >= householdsNeeded;
  const own = under(reads, 'household/').filter((other) => other.id !== id && isWithin(other.record, record, repeatedMs));
  const again = own.filter((other) => isSecondOf(other.record, record));
  const siblings = many ? near.filter((other) => isRaisable(other.record)).slice(0, mostAlerted) : [];
  return {
    found: [...statedGrounds(record), ...(many ? [finding('households', shown(near))] : []), ...(again.length > 0 ? [finding('repeated', shown(again))] : [])],
    similar: shown(own.filter((other) => !again.includes(other) && !('ended' in other.record))),
    siblings: siblings.map((other) => other.id),
  };
}

/** The household has complained of the same cause before, under whatever category. */
export function findRepeatedCause(record: Base, id: string, reads: Related): readonly Finding[] {
  const own = under(reads, 'household/').filter((other) => other.id !== id && isWithin(other.record, record, repeatedMs));
  const again = own.filter((other) => isSecondOf(other.record, record));
  return again.length > 0 ? [finding('repeated', shown(again))] : [];
}

/** Three households' reports merged into one complaint are three households all the same. */
export function householdsTogether(complainants: readonly Complainant[]): boolean {
  return complainants.some((one) => {
    const near = complainants.filter(({ at }) => at >= one.at && msBetween(one.at, at) <= sameMatterMs);
    return new Set(near.flatMap((other) => householdOf(other) ?? [])).size >= householdsNeeded;
  });
}

function statedGrounds({ channel, lossFen }: Registered): readonly Finding[] {
  return [
    ...(channel === 'hotline12345' || channel === 'authority' ? [finding('authority')] : []),
    ...(channel === 'media' ? [finding('media')] : []),
    ...((lossFen ?? 0) > lossLimitFen ? [finding('loss')] : []),
  ];
}

function householdCount(record: Registered, near: readonly Found<Complaint>[]): number {
  const others = near.flatMap((other) => other.record.complainants);
  const close = others.filter(({ at }) => Math.abs(msBetween(at, record.registeredAt)) <= sameMatterMs);
  return new Set([...record.complainants, ...close].flatMap((one) => householdOf(one) ?? [])).size;
}

const isWithin = (earlier: Pick<Base, 'registeredAt'>, { registeredAt }: Pick<Base, 'registeredAt'>, ms: number): boolean =>
  earlier.registeredAt <= registeredAt && msBetween(earlier.registeredAt, registeredAt) <= ms;

/** The household has come back: we had answered, or a day has passed. */
function isSecondOf(earlier: Complaint, { registeredAt, registeredOn }: Pick<Base, 'registeredAt' | 'registeredOn'>): boolean {
  return earlier.registeredOn < registeredOn || (earlier.firstRepliedAt !== undefined && earlier.firstRepliedAt <= registeredAt);
}

/** Major by this very ground already, judged and lowered by the manager, or over: nothing to raise. */
function isRaisable(other: Complaint): boolean {
  if ('ended' in other || other.found?.some(({ ground }) => ground === 'households')) return false;
  return !other.gradings.some(({ to }, at) => to === 'ordinary' && at > 0);
}
