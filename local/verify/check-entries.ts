import { createHash } from 'node:crypto';
import { broken, type Finding, listOf, mapOf, type RawItem, textOf } from './finding.ts';
import type { ProjectLedger, RawBook, RawEntry } from './ledger-stock.ts';

/**
 * Entries and books (凭证与账簿): every journal balances (I2), says who booked what when and why (I9), stands in a book without a gap and chained to the one before (I4),
 * is taken back at most once and refunded within the money it brought (I5), and lies in a finished day exactly as its seal says (I6).
 */
export function checkEntries(ledger: ProjectLedger): Finding[] {
  const entries = [...ledger.entries.values()];
  return [...entries.flatMap((entry) => [...checkBalanced(entry), ...checkFields(entry)]), ...ledger.books.flatMap(checkBook), ...checkTakenBack(ledger)];
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, fen) => sum + fen, 0);

function checkBalanced({ item, says, postings, company, project, year, book, seq }: RawEntry): Finding[] {
  const sum = sumOf(postings.map(({ fen }) => fen));
  const balanced = postings.length >= 2 && sum === 0 && postings.every(({ fen }) => fen !== 0);
  const own = says['company'] === company && says['project'] === project && says['year'] === year && says['book'] === book && says['seq'] === seq;
  return [
    ...(balanced ? [] : [broken('entry.unbalanced', item, `its ${postings.length} postings sum to ${sum} fen`)]),
    ...(own ? [] : [broken('entry.place', item, 'company, project, book or number differ from the key')]),
  ];
}

const day = /^\d{4}-\d\d-\d\d$/;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Who, when, for which day, at whose request; and the event that tells of it. */
function checkFields({ item, says, id, company, project }: RawEntry): Finding[] {
  const { by, at, bookedOn, valueOn, request, kind } = says;
  const wanted: Readonly<Record<string, boolean>> = {
    by: textOf(mapOf(by)['person']) !== '',
    at: moment.test(textOf(at)),
    bookedOn: day.test(textOf(bookedOn)),
    valueOn: day.test(textOf(valueOn)),
    request: typeof request === 'string' && request !== '',
    kind: typeof kind === 'string' && kind !== '',
  };
  const missing = Object.keys(wanted).filter((name) => !wanted[name]);
  const [event] = listOf(item['out']).map(mapOf);
  const told = event?.['type'] === 'money.booked' && event['caseId'] === id && event['company'] === company && event['project'] === project;
  return [
    ...(missing.length === 0 ? [] : [broken('entry.fields', item, `it does not say ${missing.join(', ')}`)]),
    ...(told ? [] : [broken('entry.event', item, 'no event tells of it, or one of another entry')]),
  ];
}

/** The hash of an entry: SHA-256 over the hash before it, a line break, and the entry as JSON with sorted keys, without its own hash. */
export function hashOf(previous: string, says: RawItem): string {
  const { hash: _hash, ...content } = says;
  return createHash('sha256')
    .update(`${previous}\n${JSON.stringify(sorted(content))}`)
    .digest('base64url');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const map = value as RawItem;
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((name) => [name, sorted(map[name])]),
  );
}

function checkBook(book: RawBook): Finding[] {
  const { item, says, entries, year, name } = book;
  const [first] = entries;
  if (!item) return first ? [broken('book.missing', first.item, `the book ${year} ${name} has no head`)] : [];
  if (says['year'] !== year || says['name'] !== name) return [broken('book.place', item, 'year or name differ from the key')];
  return [...checkChain(book, item), ...checkSums(book, item), ...checkSeals(book, item)];
}

function checkChain({ says, entries }: RawBook, head: RawItem): Finding[] {
  let [previous, seq] = ['', (entries[0]?.seq ?? Number(says['seq']) + 1) - 1];
  for (const entry of entries) {
    if (entry.seq !== seq + 1) return [broken('book.gap', entry.item, `number ${seq + 1} is missing before it`)];
    if (entry.says['previous'] !== previous || entry.says['hash'] !== hashOf(previous, entry.says))
      return [broken('book.chain', entry.item, 'its hash does not follow from the entry and the one before it')];
    [previous, seq] = [textOf(entry.says['hash']), entry.seq];
  }
  return says['seq'] === seq && says['hash'] === previous ? [] : [broken('book.head', head, `it ends at number ${seq}, its head says ${textOf(says['seq'])}`)];
}

