import { broken, type Finding, listOf, mapOf, type RawItem, textOf } from './finding.ts';
import type { Stock } from './stock.ts';

interface Told {
  readonly company: string;
  readonly event: RawItem;
  readonly entry: RawItem;
}

/**
 * Inboxes (收件箱): every notice in one comes from an entry of a history, and stands there once per type, object and period however often it was delivered.
 *
 * With `settled` — the stream has been read to its end — every notice of every history must also have arrived.
 */
export function checkInboxes(stock: Stock, { settled }: { readonly settled: boolean }): Finding[] {
  const told = noticesOf(stock);
  const findings = [...told.values()].flat().length === told.size ? [] : doubledEvents(told);
  const seen = new Map<string, RawItem>();
  const arrived = new Set<string>();
  for (const { item, where } of stock.of('inbox')) {
    const card = mapOf(item['card']);
    const notice = told.get(`${where.company} ${textOf(card['id'])}`)?.[0];
    if (!notice) {
      findings.push(broken('inbox.unknown', item, `no history tells ${textOf(card['type'])}`));
      continue;
    }
    const data = mapOf(notice.event['data']);
    const subject = [where.company, where.of, data['type'], notice.event['project'], notice.event['kind'], notice.event['caseId'], data['period']]
      .map(textOf)
      .join('\n');
    if (seen.has(subject))
      findings.push(broken('inbox.twice', item, `${textOf(data['type'])} of ${textOf(notice.event['caseId'])} was told twice for ${textOf(data['period'])}`));
    seen.set(subject, item);
    arrived.add(subject);
  }
  return settled ? [...findings, ...missing(told, arrived)] : findings;
}

function noticesOf(stock: Stock): ReadonlyMap<string, readonly Told[]> {
  const { records } = stock;
  const all = records.flatMap(({ company, history }) =>
    history.flatMap((entry) =>
      listOf(entry['out'])
        .map(mapOf)
        .filter((event) => event['type'] === 'notice')
        .map((event): Told => ({ company, event, entry })),
    ),
  );
  return Map.groupBy([...all, ...receiptsOf(stock), ...byItself(stock)], ({ company, event }) => `${company} ${textOf(event['id'])}`);
}

/** What tells without a case: what the hourly check of balances (余额核对) has found, and a reminder to a payer (催缴提醒). */
function byItself(stock: Stock): readonly Told[] {
  const items = [...stock.of('check'), ...stock.of('told')];
  return items.flatMap(({ item, where: { company } }) => listOf(item['out']).map((event): Told => ({ company, event: mapOf(event), entry: item })));
}

/** A payment tells its payer (收款通知): the relay makes the notice of the event that says so. */
function receiptsOf(stock: Stock): readonly Told[] {
  return stock.of('entry').flatMap(({ item, where: { company } }) =>
    listOf(item['out'])
      .map(mapOf)
      .filter((event) => event['type'] === 'money.booked' && mapOf(event['data'])['tell'] !== undefined)
      .map((event): Told => {
        const data = { type: 'payment.received', to: { parties: [mapOf(event['data'])['payer']] }, period: event['caseId'] };
        return { company, entry: item, event: { ...event, id: `${textOf(event['id'])}.receipt`, data } };
      }),
  );
}

function doubledEvents(told: ReadonlyMap<string, readonly Told[]>): Finding[] {
  return [...told.values()].flatMap((same) =>
    same.slice(1).map(({ entry, event }) => broken('event.twice', entry, `event ${textOf(event['id'])} has another one of its id`)),
  );
}

function missing(told: ReadonlyMap<string, readonly Told[]>, arrived: ReadonlySet<string>): Finding[] {
  return [...told.values()].flat().flatMap(({ company, event, entry }) => {
    const data = mapOf(event['data']);
    return inboxesOf(event)
      .filter((inbox) => !arrived.has([company, inbox, data['type'], event['project'], event['kind'], event['caseId'], data['period']].map(textOf).join('\n')))
      .map((inbox) => broken('inbox.missing', entry, `${textOf(data['type'])} has not reached ${inbox}`));
  });
}

/** Inboxes a notice is for. Positions of headquarters have one for all projects. */
function inboxesOf(event: RawItem): readonly string[] {
  const to = mapOf(mapOf(event['data'])['to']);
  const project = textOf(event['project']);
  const names = (list: unknown) => [...new Set(listOf(list).filter((one) => typeof one === 'string'))];
  return [
    ...names(to['persons']).map((person) => `PERSON#${person}`),
    ...names(to['positions']).map((position) => `POS#${position === 'GM' || position.startsWith('HQ-') ? 'hq' : project}#${position}`),
    ...names(to['parties']).map((party) => `PARTY#${project}#${party}`),
  ];
}
