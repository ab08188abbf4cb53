import type { Instant } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { hq } from '../kernel/project-policy.ts';
import { calendarUnchanged, freeOrMine, mine } from '../table/conditions.ts';
import { calendarKey, findKey, holdKey, type Key, type Ref } from '../table/keys.ts';
import { Contended, type Item, keyText, rank, type Write } from '../table/table.ts';
import type { Claim, Definition, Term } from './definition.ts';
import { isClosed, type Stored } from './stored.ts';
import { fetchItems, type Touched, type Work } from './work.ts';

/** A booked interval of a resource's calendar. */
export interface Booking {
  readonly holder: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly capacity: number;
  readonly label: Readonly<Record<string, string>>;
}

/** Who holds a claim: the record, as one word. */
export const holderOf = (ref: Ref): string => `${ref.kind}/${ref.id}`;

function claimsOf(definition: Definition, stored: Stored | undefined): readonly Claim[] {
  return stored && !stored.removed && !isClosed(definition, stored.record) ? definition.claims(stored.record, stored.ref.id) : [];
}

const scopeOf = (claim: Claim, ref: Ref): string => (claim.scope === 'company' ? hq : ref.project);

/** Writes that take what the record claims now and give back what it claimed before: diffed, so that what stays costs nothing. */
export async function claimWrites(work: Work): Promise<readonly Write[]> {
  const writes: Write[] = [];
  const bookings: { touched: Touched; claims: readonly Claim[]; scope: string; name: string }[] = [];
  const released: Write[] = [];
  for (const touched of work.touched.values()) {
    const before = claimsOf(touched.definition, touched.before);
    const after = claimsOf(touched.definition, touched.after);
    const holder = holderOf(touched.ref);
    const holds = (claims: readonly Claim[]) =>
      new Map(
        claims.filter((claim) => claim.claim === 'hold').map((claim) => [keyText(holdKey(work.desk.company, scopeOf(claim, touched.ref), claim.name)), claim]),
      );
    const [old, fresh] = [holds(before), holds(after)];
    for (const [text, claim] of fresh) if (!old.has(text)) writes.push(takeHold(work, touched, claim, holder));
    for (const [text, claim] of old) if (!fresh.has(text)) released.push(releaseHold(work, touched, claim, holder));
    for (const name of calendarNames(before, after)) {
      const claims = after.filter((claim) => claim.claim === 'during' && claim.name === name);
      const scope = scopeOf([...before, ...after].find((claim) => claim.name === name) ?? ({ scope: undefined } as never), touched.ref);
      bookings.push({ touched, claims, scope, name });
    }
  }
  // A right handed from one record to another within the unit of work is one write: the taking.
  const taken = new Set(writes.map(({ put }) => put && keyText(put)));
  return [
    ...writes.map((write) => handedOver(write, released)),
    ...released.filter(({ remove }) => remove && !taken.has(keyText(remove))),
    ...(await bookingWrites(work, bookings)),
  ];
}

function handedOver(write: Write, released: readonly Write[]): Write {
  const release = released.find(({ remove }) => remove && write.put && keyText(remove) === keyText(write.put));
  return release?.condition ? { ...write, condition: release.condition } : write;
}

function takeHold(work: Work, touched: Touched, claim: Claim, holder: string): Write {
  const key = holdKey(work.desk.company, scopeOf(claim, touched.ref), claim.name);
  return {
    put: { ...key, holder, label: claim.label, at: work.now },
    condition: freeOrMine(holder),
    rank: rank.claim,
    refusal: (held) => taken(claim, held),
  };
}

/** The refusal names the holder by his own label, with the claim's own sentence where it has one. */
function taken(claim: Claim, held: Item | undefined): DomainError {
  const label = (held?.['label'] ?? {}) as Record<string, string>;
  return new DomainError('conflict', claim.error ?? 'claim.held', { by: String(held?.['holder'] ?? ''), ...label });
}

