import { type Loaded, order } from '../../cases/contract.ts';
import type { Context, Outcome, Part } from '../../cases/definition.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { expectedInCabinet, keySet, type ListedKeySet } from '../../registers/key-set/contract.ts';
import type { KeySetRecord } from './counting.ts';
import { type CountKind, type Difference, type In, type Line, Sheet, type Tally } from './record.ts';

/**
 * A difference is explained (差异说明) by a supervisor who has not counted: who hid a key must not be the one to explain it away.
 *
 * @throws DomainError `key-count.counter-explains` (forbidden), `key-count.no-difference`, and what the set itself refuses.
 */
export function explain(
  record: In<'counting' | 'mismatch'>,
  {
    set,
    finding,
    keys,
    note,
  }: { readonly set: string; readonly finding: NonNullable<Difference['explained']>['finding']; readonly keys?: number | undefined; readonly note: string },
  { actor, now, reads }: Context<{ set: Loaded<KeySetRecord> }>,
): Outcome<In<'counting' | 'mismatch' | 'explained'>> {
  if (record.counters.includes(actor.person)) forbid('key-count.counter-explains');
  if (!record.differences.some((difference) => difference.set === set && !difference.explained)) refuse('key-count.no-difference', 'set', { set }, 'conflict');
  const explained = { at: now, by: actor.person, finding, note };
  const differences = record.differences.map((difference) => (difference.set === set ? { ...difference, explained } : difference));
  const last = record.state === 'mismatch' && differences.every((difference) => difference.explained);
  const flagged = reads.set.record.state === 'discrepancy';
  return {
    record: last ? { ...record, differences, state: 'explained' } : { ...record, differences },
    also: flagged ? [order(keySet, set, 'explain', { finding, note, ...(keys === undefined ? {} : { keys }) })] : [],
  };
}

/**
 * The cabinets have been gone through (盘点完成). Every set that should have keys in a cabinet must have been seen (monthly: every set there is), or the count would
 * only confirm what it looked at. Without difference it is closed; a difference keeps the shift open until it is explained.
 *
 * @throws DomainError `key-count.uncounted`, naming the first of them.
 */
export function finish(
  record: In<'open' | 'counting'>,
  _input: unknown,
  { actor, now, parts, reads }: Context<{ register: Loaded<readonly ListedKeySet[]> }>,
): Outcome<In<'mismatch' | 'explained' | 'closed'>> {
  const sets = reads.register.record.filter(({ record: { state } }) => state !== 'writtenOff');
  const lines = lastLines(parts);
  const uncounted = sets.filter(({ id, record: set }) => !lines.has(id) && mustBeSeen(record.kind, set));
  if (uncounted.length > 0)
    refuse(
      'key-count.uncounted',
      undefined,
      {
        count: uncounted.length,
        sets: uncounted
          .slice(0, 10)
          .map(({ id }) => id)
          .join('、'),
      },
      'conflict',
    );
  const by = { at: now, by: actor.person };
  const { state: _, ...counted } = record;
  const done = { ...counted, tally: tallyOf(sets, lines), finished: by };
  const open = record.differences.filter(({ explained }) => !explained);
  if (open.length > 0) {
    return {
      record: { ...done, state: 'mismatch' },
      notices: [{ type: 'key-count.mismatch', to: { positions: ['CSM'] }, params: { count: String(open.length) } }],
    };
  }
  return { record: record.differences.length > 0 ? { ...done, state: 'explained' } : { ...done, state: 'closed', ended: by } };
}

const mustBeSeen = (kind: CountKind, set: KeySetRecord): boolean => kind === 'monthly' || expectedInCabinet(set) > 0;

/** The last line of each set, over all sheets in the order in which they were handed in. */
function lastLines(parts: readonly Part[]): ReadonlyMap<string, Line> {
  const sheets = parts.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ data }) => Sheet.parse(data));
  return new Map(sheets.flatMap(({ lines }) => lines).map((line) => [line.set, line]));
}

/** Register = cabinet + loans + handed over + lost; a set is taken as it was when it was looked at, so that a loan in between does not unbalance the sum. */
function tallyOf(sets: readonly ListedKeySet[], lines: ReadonlyMap<string, Line>): Tally {
  const tally = { sets: 0, registered: 0, expected: 0, seen: 0, out: 0, handedOver: 0, lost: 0 };
  for (const { id, record } of sets) {
    const line = lines.get(id) ?? asBooked(id, record);
    tally.sets += 1;
    tally.registered += line.keys;
    tally.expected += line.expected;
    tally.seen += line.seen;
    if (line.custody === 'out' || line.custody === 'handedOver' || line.custody === 'lost') tally[line.custody] += line.keys - line.expected;
  }
  return tally;
}

/** A set nobody had to look at, as the books have it. */
function asBooked(set: string, record: KeySetRecord): Line {
  const expected = expectedInCabinet(record);
  return { set, seen: expected, expected, keys: record.count, custody: record.state === 'discrepancy' ? record.was.state : record.state };
}

/** The shift closes on explained differences (交班). */
export function close(record: In<'explained'>, _input: unknown, { actor, now }: Context): Outcome<In<'closed'>> {
  return { record: { ...record, state: 'closed', ended: { at: now, by: actor.person } } };
}

/** Nobody counted (未盘): the project manager says so and why; what was already found still has to be explained. @throws DomainError `key-count.explain-first`. */
export function miss(record: In<'open' | 'counting'>, { note }: { readonly note: string }, { actor, now }: Context): Outcome<In<'missed'>> {
  if (record.differences.some(({ explained }) => !explained)) refuse('key-count.explain-first', undefined, {}, 'conflict');
  return { record: { ...record, state: 'missed', ended: { at: now, by: actor.person, note } } };
}
