import { beforeAll, describe, expect, it } from 'vitest';
import { linkOf } from '../../local/verify/check-history.ts';
import type { Finding } from '../../local/verify/finding.ts';
import { whereIs } from '../../local/verify/key.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { aDay } from './story.ts';

type Loose = Record<string, unknown> & { pk: string; sk: string };
type Day = { items: Loose[]; ids: Awaited<ReturnType<typeof aDay>>['ids'] };

let day: Day;
beforeAll(async () => {
  day = await aDay();
});

type Patch = Record<string, unknown> | ((item: Loose) => Record<string, unknown>);

/** Where the first item is whose key holds all the words. */
function find(words: readonly string[]): { at: number; item: Loose } {
  const at = day.items.findIndex(({ pk, sk }) => words.every((word) => `${pk} | ${sk}`.includes(word)));
  const item = day.items[at];
  if (!item) throw new Error(`no item of ${words.join(' ')}`);
  return { at, item: structuredClone(item) };
}

const patched = (item: Loose, patch: Patch): Loose => ({ ...item, ...(typeof patch === 'function' ? patch(item) : patch) });

/** The day's items with one of them changed, missing, or there once more with a difference. */
function changed(words: readonly string[], patch: Patch): Loose[] {
  const { at, item } = find(words);
  return structuredClone(day.items).with(at, patched(item, patch));
}
const missing = (words: readonly string[]): Loose[] => structuredClone(day.items).toSpliced(find(words).at, 1);
const doubled = (words: readonly string[], patch: Patch): Loose[] => [...structuredClone(day.items), patched(find(words).item, patch)];

/** A change inside a map of the item. */
const inside = (field: string, patch: Record<string, unknown>) => (item: Loose) => ({ [field]: { ...(item[field] as object), ...patch } });

const errors = (items: readonly Loose[], settled = false): string[] => [...new Set(verifyItems(items, { settled }).map(({ check }: Finding) => check))].sort();

/** The words of the keys of a case's record and of its n-th history entry. */
const itself = (id: string) => [`#C#${id} `, 'CASE'];
const entry = (id: string, seq: number) => [`#C#${id} `, `H#00000${seq}`];

/** Writes the chain of a case anew, as somebody would who alters the past and knows how hashes are made. */
function rechained(items: Loose[], id: string): Loose[] {
  let chain = '';
  const own = items.filter(({ pk }) => pk.endsWith(`#C#${id}`));
  for (const each of own.filter(({ sk }) => sk.startsWith('H#')).sort((a, b) => (a.sk < b.sk ? -1 : 1))) {
    chain = linkOf(chain, each);
    each['chain'] = chain;
  }
  for (const each of own.filter(({ sk }) => sk === 'CASE')) each['chain'] = chain;
  return items;
}

