import { createHash } from 'node:crypto';
import { broken, type Finding, type RawItem, textOf } from './finding.ts';
import { hasEnded, type Stock, type StockRecord, stands } from './stock.ts';

/**
 * Histories (操作记录): complete, in order, unaltered, and ending where the record is.
 *
 * Every change of a record leaves one entry, numbered by the record's version plus tick, so that nothing can be missing without a gap; each entry's hash
 * covers the one before it, and the record keeps the last, so that nothing can be altered without the chain breaking.
 */
export function checkHistories({ records }: Stock): Finding[] {
  return records.flatMap((record) => [...checkNumbers(record), ...checkChain(record), ...checkStates(record), ...checkEnd(record), ...checkEvents(record)]);
}

const numberOf = (item: RawItem, name: string): number => (typeof item[name] === 'number' ? item[name] : Number.NaN);

function checkNumbers({ item, history }: StockRecord): Finding[] {
  const findings: Finding[] = [];
  const [version, tick] = [numberOf(item, 'version'), numberOf(item, 'tick')];
  if (history.length !== version + tick)
    findings.push(broken('history.count', item, `version ${version} and tick ${tick} want ${version + tick} entries, there are ${history.length}`));
  for (const [index, entry] of history.entries()) {
    const seq = index + 1;
    if (textOf(entry['sk']) !== `H#${String(seq).padStart(6, '0')}`) return [...findings, broken('history.gap', entry, `entry ${seq} is missing before it`)];
    if (numberOf(entry, 'seq') !== seq || numberOf(entry, 'version') + numberOf(entry, 'tick') !== seq)
      findings.push(broken('history.number', entry, 'its number is not its version plus tick'));
    const before = history[index - 1];
    if (before && (numberOf(entry, 'version') < numberOf(before, 'version') || numberOf(entry, 'tick') < numberOf(before, 'tick'))) {
      findings.push(broken('history.number', entry, 'version or tick falls'));
    }
  }
  const last = history.at(-1);
  if (last && (numberOf(last, 'version') !== version || numberOf(last, 'tick') !== tick))
    findings.push(broken('history.last', item, 'the last entry has another version or tick than the record'));
  return findings;
}

/** The link of an entry: SHA-256 over the previous link, a line break, and the entry as JSON with sorted keys, without its place and its own link. */
export function linkOf(previous: string, entry: RawItem): string {
  const { pk: _pk, sk: _sk, chain: _chain, ...content } = entry;
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

function checkChain({ item, history }: StockRecord): Finding[] {
  let previous = '';
  for (const entry of history) {
    if (entry['chain'] !== linkOf(previous, entry)) return [broken('history.chain', entry, 'its hash does not follow from the entry and the one before it')];
    previous = textOf(entry['chain']);
  }
  return item['chain'] === previous ? [] : [broken('history.chain', item, 'the record keeps another hash than its last entry')];
}

/** A record that was taken back may come again: its next entry begins anew. */
function checkStates(record: StockRecord): Finding[] {
  const { item, history } = record;
  let state = 'new';
  for (const entry of history) {
    if (entry['from'] !== state) return [broken('history.states', entry, `it starts from ${textOf(entry['from'])}, the one before it ended in ${state}`)];
    state = entry['to'] === 'removed' ? 'new' : textOf(entry['to']);
  }
  const own = stands(record) ? item['state'] : 'new';
  return own === state ? [] : [broken('history.states', item, `the record is ${textOf(own)}, its history ends in ${state}`)];
}

/** What has ended stays as it ended: later entries may comment, never move. */
function checkEnd(record: StockRecord): Finding[] {
  const { item, history } = record;
  if (!hasEnded(record)) return [];
  const closedAt = textOf(item['closedAt']);
  return history
    .filter((entry) => textOf(entry['at']) > closedAt && entry['from'] !== entry['to'])
    .map((entry) => broken('case.moved-after-end', entry, `the case ended at ${closedAt}`));
}

/** Each entry's events name this record and the entry's own change. */
function checkEvents({ company, project, kind, id, history }: StockRecord): Finding[] {
  return history.flatMap((entry) => {
    const events = Array.isArray(entry['out']) ? (entry['out'] as RawItem[]) : [];
    return events
      .filter(
        (event) =>
          event['company'] !== company || event['project'] !== project || event['kind'] !== kind || event['caseId'] !== id || event['at'] !== entry['at'],
      )
      .map((event) => broken('event.foreign', entry, `event ${textOf(event['id'])} names another record or another instant`));
  });
}
