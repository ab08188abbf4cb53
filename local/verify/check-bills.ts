import { broken, type Finding, listOf, mapOf, textOf } from './finding.ts';
import { fenOf, type ProjectLedger, type RawBill, type RawEntry } from './ledger-stock.ts';

/**
 * Bills (账单): the lines sum to the bill to the fen (I13); what is settled lies between nothing and the whole, and is what the entries booked (I3); the state follows from it;
 * the index of open bills lists the open ones, with what they owe, and no other.
 */
export function checkBills(ledger: ProjectLedger): Finding[] {
  const booked = postingsByBill(ledger);
  const unknown = [...booked].flatMap(([id, entries]) =>
    ledger.bills.has(id) ? [] : entries.map(({ entry }) => broken('bill.missing', entry.item, `it names the bill ${id}, which does not exist`)),
  );
  return [
    ...unknown,
    ...[...ledger.bills.values()].flatMap((bill) => [
      ...checkLines(bill),
      ...checkIssue(bill, booked.get(bill.id) ?? []),
      ...checkPaid(bill, booked.get(bill.id) ?? []),
      ...checkIndex(ledger, bill),
    ]),
  ];
}

/** What one entry does to one bill. */
interface OnBill {
  readonly entry: RawEntry;
  readonly issuedFen: number;
  readonly fen: number;
  readonly lateFen: number;
}

function postingsByBill({ entries }: ProjectLedger): ReadonlyMap<string, readonly OnBill[]> {
  const found = new Map<string, OnBill[]>();
  for (const entry of entries.values()) {
    const own = Map.groupBy(
      entry.postings.filter(({ account, bill }) => bill !== undefined && (account === 'receivable' || account === 'lateFee')),
      ({ bill }) => bill ?? '',
    );
    for (const [bill, postings] of own) {
      const sum = (of: (posting: (typeof postings)[number]) => boolean) => postings.reduce((all, one) => (of(one) ? all + one.fen : all), 0);
      const issuedFen = sum(({ account, as }) => account === 'receivable' && as === 'issued');
      const fen = 0 - sum(({ account, as }) => account === 'receivable' && as !== 'issued');
      found.set(bill, [...(found.get(bill) ?? []), { entry, issuedFen, fen, lateFen: 0 - sum(({ account }) => account === 'lateFee') }]);
    }
  }
  return found;
}

function checkLines({ item, says, id, issuedFen }: RawBill): Finding[] {
  const sum = listOf(says['lines']).reduce<number>((all, line) => all + fenOf(mapOf(line)['fen']), 0);
  const { unit, period, feeClass, charge, revision } = says;
  const named = [unit, period, feeClass, charge, revision].map((part) => (typeof part === 'number' ? String(part) : textOf(part))).join('~') === id;
  return [
    ...(sum === issuedFen && issuedFen >= 0 ? [] : [broken('bill.lines', item, `its lines sum to ${sum} fen, it is for ${issuedFen}`)]),
    ...(named ? [] : [broken('bill.name', item, 'unit, month, class, charge or revision differ from the key')]),
  ];
}

/** A bill of a run is its own document; any other was issued by one entry. */
function checkIssue({ item, run, issuedFen }: RawBill, booked: readonly OnBill[]): Finding[] {
  const issues = booked.filter((one) => one.issuedFen !== 0);
  const whole = issues.length === 1 && issues[0]?.issuedFen === issuedFen;
  if (run !== undefined) return issues.length === 0 ? [] : [broken('bill.issue', item, 'it comes from a run, and an entry has issued it as well')];
  return whole || (issuedFen === 0 && issues.length === 0) ? [] : [broken('bill.issue', item, `${issues.length} entries issued it`)];
}

function checkPaid({ item, paid, issuedFen, state }: RawBill, booked: readonly OnBill[]): Finding[] {
  const findings: Finding[] = [];
  const settled = paid.reduce((sum, { fen }) => sum + fen, 0);
  if (!(settled >= 0 && settled <= issuedFen)) findings.push(broken('bill.settled', item, `${settled} fen of ${issuedFen} are settled`));
  const last = paid.findLast(({ fen }) => fen !== 0)?.as;
  const expected =
    settled < issuedFen || (issuedFen === 0 && paid.length === 0) ? 'open' : last === 'voided' ? 'voided' : last === 'writtenOff' ? 'writtenOff' : 'settled';
  if (state !== expected)
    findings.push(broken('bill.state', item, `it is ${state}; ${settled} fen of ${issuedFen} settled, last ${last ?? 'never'}, make it ${expected}`));
  const lines = Map.groupBy(paid, ({ entry }) => entry);
  for (const { entry, fen, lateFen } of booked.filter((one) => one.fen !== 0 || one.lateFen !== 0)) {
    const own = lines.get(entry.id) ?? [];
    const kept = own.reduce((sum, one) => sum + one.fen, 0) === fen && own.reduce((sum, one) => sum + one.lateFen, 0) === lateFen;
    const dated = own.every(({ on, valueOn }) => on === entry.on && valueOn === entry.says['valueOn']);
    if (!kept || !dated) findings.push(broken('bill.paid', item, `entry ${entry.id} settled ${fen} fen and ${lateFen} of late fee, the bill says otherwise`));
  }
  for (const entry of lines.keys())
    if (!booked.some((one) => one.entry.id === entry)) findings.push(broken('bill.paid', item, `no entry ${entry} has booked what the bill says`));
  return findings;
}

const shards = 8;

/** Shard of a unit, as the documentation of the keys says: its characters as digits of base 31, cut at 9973, of eight. */
function shardOf(unit: string): number {
  let sum = 0;
  for (const character of unit) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % shards;
}

function checkIndex({ company, project }: ProjectLedger, { item, says, id, unit, state, issuedFen, paid }: RawBill): Finding[] {
  const { qpk, qsk } = item;
  if (state !== 'open') return qpk === undefined ? [] : [broken('bill.index', item, `it is ${state} and stands among the open ones`)];
  const card = mapOf(item['card']);
  const open = issuedFen - paid.reduce((sum, { fen }) => sum + fen, 0);
  const placed = qpk === `T#${company}#P#${project}#Q#bill#${shardOf(unit)}` && qsk === `open#${textOf(says['dueOn'])}#${id}`;
  const told =
    card['id'] === id && card['openFen'] === open && card['payer'] === says['payer'] && card['due'] === says['dueOn'] && card['issuedFen'] === issuedFen;
  return placed && told
    ? []
    : [broken('bill.index', item, `it owes ${open} fen and stands among the open ones as ${textOf(qsk)}, ${textOf(card['openFen'])} fen`)];
}
