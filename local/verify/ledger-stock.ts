import { listOf, mapOf, type RawItem, textOf } from './finding.ts';
import { unpacked } from './packed.ts';
import type { Stock } from './stock.ts';

/** A posting as it lies in an entry; amounts are whole fen, debits positive. */
export interface RawPosting {
  readonly account: string;
  readonly fen: number;
  readonly as: string | undefined;
  readonly bill: string | undefined;
  readonly balance: string | undefined;
  readonly channel: string | undefined;
  readonly feeClass: string | undefined;
  readonly period: string | undefined;
}

/** An entry (凭证) of a book. */
export interface RawEntry {
  readonly id: string;
  readonly item: RawItem;
  /** What it says, unpacked. */
  readonly says: RawItem;
  readonly company: string;
  readonly project: string;
  readonly year: string;
  readonly book: string;
  readonly seq: number;
  readonly kind: string;
  readonly on: string;
  readonly postings: readonly RawPosting[];
}

/** One change of what is open of a bill, as the bill keeps it. */
export interface RawSettlement {
  readonly entry: string;
  readonly on: string;
  readonly valueOn: string;
  readonly fen: number;
  readonly lateFen: number;
  readonly as: string;
}

/** A bill (账单). */
export interface RawBill {
  readonly id: string;
  readonly item: RawItem;
  readonly says: RawItem;
  readonly unit: string;
  readonly feeClass: string;
  readonly period: string;
  readonly state: string;
  readonly issuedFen: number;
  readonly issuedOn: string;
  /** The run that made it; undefined for one that an entry issued. */
  readonly run: string | undefined;
  readonly paid: readonly RawSettlement[];
}

/** A book of a year with everything in its partition. */
export interface RawBook {
  readonly item: RawItem | undefined;
  readonly says: RawItem;
  readonly year: string;
  readonly name: string;
  readonly entries: readonly RawEntry[];
  readonly seals: readonly { readonly item: RawItem; readonly day: string; readonly says: RawItem }[];
}

/** The money of one project, sorted. */
export interface ProjectLedger {
  readonly company: string;
  readonly project: string;
  readonly entries: ReadonlyMap<string, RawEntry>;
  readonly bills: ReadonlyMap<string, RawBill>;
  readonly books: readonly RawBook[];
  readonly balances: ReadonlyMap<string, { readonly item: RawItem; readonly says: RawItem }>;
  readonly moves: readonly { readonly item: RawItem; readonly balance: string; readonly day: string; readonly entry: string; readonly says: RawItem }[];
  /** What was taken back, by entry. */
  readonly backs: ReadonlyMap<string, { readonly item: RawItem; readonly says: RawItem }>;
  readonly totals: readonly { readonly item: RawItem; readonly day: string; readonly book: string; readonly sums: RawItem }[];
  readonly folded: readonly { readonly item: RawItem; readonly what: string; readonly of: string }[];
  /** Billing runs that have not ended well: their bills may lie there before a chunk has counted them. */
  readonly openRuns: ReadonlySet<string>;
}

/** Whole fen, or not a number where what is stored is none: every sum then shows it. */
export const fenOf = (value: unknown): number => (typeof value === 'number' && Number.isSafeInteger(value) ? value : Number.NaN);

const optional = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The ledgers of all projects that have one. */
export function ledgersOf(stock: Stock): readonly ProjectLedger[] {
  const kinds = ['entry', 'bill', 'book', 'seal', 'balance', 'move', 'back', 'totals', 'folded'] as const;
  const places = new Set(kinds.flatMap((kind) => stock.of(kind).map(({ where }) => `${where.company}#${where.project}`)));
  const by = <K extends (typeof kinds)[number]>(kind: K) => Map.groupBy(stock.of(kind), ({ where }) => `${where.company}#${where.project}`);
  const [entries, bills, books, seals, balances] = [by('entry'), by('bill'), by('book'), by('seal'), by('balance')];
  const runs = Map.groupBy(
    stock.of('run').filter(({ item, where }) => where.job === 'billing' && !endedRuns.has(textOf(mapOf(item['run'])['state']))),
    ({ where }) => `${where.company}#${where.project}`,
  );
  const [moves, backs, totals, folded] = [by('move'), by('back'), by('totals'), by('folded')];
  return [...places].toSorted().map((place): ProjectLedger => {
    const [company = '', project = ''] = place.split('#');
    const own = (entries.get(place) ?? []).map(({ item, where }) => entryOf(item, where));
    return {
      company,
      project,
      entries: new Map(own.map((entry) => [entry.id, entry])),
      bills: new Map((bills.get(place) ?? []).map(({ item, where }) => [where.id, billOf(item, where.id)])),
      books: booksOf(own, books.get(place) ?? [], seals.get(place) ?? []),
      balances: new Map((balances.get(place) ?? []).map(({ item, where }) => [where.id, { item, says: mapOf(item['balance']) }])),
      moves: (moves.get(place) ?? []).map(({ item, where: { balance, day, entry } }) => ({ item, balance, day, entry, says: mapOf(item['move']) })),
      backs: new Map((backs.get(place) ?? []).map(({ item, where }) => [idOf(where), { item, says: mapOf(item['back']) }])),
      totals: (totals.get(place) ?? []).map(({ item, where: { day, book } }) => ({ item, day, book, sums: mapOf(item['sums']) })),
      openRuns: new Set((runs.get(place) ?? []).map(({ where }) => where.run)),
      folded: (folded.get(place) ?? []).map(({ item, where: { what, of } }) => ({ item, what, of })),
    };
  });
}

