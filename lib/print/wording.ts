import { yuan } from '../kernel/money.ts';

/** Who prints: company and project as they stand at the head and foot of every paper. */
export interface Letterhead {
  readonly company: string;
  readonly project: string;
  readonly phone?: string | undefined;
  readonly address?: string | undefined;
}

export const footerOf = ({ company, project, phone }: Letterhead): string => [company, project, ...(phone ? [`电话 ${phone}`] : [])].join(' · ');

/** Money as papers show it: two decimals, the sign in front. */
export const money = (fen: number): string => `¥${yuan(fen)}`;

/** A name of which a stranger of the same household sees the first character only: 张三 → 张*. */
export function maskedName(name: string): string {
  const [first = '', ...rest] = name;
  return `${first}${'*'.repeat(Math.min(Math.max(rest.length, 1), 3))}`;
}

/** `2026-07-14` → `2026年7月14日`. */
export function chineseDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${year}年${Number(month)}月${Number(day)}日`;
}

/** `2026-07` → `2026年7月`. */
export function chineseMonth(period: string): string {
  const [year = '', month = ''] = period.split('-');
  return `${year}年${Number(month)}月`;
}

/** An integer of parts as a decimal without trailing zeros, `least` of them kept: 9875 of 100 → 98.75. */
export function decimal(value: number, scale: number, least = 0): string {
  const places = String(scale).length - 1;
  const size = Math.abs(value);
  const fraction =
    places === 0
      ? ''
      : String(size % scale)
          .padStart(places, '0')
          .replace(/0+$/, '')
          .padEnd(least, '0');
  const whole = String(Math.trunc(size / scale)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
