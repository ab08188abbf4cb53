import { yuan } from '../kernel/money.ts';
import type { BillLine } from '../ledger/bill.ts';

/** A number of `scale` parts as people write it: 9875 of 100 is `98.75`, 23 000 of 1000 is `23`. */
function decimal(parts: number, scale: number, least = 0): string {
  const places = Math.round(Math.log10(scale));
  const size = Math.abs(parts);
  const whole = String(Math.trunc(size / scale)).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = places === 0 ? '' : String(size % scale).padStart(places, '0');
  const kept = fraction.replace(/0+$/, '').padEnd(least, '0');
  return `${parts < 0 ? '-' : ''}${whole}${kept === '' ? '' : `.${kept}`}`;
}

/** 1/1000 of one as percent. */
const percent = (permille: number): string => `${decimal(permille, 10)}%`;

/**
 * Explains a line of a bill (账单明细说明) in one sentence, so that whoever has to pay can reckon it: «98.75㎡ × 2.38元 × 31/31天 = 235.03元».
 *
 * Lines without a price say their sum only; what was shared by weights says the whole and the share (L21a), and that the fen left over went to the largest remainders.
 */
export function explainLine(line: BillLine): string {
  const factors = [...quantityOf(line), ...priceOf(line), ...timeOf(line)];
  const sum = `${yuan(line.fen)}元`;
  return factors.length === 0 ? sum : `${readingsOf(line)}${factors.join(' × ')} = ${sum}${line.share ? '（尾差按最大余数分配）' : ''}`;
}

function readingsOf({ readings }: BillLine): string {
  return readings ? `${readings.meter}表 ${decimal(readings.from, 1000)} → ${decimal(readings.to, 1000)}，` : '';
}

function quantityOf({ quantity, scale = 1, unitName = '', share }: BillLine): readonly string[] {
  if (share) return [`总额${yuan(share.wholeFen)}元`, `${decimal(share.weight, scale)}/${decimal(share.weights, scale)}`];
  return quantity === undefined ? [] : [`${decimal(quantity, scale)}${unitName}`];
}

function priceOf({ priceE4, share }: BillLine): readonly string[] {
  return priceE4 === undefined || share ? [] : [`${decimal(priceE4, 10_000, 2)}元`];
}

function timeOf({ months, days, factorPermille }: BillLine): readonly string[] {
  return [
    ...(months === undefined ? [] : [`${months}个月`]),
    ...(days === undefined ? [] : [`${days.charged}/${days.of}天`]),
    ...(factorPermille === undefined || factorPermille === 1000 ? [] : [percent(factorPermille)]),
  ];
}
