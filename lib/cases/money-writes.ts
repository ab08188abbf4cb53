import type { Company } from '../kernel/actor.ts';
import { withoutUndefined } from '../kernel/canonical.ts';
import { DomainError } from '../kernel/error.ts';
import { cashOf, type Entry } from '../ledger/journal.ts';
import { entryId, entryNamed, receiptNo } from '../ledger/names.ts';
import { absent, sameVersion } from '../table/conditions.ts';
import { bookKey, bookPartition, dayKey, externalKey, type Key, totalsKey } from '../table/keys.ts';
import { Contended, type Item, rank, type Write } from '../table/table.ts';
import type { Held } from './money.ts';
import { balanceItem, billItem, entryItem, keysOfEntry, moveItems } from './money-items.ts';
import type { Work } from './work.ts';

/** The writes of a unit of work's money: every one is conditioned on the version that was read, so that of two who settle a bill one decides again. */
export function moneyWrites({ till, desk: { company }, project }: Work): readonly Write[] {
  const write = (put: Item, { version }: Held<unknown>): Write => ({
    put: withoutUndefined(put),
    condition: version === 0 ? absent : sameVersion(version),
    rank: rank.version,
    refusal: () => new Contended(),
  });
  const versioned = (key: Key, one: Held<unknown>, value: Readonly<Record<string, unknown>>): Write =>
    write({ ...key, version: one.version + 1, ...value }, one);
  const fresh = (put: Item): Write => ({ put: withoutUndefined(put), condition: absent, rank: rank.version, refusal: () => new Contended() });
  return [
    ...[...till.bills.values()].map((one) => write(billItem(company, project, one.after, one.version + 1), one)),
    ...[...till.balances.values()].map((one) => write(balanceItem(company, project, one.after, one.version + 1), one)),
    ...[...till.books.values()].map((one) => versioned(bookKey(bookPartition(company, project, { year: one.year, book: one.name })), one, { book: one.after })),
    ...till.entries.map(({ entry, out }) => fresh({ ...entryItem(company, project, withoutUndefined(entry)), out: [out] })),
    ...till.entries.flatMap(({ entry }) => externalWrites(company, project, entry)),
    ...till.entries.flatMap(({ entry }) => moveItems(company, project, entry)).map(fresh),
    ...till.seals.map((seal) => fresh({ ...dayKey(bookPartition(company, project, seal), seal.day), seal })),
    ...[...till.totals.values()].map((one) => versioned(totalsKey(company, project, one.day, one.book), one, { sums: one.after })),
    ...[...till.backs].map(([id, one]) => versioned(keysOfEntry(company, project, id).back, one, { back: one.after })),
  ];
}

/** One transaction of a channel is one payment (流水号唯一), whoever enters it and as what; its row stands for as long as there are books. */
function externalWrites(company: Company, project: string, entry: Entry): readonly Write[] {
  const { external, payer } = entry;
  const channel = entry.postings.find(({ account, fen }) => account === 'cash' && fen > 0)?.channel;
  if (external === undefined || channel === undefined) return [];
  const put: Item = withoutUndefined({ ...externalKey(company, channel, external), project, entry: entryId(entry), fen: cashOf(entry), payer });
  const refusal = (held: Item | undefined): Error =>
    held ? new DomainError('conflict', 'entry.external', { number: external, receipt: held['project'] === project ? receiptOf(held) : '—' }) : new Contended();
  return [{ put, condition: absent, rank: rank.version, refusal }];
}

function receiptOf(held: Item): string {
  const name = entryNamed(String(held['entry']));
  return name ? receiptNo(name) : '';
}
