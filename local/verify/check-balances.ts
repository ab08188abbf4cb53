import { broken, type Finding, mapOf, textOf } from './finding.ts';
import type { ProjectLedger } from './ledger-stock.ts';

/**
 * Balances (往来余额): a prepayment, a deposit or an unclaimed transfer holds what the entries that name it put in and took out (I1), never less than nothing, so that of a deposit
 * no more is refunded and deducted than came in (I10); each of those entries has left its line beside the balance; the index lists those that hold money, with how much.
 */
export function checkBalances(ledger: ProjectLedger): Finding[] {
  const booked = postingsByBalance(ledger);
  const unknown = [...booked].flatMap(([id, lines]) =>
    ledger.balances.has(id) ? [] : lines.map(({ item }) => broken('balance.missing', item, `it names the balance ${id}, which does not exist`)),
  );
  const known = [...ledger.balances].flatMap(([id, { item, says }]) => {
    const fen = (booked.get(id) ?? []).reduce((sum, line) => sum + line.fen, 0);
    const { kind, unit, id: own } = says;
    const named = [kind, unit ?? '', own].map(textOf).join('~') === id;
    return [
      ...(says['fen'] === fen ? [] : [broken('balance.sum', item, `its entries make ${fen} fen, it says ${textOf(says['fen'])}`)]),
      ...(fen >= 0 ? [] : [broken('balance.negative', item, `its entries make ${fen} fen`)]),
      ...(named ? [] : [broken('balance.name', item, 'kind, unit or id differ from the key')]),
      ...checkIndex(ledger, id, item, fen),
    ];
  });
  return [...unknown, ...known, ...checkMoves(ledger, booked)];
}

/** What entries did to each balance: how much more it holds after them. */
type Lines = ReadonlyMap<
  string,
  readonly { readonly entry: string; readonly on: string; readonly fen: number; readonly item: Readonly<Record<string, unknown>> }[]
>;

function postingsByBalance({ entries }: ProjectLedger): Lines {
  const found = new Map<string, { entry: string; on: string; fen: number; item: Readonly<Record<string, unknown>> }[]>();
  for (const { id, on, item, postings } of entries.values()) {
    const sums = new Map<string, number>();
    for (const { balance, fen } of postings) if (balance !== undefined) sums.set(balance, (sums.get(balance) ?? 0) - fen);
    for (const [balance, fen] of sums) found.set(balance, [...(found.get(balance) ?? []), { entry: id, on, fen, item }]);
  }
  return found;
}

function checkMoves({ moves }: ProjectLedger, booked: Lines): Finding[] {
  const lines = new Map(moves.map((move) => [`${move.balance} ${move.entry}`, move]));
  const missing = [...booked].flatMap(([balance, own]) =>
    own
      .filter(({ entry, on, fen }) => {
        const line = lines.get(`${balance} ${entry}`);
        return (
          !line || line.day !== on || line.says['fen'] !== fen || line.says['on'] !== on || line.says['entry'] !== entry || line.says['balance'] !== balance
        );
      })
      .map(({ item }) => broken('balance.line', item, `what it did to ${balance} is not beside it`)),
  );
  const surplus = moves.filter(({ balance, entry }) => !booked.get(balance)?.some((one) => one.entry === entry));
  return [...missing, ...surplus.map(({ item, balance, entry }) => broken('balance.line', item, `no entry ${entry} has moved ${balance}`))];
}

function checkIndex({ company, project }: ProjectLedger, id: string, item: Readonly<Record<string, unknown>>, fen: number): Finding[] {
  const { qpk, qsk } = item;
  if (fen === 0) return qpk === undefined ? [] : [broken('balance.index', item, 'it holds nothing and stands among those that do')];
  const [kind, unit, own] = id.split('~');
  const placed = qpk === `T#${company}#P#${project}#Q#balance#${kind}` && qsk === `open#${unit}#${own}`;
  const card = mapOf(item['card']);
  return placed && card['id'] === id && card['fen'] === fen
    ? []
    : [broken('balance.index', item, `it holds ${fen} fen and is listed as ${textOf(qsk)}, ${textOf(card['fen'])} fen`)];
}
