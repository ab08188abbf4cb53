import { type Exact, exact, times } from '../../kernel/money.ts';
import type { BillLine } from '../bill.ts';

/** The product a line's parts make, unrounded, in fen. Parts a line does not have count once. */
export function productOf({ quantity = 1, scale = 1, priceE4 = 0, months = 1, days, factorPermille = 1000 }: Omit<BillLine, 'fen' | 'text'>): Exact {
  return times(exact(quantity, scale), exact(priceE4, 100), exact(months), days ? exact(days.charged, days.of) : exact(1), exact(factorPermille, 1000));
}

/** A number of `digits` decimals as people write it, two of them at least where there are any: `23800` of four → `2.38`. */
export function decimal(value: number, digits: number): string {
  const sign = value < 0 ? '-' : '';
  const padded = String(Math.abs(value)).padStart(digits + 1, '0');
  const whole = padded.slice(0, -digits);
  const rest = padded.slice(-digits).replace(/0+$/, '');
  return `${sign}${whole}.${rest.padEnd(2, '0')}`;
}

/** A quantity in 1/1000 without idle zeros: `4500` → `4.5`. */
export const quantityText = (value: number): string => decimal(value, 3).replace(/\.?0+$/, '');

/** The formula people read: `98.75㎡ × 2.38元 × 14/31天 × 60%`. */
export function formula(line: Omit<BillLine, 'fen' | 'text'>, unit: '㎡' | '月' | 'meter', unitName = ''): string {
  const { quantity = 1, priceE4 = 0, months, days, factorPermille } = line;
  const price = `${decimal(priceE4, 4)}元`;
  const parts = [
    unit === '㎡' ? `${decimal(quantity, 2)}㎡` : unit === 'meter' ? `${quantityText(quantity)}${unitName}` : undefined,
    price,
    months === undefined ? undefined : `${months}个月`,
    days === undefined || days.charged === days.of ? undefined : `${days.charged}/${days.of}天`,
    factorPermille === undefined ? undefined : `${quantityText(factorPermille * 100)}%`,
  ];
  return parts.filter((part) => part !== undefined).join(' × ');
}