const endedRuns = new Set(['done', 'withdrawing', 'withdrawn']);

const idOf = ({ year, book, seq }: { readonly year: string; readonly book: string; readonly seq: number }): string => [year, book, seq].join('~');

function entryOf(item: RawItem, where: { company: string; project: string; year: string; book: string; seq: number }): RawEntry {
  const says = mapOf(item['packed'] === undefined ? item['entry'] : unpacked(item['packed']));
  const postings = listOf(says['postings']).map((one): RawPosting => {
    const { account, fen, as, bill, balance, channel, feeClass, period } = mapOf(one);
    const named = { as: optional(as), bill: optional(bill), balance: optional(balance), channel: optional(channel) };
    return { account: textOf(account), fen: fenOf(fen), ...named, feeClass: optional(feeClass), period: optional(period) };
  });
  const { company, project, year, book, seq } = where;
  return { id: idOf(where), item, says, company, project, year, book, seq, kind: textOf(says['kind']), on: textOf(says['bookedOn']), postings };
}

function billOf(item: RawItem, id: string): RawBill {
  const says = mapOf(item['bill']);
  const [unit = '', period = '', feeClass = ''] = id.split('~');
  const { kind, id: run } = mapOf(says['origin']);
  const paid = listOf(says['paid']).map((one): RawSettlement => {
    const { entry, on, valueOn, fen, lateFen, as } = mapOf(one);
    return {
      entry: textOf(entry),
      on: textOf(on),
      valueOn: textOf(valueOn),
      fen: fenOf(fen),
      lateFen: lateFen === undefined ? 0 : fenOf(lateFen),
      as: textOf(as),
    };
  });
  const { state, issuedFen, issuedOn } = says;
  return {
    id,
    item,
    says,
    unit,
    feeClass,
    period,
    state: textOf(state),
    issuedFen: fenOf(issuedFen),
    issuedOn: textOf(issuedOn),
    run: kind === 'run' ? textOf(run) : undefined,
    paid,
  };
}

type PlacedBook = { readonly item: RawItem; readonly where: { readonly year: string; readonly book: string } };

function booksOf(
  entries: readonly RawEntry[],
  books: readonly PlacedBook[],
  seals: readonly (PlacedBook & { readonly where: { readonly day: string } })[],
): readonly RawBook[] {
  const nameOf = ({ year, book }: { readonly year: string; readonly book: string }) => `${year}~${book}`;
  const names = new Set([...entries.map(nameOf), ...books.map(({ where }) => nameOf(where)), ...seals.map(({ where }) => nameOf(where))]);
  const [own, heads, days] = [Map.groupBy(entries, nameOf), Map.groupBy(books, ({ where }) => nameOf(where)), Map.groupBy(seals, ({ where }) => nameOf(where))];
  return [...names].toSorted().map((name): RawBook => {
    const [year = '', book = ''] = name.split('~');
    const item = heads.get(name)?.[0]?.item;
    return {
      item,
      says: mapOf(item?.['book']),
      year,
      name: book,
      entries: (own.get(name) ?? []).toSorted((a, b) => a.seq - b.seq),
      seals: (days.get(name) ?? [])
        .map(({ item: seal, where: { day } }) => ({ item: seal, day, says: mapOf(seal['seal']) }))
        .toSorted((a, b) => (a.day < b.day ? -1 : 1)),
    };
  });
}
