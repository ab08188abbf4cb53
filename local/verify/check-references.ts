import { broken, type Finding, mapOf, textOf } from './finding.ts';
import { hasEnded, refText, type Stock, type StockRecord, stands } from './stock.ts';

/** What points somewhere points to something: search words, parents, and the counters that number cases. */
export function checkReferences(stock: Stock): Finding[] {
  return [...checkTerms(stock), ...checkParents(stock), ...checkCounters(stock)];
}

function checkTerms(stock: Stock): Finding[] {
  return stock.of('term').flatMap(({ item, where: { company, project, kind, id } }) => {
    const record = stock.byRef.get(refText(company, project, kind, id));
    return record && stands(record) ? [] : [broken('term.missing', item, `the word leads to ${kind} ${id}, which does not exist`)];
  });
}

function checkParents(stock: Stock): Finding[] {
  return stock.records.flatMap((record) => {
    const parent = record.item['parent'];
    if (parent === undefined) return [];
    const { project, kind, id } = mapOf(parent);
    const found = stock.byRef.get(refText(record.company, textOf(project), textOf(kind), textOf(id)));
    return found && stands(found) ? [] : [broken('parent.missing', record.item, `its parent ${textOf(kind)} ${textOf(id)} does not exist`)];
  });
}

/** A counter (流水号) below a number already given would give it again. */
function checkCounters(stock: Stock): Finding[] {
  const counters = new Map(
    stock.of('sequence').map(({ item, where: { company, project, prefix, day } }) => [[company, project, prefix, day].join('#'), Number(item['n'])]),
  );
  return stock.records.flatMap((record) => {
    const [, prefix = '', day = '', number = ''] = record.place === 'case' ? (/^(.+)-(\d{8})-(\d{4,})$/.exec(record.id) ?? []) : [];
    if (prefix === '') return [];
    const counter = counters.get([record.company, record.project, prefix, day].join('#'));
    if (counter !== undefined && Number(number) <= counter) return [];
    return [broken('number.counter', record.item, `its number is ${number}, the counter of ${prefix} on ${day} stands at ${counter ?? 'nothing'}`)];
  });
}

/**
 * Attributes beside the record: the item says of itself what its key says, and stands in the indexes (索引) under its own company, its own state and its own id.
 */
export function checkIndexes(stock: Stock): Finding[] {
  const keys = stock.all.flatMap(({ item, where: { company } }) =>
    (['q', 'a', 'm', 'l'] as const).flatMap((index) => {
      const [pk, sk] = [item[`${index}pk`], item[`${index}sk`]];
      if ((pk === undefined) !== (sk === undefined)) return [broken('index.half', item, `${index}pk and ${index}sk do not come together`)];
      return pk === undefined || textOf(pk).startsWith(`T#${company}#`) ? [] : [broken('index.company', item, `${index}pk is ${textOf(pk)}`)];
    }),
  );
  return [...keys, ...stock.records.flatMap(checkRecord)];
}

function checkRecord(record: StockRecord): Finding[] {
  const { item, company, project, kind, id } = record;
  const findings =
    item['project'] === project && item['kind'] === kind && item['id'] === id ? [] : [broken('record.name', item, 'project, kind or id differ from the key')];
  if (mapOf(item['record'])['state'] !== item['state']) findings.push(broken('record.state', item, 'the item and the record are in different states'));
  findings.push(...checkQueue(record), ...checkLog(record), ...checkMine(record));
  if ((item['dpk'] === undefined) !== (item['dsk'] === undefined)) findings.push(broken('index.half', item, 'dpk and dsk do not come together'));
  if (item['dpk'] === undefined) return findings;
  const [shard, entry] = [textOf(item['dpk']), textOf(item['dsk'])];
  const name = [company, project, kind, id].join('#');
  if (
    kind === 'project' ? shard !== 'DIR#project' || entry !== `${company}#${id}` : !/^DUE#U?\d$/.test(shard) || entry.slice(entry.indexOf('#') + 1) !== name
  ) {
    findings.push(broken('index.due', item, `it waits as ${shard} | ${entry}`));
  } else if (hasEnded(record) && entry.slice(0, entry.indexOf('#')) > textOf(item['closedAt'])) {
    findings.push(broken('case.waits-after-end', item, `it ended at ${textOf(item['closedAt'])} and waits for ${entry.slice(0, entry.indexOf('#'))}`));
  }
  return findings;
}

function checkQueue({ item, place, id, ...record }: StockRecord): Finding[] {
  if (place !== 'case') return item['qpk'] === undefined ? [] : [broken('index.queue', item, 'only cases stand in queues')];
  const ended = hasEnded({ item, place, id, ...record });
  const sk = textOf(item['qsk']);
  return sk.startsWith(`${ended ? 'closed' : 'open'}#${textOf(item['state'])}#`) && sk.endsWith(`#${id}`)
    ? []
    : [broken('index.queue', item, `it stands in its queue as ${sk}`)];
}

/** Kinds of cases that only serve other cases; they stand in no log. */
const servants = new Set(['approval', 'document', 'message', 'disclosure', 'binding', 'payment-order', 'invoice']);

/** Every case stands in its project's one log (总台账): the open ones by their due instant, the ended ones by the instant of their end. */
function checkLog(record: StockRecord): Finding[] {
  const { item, company, project, kind, id } = record;
  if (record.place !== 'case' || servants.has(kind)) return item['lpk'] === undefined ? [] : [broken('index.log', item, `${kind} stands in a log`)];
  const [state, at, ...name] = textOf(item['lsk']).split('#');
  const rightly = hasEnded(record) ? state === 'closed' && at === item['closedAt'] : state === 'open' && /^\d{4}(-|$)/.test(at ?? '');
  const own = item['lpk'] === `T#${company}#P#${project}#LOG` && name.join('#') === `${kind}#${id}`;
  return own && rightly ? [] : [broken('index.log', item, `it stands in the log as ${textOf(item['lpk'])} | ${textOf(item['lsk'])}`)];
}

/** Nobody's list holds what has ended. */
function checkMine(record: StockRecord): Finding[] {
  return hasEnded(record) && record.item['mpk'] !== undefined
    ? [broken('case.mine-after-end', record.item, `it has ended and is on the list of ${textOf(record.item['mpk'])}`)]
    : [];
}
