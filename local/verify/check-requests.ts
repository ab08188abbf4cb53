import { broken, type Finding, type RawItem, textOf } from './finding.ts';
import { unpacked } from './packed.ts';
import { type Placed, refText, type Stock, type StockRecord } from './stock.ts';

/**
 * Answered requests (幂等记录): the row and its effect are one transaction, so a row without the effect, or two rows for one opening, are impossible
 * unless a promise was broken. Rows that have run out are left to the table's own cleaning.
 */
export function checkRequests(stock: Stock): Finding[] {
  const rows = stock.of('once');
  const openings = Map.groupBy(
    rows.filter(({ item }) => item['status'] === 201 && item['location'] !== undefined),
    ({ item, where }) => `${where.company} ${textOf(item['location'])}`,
  );
  const doubled = [...openings.values()].flatMap((same) =>
    same.slice(1).map(({ item }) => broken('request.twice', item, `${textOf(item['location'])} was opened by another request as well`)),
  );
  return [...rows.flatMap((row) => checkRow(stock, row)), ...doubled];
}

function checkRow(stock: Stock, { item, where: { company } }: Placed): Finding[] {
  const answer = unpacked(item['body']);
  if (!answer || typeof item['bind'] !== 'string' || typeof item['ttl'] !== 'number') return [broken('request.form', item, 'the row cannot be read')];
  const receipt = receiptOf(stock, company, item, answer);
  if (receipt !== undefined) return receipt;
  const effect = effectOf(stock, company, item, answer);
  if (effect === 'none') return [];
  if (!effect) return [broken('request.effect', item, `its answer names ${textOf(answer['kind'])} ${textOf(answer['id'])}, which does not exist`)];
  const [answered, stored] = [Number(answer['version']), Number(effect.item['version'])];
  return answered <= stored ? [] : [broken('request.effect', item, `its answer has version ${answered}, the record ${stored}`)];
}

/** The record an answer shows; `none` where it shows no record, as the acceptance of a job does. */
function effectOf(stock: Stock, company: string, item: RawItem, answer: RawItem): StockRecord | undefined | 'none' {
  const { kind, id, version } = answer;
  if (typeof id !== 'string' || typeof version !== 'number') return 'none';
  // The answer of a register is its record, and what is called `kind` there is the record's own.
  if (typeof answer['number'] !== 'string' || typeof kind !== 'string') {
    const named = stock.records.filter((record) => record.company === company && record.id === id);
    return named.find((record) => version <= Number(record.item['version'])) ?? named[0];
  }
  const [, place = textOf(answer['project'])] = /^\/projects\/([^/]+)\/[^/]+\/[^/]+$/.exec(textOf(item['location'])) ?? [];
  const project = decodeURIComponent(place);
  if (project !== '') return stock.byRef.get(refText(company, project, kind, id)) ?? stock.byRef.get(refText(company, 'hq', kind, id));
  return stock.records.find((record) => record.company === company && record.kind === kind && record.id === id);
}

/** A payment answers its receipt (票据): the entry of that number must be there. Undefined where the answer is another. */
function receiptOf(stock: Stock, company: string, item: RawItem, answer: RawItem): Finding[] | undefined {
  const [, place, number] = /^\/projects\/([^/]+)\/payments\/([^/]+)$/.exec(textOf(item['location'])) ?? [];
  const [, year, book, seq] = /^(\d{4})-(.+)-(\d{6,8})$/.exec(textOf(answer['receiptNo'])) ?? [];
  if (place === undefined || seq === undefined) return undefined;
  const said = decodeURIComponent(number ?? '') === answer['receiptNo'];
  const known = stock
    .of('entry')
    .some(
      ({ where }) =>
        where.company === company && where.project === decodeURIComponent(place) && where.year === year && where.book === book && where.seq === Number(seq),
    );
  return said && known ? [] : [broken('request.effect', item, `its answer names the receipt ${textOf(answer['receiptNo'])}, which does not exist`)];
}
