import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billId } from '../../lib/ledger/names.ts';
import { foldFinishedMonths } from '../../lib/statements/folding.ts';
import { certificate } from '../../local/verify/certificate.ts';
import { hashOf } from '../../local/verify/check-entries.ts';
import { takeStock } from '../../local/verify/stock.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { billOf, countingHouse, on, paying } from '../statements/office.ts';
import { type MemoryEngine, memoryEngine } from '../support/memory-engine.ts';

type Loose = Record<string, unknown> & { pk: string; sk: string };

let engine: MemoryEngine;
let items: Loose[];

const prepaid = 'prepaid~1-1-101~K1';
const deposit = 'deposit~1-1-101~YJ-1';

beforeAll(async () => {
  engine = memoryEngine();
  const { desk, issue, book, reverse } = await countingHouse();
  const [june, july, water] = [
    billOf('1-1-101', '2026-06'),
    billOf('2-1-201', '2026-07', { payer: 'K2' }),
    billOf('1-1-101', '2026-07', { feeClass: 'water', charge: 'S-1', agency: true, issuedFen: 80_00 }),
  ];
  const manual = billOf('1-1-101', '2026-07', {
    feeClass: 'other',
    charge: 'SG-1',
    issuedFen: 50_00,
    issuedOn: '2026-07-09',
    origin: { kind: 'manual', id: 'x' },
  });
  on('2026-06-05');
  await issue(june);
  on('2026-06-20');
  await book({ kind: 'payment', postings: paying('cash', [[june, 100_00]]) });
  on('2026-07-05');
  await issue(july, water);
  const paid = await book({ kind: 'payment', postings: paying('cash', [[june, 135_03, 1_50]], [prepaid, 300_00]) });
  await book({ kind: 'payment', postings: paying('wechat', [[july, 200_00]]) });
  on('2026-07-09');
  await book({
    kind: 'bill',
    book: 'system',
    issues: [manual],
    postings: [
      { account: 'receivable', fen: 50_00, as: 'issued', bill: billId(manual) },
      { account: 'income', fen: -50_00, feeClass: 'other', period: '2026-07' },
    ],
  });
  await book({
    kind: 'billVoid',
    book: 'system',
    postings: [
      { account: 'income', fen: 50_00, feeClass: 'other', period: '2026-07' },
      { account: 'receivable', fen: -50_00, as: 'voided', bill: billId(manual) },
    ],
  });
  await book({
    kind: 'offset',
    book: 'system',
    postings: [
      { account: 'prepaid', fen: 80_00, balance: prepaid },
      { account: 'receivable', fen: -80_00, as: 'offset', bill: billId(water) },
    ],
  });
  await book({
    kind: 'remittance',
    book: 'system',
    postings: [
      { account: 'agency', fen: 80_00, feeClass: 'water', period: '2026-07' },
      { account: 'cash', fen: -80_00, channel: 'transfer' },
    ],
  });
  const held = await book({
    kind: 'depositIn',
    postings: [
      { account: 'cash', fen: 2000_00, channel: 'card' },
      { account: 'deposit', fen: -2000_00, balance: deposit },
    ],
    opens: { [deposit]: { party: 'K1' } },
  });
  on('2026-07-12');
  await book({
    kind: 'refund',
    postings: [
      { account: 'deposit', fen: 500_00, balance: deposit },
      { account: 'cash', fen: -500_00, channel: 'card' },
    ],
    refunds: held.id,
  });
  const wrong = await book({ kind: 'payment', postings: paying('card', [[july, 10_00]]) });
  await reverse(wrong);
  await foldFinishedMonths(desk, 'p1', '2026-07-12');
  expect(paid.seq).toBe(2);
  items = engine.items().map((item) => structuredClone(item) as Loose);
});
afterAll(() => engine.stop());

/** Where the first item is whose key holds all the words. */
function find(...words: readonly string[]): Loose {
  const item = items.find(({ pk, sk }) => words.every((word) => `${pk} | ${sk}`.includes(word)));
  if (!item) throw new Error(`no item of ${words.join(' ')}`);
  return structuredClone(item);
}

/** The checks that fail when one item is other than it was, or gone, or there as well. */
const broken = (...changed: readonly Loose[]): string[] => {
  const others = items.filter(({ pk, sk }) => !changed.some((one) => one.pk === pk && one.sk === sk));
  return checksOf([...others, ...changed.filter((one) => one['gone'] !== true)]);
};
const gone = (...words: readonly string[]): Loose => ({ ...find(...words), gone: true });
const checksOf = (all: readonly Loose[]): string[] => [...new Set(verifyItems(all).map(({ check }) => check))].toSorted();

