import type { Context, Outcome } from '../../cases/definition.ts';
import { addDays, atCivil, endOfDay, parseCivilDate } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import { DomainError, refuse } from '../../kernel/error.ts';
import type { KeySetInput } from './contract.ts';
import { custodyOf, custodyTitles, type Description, descriptionOf, type KeySet, type Mandate } from './record.ts';

/**
 * Registers a set or changes its description (钥匙登记). Where the keys are stays as it is.
 *
 * @throws DomainError `key-set.tag-shows-unit`, `key-set.mandate-kind`, `key-set.entrusted-by-whom`, `key-set.count-fixed`, `key-set.away`,
 * `key-set.closed`.
 */
export function describe(record: KeySet | undefined, input: KeySetInput, context: Context): Outcome<KeySet> {
  checkTag(context.id, input.unit);
  checkMandate(input);
  const mandate = input.mandate && keptMandate(record?.mandate, mandateOf(input.mandate, context.now, context.project.timeZone));
  const next = descriptionOf({ ...input, mandate });
  if (record === undefined) return { record: { state: 'inCabinet', ...next } };
  checkChange(record, next);
  return { record: placed(record, next) };
}

/** The same from a spreadsheet row, which adds and corrects but takes nothing away. */
export function enrol(record: KeySet | undefined, input: KeySetInput, context: Context): Outcome<KeySet> {
  const mandate = input.kind === 'ownerEntrusted' && record?.mandate ? termsOf(record.mandate) : undefined;
  const known = record && { unit: record.unit, owner: record.owner, note: record.note, mandate };
  return describe(record, { ...known, ...input }, context);
}

const termsOf = ({ from, to, document }: Mandate) => ({ from, to, document });

/**
 * The tag may be lost in the street, so it never says which door it opens (牌号不得显示房号): whatever stands between the parts of the unit
 * id, in either width or case.
 */
function checkTag(tag: string, unit: string | undefined): void {
  if (unit === undefined) return;
  const plain = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[._-]+/g, '-');
  if (plain(tag).includes(plain(unit))) refuse('key-set.tag-shows-unit', 'unit', { tag, unit });
}

function checkMandate({ kind, mandate, unit, owner }: KeySetInput): void {
  if (mandate && kind !== 'ownerEntrusted') refuse('key-set.mandate-kind', 'mandate');
  if (kind === 'ownerEntrusted' && unit === undefined && owner === undefined) refuse('key-set.entrusted-by-whom', 'unit');
}

/** The count is what a clerk could hide a missing or copied key behind, so it changes only by a count's finding (盘点结论). */
function checkChange(record: KeySet, next: Description): void {
  const changed = (['count', 'kind', 'unit', 'owner'] as const).find((name) => record[name] !== next[name]);
  const state = custodyTitles[record.state];
  if (record.state === 'writtenOff' && (changed || record.cabinet !== next.cabinet)) throw new DomainError('conflict', 'key-set.closed', { state });
  if (changed === 'count') refuse('key-set.count-fixed', 'count', { count: record.count });
  if (changed && record.state !== 'inCabinet') throw new DomainError('conflict', 'key-set.away', { state });
}

/** The new description at the place where the keys are. */
function placed(record: KeySet, next: Description): KeySet {
  if (record.state === 'discrepancy') return { state: 'discrepancy', ...next, was: record.was, finding: record.finding };
  if (record.state !== 'writtenOff') return { ...next, ...custodyOf(record) };
  return { state: 'writtenOff', ...next, ...(record.loss ? { loss: record.loss } : {}), writeOff: record.writeOff };
}

/** The same mandate sent again stays the one that was recorded: its reminders do not start anew. */
function keptMandate(old: Mandate | undefined, next: Mandate): Mandate {
  return old && old.from === next.from && old.to === next.to && old.document === next.document ? old : next;
}

/** A mandate with the instants of its reminders: 30 days before its last day and on that day, at 09:00. */
export function mandateOf({ from, to, document }: { from: string; to: string; document: string }, recordedAt: Instant, zone: string): Mandate {
  const lastDay = parseCivilDate(to);
  return {
    from,
    to,
    document,
    recordedAt,
    remindAt: atCivil(addDays(lastDay, -30), '09:00', zone),
    lastDayAt: atCivil(lastDay, '09:00', zone),
    endsAt: endOfDay(lastDay, zone),
  };
}
