import { checkApprovals } from './check-approvals.ts';
import { checkBalances } from './check-balances.ts';
import { checkBills } from './check-bills.ts';
import { checkClaims } from './check-claims.ts';
import { checkKeys, checkWorkers } from './check-custody.ts';
import { checkDocuments } from './check-documents.ts';
import { checkEntries } from './check-entries.ts';
import { checkHistories } from './check-history.ts';
import { checkInboxes } from './check-inboxes.ts';
import { checkPersonalData } from './check-personal-data.ts';
import { checkIndexes, checkReferences } from './check-references.ts';
import { checkRequests } from './check-requests.ts';
import { checkRuns } from './check-runs.ts';
import { checkTotals } from './check-totals.ts';
import { type Finding, noted, textOf } from './finding.ts';
import { ledgersOf } from './ledger-stock.ts';
import { type Stock, takeStock } from './stock.ts';

/** How strictly to look. */
export interface Strictness {
  /** The stream has been read to its end, so every notice must have arrived. */
  readonly settled?: boolean;
}

/**
 * Verifies a whole table, or any part of it that is complete by company (独立核验).
 *
 * It shares no code with the system it checks: whoever doubts the system would doubt its checker as well. What it knows it has from the documentation.
 */
export function verifyItems(items: Iterable<Record<string, unknown>>, strictness: Strictness = {}): Finding[] {
  return verifyStock(takeStock(items), strictness);
}

export function verifyStock(stock: Stock, { settled = false }: Strictness): Finding[] {
  return [
    ...stock.findings,
    ...checkHistories(stock),
    ...checkClaims(stock),
    ...checkKeys(stock),
    ...checkWorkers(stock),
    ...checkDocuments(stock),
    ...checkReferences(stock),
    ...checkIndexes(stock),
    ...checkRequests(stock),
    ...checkRuns(stock),
    ...checkApprovals(stock, { settled }),
    ...checkInboxes(stock, { settled }),
    ...checkPersonalData(stock),
    ...ledgersOf(stock).flatMap((ledger) => [...checkEntries(ledger), ...checkBills(ledger), ...checkBalances(ledger), ...checkTotals(ledger)]),
    ...parked(stock),
  ];
}

/** Records the sweep has put aside (暂停扫描): their deadlines tell nobody until somebody touches them. */
function parked({ records }: Stock): Finding[] {
  return records
    .filter(({ item }) => item['parkedAt'] !== undefined)
    .map(({ item }) => noted('record.parked', item, `put aside at ${textOf(item['parkedAt'])} after repeated failures`));
}
