import { broken, type Finding, type RawItem, textOf } from './finding.ts';
import { type Where, type WhereOf, whereIs } from './key.ts';
import { unpacked } from './packed.ts';

/** An item of a known form. */
export interface Placed<W extends Where = Where> {
  readonly item: RawItem;
  readonly where: W;
}

type Of<K extends Where['is']> = Placed<WhereOf<K>>;

/** A record with everything that lies in its partition. */
export interface StockRecord {
  readonly item: RawItem;
  readonly company: string;
  readonly project: string;
  readonly kind: string;
  readonly id: string;
  readonly place: WhereOf<'record'>['place'];
  readonly history: readonly RawItem[];
}

/** All items, sorted by what they are. */
export interface Stock {
  readonly records: readonly StockRecord[];
  /** By {@link refText}. */
  readonly byRef: ReadonlyMap<string, StockRecord>;
  readonly all: readonly Placed[];
  readonly of: <K extends Where['is']>(kind: K) => readonly Of<K>[];
  /** Who holds a right, as `kind/id`. */
  readonly holder: (company: string, project: string, name: string) => string | undefined;
  readonly findings: readonly Finding[];
}

/** Names a record within the whole table. */
export const refText = (company: string, project: string, kind: string, id: string): string => [company, project, kind, id].join('#');

/** Whether the record exists: one taken back by the revert of an import does not, though its versions and history stay. */
export const stands = ({ item }: StockRecord): boolean => item['removed'] !== true;

/** Whether the record is a case that has ended. */
export const hasEnded = ({ item }: StockRecord): boolean => item['closedAt'] !== undefined;

/** Sorts the items; what has no known form, or comes twice, or belongs to nothing is a finding. */
export function takeStock(items: Iterable<RawItem>): Stock {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const all: Placed[] = [];
  for (const raw of items) {
    // An entry of a book with many postings lies packed; the checks see what is in it.
    const item = raw['packed'] === undefined ? raw : { ...raw, entry: unpacked(raw['packed']) };
    const [pk, sk] = [textOf(item['pk']), textOf(item['sk'])];
    const where = whereIs(pk, sk);
    if (seen.has(`${pk}\n${sk}`)) findings.push(broken('key.twice', item, 'the same key stands twice in the input'));
    else if (!where) findings.push(broken('key.unknown', item, 'the key has none of the forms of the key table'));
    else all.push({ item, where });
    seen.add(`${pk}\n${sk}`);
  }
  const byKind = Map.groupBy(all, ({ where }) => where.is);
  const of = <K extends Where['is']>(kind: K) => (byKind.get(kind) ?? []) as unknown as readonly Of<K>[];
  const histories = Map.groupBy(of('history'), ({ where: { company, project, owner } }) => partition(company, project, owner));
  const records = of('record').map(({ item, where }) => recordOf(item, where, histories));
  const owners = new Set(records.map((record) => partition(record.company, record.project, ownerOf(record))));
  for (const { item, where } of [...of('history'), ...of('refusal'), ...of('part')]) {
    if (!owners.has(partition(where.company, where.project, where.owner)))
      findings.push(broken('record.missing', item, `the record of this ${where.is} does not exist`));
  }
  const holders = new Map(of('hold').map(({ item, where: { company, project, name } }) => [[company, project, name].join('#'), textOf(item['holder'])]));
  const holder = (company: string, project: string, name: string) => holders.get([company, project, name].join('#'));
  const byRef = new Map(records.map((record) => [refText(record.company, record.project, record.kind, record.id), record]));
  return { records, byRef, all, of, holder, findings };
}

const partition = (company: string, project: string, owner: string): string => [company, project, owner].join('#');

const ownerOf = ({ place, kind, id }: Pick<StockRecord, 'place' | 'kind' | 'id'>): string => (place === 'case' ? id : `${kind}:${id}`);

function recordOf(item: RawItem, where: Of<'record'>['where'], histories: ReadonlyMap<string, readonly Of<'history'>[]>): StockRecord {
  const { company, project, place, id } = where;
  const kind = where.kind ?? textOf(item['kind']);
  const entries = histories.get(partition(company, project, ownerOf({ place, kind, id }))) ?? [];
  return { item, company, project, kind, id, place, history: entries.toSorted((a, b) => a.where.seq - b.where.seq).map((entry) => entry.item) };
}
