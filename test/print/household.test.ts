import { describe, expect, it } from 'vitest';
import { billId } from '../../lib/ledger/names.ts';
import { printClearance, printNotice, printStatement } from '../../lib/print/household.ts';
import type { Paper } from '../../lib/print/paper.ts';
import { render } from '../../lib/print/render.ts';
import { fee, font, office, paying } from './office.ts';
import { openPdf } from './opened-pdf.ts';

const flat = '1-2-301';
const tables = ({ blocks }: Paper) => blocks.flatMap((block) => (block.block === 'table' ? [block] : []));
const pairs = ({ blocks }: Paper) => blocks.flatMap((block) => (block.block === 'pairs' ? block.pairs : []));
const value = (paper: Paper, label: string) => pairs(paper).find(([name]) => name === label)?.[1];
const drawn = async (paper: Paper) => openPdf(await render(paper, font));

const late = { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } as const;

describe('payment notice 缴费通知单', () => {
  it('reckons every line before the eyes of the payer, old arrears apart, with the late fee of the day', async () => {
    const { desk, issue, caller } = await office();
    await issue(fee('2026-05', { late, joint: ['ma'] }), fee('2026-07'), fee('2026-08'));
    const paper = await printNotice(desk, caller('qian'), flat, { period: '2026-07' });
    const [current, earlier] = tables(paper);
    expect(current?.rows).toEqual([
      ['物业管理费', '2026-07', '物业管理费　2026-07-01 至 2026-07-27　98.75㎡ × 2.38元 = 235.03元', '2026-07-28', '235.03', '235.03'],
    ]);
    // 235.03 × 0.05 % × 47 days (29 May – 14 July) = 5.5232…
    expect(earlier?.rows[0]?.[2]).toContain('违约金 5.52 元：235.03 元 × 47 天');
    expect(value(paper, '应缴')).toBe('475.58 元（肆佰柒拾伍元伍角捌分）');
    expect([value(paper, '交费人'), value(paper, '连带责任人'), value(paper, '建筑面积')]).toEqual(['刘德厚', '马六', '98.75 ㎡']);
    const { pages, glyphs } = await drawn(paper);
    expect([pages, glyphs.includes(0)]).toEqual([1, false]);
  });

  it('has a page for each payer of the flat, and for a resident his own only', async () => {
    const { desk, issue, caller } = await office();
    await issue(fee('2026-07'), fee('2026-07', { payer: 'ma', charge: 'WY.ma' }));
    const all = await printNotice(desk, caller('qian'), flat, {});
    expect((await drawn(all)).pages).toBe(2);
    const own = await printNotice(desk, caller('liu'), flat, {});
    expect(pairs(own).filter(([name]) => name === '交费人')).toEqual([['交费人', '刘德厚']]);
    for (const person of ['ma', 'wang', 'nobody'])
      await expect(printNotice(desk, caller(person), flat, {}), person).rejects.toMatchObject({ kind: 'not-found' });
    await expect(printNotice(desk, caller('zhao', 'p2'), flat, {})).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('is not printed where nothing is owed, nor for a month that is none', async () => {
    const { desk, caller } = await office();
    await expect(printNotice(desk, caller('qian'), flat, {})).rejects.toMatchObject({ code: 'print.nothing-open' });
    await expect(printNotice(desk, caller('qian'), flat, { period: '2026-13' })).rejects.toMatchObject({ kind: 'invalid' });
    await expect(printNotice(desk, caller('qian'), '9-9-999', {})).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('statement of account 对账单', () => {
  it('lists bills and receipts in order and ends with what is owed', async () => {
    const { desk, issue, post, caller } = await office();
    const [june] = await issue(fee('2026-06'), fee('2026-07'));
    const { number } = await post(paying([june ?? fee('2026-06')]));
    const paper = await printStatement(desk, caller('liu'), flat, {});
    const [table] = tables(paper);
    expect(table?.rows.map((row) => [row[0], row[2], row[3], row[4], row[5]])).toEqual([
      ['2026-06-05', '', '235.03', '', '235.03'],
      ['2026-07-05', '', '235.03', '', '470.06'],
      ['2026-07-14', number, '', '235.03', '235.03'],
    ]);
    expect(table?.sum?.[5]).toBe('235.03');
    expect((await drawn(paper)).glyphs).not.toContain(0);
  });
});

describe('clearance letter 结清证明', () => {
  it('is given when the last fen is settled, and not a fen before', async () => {
    const { desk, issue, post, caller } = await office();
    const bill = fee('2026-06');
    await issue(bill);
    const print = () => printClearance(desk, caller('qian'), flat, {});
    await expect(print()).rejects.toMatchObject({ code: 'print.not-clear', detail: { unit: flat, count: 1, fen: '235.03' } });
    const cash = { account: 'cash', channel: 'cash' } as const;
    const paid = (fen: number) =>
      post({
        ...paying([]),
        postings: [
          { ...cash, fen },
          { account: 'receivable', as: 'paid', bill: billId(bill), fen: -fen },
        ],
      });
    await paid(235_02);
    await expect(print()).rejects.toMatchObject({ code: 'print.not-clear', detail: { fen: '0.01' } });
    await paid(1);
    const paper = await print();
    expect(JSON.stringify(paper)).toContain('一号院1-2-301（房屋）应缴的各项费用（物业管理费）（账期至2026年6月）均已结清');
    expect((await drawn(paper)).glyphs).not.toContain(0);
  });

  it('is not given over a late fee that is still owed, nor over what was written off', async () => {
    const { desk, issue, post, caller } = await office();
    const bill = fee('2026-05', { late });
    await issue(bill);
    await post(paying([bill]));
    await expect(printClearance(desk, caller('qian'), flat, {})).rejects.toMatchObject({ code: 'print.not-clear', detail: { fen: '5.52' } });
    const lost = fee('2026-05', { unit: '1-2-401', payer: 'ma' });
    await issue(lost);
    await post({
      kind: 'writeOff',
      book: 'system',
      postings: [
        { account: 'badDebt', fen: 235_03 },
        { account: 'receivable', as: 'writtenOff', bill: billId(lost), fen: -235_03 },
      ],
    });
    await expect(printClearance(desk, caller('qian'), '1-2-401', {})).rejects.toMatchObject({ code: 'print.not-clear' });
  });

  it('of one payer says nothing of another; a resident gets his own', async () => {
    const { desk, issue, caller } = await office();
    await issue(fee('2026-07', { payer: 'ma', charge: 'WY.ma' }));
    expect(JSON.stringify(await printClearance(desk, caller('qian'), flat, { party: 'liu' }))).toContain('刘德厚就一号院1-2-301');
    expect(JSON.stringify(await printClearance(desk, caller('liu'), flat, { party: 'ma' }))).toContain('刘德厚就一号院1-2-301');
    await expect(printClearance(desk, caller('qian'), flat, { party: 'ma' })).rejects.toMatchObject({ code: 'print.not-clear' });
  });
});
