import { createHash } from 'node:crypto';
import { type Finding, textOf } from './finding.ts';
import { ledgersOf } from './ledger-stock.ts';
import type { Stock } from './stock.ts';

/** Findings printed in full; of more only their number. */
const shown = 200;

/**
 * The certificate (核验证书): what was there, a fingerprint per company by which two certificates can be compared, and what was found.
 *
 * The fingerprint covers the last hash of every history, and so all of them; a ledger's that of every book.
 */
export function certificate(stock: Stock, findings: readonly Finding[], source: string): string {
  const errors = findings.filter(({ level }) => level === 'error');
  const lines = [
    'Wuyun verification certificate 物云核验证书',
    `source       ${source}`,
    `items        ${stock.all.length}`,
    ...[...counts(stock)].map(([what, count]) => `  ${what.padEnd(22)} ${count}`),
    'companies',
    ...fingerprints(stock).map(({ company, records, entries, root }) => `  ${company.padEnd(22)} ${records} records, ${entries} entries, ${root}`),
    ...ledgerLines(stock),
    `errors       ${errors.length}`,
    `notes        ${findings.length - errors.length}`,
    ...findings.slice(0, shown).map(({ level, check, key, detail }) => `  ${level === 'error' ? 'ERROR' : 'note '} ${check}: ${detail}\n        ${key}`),
    ...(findings.length > shown ? [`  … and ${findings.length - shown} more`] : []),
    errors.length === 0 ? 'Nothing is wrong 未发现问题' : 'SOMETHING IS WRONG 发现问题',
  ];
  return `${lines.join('\n')}\n`;
}

/** Per project: how many books and entries, what is open, what is held for others, and a fingerprint over the last hash of every book. */
function ledgerLines(stock: Stock): readonly string[] {
  const ledgers = ledgersOf(stock);
  const lines = ledgers.map(({ company, project, books, entries, bills, balances }) => {
    const open = [...bills.values()].reduce((sum, { issuedFen, paid }) => sum + issuedFen - paid.reduce((all, { fen }) => all + fen, 0), 0);
    const held = [...balances.values()].reduce((sum, { says }) => sum + Number(says['fen']), 0);
    const ends = books.map(({ year, name, says }) => [year, name, textOf(says['hash'])].join(' ')).toSorted();
    const root = createHash('sha256').update(ends.join('\n')).digest('base64url');
    return `  ${`${company} ${project}`.padEnd(22)} ${books.length} books, ${entries.size} entries, open ${yuan(open)}, held ${yuan(held)}, ${root}`;
  });
  return lines.length === 0 ? [] : ['ledgers', ...lines];
}

const yuan = (fen: number): string => `${fen < 0 ? '-' : ''}${Math.trunc(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`;

function counts({ all, records }: Stock): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  const count = (what: string) => kinds.set(what, (kinds.get(what) ?? 0) + 1);
  for (const { where } of all) if (where.is !== 'record') count(where.is);
  for (const { kind } of records) count(`record ${kind}`);
  return new Map([...kinds].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function fingerprints({ records }: Stock): readonly { company: string; records: number; entries: number; root: string }[] {
  const companies = Map.groupBy(records, ({ company }) => company);
  return [...companies]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([company, own]) => {
      const ends = own.map(({ project, kind, id, item }) => [project, kind, id, textOf(item['chain'])].join(' ')).toSorted();
      const root = createHash('sha256').update(ends.join('\n')).digest('base64url');
      return { company, records: own.length, entries: own.reduce((sum, { history }) => sum + history.length, 0), root };
    });
}