describe('the verifier', () => {
  it('finds nothing in what the walk has written, delivered to the last notice', () => {
    expect(verifyItems(day.items, { settled: true })).toEqual([]);
    expect(day.items.length).toBeGreaterThan(80);
  });

  it('misses nothing when items come in any order', () => {
    expect(verifyItems(day.items.toReversed())).toEqual([]);
  });

  it('sees a history entry that is gone, doubled, or added at the end', () => {
    const { open } = day.ids;
    expect(errors(missing(entry(open, 3)))).toContain('history.gap');
    expect(errors(doubled(entry(open, 3), {}))).toEqual(['key.twice']);
    expect(errors(missing(entry(open, 6)))).toContain('history.count');
    expect(errors(doubled(entry(open, 6), { sk: 'H#000007', seq: 7 }))).toContain('history.count');
  });

  it('sees a record whose version or tick moved without an entry', () => {
    expect(errors(changed(itself(day.ids.open), { version: 9 }))).toEqual(['history.count', 'history.last']);
    expect(errors(changed(itself(day.ids.open), { tick: 0 }))).toEqual(['history.count', 'history.last']);
  });

  it('sees an altered word of an entry by its hash, and an altered hash by the next', () => {
    expect(errors(changed(entry(day.ids.open, 4), inside('input', { text: '不急' })))).toEqual(['history.chain']);
    expect(errors(changed(entry(day.ids.open, 4), { chain: 'x' }))).toEqual(['history.chain']);
    expect(errors(changed(itself(day.ids.open), { chain: 'x' }))).toEqual(['history.chain']);
  });

  it('sees states that do not follow each other, even behind a chain made anew', () => {
    const { open } = day.ids;
    const forged = changed(entry(open, 3), { from: 'open' });
    expect(errors(rechained(forged, open))).toEqual(['history.states']);
    expect(errors(changed(itself(open), { state: 'expired' }))).toEqual(['history.states', 'index.queue', 'record.state']);
  });

  it('sees a case that moves after its end', () => {
    const { done } = day.ids;
    const reopened = changed(itself(done), { closedAt: '2026-07-01T00:00:00.000Z' });
    for (const item of reopened) if (item.pk.endsWith(`#C#${done}`) && item.sk === 'H#000003') item['at'] = '2026-07-01T00:00:01.000Z';
    expect(errors(rechained(reopened, done))).toEqual(['case.moved-after-end', 'event.foreign']);
  });

  it('sees a case that waits, or stands on somebody’s list, after its end', () => {
    const company = (item: Loose) => item.pk.split('#')[1];
    const waits = (item: Loose) => ({ dpk: 'DUE#0', dsk: `2026-07-02T00:00:00.000Z#${company(item)}#p1#errand#${day.ids.done}` });
    expect(errors(changed(itself(day.ids.done), waits))).toEqual(['case.waits-after-end']);
    const mine = (item: Loose) => ({ mpk: `T#${company(item)}#WHO#zhao`, msk: '9999#p1#x' });
    expect(errors(changed(itself(day.ids.done), mine))).toEqual(['case.mine-after-end']);
  });

  it('sees a right whose holder is gone or has ended', () => {
    expect(errors(changed(['CLAIM#room/'], { holder: 'errand/PT-20260701-0099' }))).toEqual(['claim.holder-missing']);
    expect(errors(changed(['CLAIM#room/'], { holder: `errand/${day.ids.done}` }))).toEqual(['claim.holder-ended']);
  });

  it('sees more bookings than a resource has room for, at whatever instant they meet', () => {
    const book = (from: string, to: string) => ({ ...(find(['CALENDAR']).item['entries'] as object[])[0], from, to });
    const late = (to: string) => [
      book('2026-07-01T00:00:00.000Z', '2026-07-01T02:00:00.000Z'),
      book('2026-07-01T00:30:00.000Z', '2026-07-01T01:30:00.000Z'),
      book('2026-07-01T01:00:00.000Z', to),
    ];
    const booked = (entries: unknown[]) => errors(changed(['CALENDAR'], { entries: entries }));
    expect(booked(late('2026-07-01T03:00:00.000Z'))).toEqual(['calendar.crowded']);
    expect(booked(late('2026-07-01T03:00:00.000Z').with(1, book('2026-07-01T00:30:00.000Z', '2026-07-01T01:00:00.000Z')))).toEqual([]);
    expect(booked([book('2026-07-01T02:00:00.000Z', '2026-07-01T02:00:00.000Z')])).toEqual(['calendar.empty']);
  });

  it('sees a key with two stories', () => {
    expect(errors(missing(['CLAIM#key-set/K-1']))).toEqual(['key.unclaimed']);
    expect(errors(changed(['CLAIM#key-set/K-1'], { holder: `errand/${day.ids.open}` }))).toEqual(['key.claim', 'key.unclaimed']);
    expect(errors(changed(['R#key-set | K-1'], inside('record', { loan: 'YS-20260701-0009' })))).toEqual(['key.custody']);
    expect(errors(changed(['R#key-set | K-1'], inside('record', { back: 1 })))).toEqual(['key.count']);
    expect(errors(changed(['R#key-set | K-1'], inside('record', { state: 'discrepancy', was: { state: 'inCabinet' } })))).toContain('key.custody');
  });

  it('sees a worker on his way whom nothing holds, and one held by nothing', () => {
    expect(errors(missing(['CLAIM#worker/']))).toEqual(['worker.unclaimed']);
    expect(errors(doubled(['CLAIM#worker/'], (item) => ({ pk: item.pk.replace('wang', 'zhou') })))).toEqual(['worker.claim']);
  });

  it('sees words, parents, parts and refusals that lead nowhere', () => {
    expect(errors(changed(['FIND#name#4轮'], { sk: 'p1#trolley#t9' }))).toEqual(['term.missing']);
    expect(errors(changed(['PT-20260701-0002 ', 'CASE'], inside('parent', { id: 'PT-20260701-0099' })))).toEqual(['parent.missing']);
    expect(errors(changed(['PART#piece'], (item) => ({ pk: item.pk.replace('0001', '0099') })))).toEqual(['record.missing']);
  });

  it('knows the words of projects and of the company, and the counters of numbers tried out', () => {
    expect(whereIs('T#a#FIND#name#张三', 'p1#party#K1')).toMatchObject({ is: 'term', company: 'a', project: 'p1', kind: 'party', id: 'K1' });
    expect(whereIs('T#a#FIND#name#张三', 'hq#member#zhang')).toMatchObject({ is: 'term', project: 'hq', kind: 'member' });
    for (const period of ['whole#2026-07-01', 'end#2026-07-01T10']) expect(whereIs('T#a#GUESS#zhao', period)).toMatchObject({ is: 'guesses', person: 'zhao' });
    for (const [pk, sk] of [
      ['T#a#FIND#name', 'p1#party#K1'],
      ['T#a#FIND#name#张#三', 'p1#party#K1'],
      ['T#a#FIND#name#张三', 'party#K1'],
      ['T#a#P#p1#FIND#name#张三', 'party#K1'],
      ['T#a#GUESS#zhao', '2026-07-01'],
    ] as const)
      expect(whereIs(pk, sk)).toBeUndefined();
  });

  it('sees a counter that would give a number twice', () => {
    expect(errors(changed(['SEQ#PT'], { n: 2 }))).toEqual(['number.counter']);
    expect(errors(missing(['SEQ#BX']))).toEqual(['number.counter']);
  });

  it('sees an answer without its effect, and one opening answered to two requests', () => {
    expect(errors(changed(['ONCE#'], { body: new Uint8Array([1, 2, 3]) }))).toEqual(['request.form']);
    expect(errors(doubled(['ONCE#'], (item) => ({ pk: `${item.pk}-again` })))).toEqual(['request.twice']);
    const without = day.items.filter(({ pk }) => !pk.includes(day.ids.open));
    expect(errors(without)).toContain('request.effect');
  });

  it('sees a notice nobody sent, one that came twice, and with a settled stream one that never came', () => {
    expect(errors(changed(['INBOX#PERSON#boss'], inside('card', { id: 'x' })))).toEqual(['inbox.unknown']);
    expect(errors(doubled(['INBOX#PERSON#boss'], { sk: 'another' }))).toEqual(['inbox.twice']);
    expect(errors(missing(['INBOX#PERSON#boss']))).toEqual([]);
    expect(errors(missing(['INBOX#PERSON#boss']), true)).toEqual(['inbox.missing']);
  });

  it('sees what stands under another company, another name or another state', () => {
    const foreign = (name: string) => changed(itself(day.ids.open), (item) => ({ [name]: String(item[name]).replace(/^T#[^#]+/, 'T#other') }));
    expect(errors(foreign('qpk'))).toEqual(['index.company']);
    expect(errors(foreign('mpk'))).toEqual(['index.company']);
    expect(errors(foreign('lpk'))).toEqual(['index.company', 'index.log']);
    expect(errors(changed(itself(day.ids.open), { lsk: undefined }))).toEqual(['index.half', 'index.log']);
    expect(errors(changed(itself(day.ids.open), { lsk: `closed#2026-07-01#errand#${day.ids.open}` }))).toEqual(['index.log']);
    expect(errors(changed(itself(day.ids.done), { lsk: `open#9999#errand#${day.ids.done}` }))).toEqual(['index.log']);
    expect(errors(changed(itself(day.ids.open), (item) => ({ dsk: String(item['dsk']).replace('#p1#', '#p2#') })))).toEqual(['index.due']);
    expect(errors(changed(itself(day.ids.open), { qsk: 'open#open#9999#x' }))).toEqual(['index.queue']);
    expect(errors(changed(itself(day.ids.open), { qsk: undefined }))).toEqual(['index.half', 'index.queue']);
    expect(errors(changed(['R#trolley'], { id: 't2' }))).toEqual(['record.name']);
    expect(errors(changed(['R#trolley'], (item) => ({ pk: item.pk.replace('T#', 'X#') })))).toContain('key.unknown');
    expect(errors(doubled(['R#trolley'], { sk: 'a', pk: 'CLAIM#x' }))).toEqual(['key.unknown']);
  });

  it.each(['13800000001', '+8613800000001', '请回电 138 0000 0001。', '2026-13800000001'])('sees the phone number of “%s” in any field', (text) => {
    expect(errors(changed(['R#trolley'], inside('record', { note: { deep: [text] } })))).toEqual(['personal.phone']);
    expect(errors(changed(['FIND#name'], { extra: text }))).toEqual(['personal.phone']);
  });

  it.each(['11010119900307123X', '证件110101199003071234号'])('sees the identity number of “%s”', (text) => {
    expect(errors(changed(['R#trolley'], inside('record', { note: text })))).toEqual(['personal.identity']);
  });

  it.each(['138****0001', '1380000000', '138000000012', '20260701138000', '1a13800000001b', 'BX-20260701-0007'])('takes “%s” for no personal data', (text) => {
    expect(errors(changed(['R#trolley'], inside('record', { note: text })))).toEqual([]);
  });

  it('sees a seal without a mask, and one whose key the company does not have', () => {
    const sealed = { c: 'AAAA', k: 'k1.party:c1', m: '138****0001', h: 'x' };
    expect(errors(changed(['R#party'], inside('record', { phones: [{ ...sealed, m: '1380000' }] })))).toEqual(['personal.mask']);
    expect(errors(changed(['| KEYS'], { ring: [] }))).toEqual(['personal.key']);
  });

  it('names parked records without calling them wrong', () => {
    const findings = verifyItems(changed(itself(day.ids.open), { parkedAt: '2026-07-01T02:05:00.000Z' }));
    expect(findings).toMatchObject([{ level: 'note', check: 'record.parked' }]);
  });
});
