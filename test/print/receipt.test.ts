import { describe, expect, it } from 'vitest';
import type { Desk } from '../../lib/cases/desk.ts';
import { provenCompany } from '../../lib/kernel/actor.ts';
import { billId, entryNamed } from '../../lib/ledger/names.ts';
import { codeOfEntry } from '../../lib/payments/receipt-code.ts';
import { checkedPage, checkReceipt } from '../../lib/print/check.ts';
import { type Paper, textsOf } from '../../lib/print/paper.ts';
import { printReceipt } from '../../lib/print/receipt.ts';
import { render } from '../../lib/print/render.ts';
import { openKeyRing } from '../../lib/table/key-ring.ts';
import { openTable } from '../../lib/table/table.ts';
import { timeIs } from '../support/clock.ts';
import { tableName, testWrapper } from '../support/engine.ts';
import { fee, font, office, paying } from './office.ts';
import { openPdf } from './opened-pdf.ts';

type Office = Awaited<ReturnType<typeof office>>;

const wish = { size: 'a4', address: 'https://wuyun.example' } as const;
const marks = ({ marks: all }: Paper) => all.map(({ text }) => text);
const table = ({ blocks }: Paper) => blocks.flatMap((block) => (block.block === 'table' ? block.rows : []));
const pairs = ({ blocks }: Paper) => Object.fromEntries(blocks.flatMap((block) => (block.block === 'pairs' ? block.pairs : [])));

/** liu has paid June and July in one go. */
async function paid(at: Office) {
  const bills = await at.issue(fee('2026-06'), fee('2026-07'));
  return at.post(paying(bills));
}

/** What reaches the check from outside: a desk for whichever company is named. */
const reception =
  (...desks: readonly [Desk, ...Desk[]]) =>
  (name: string): Desk => {
    const company = provenCompany(name);
    const table = openTable(company, tableName);
    return desks.find((desk) => desk.company === company) ?? { ...desks[0], company, table, keys: openKeyRing(table, testWrapper(), new Map()) };
  };

async function codeFor({ desk }: Office, id: string): Promise<string> {
  const name = entryNamed(id);
  if (!name) throw new Error(id);
  return codeOfEntry(desk, 'p1', name);
}