/** Sums of a stretch of entries by account, money by channel. */
function sumsOf(entries: readonly RawEntry[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { account, channel, fen } of entries.flatMap(({ postings }) => postings)) {
    const key = channel === undefined ? account : `${account}|${channel}`;
    sums[key] = (sums[key] ?? 0) + fen;
  }
  return Object.fromEntries(Object.entries(sums).filter(([, fen]) => fen !== 0));
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** The book's open day: its first number, and its sums so far. */
function checkSums({ says, entries }: RawBook, head: RawItem): Finding[] {
  const last = entries.at(-1);
  if (!last) return [];
  const today = entries.filter(({ on }) => on === last.on);
  const right = says['day'] === last.on && says['dayFirst'] === today[0]?.seq && same(mapOf(says['sums']), sumsOf(today));
  return right ? [] : [broken('book.day', head, `its head does not say what was booked on ${last.on}`)];
}

/** Days follow each other; each finished one is sealed with its numbers, sums and hash; after the sealed day nothing is booked on it or before. */
function checkSeals({ says, entries, seals }: RawBook, head: RawItem): Finding[] {
  const findings: Finding[] = [];
  for (const [index, entry] of entries.entries()) {
    if (entry.on < (entries[index - 1]?.on ?? '')) findings.push(broken('book.day-order', entry.item, 'it is booked on a day before the one before it'));
  }
  const days = Map.groupBy(entries, ({ on }) => on);
  const through = typeof says['sealedThrough'] === 'string' ? says['sealedThrough'] : '';
  const sealed = new Set(seals.map(({ day: of }) => of));
  for (const of of days.keys()) {
    if ((of !== entries.at(-1)?.on || of <= through) && !sealed.has(of)) findings.push(broken('seal.missing', head, `the finished day ${of} has no seal`));
  }
  for (const { item, day: of, says: seal } of seals) {
    const own = days.get(of) ?? [];
    const [first, last] = [own[0], own.at(-1)];
    const right = seal['first'] === first?.seq && seal['last'] === last?.seq && seal['hash'] === last?.says['hash'] && same(mapOf(seal['sums']), sumsOf(own));
    if (own.length > 0 && !right) findings.push(broken('seal.content', item, `numbers, sums or hash are not those of the entries of ${of}`));
    if (own.length === 0 && (seal['last'] as number) >= (seal['first'] as number)) findings.push(broken('seal.content', item, `there are no entries of ${of}`));
  }
  return findings;
}

function checkTakenBack({ entries, backs }: ProjectLedger): Finding[] {
  const findings: Finding[] = [];
  const reversals = Map.groupBy(
    [...entries.values()].filter(({ says }) => says['reverses'] !== undefined),
    ({ says }) => textOf(says['reverses']),
  );
  const refunds = Map.groupBy(
    [...entries.values()].filter(({ says }) => says['refunds'] !== undefined),
    ({ says }) => textOf(says['refunds']),
  );
  for (const [id, by] of [...reversals, ...refunds]) {
    if (!entries.has(id)) findings.push(...by.map(({ item }) => broken('entry.takes-back-nothing', item, `there is no entry ${id}`)));
  }
  for (const [id, by] of reversals) {
    const original = entries.get(id);
    for (const { item } of by.slice(1)) findings.push(broken('entry.reversed-twice', item, `${id} is taken back by ${by[0]?.id} as well`));
    for (const { item, postings } of by)
      if (original && !isNegated(original, postings)) findings.push(broken('entry.reversal', item, `it does not take back what ${id} booked`));
    if (refunds.has(id)) findings.push(...by.map(({ item }) => broken('entry.reversal', item, `${id} was refunded in parts as well`)));
  }
  for (const [id, original] of entries) findings.push(...checkBack(original, reversals.get(id)?.[0], refunds.get(id) ?? [], backs.get(id)));
  for (const [id, { item }] of backs) if (!entries.has(id)) findings.push(broken('back.missing', item, `there is no entry ${id}`));
  return findings;
}

const cashOf = ({ postings }: RawEntry): number => sumOf(postings.flatMap(({ account, fen }) => (account === 'cash' ? [fen] : [])));

/** What is kept of an entry's taking back is what the entries say. */
function checkBack(
  original: RawEntry,
  reversal: RawEntry | undefined,
  refunds: readonly RawEntry[],
  back: { readonly item: RawItem; readonly says: RawItem } | undefined,
): Finding[] {
  const refundedFen = 0 - sumOf(refunds.map(cashOf));
  const findings =
    refunds.length > 0 && refundedFen > cashOf(original)
      ? [broken('entry.refunded-too-much', original.item, `${refundedFen} fen of ${cashOf(original)} are paid back`)]
      : [];
  if (!reversal && refunds.length === 0 && !back) return findings;
  const right = back?.says['reversedBy'] === reversal?.id && back?.says['refundedFen'] === refundedFen;
  return right
    ? findings
    : [...findings, broken('back.content', back?.item ?? original.item, `kept is ${textOf(back?.says)}, paid back are ${refundedFen} fen`)];
}

function isNegated(original: RawEntry, postings: RawEntry['postings']): boolean {
  const lines = (of: RawEntry['postings'], sign: number) => of.map((one) => JSON.stringify(sorted({ ...one, fen: sign * one.fen }))).toSorted();
  return same(lines(original.postings, 1), lines(postings, -1));
}
