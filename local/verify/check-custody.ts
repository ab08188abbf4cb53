import { broken, type Finding, mapOf, type RawItem, textOf } from './finding.ts';
import { hasEnded, refText, type Stock, type StockRecord, stands } from './stock.ts';

/**
 * Keys (钥匙): three places say where a set is — the loan, the right to the set, and the set's own custody — and all three must say the same.
 * A set with two stories is how a key is lent twice.
 */
export function checkKeys(stock: Stock): Finding[] {
  const loans = stock.records.filter(({ kind }) => kind === 'key-loan').flatMap((loan) => checkLoan(stock, loan));
  const sets = stock.records.filter((record) => record.kind === 'key-set' && stands(record)).flatMap((set) => checkSet(stock, set));
  const holds = stock.of('hold').flatMap(({ item, where }) => checkSetHold(stock, item, where));
  return [...loans, ...sets, ...holds];
}

/** Where the books say a set is; while a count's difference is open, what they said before it. */
function custodyOf(set: StockRecord): RawItem {
  const record = mapOf(set.item['record']);
  return record['state'] === 'discrepancy' ? mapOf(record['was']) : record;
}

const setOf = (loan: StockRecord): string => textOf(mapOf(mapOf(loan.item['record'])['set'])['id']);

/** The loan a custody names: of a set that is out, or that was lost while it was. */
function loanOf(custody: RawItem): string | undefined {
  const loan = custody['state'] === 'out' ? custody['loan'] : custody['state'] === 'lost' ? mapOf(custody['loss'])['loan'] : undefined;
  return typeof loan === 'string' ? loan : undefined;
}

const isHanded = ({ item }: StockRecord): boolean => item['state'] === 'out' || item['state'] === 'lost';

function checkLoan(stock: Stock, loan: StockRecord): Finding[] {
  if (!isHanded(loan)) return [];
  const { company, project, id, item } = loan;
  const name = `key-set/${setOf(loan)}`;
  const held =
    stock.holder(company, project, name) === `key-loan/${id}`
      ? []
      : [broken('key.unclaimed', item, `the loan is ${textOf(item['state'])} without holding ${name}`)];
  const set = stock.byRef.get(refText(company, project, 'key-set', setOf(loan)));
  if (!set || !stands(set)) return [...held, broken('key.custody', item, `key set ${setOf(loan)} does not exist`)];
  const custody = custodyOf(set);
  if (custody['state'] !== item['state'] || loanOf(custody) !== id) {
    return [
      ...held,
      broken(
        'key.custody',
        item,
        `the loan is ${textOf(item['state'])}, the set ${setOf(loan)} is ${textOf(custody['state'])} on ${loanOf(custody) ?? 'no loan'}`,
      ),
    ];
  }
  const [back, counted] = [mapOf(item['record'])['back'], custody['back']];
  return custody['state'] === 'out' && back !== counted
    ? [...held, broken('key.count', item, `${textOf(back)} keys are back by the loan, ${textOf(counted)} by the set`)]
    : held;
}

function checkSet(stock: Stock, set: StockRecord): Finding[] {
  const id = loanOf(custodyOf(set));
  if (id === undefined) return [];
  const loan = stock.byRef.get(refText(set.company, set.project, 'key-loan', id));
  if (loan && !hasEnded(loan) && isHanded(loan) && setOf(loan) === set.id) return [];
  return [broken('key.custody', set.item, `the set is with loan ${id}, which ${loan ? `is ${textOf(loan.item['state'])}` : 'does not exist'}`)];
}

function checkSetHold(stock: Stock, item: RawItem, { company, project, name }: { company: string; project: string; name: string }): Finding[] {
  const [, set] = /^key-set\/(.+)$/.exec(name) ?? [];
  if (set === undefined) return [];
  const [kind, id = ''] = textOf(item['holder']).split('/');
  const loan = kind === 'key-loan' ? stock.byRef.get(refText(company, project, 'key-loan', id)) : undefined;
  if (loan && isHanded(loan) && setOf(loan) === set) return [];
  return [broken('key.claim', item, `${name} is held by ${textOf(item['holder'])}, which is no loan of it that is out`)];
}

/** Workers (维修员): whoever is on his way to an urgent repair is held by it, and by nothing else. */
export function checkWorkers(stock: Stock): Finding[] {
  const unclaimed = stock.records.flatMap((repair) => {
    const worker = engagedIn(repair);
    const held = worker === undefined || stock.holder(repair.company, repair.project, `worker/${worker}`) === `repair/${repair.id}`;
    return held ? [] : [broken('worker.unclaimed', repair.item, `${worker} is engaged without being held`)];
  });
  const idle = stock.of('hold').flatMap(({ item, where: { company, project, name } }) => {
    const [kind, worker] = name.split('/');
    if (kind !== 'worker') return [];
    const [, id = ''] = textOf(item['holder']).split('/');
    const repair = stock.byRef.get(refText(company, project, 'repair', id));
    return repair && engagedIn(repair) === worker ? [] : [broken('worker.claim', item, `held by ${textOf(item['holder'])}, which does not engage him`)];
  });
  return [...unclaimed, ...idle];
}

/** States in which an urgent repair has its worker's whole attention. */
const engaging = ['dispatched', 'accepted', 'enRoute', 'arrived'];

/** An order the clock only passed on engages nobody until it is accepted. */
function engagedIn({ kind, item }: StockRecord): string | undefined {
  const record = mapOf(item['record']);
  const order = mapOf(record['order']);
  const urgent = kind === 'repair' && mapOf(record['response'])['kind'] === 'urgent';
  return urgent && engaging.includes(textOf(item['state'])) && order['offered'] !== true ? textOf(order['worker']) : undefined;
}