describe('receipt 收据', () => {
  it('says who paid what for which month and flat, in figures and in capitals, and where it can be checked', async () => {
    const at = await office();
    const { number, entry } = await paid(at);
    const paper = await printReceipt(at.desk, at.caller('qian'), number, wish);
    expect(pairs(paper)).toMatchObject({
      票据编号: '2026-qian-000001',
      日期: '2026年7月14日',
      交款人: '刘德厚',
      收款方式: '微信支付',
      收款人: '钱收费',
      '人民币（大写）': '肆佰柒拾元零陆分',
    });
    expect(table(paper)).toEqual([
      ['物业管理费', '2026-06', '1-2-301', '235.03'],
      ['物业管理费', '2026-07', '1-2-301', '235.03'],
    ]);
    const code = paper.blocks.flatMap((block) => (block.block === 'codes' ? block.codes : []))[0];
    expect(code?.caption).toContain(entry.hash.slice(-12));
    const [, sent = ''] = code?.text.split('/receipts/') ?? [];
    expect(await checkReceipt(reception(at.desk), decodeURIComponent(sent))).toMatchObject({ receiptNo: number, state: 'valid' });
    expect(marks(paper)).toEqual([]);
  });

  it('says on every further print that it is one, which one, and when', async () => {
    const at = await office();
    const { number } = await paid(at);
    const print = async () => marks(await printReceipt(at.desk, at.caller('qian'), number, wish));
    expect(await print()).toEqual([]);
    timeIs('2026-07-15T09:30:00+08:00');
    expect(await print()).toEqual(['补打 第 1 次 2026-07-15 09:30']);
    expect(await print()).toEqual(['补打 第 2 次 2026-07-15 09:30']);
  });

  it('makes one original when two print at the same instant', async () => {
    const at = await office();
    const { number } = await paid(at);
    const both = await Promise.all([1, 2, 3].map(() => printReceipt(at.desk, at.caller('qian'), number, wish)));
    expect(both.map(marks).filter((one) => one.length === 0)).toHaveLength(1);
  });

  it('tells residents their own, marked as a copy; the family sees the beginning of the name, others nothing', async () => {
    const at = await office();
    const { number } = await paid(at);
    const print = (person: string, project?: string) => printReceipt(at.desk, at.caller(person, project), number, wish);
    const own = await print('liu');
    expect([marks(own), pairs(own)['交款人']]).toEqual([['住户自助件'], '刘德厚']);
    expect(pairs(await print('mei'))['交款人']).toBe('刘**');
    for (const [person, project] of [
      ['ma', 'p1'],
      ['wang', 'p1'],
      ['zhao', 'p2'],
      ['nobody', 'p1'],
    ] as const) {
      await expect(print(person, project), person).rejects.toMatchObject({ kind: 'not-found' });
    }
    expect(marks(await print('qian'))).toEqual([]);
  });

  it('shows a receipt over the flats of others to its payer alone', async () => {
    const at = await office();
    const bills = await at.issue(fee('2026-07'), fee('2026-07', { unit: '1-2-401' }));
    const { number } = await at.post(paying(bills));
    const print = (person: string) => printReceipt(at.desk, at.caller(person), number, wish);
    expect(table(await print('liu'))).toHaveLength(2);
    await expect(print('mei')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(print('ma')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('says of what was taken back that it was, by which number; what takes back is red', async () => {
    const at = await office();
    const { id, entry } = await paid(at);
    const back = { ...paying([]), postings: entry.postings.map((posting) => ({ ...posting, fen: -posting.fen })), reverses: id, reason: '收错房号' };
    const red = await at.post({ ...back, kind: 'reversal' });
    const paper = await printReceipt(at.desk, at.caller('qian'), '2026-qian-000001', wish);
    expect([marks(paper), pairs(paper)['已红冲']]).toEqual([['已红冲'], `票据 ${red.number}`]);
    const reversal = await printReceipt(at.desk, at.caller('qian'), red.number, wish);
    expect(marks(reversal)).toEqual(['红冲']);
    expect(pairs(reversal)).toMatchObject({ 原票据: '2026-qian-000001', 说明: '收错房号', '人民币（大写）': '负肆佰柒拾元零陆分' });
  });

  it('names deposits and prepayments by what they are for, and gives refunds a line to sign on', async () => {
    const at = await office();
    const held = 'deposit~1-2-301~YJ-20260714-0001';
    const cash = { account: 'cash', channel: 'cash' } as const;
    const deposit = await at.post({
      kind: 'depositIn',
      book: 'qian',
      payer: 'liu',
      postings: [
        { ...cash, fen: 2000_00 },
        { account: 'deposit', balance: held, fen: -2000_00 },
      ],
      opens: { [held]: { party: 'liu', title: '装修押金' } },
    });
    const paper = await printReceipt(at.desk, at.caller('qian'), deposit.number, wish);
    expect([paper.name, table(paper)]).toEqual(['押金收据 2026-qian-000001', [['装修押金', '', '1-2-301', '2,000.00']]]);
    const refund = await at.post({
      kind: 'refund',
      book: 'qian',
      payer: 'liu',
      refunds: deposit.id,
      postings: [
        { account: 'deposit', balance: held, fen: 1500_00 },
        { ...cash, fen: -1500_00 },
      ],
    });
    const voucher = await printReceipt(at.desk, at.caller('qian'), refund.number, wish);
    expect(voucher.name).toBe('退款凭证 2026-qian-000002');
    expect(pairs(voucher)).toHaveProperty('收款人签字');
    expect(marks(await printReceipt(at.desk, at.caller('qian'), deposit.number, wish))[0]).toBe('已部分退款');
  });

  it('is no receipt where no money moved, and none where there is no such number', async () => {
    const at = await office();
    const [bill] = await at.issue(fee('2026-07'));
    const waived = await at.post({
      kind: 'waiver',
      book: 'system',
      postings: [
        { account: 'waiver', fen: 10_00 },
        { account: 'receivable', as: 'waived', bill: billId(bill ?? fee('2026-07')), fen: -10_00 },
      ],
    });
    for (const number of [waived.number, '2026-qian-000099', '2026-qian-12', 'x']) {
      await expect(printReceipt(at.desk, at.caller('qian'), number, wish), number).rejects.toMatchObject({ kind: 'not-found' });
    }
  });

  it.each(['a4', 'roll'] as const)('draws every character of a receipt with 40 bills on %s, in an embedded font', async (size) => {
    const at = await office();
    const bills = await at.issue(...Array.from({ length: 40 }, (_, n) => fee(`20${20 + Math.trunc(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`)));
    const { number } = await at.post(paying(bills));
    await printReceipt(at.desk, at.caller('qian'), number, wish);
    const paper = await printReceipt(at.desk, at.caller('qian'), number, { ...wish, size });
    const pdf = openPdf(await render(paper, font));
    expect(pdf.pages).toBe(size === 'roll' ? 1 : 2);
    expect(pdf.fonts).toHaveLength(1);
    expect(pdf.glyphs).not.toContain(0);
    expect(pdf.glyphs.length).toBeGreaterThanOrEqual(textsOf(paper).join('').replaceAll(/\s/g, '').length - 30);
    if (size === 'roll') expect(pdf.height).toBeGreaterThan(800);
  });
});

describe('check of a receipt 收据验真', () => {
  it('says what was paid when, how and whether it still stands, and nothing of anybody', async () => {
    const at = await office();
    const { id, number } = await paid(at);
    const checked = await checkReceipt(reception(at.desk), await codeFor(at, id));
    expect(checked).toEqual({
      company: '梅花物业管理有限公司',
      project: '一号院',
      receiptNo: number,
      title: '收据',
      date: '2026-07-14',
      amountFen: 470_06,
      amount: '470.06',
      channel: '微信支付',
      state: 'valid',
      stateTitle: '有效',
      refundedFen: 0,
    });
    const page = checkedPage(checked);
    for (const secret of ['刘', 'liu', '1-2-301', '1381', '物业管理费']) expect(JSON.stringify(checked) + page).not.toContain(secret);
  });

  it('follows what becomes of it: voided, reversed, partly and wholly refunded', async () => {
    const at = await office();
    const of = async (kind: 'void' | 'reversal' | 'refund', fen?: number) => {
      const bill = fee('2026-07', { charge: `WY.${kind}${fen ?? ''}` });
      await at.issue(bill);
      const { id } = await at.post(paying([bill]));
      const back = fen ?? bill.issuedFen;
      await at.post({
        kind,
        book: 'qian',
        payer: 'liu',
        ...(kind === 'refund' ? { refunds: id } : { reverses: id }),
        postings: [
          { account: 'cash', channel: 'wechat', fen: -back },
          { account: 'receivable', as: kind === 'refund' ? 'refunded' : 'paid', bill: billId(bill), fen: back },
        ],
      });
      const { state, refundedFen } = await checkReceipt(reception(at.desk), await codeFor(at, id));
      return [state, refundedFen];
    };
    expect(await of('void')).toEqual(['voided', 0]);
    expect(await of('reversal')).toEqual(['reversed', 0]);
    expect(await of('refund', 100_00)).toEqual(['partlyRefunded', 100_00]);
    expect(await of('refund', 235_03)).toEqual(['refunded', 235_03]);
  });

  it('answers altered, foreign and made-up codes alike, and founds no key ring for a guess', async () => {
    const at = await office();
    const other = await office();
    const { id } = await paid(at);
    const { id: foreign } = await paid(other);
    const code = await codeFor(at, id);
    const [key = '', mac = '', payload = ''] = code.split('.');
    const text = (what: string) => Buffer.from(what).toString('base64url');
    const said = Buffer.from(payload, 'base64url').toString();
    const wrong = [
      `${key}.${mac.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}.${payload}`,
      `${key}.${mac}.${text(said.replace('~1', '~2'))}`,
      `${key}.${mac}.${text(said.replace(at.desk.company, other.desk.company))}`,
      `${key}.${mac}.${text(said.replace(at.desk.company, 'nobody'))}`,
      (await codeFor(other, foreign)).replace(/^[^.]+/, 'k9'),
      'x',
      '..',
      '',
      'a'.repeat(4000),
      '￥.￥.￥',
    ];
    for (const one of wrong)
      await expect(checkReceipt(reception(at.desk, other.desk), one), one).rejects.toMatchObject({ kind: 'not-found', code: 'receipt.unknown' });
    const { items } = await at.desk.table.query({ pk: 'T#nobody', limit: 10 });
    expect(items).toEqual([]);
  });

  it('escapes what a company may call itself', async () => {
    const at = await office();
    const { id } = await paid(at);
    const checked = await checkReceipt(reception(at.desk), await codeFor(at, id));
    expect(checkedPage({ ...checked, company: '<script>"&\'' })).not.toMatch(/<script>|"&'/);
  });
});