type Inner = Record<string, unknown>;
/** An item with a change in one of its maps. */
const inside = (words: readonly string[], field: string, change: (value: Inner) => Inner): Loose => {
  const item = find(...words);
  return { ...item, [field]: { ...(item[field] as Inner), ...change(item[field] as Inner) } };
};
const entry = (seq: number, change: (value: Inner) => Inner, book = 'cashier'): Loose => inside([`BOOK#2026#${book} `, `E#0000000${seq}`], 'entry', change);
const posting = (value: Inner, at: number, change: Inner): Inner => ({
  postings: (value['postings'] as Inner[]).map((one, index) => (index === at ? { ...one, ...change } : one)),
});
const june = 'BILL#2026-06#property';

describe('the verifier on a ledger 账务核验', () => {
  it('finds nothing in what was booked, folded and taken back', () => {
    expect(verifyItems(items)).toEqual([]);
    expect(items.filter(({ sk }) => sk.startsWith('E#')).length).toBe(11);
  });

  it('I1, I10: sees a balance that is not what its entries make it', () => {
    expect(broken(inside([`BALANCE#prepaid`], 'balance', () => ({ fen: 220_01 })))).toEqual(['balance.sum']);
    expect(broken(gone('BALANCE#deposit'))).toEqual(['balance.missing']);
    expect(broken(inside(['BALANCE#deposit'], 'balance', () => ({ id: 'YJ-2' })))).toEqual(['balance.name']);
    expect(broken(gone('MOVE#prepaid'))).toEqual(['balance.line']);
    expect(broken(inside(['MOVE#deposit'], 'move', () => ({ fen: 1 })))).toEqual(['balance.line']);
    expect(broken({ ...find('MOVE#deposit'), sk: 'MOVE#deposit#YJ-1#2026-07-12#2026~cashier~99' })).toEqual(['balance.line']);
    expect(broken(inside(['BALANCE#deposit'], 'card', () => ({ fen: 1 })))).toEqual(['balance.index']);
    expect(broken({ ...find('BALANCE#deposit'), qpk: undefined, qsk: undefined })).toEqual(['balance.index']);
  });

  it('I1, I10: sees more taken out of a deposit than came in', () => {
    const refund = entry(5, (value) => ({ postings: (value['postings'] as Inner[]).map((one) => ({ ...one, fen: Number(one['fen']) * 5 })) }));
    expect(broken(refund)).toEqual(expect.arrayContaining(['balance.negative', 'balance.sum', 'entry.refunded-too-much']));
  });

  it('I2, I9: sees an entry that does not balance, lies elsewhere, or does not say who booked it', () => {
    expect(broken(entry(1, (value) => posting(value, 0, { fen: 1 })))).toEqual(expect.arrayContaining(['entry.unbalanced', 'book.chain']));
    expect(broken(entry(1, (value) => ({ postings: (value['postings'] as Inner[]).slice(0, 1) })))).toContain('entry.unbalanced');
    expect(broken(entry(1, () => ({ company: 'another' })))).toEqual(['book.chain', 'entry.place']);
    for (const field of ['by', 'at', 'bookedOn', 'valueOn', 'request', 'kind'])
      expect(broken(entry(1, () => ({ [field]: undefined })))).toContain('entry.fields');
    expect(broken({ ...find('BOOK#2026#cashier', 'E#00000001'), out: [] })).toEqual(['entry.event']);
  });

  it('I3: sees a bill settled for more, for less, or by nothing', () => {
    const paid = (change: (lines: Inner[]) => Inner[]) => inside([june], 'bill', (value) => ({ paid: change(value['paid'] as Inner[]) }));
    expect(broken(paid((lines) => lines.slice(1)))).toContain('bill.paid');
    expect(broken(paid((lines) => lines.with(0, { ...lines[0], fen: 300_00 })))).toEqual(expect.arrayContaining(['bill.paid', 'bill.settled']));
    expect(broken(paid((lines) => lines.with(0, { ...lines[0], on: '2026-06-21' })))).toContain('bill.paid');
    expect(broken(paid((lines) => lines.with(1, { ...lines[1], lateFen: 2_50 })))).toContain('bill.paid');
    expect(broken(paid((lines) => [...lines, { ...lines[0], entry: '2026~cashier~99', fen: 0 }]))).toEqual(['bill.paid']);
    expect(broken(inside([june], 'bill', () => ({ state: 'writtenOff' })))).toEqual(['bill.state']);
    expect(broken(inside([june], 'bill', () => ({ charge: 'WY.K9' })))).toEqual(['bill.name']);
    expect(broken(gone(june))).toEqual(expect.arrayContaining(['bill.missing', 'totals.month']));
  });

  it('I13: sees lines that do not sum to the bill', () => {
    expect(broken(inside([june], 'bill', (value) => ({ lines: [{ ...(value['lines'] as Inner[])[0], fen: 235_02 }] })))).toEqual(['bill.lines']);
  });

  it('sees a bill nobody issued, one issued twice, and one from nowhere', () => {
    expect(broken(inside(['BILL#2026-07#other'], 'bill', () => ({ origin: { kind: 'run', id: '2026-07.9' } })))).toEqual(
      expect.arrayContaining(['bill.issue', 'totals.day']),
    );
    expect(broken(inside([june], 'bill', () => ({ origin: { kind: 'manual', id: 'x' } })))).toEqual(['bill.issue', 'totals.month']);
    const forged = inside([june], 'bill', () => ({ unit: '1-1-109', paid: [], state: 'open' }));
    expect(broken({ ...forged, pk: forged.pk.replace('1-1-101', '1-1-109') })).toEqual(['bill.index', 'totals.month']);
  });

  it('sees an index of open bills that lists another sum, a settled bill, or not an open one', () => {
    const july = ['U#2-1-201 ', 'BILL#2026-07#property'];
    expect(broken(inside(july, 'card', () => ({ openFen: 1 })))).toEqual(['bill.index']);
    expect(broken({ ...find(...july), qpk: undefined, qsk: undefined })).toEqual(['bill.index']);
    expect(broken({ ...find(june), qpk: find(...july)['qpk'], qsk: 'open#2026-06-28#x' })).toEqual(['bill.index']);
    expect(broken({ ...find(...july), qsk: 'open#2026-08-01#x' })).toEqual(['bill.index']);
  });

  it('I4: sees a number that is missing, an entry altered behind its hash, and a head that says otherwise', () => {
    expect(broken(gone('BOOK#2026#cashier', 'E#00000002'))).toContain('book.gap');
    expect(broken(gone('BOOK#2026#cashier', 'E#00000007'))).toContain('book.head');
    expect(broken(entry(3, () => ({ reason: '改' })))).toEqual(['book.chain']);
    const forged = entry(3, () => ({ reason: '改' }));
    const content = forged['entry'] as Inner;
    expect(broken({ ...forged, entry: { ...content, hash: hashOf(String(content['previous']), content) } })).toEqual(['book.chain', 'seal.content']);
    expect(broken(inside(['BOOK#2026#cashier | BOOK'], 'book', () => ({ hash: 'x' })))).toEqual(['book.head']);
    expect(broken(inside(['BOOK#2026#cashier | BOOK'], 'book', () => ({ seq: 8 })))).toEqual(['book.head']);
    expect(broken(inside(['BOOK#2026#cashier | BOOK'], 'book', () => ({ sums: {} })))).toEqual(['book.day']);
    expect(broken(inside(['BOOK#2026#cashier | BOOK'], 'book', () => ({ name: 'other' })))).toEqual(['book.place']);
    expect(broken(gone('BOOK#2026#system | BOOK'))).toEqual(['book.missing']);
  });

  it('I5: sees an entry taken back twice, otherwise than it was, or one that was never there', () => {
    const reversal = find('BOOK#2026#cashier', 'E#00000007');
    const twice = { ...reversal, sk: 'E#00000008', entry: { ...(reversal['entry'] as Inner), seq: 8 } };
    expect(broken(twice)).toContain('entry.reversed-twice');
    expect(broken(entry(7, () => ({ reverses: '2026~cashier~99' })))).toEqual(expect.arrayContaining(['entry.takes-back-nothing', 'back.content']));
    expect(broken(entry(7, (value) => ({ postings: (value['postings'] as Inner[]).map((one) => ({ ...one, fen: Number(one['fen']) * 2 })) })))).toContain(
      'entry.reversal',
    );
    expect(broken(gone('BACK#00000004'))).toEqual(['back.content']);
    expect(broken(inside(['BACK#00000004'], 'back', () => ({ refundedFen: 1 })))).toEqual(['back.content']);
    expect(broken(inside(['BACK#00000006'], 'back', () => ({ reversedBy: '2026~cashier~1' })))).toEqual(['back.content']);
    expect(broken({ ...find('BACK#00000006'), sk: 'BACK#00000099' })).toEqual(['back.missing']);
  });

  it('I6: sees a finished day without its seal, with another one, and an entry booked behind it', () => {
    expect(broken(gone('BOOK#2026#cashier', 'DAY#2026-07-05'))).toEqual(['seal.missing']);
    for (const field of ['first', 'last', 'hash'])
      expect(broken(inside(['BOOK#2026#cashier', 'DAY#2026-07-05'], 'seal', () => ({ [field]: 1 })))).toEqual(['seal.content']);
    expect(broken(inside(['BOOK#2026#cashier', 'DAY#2026-07-05'], 'seal', () => ({ sums: {} })))).toEqual(['seal.content']);
    expect(broken(inside(['BOOK#2026#cashier | BOOK'], 'book', () => ({ sealedThrough: '2026-07-12' })))).toEqual(['seal.missing']);
    expect(broken(entry(7, () => ({ bookedOn: '2026-07-05' })))).toContain('book.day-order');
    expect(broken({ ...find('BOOK#2026#cashier', 'DAY#2026-07-05'), sk: 'DAY#2026-07-06' })).toContain('seal.content');
  });

  it('I7: sees a fen too much or too little in any of the totals', () => {
    const sums = (sk: string, change: Inner) => inside(['TOTALS', sk], 'sums', () => change);
    expect(broken(sums('2026-07-12#cashier', { 'cash|card': -499_99 }))).toEqual(['totals.day']);
    expect(broken(sums('2026-07-05#run~2026-07.1', { 'count.issued|property|2026-07': 2 }))).toEqual(['totals.day']);
    expect(broken(gone('TOTALS', '2026-07-09#system'))).toEqual(['totals.day']);
    expect(broken({ ...find('TOTALS', '2026-07-12#cashier'), sk: '2026-07-13#cashier' })).toEqual(['totals.day']);
    const month = inside(['TOTALS', 'MONTH#2026-06'], 'month', (value) => ({ sums: { ...(value['sums'] as Inner), 'cash|cash': 100_01 } }));
    expect(broken(month)).toEqual(['totals.cash', 'totals.folded', 'totals.month']);
    expect(broken(sums('BILLED#2026', { 'paid|property|2026-06': -99_99 }))).toEqual(['totals.folded']);
    expect(broken(sums('ACCOUNTS', { receivable: 1 }))).toEqual(['totals.folded']);
    expect(broken(gone('ACCOUNTS'))).toEqual(['totals.folded']);
    expect(broken({ ...find('BILLED#2026'), sk: 'BILLED#2025' })).toEqual(['totals.folded']);
  });

  it('I8: sees an answered payment whose receipt is not there', () => {
    const company = find('BOOK#2026#cashier').pk.split('#')[1];
    const answered = (receiptNo: string): Loose => ({
      pk: `T#${company}#ONCE#k-1`,
      sk: 'ONCE',
      bind: 'b',
      ttl: 1,
      status: 201,
      location: `/projects/p1/payments/${receiptNo}`,
      body: new Uint8Array(deflateRawSync(JSON.stringify({ receiptNo, amountFen: 1 }))),
    });
    expect(broken(answered('2026-cashier-000002'))).toEqual([]);
    expect(broken(answered('2026-cashier-000099'))).toEqual(['request.effect']);
    expect(broken(answered('2026-cashier-000002'), { ...answered('2026-cashier-000002'), pk: `T#${company}#ONCE#k-2` })).toEqual(['request.twice']);
  });

  it.each([
    ['U#1-1-101', 'BILL#2026-13#property#WY.K1#0000'],
    ['U#1-1-101', 'BILL#2026-07#property#WY.K1'],
    ['U#1-1-101', 'BALANCE#savings#K1'],
    ['MONEY#prepaid', 'MOVE#prepaid#K1#yesterday#x'],
    ['BOOK#2026#cashier', 'E#1'],
    ['BOOK#26#cashier', 'BOOK'],
    ['TOTALS', '2026-07#cashier'],
    ['TOTALS', 'MONTH#2026-7'],
    ['TOTALS', 'ACCOUNTS#x'],
  ])('knows no key %s | %s', (pk, sk) => {
    expect(checksOf([{ pk: `T#a#P#p1#${pk}`, sk }])).toEqual(['key.unknown']);
  });

  it('prints what each project’s books hold and where their chains end', () => {
    const text = certificate(takeStock(items), [], 'test');
    expect(text).toMatch(/p1 +2 books, 11 entries, open 35\.03, held 1720\.00, [\w-]{43}/);
  });
});
