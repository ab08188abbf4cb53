import { describe, expect, it } from 'vitest';
import { type LetterFacts, letterContent } from '../../lib/dunning/letter.ts';
import { formulaOf, litigationPack, type PackFacts } from '../../lib/dunning/litigation-pack.ts';
import { billOf } from '../workflows/dunning/given.ts';

const line = { bill: 'b', title: '物业管理费', period: '2026-06', dueOn: '2026-06-30', issuedFen: 235_03, openFen: 235_03, lateFen: 3_53 };
const facts = (kind: LetterFacts['kind'], more: Partial<LetterFacts> = {}): LetterFacts => ({
  ...{ kind, number: 'CS-20260703-0001', company: '美华物业', project: '一号院', unit: '1-2-301', payer: { id: 'liu', name: '刘某' }, joint: [] },
  ...{ lines: [line], on: '2026-07-30', payBy: '2026-08-14', days: 15, served: [] },
  ...more,
});
const words = (letter: LetterFacts): string => letterContent(letter).paragraphs.join('\n');

describe('letters 函件', () => {
  it('say what is owed, until when, and by which law', () => {
    const letter = letterContent(facts('letter'));
    expect(letter).toMatchObject({
      title: '催缴函',
      totals: { openFen: 235_03, lateFen: 3_53, allFen: 238_56 },
      laws: [expect.stringContaining('第九百四十四条'), expect.anything()],
    });
    expect(letter.paragraphs[0]).toContain('欠费本金 235.03 元，合同约定的违约金 3.53 元，合计 238.56 元');
    expect(letter.paragraphs[1]).toContain('2026年8月14日前缴清（自送达之日起15日）');
    expect(letter.closing.at(-1)).toBe('2026年7月30日');
  });

  it('threaten no household with its water or power, and say so', () => {
    for (const kind of ['letter', 'secondLetter'] as const) expect(words(facts(kind))).toContain('供水、供电、供热、供气及门禁通行不受影响');
    for (const kind of ['reminder', 'letter', 'secondLetter', 'lawyerLetter', 'promise'] as const) expect(words(facts(kind))).not.toMatch(/停水|停电|停止供/);
  });

  it('claim no late fee without a clause', () => {
    expect(words(facts('letter', { lines: [{ ...line, lateFen: 0 }] }))).not.toContain('违约金');
  });

  it('name the letter before, who is liable besides, and what was promised', () => {
    expect(words(facts('secondLetter', { served: [{ kind: '催缴函', on: '2026-07-30' }], joint: ['业主张某'] }))).toMatch(
      /2026年7月30日向您送达催缴函[\s\S]*业主张某对上述费用依法承担连带责任/,
    );
    expect(words(facts('promise', { promise: { on: '2026-07-20', fen: 100_00 } }))).toContain('2026年7月20日前支付 100.00 元');
    expect(letterContent(facts('lawyerLetter')).closing[0]).toBe('受美华物业委托');
  });
});

describe('the litigation pack 诉讼材料', () => {
  const june = billOf('2026-06', { late: { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } });
  const old = billOf('2023-01');
  const paid = billOf('2026-05', { state: 'settled', paid: [{ entry: '2026~front~1', on: '2026-06-01', valueOn: '2026-06-01', fen: 235_03, as: 'paid' }] });
  const pack = (more: Partial<PackFacts> = {}) =>
    litigationPack({
      ...{ company: '美华物业', project: '一号院', unit: '1-2-301', on: '2026-07-30', payers: [{ id: 'liu', name: '刘某' }] },
      ...{ bills: [june, old, paid, billOf('2026-07')], demands: [], documents: [], tariffs: [], ...more },
    });

  it('holds what is overdue, oldest first, with late fee and the day each part can be enforced until', () => {
    const { bills, totals, expiresOn } = pack();
    expect(bills.map(({ period, lateFen, limitation }) => [period, lateFen, limitation.expiresOn, limitation.expired])).toEqual([
      ['2023-01', 0, '2026-01-31', true],
      ['2026-06', 3_53, '2029-06-30', false],
    ]);
    expect(totals).toEqual({ openFen: 470_06, lateFen: 3_53, allFen: 473_59 });
    expect(expiresOn).toBe('2026-01-31');
  });

  it('says what is missing', () => {
    expect(pack().gaps.map(({ code }) => code)).toEqual(['contract', 'tariff', 'letter', 'service', 'limitation']);
    const priced = billOf('2026-06', { lines: [{ text: '物业管理费', tariff: 'WY', edition: 1, fen: 235_03 }] });
    const on = { kind: 'unit', id: '1-2-301' };
    const complete = pack({
      bills: [priced],
      demands: [{ case: 'CS-1', step: '催缴函', on: '2026-07-10', by: ['zhao'], result: '', evidence: ['签收单 1'], interrupts: true }],
      documents: [
        { id: 'WJ-1', title: '物业服务合同.pdf', on, at: '2024-01-01' },
        { id: 'WJ-2', title: '保洁巡查记录.pdf', on, at: '2026-06-01' },
      ],
      tariffs: [{ tariff: 'WY', edition: 1, publishedOn: '2025-12-01' }],
    });
    expect(complete.gaps).toEqual([]);
  });

  it.each([
    [{ text: 'a', quantity: 9875, scale: 100, unitName: '㎡', priceE4: 23_800, fen: 235_03 }, '98.75㎡ × 2.38元 = 235.03元'],
    [
      { text: 'a', quantity: 9875, scale: 100, unitName: '㎡', priceE4: 23_800, days: { of: 31, charged: 15 }, fen: 113_72 },
      '98.75㎡ × 2.38元 × 15/31天 = 113.72元',
    ],
    [{ text: 'a', quantity: 12_345, scale: 1000, unitName: '吨', priceE4: 50_000, fen: 61_73 }, '12.345吨 × 5元 = 61.73元'],
    [{ text: 'a', quantity: 9875, scale: 100, unitName: '㎡', priceE4: 23_800, factorPermille: 600, fen: 141_02 }, '98.75㎡ × 2.38元 × 60% = 141.02元'],
    [{ text: 'a', share: { wholeFen: 1000_00, weights: 3, weight: 1 }, fen: 333_33 }, '1000元 × 1/3 = 333.33元'],
    [{ text: 'a', fen: 50_00 }, '50元'],
  ])('explains %j as %s', (one, formula) => {
    expect(formulaOf(one)).toBe(formula);
  });
});
