import * as z from 'zod';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { fromItem } from '../cases/stored.ts';
import { DomainError } from '../kernel/error.ts';
import { yuan } from '../kernel/money.ts';
import { fen, list } from '../kernel/schema.ts';
import { FeeClass, feeClasses } from '../ledger/account.ts';
import { type OpeningRecord, opening } from '../registers/opening/contract.ts';
import { registerPartition } from '../table/keys.ts';

/** What the old system says it all adds up to (旧系统余额). */
export const TrialBalance = z.strictObject({
  arrears: list(z.strictObject({ feeClass: FeeClass, fen: fen() }), 20)
    .default([])
    .meta({ title: '欠费' }),
  prepaidFen: fen().default(0).meta({ title: '预收（分）' }),
  depositFen: fen().default(0).meta({ title: '押金（分）' }),
});
/** See the schema. */
export type TrialBalance = z.output<typeof TrialBalance>;

/** Rows and their sum, in fen. */
interface Sum {
  readonly rows: number;
  readonly fen: number;
}

/** What is staged and booked of a project's openings (期初试算). */
export interface Trial {
  readonly staged: number;
  readonly booked: number;
  readonly arrears: readonly (Sum & { readonly feeClass: FeeClass })[];
  readonly prepaid: Sum;
  readonly deposit: Sum;
  readonly numbers: number;
}

/** A staged or booked line with its id. */
interface Line {
  readonly id: string;
  readonly record: OpeningRecord;
}

/** All lines of a project, in the order of their ids. */
export async function linesOf(desk: Desk, project: string): Promise<readonly Line[]> {
  const definition = definitionOf(desk, opening);
  const lines: Line[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await desk.table.query({ pk: registerPartition(desk.company, project, definition.name), limit: 1000, after });
    for (const item of page.items) if (item['removed'] !== true) lines.push({ id: item.sk, record: fromItem(definition, item).record as OpeningRecord });
    after = page.next;
  } while (after);
  return lines;
}

/** Sums by kind and class, over what is staged and what is booked already: the old system's figures do not shrink while its books come over. */
export function trialOf(lines: readonly Line[]): Trial {
  const items = lines.map(({ record }) => record.item);
  const sum = (amounts: readonly number[]): Sum => ({ rows: amounts.length, fen: amounts.reduce((a, b) => a + b, 0) });
  const amounts = (kind: 'prepaid' | 'deposit') => sum(items.flatMap((item) => (item.kind === kind ? [item.fen] : [])));
  const arrears = items.flatMap((item) => (item.kind === 'arrears' ? [item] : []));
  const classes = [...Map.groupBy(arrears, ({ feeClass }) => feeClass)].map(([feeClass, some]) => ({
    feeClass,
    ...sum(some.map(({ fen: amount }) => amount)),
  }));
  return {
    staged: lines.filter(({ record }) => record.state === 'staged').length,
    booked: lines.filter(({ record }) => record.state === 'booked').length,
    arrears: classes.toSorted((a, b) => (a.feeClass < b.feeClass ? -1 : 1)),
    prepaid: amounts('prepaid'),
    deposit: amounts('deposit'),
    numbers: items.filter(({ kind }) => kind === 'number').length,
  };
}

/** @throws DomainError `opening.differs` naming each figure that is not the old system's, with both amounts */
export function checkEqual(trial: Trial, told: TrialBalance): void {
  const classes = new Set([...trial.arrears.map(({ feeClass }) => feeClass), ...told.arrears.map(({ feeClass }) => feeClass)]);
  const figures = [
    ...[...classes].map((feeClass) => [
      `${feeClasses[feeClass]}欠费`,
      trial.arrears.find((one) => one.feeClass === feeClass)?.fen ?? 0,
      told.arrears.filter((one) => one.feeClass === feeClass).reduce((all, one) => all + one.fen, 0),
    ]),
    ['预收', trial.prepaid.fen, told.prepaidFen],
    ['押金', trial.deposit.fen, told.depositFen],
  ] as const;
  const wrong = figures.filter(([, ours, theirs]) => ours !== theirs);
  if (wrong.length === 0) return;
  const differences = wrong.map(([name, ours, theirs]) => `${name} 导入 ${yuan(Number(ours))} 元，旧系统 ${yuan(Number(theirs))} 元`).join('；');
  throw new DomainError('unprocessable', 'opening.differs', { differences });
}
