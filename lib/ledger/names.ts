import * as z from 'zod';
import { idPattern } from '../kernel/schema.ts';

/**
 * Names of what stands in the ledger. Ids hold no `~`, so it divides: `1-1-101~2026-07~property~WY.K001~0` is a bill, `prepaid~1-1-101~K001` a balance,
 * `2026~front1~12` an entry.
 */
const divider = '~';

/** A month `2026-07` (账期). */
export const periodPattern: RegExp = /^(?:19|2\d)\d\d-(?:0[1-9]|1[0-2])$/;
export const Period = z.string().regex(periodPattern).meta({ title: '账期' });

/** Rule and payer, meter, order or adjustment: what makes two bills of a unit, class and month different ones. */
const chargePattern = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,159}$/u;
export const Charge = z.string().max(160).regex(chargePattern).meta({ title: '收费项' });

/** What makes a bill unique (账单唯一键): duplicate charging is impossible by key (L07). */
export interface BillName {
  readonly unit: string;
  readonly period: string;
  readonly feeClass: string;
  readonly charge: string;
  /** Counts up when a voided bill is issued anew. */
  readonly revision: number;
}

export const billId = ({ unit, period, feeClass, charge, revision }: BillName): string => [unit, period, feeClass, charge, revision].join(divider);

/** @returns undefined for what is no bill's id */
export function billNamed(text: string): BillName | undefined {
  const [unit = '', period = '', feeClass = '', charge = '', revision = '', ...more] = text.split(divider);
  const good = more.length === 0 && idPattern.test(unit) && periodPattern.test(period) && /^[a-zA-Z]+$/.test(feeClass) && chargePattern.test(charge);
  return good && /^(?:0|[1-9]\d{0,3})$/.test(revision) ? { unit, period, feeClass, charge, revision: Number(revision) } : undefined;
}

export const BillId = z
  .string()
  .max(320)
  .refine((text) => billNamed(text) !== undefined, { params: { code: 'request.id' } })
  .meta({ title: '账单编号' });

/** Money that is owed back or not yet assigned (往来余额). */
export const balanceKinds = { prepaid: '预收款', deposit: '押金', suspense: '暂收款' } as const;
export type BalanceKind = keyof typeof balanceKinds;

/** Names a balance: the prepayment of a party for a unit (or for all its units), a deposit, a transfer nobody has claimed. */
export interface BalanceName {
  readonly kind: BalanceKind;
  /** Absent for a payer's account over all units, for suspense, and for deposits of parties without a unit. */
  readonly unit?: string | undefined;
  /** The party of a prepayment; else the case that holds the money. */
  readonly id: string;
}

export const balanceId = ({ kind, unit, id }: BalanceName): string => [kind, unit ?? '', id].join(divider);

/** @returns undefined for what is no balance's id */
export function balanceNamed(text: string): BalanceName | undefined {
  const [kind = '', unit = '', id = '', ...more] = text.split(divider);
  if (more.length > 0 || !Object.hasOwn(balanceKinds, kind) || (unit !== '' && !idPattern.test(unit)) || !idPattern.test(id)) return undefined;
  return { kind: kind as BalanceKind, id, ...(unit === '' ? {} : { unit }) };
}

export const BalanceId = z
  .string()
  .max(200)
  .refine((text) => balanceNamed(text) !== undefined, { params: { code: 'request.id' } });

/** An entry of a book. */
export interface EntryName {
  readonly year: string;
  readonly book: string;
  readonly seq: number;
}

export const entryId = ({ year, book, seq }: EntryName): string => [year, book, seq].join(divider);

/** @returns undefined for what is no entry's id */
export function entryNamed(text: string): EntryName | undefined {
  const [year = '', book = '', seq = '', ...more] = text.split(divider);
  if (more.length > 0 || !/^2\d{3}$/.test(year) || !idPattern.test(book) || !/^[1-9]\d{0,7}$/.test(seq)) return undefined;
  return { year, book, seq: Number(seq) };
}

/** Number printed on a receipt (票据编号): unique in project and year, gapless in its book. `2026-front1-000012` */
export const receiptNo = ({ year, book, seq }: EntryName): string => `${year}-${book}-${String(seq).padStart(6, '0')}`;

/** @returns undefined for what is no receipt number, and for another spelling of one (`-0000012`): what holds a receipt holds it by its number */
export function receiptNamed(text: string): EntryName | undefined {
  const [, year = '', book = '', seq = ''] = /^(2\d{3})-(.+)-(\d{6,8})$/.exec(text) ?? [];
  const name = entryNamed([year, book, String(Number(seq))].join(divider));
  return name && receiptNo(name) === text ? name : undefined;
}

export const ReceiptNo = z
  .string()
  .max(80)
  .refine((text) => receiptNamed(text) !== undefined, { params: { code: 'request.id' } })
  .meta({ title: '票据编号' });
