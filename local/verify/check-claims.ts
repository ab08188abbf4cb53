import { broken, type Finding, listOf, mapOf, type RawItem, textOf } from './finding.ts';
import type { WhereOf } from './key.ts';
import { hasEnded, refText, type Stock, type StockRecord, stands } from './stock.ts';

type Claimed = WhereOf<'hold' | 'calendar'>;

/**
 * Exclusive rights (占用): whoever holds one exists and has not ended; and bookings of a resource (排期) never exceed what it has room for.
 *
 * One item per name makes a second holder impossible, so what can go wrong is a right that outlives its case.
 */
export function checkClaims(stock: Stock): Finding[] {
  const holds = stock.of('hold').flatMap(({ item, where }) => checkHolder(stock, item, where, textOf(item['holder'])));
  const calendars = stock
    .of('calendar')
    .flatMap(({ item, where }) => [
      ...listOf(item['entries']).flatMap((entry) => checkHolder(stock, item, where, textOf(mapOf(entry)['holder']))),
      ...checkRoom(item),
    ]);
  return [...holds, ...calendars];
}

/** The record behind `kind/id`; rights of the company's own scope may be held from any project. */
export function holderOf(stock: Stock, { company, project }: Pick<Claimed, 'company' | 'project'>, holder: string): StockRecord | undefined {
  const [kind = '', id = ''] = holder.split('/');
  const here = stock.byRef.get(refText(company, project, kind, id));
  return here ?? (project === 'hq' ? stock.records.find((record) => record.company === company && record.kind === kind && record.id === id) : undefined);
}

function checkHolder(stock: Stock, item: RawItem, where: Claimed, holder: string): Finding[] {
  const record = holderOf(stock, where, holder);
  if (!record) return [broken('claim.holder-missing', item, `held by ${holder}, which does not exist`)];
  if (!stands(record)) return [broken('claim.holder-ended', item, `held by ${holder}, which was taken back`)];
  return hasEnded(record) ? [broken('claim.holder-ended', item, `held by ${holder}, which ended at ${textOf(record.item['closedAt'])}`)] : [];
}

interface Booking {
  readonly holder: string;
  readonly from: string;
  readonly to: string;
  readonly capacity: number;
}

/** At the start of each booking, where the number of concurrent ones can rise, it is within the smallest capacity agreed to by any of them. */
function checkRoom(item: RawItem): Finding[] {
  const bookings = listOf(item['entries']) as readonly Booking[];
  const empty = bookings
    .filter(({ from, to }) => from >= to)
    .map(({ holder }) => broken('calendar.empty', item, `the booking of ${holder} ends before it begins`));
  const crowded = bookings.flatMap(({ from: at, holder }) => {
    const inside = bookings.filter(({ from, to }) => from <= at && at < to);
    const room = Math.min(...inside.map(({ capacity }) => capacity));
    return inside.length > room ? [broken('calendar.crowded', item, `${inside.length} bookings at ${at}, when ${holder} begins, where ${room} fit`)] : [];
  });
  return [...empty, ...crowded];
}