function releaseHold(work: Work, touched: Touched, claim: Claim, holder: string): Write {
  const key = holdKey(work.desk.company, scopeOf(claim, touched.ref), claim.name);
  return { remove: key, condition: mine(holder), rank: rank.claim, refusal: () => new Contended() };
}

function calendarNames(before: readonly Claim[], after: readonly Claim[]): readonly string[] {
  const text = (claims: readonly Claim[], name: string) => JSON.stringify(claims.filter((claim) => claim.claim === 'during' && claim.name === name));
  const names = new Set([...before, ...after].filter((claim) => claim.claim === 'during').map((claim) => claim.name));
  return [...names].filter((name) => text(before, name) !== text(after, name));
}

async function bookingWrites(
  work: Work,
  bookings: readonly { touched: Touched; claims: readonly Claim[]; scope: string; name: string }[],
): Promise<readonly Write[]> {
  const keyFor = (booking: { scope: string; name: string }): Key => calendarKey(work.desk.company, booking.scope, booking.name);
  await fetchItems(work, bookings.map(keyFor));
  const calendars = new Map<string, { key: Key; version: number; entries: readonly Booking[] }>();
  for (const booking of bookings) {
    const key = keyFor(booking);
    const item = work.items.get(keyText(key));
    const calendar = calendars.get(keyText(key)) ?? { key, version: Number(item?.['version'] ?? 0), entries: (item?.['entries'] ?? []) as Booking[] };
    calendars.set(keyText(key), { ...calendar, entries: rebook(calendar.entries, holderOf(booking.touched.ref), booking.claims) });
  }
  return [...calendars.values()].map(({ key, version, entries }) => ({
    put: { ...key, version: version + 1, entries },
    condition: calendarUnchanged(version),
    rank: rank.claim,
    refusal: () => new Contended(),
  }));
}

/**
 * A resource's calendar with one holder's bookings replaced.
 *
 * @throws DomainError conflict when more than the smallest capacity concerned would overlap at any instant; the label of the one in the way fills the sentence.
 */
export function rebook(entries: readonly Booking[], holder: string, claims: readonly Claim[]): readonly Booking[] {
  let kept: readonly Booking[] = entries.filter((entry) => entry.holder !== holder);
  for (const claim of claims) {
    if (claim.claim !== 'during') continue;
    const { from, to, capacity, label } = claim;
    const overlapping = kept.filter((entry) => entry.from < to && from < entry.to);
    const points = [from, ...overlapping.map((entry) => entry.from).filter((at) => at > from)];
    for (const at of points) {
      const inside = overlapping.filter((entry) => entry.from <= at && at < entry.to);
      const blocking = inside[0];
      if (blocking && inside.length >= Math.min(capacity, ...inside.map((entry) => entry.capacity))) {
        throw new DomainError('conflict', claim.error ?? 'claim.overlap', { by: blocking.holder, from: blocking.from, to: blocking.to, ...blocking.label });
      }
    }
    kept = [...kept, { holder, from, to, capacity, label }];
  }
  return kept.toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

/** Pointer items for the words a record is found by, diffed like claims; an empty word (a name of nothing but dots) finds nothing. Anybody may point, so they carry no condition. */
export function termWrites(work: Work, touched: Touched): readonly Write[] {
  const { definition, ref, before, after } = touched;
  const keys = (terms: readonly Term[]) => {
    const words = terms.filter(({ value }) => value !== '');
    return new Map(words.map((term) => findKey(work.desk.company, term, ref)).map((key) => [keyText(key), key]));
  };
  const old = keys(before && !before.removed ? definition.terms(before.record, ref.id) : []);
  const fresh = keys(after && !after.removed ? definition.terms(after.record, ref.id) : []);
  return [
    ...[...fresh].filter(([text]) => !old.has(text)).map(([, key]) => ({ put: { ...key, project: ref.project, kind: ref.kind, id: ref.id }, rank: rank.pin })),
    ...[...old].filter(([text]) => !fresh.has(text)).map(([, key]) => ({ remove: key, rank: rank.pin })),
  ];
}
