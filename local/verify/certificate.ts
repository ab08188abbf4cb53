import { createHash } from 'node:crypto';
import { type Finding, textOf } from './finding.ts';
import type { Stock } from './stock.ts';

/** Findings printed in full; of more only their number. */
const shown = 200;

/**
 * The certificate (核验证书): what was there, a fingerprint per company by which two certificates can be compared, and what was found.
 *
 * The fingerprint covers the last hash of every history, and so all of them.
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
    `errors       ${errors.length}`,
    `notes        ${findings.length - errors.length}`,
    ...findings.slice(0, shown).map(({ level, check, key, detail }) => `  ${level === 'error' ? 'ERROR' : 'note '} ${check}: ${detail}\n        ${key}`),
    ...(findings.length > shown ? [`  … and ${findings.length - shown} more`] : []),
    errors.length === 0 ? 'Nothing is wrong 未发现问题' : 'SOMETHING IS WRONG 发现问题',
  ];
  return `${lines.join('\n')}\n`;
}

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
