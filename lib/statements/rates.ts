import { agencyClasses, type FeeClass } from '../ledger/account.ts';

/** A rate as the exact fraction it is (比率): compared exactly, shown cut to two decimals, never rounded up; nothing to divide by is 无数据 and no 100 %. */
export interface Rate {
  readonly n: number;
  readonly d: number;
  /** `97.99`; absent without data. */
  readonly percent?: string;
  readonly text: string;
  readonly verdict: 'met' | 'missed' | 'noData';
}

/** @param percent the least that meets the target, in whole percent */
export function rate(n: number, d: number, percent: number): Rate {
  if (d <= 0) return { n, d, text: '无数据', verdict: 'noData' };
  const cut = (BigInt(n) * 10_000n) / BigInt(d);
  const size = cut < 0n ? -cut : cut;
  const shown = `${n < 0 && size > 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
  return { n, d, percent: shown, text: `${shown}%`, verdict: BigInt(n) * 100n >= BigInt(d) * BigInt(percent) ? 'met' : 'missed' };
}

/** What became of the bills of one class and month, in fen (应收构成). Everything but `issuedFen` and `openFen` is what it took off. */
export interface ClassTotals {
  readonly issuedFen: number;
  readonly paidFen: number;
  readonly offsetFen: number;
  readonly deductedFen: number;
  readonly waivedFen: number;
  readonly writtenOffFen: number;
  readonly voidedFen: number;
  /** Collected and paid back, so that the bill is open again. */
  readonly refundedFen: number;
  readonly openFen: number;
  /** Households: bills that stand, and those of them without an open fen. */
  readonly bills: number;
  readonly billsSettled: number;
  /** Owed to others (代收代付), and handed on to them (代缴). */
  readonly agencyFen: number;
  readonly remittedFen: number;
}

/** What was to be collected: issued, without what was voided or waived (净减免). */
export const dueFen = ({ issuedFen, voidedFen, waivedFen }: ClassTotals): number => issuedFen - voidedFen - waivedFen;

/** What was collected of it, prepayments included (含预存抵扣). */
export const collectedFen = ({ paidFen, offsetFen, deductedFen, refundedFen }: ClassTotals): number => paidFen + offsetFen + deductedFen - refundedFen;

/** An indicator of collection with its target (收缴率指标). */
interface Indicator {
  readonly kpi: string;
  readonly name: string;
  readonly percent: number;
  readonly classes: readonly FeeClass[];
}

/** K01–K04 and K17 as the handbook names them. */
export const indicators: readonly Indicator[] = [
  { kpi: 'K01a', name: '物管费收费率', percent: 98, classes: ['property'] },
  { kpi: 'K01b', name: '物业管理费收缴率', percent: 95, classes: ['property'] },
  { kpi: 'K02', name: '代收代缴率', percent: 100, classes: agencyClasses },
  { kpi: 'K03', name: '服务费收费率', percent: 100, classes: ['service', 'repair'] },
  { kpi: 'K04a', name: '水电气费收缴率', percent: 100, classes: ['shared', 'water', 'power', 'gas'] },
  { kpi: 'K04b', name: '专项管理费收缴率', percent: 100, classes: ['special'] },
  { kpi: 'K17', name: '车辆费用收缴率（临停）', percent: 100, classes: ['parkingTemp'] },
  { kpi: 'K17', name: '车辆费用收缴率（月租）', percent: 100, classes: ['parking'] },
];

/** An indicator as reckoned: judged by amount, shown by household beside it. */
export interface IndicatorRate {
  readonly kpi: string;
  readonly name: string;
  readonly target: string;
  readonly byAmount: Rate;
  readonly byHousehold: Rate;
  readonly verdict: Rate['verdict'];
}

/**
 * The indicators of one bills' month. The numerator holds what settled bills of this month only: neither old arrears nor prepayments for later months are in it. Of K02
 * each class counts as far as it was collected and handed on.
 */
export function ratesOf(classes: ReadonlyMap<string, ClassTotals>): readonly IndicatorRate[] {
  return indicators.map(({ kpi, name, percent, classes: wanted }) => {
    const found = wanted.flatMap((one) => classes.get(one) ?? []);
    const sum = (of: (one: ClassTotals) => number): number => found.reduce((all, one) => all + of(one), 0);
    const byAmount =
      kpi === 'K02'
        ? rate(
            sum(handedOn),
            sum(({ agencyFen }) => agencyFen),
            percent,
          )
        : rate(sum(collectedFen), sum(dueFen), percent);
    const byHousehold = rate(
      sum(({ billsSettled }) => billsSettled),
      sum(({ bills }) => bills),
      percent,
    );
    return { kpi, name, target: percent === 100 ? '= 100%' : `≥ ${percent}%`, byAmount, byHousehold, verdict: byAmount.verdict };
  });
}

const handedOn = (one: ClassTotals): number => Math.min(collectedFen(one), one.remittedFen, one.agencyFen);
