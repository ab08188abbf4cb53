import * as z from 'zod';
import { count, dateText, fen, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { BillId } from '../../ledger/names.ts';

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };

/** One instalment (一期): by when, how much. */
export const Portion = z.strictObject({ on: dateText().meta({ title: '付款日' }), fen: count(1, 100_000_000_000).meta({ title: '金额（分）' }) });
/** See the schema. */
export type Portion = z.infer<typeof Portion>;

/** Instalments a plan may have, and bills it may cover. */
export const mostPortions = 24;
export const mostBills = 30;

const base = {
  unit: id().meta({ title: '房屋' }),
  payer: id().meta({ title: '交费人' }),
  payerName: text(60).meta({ title: '交费人姓名' }),
  bills: list(BillId, mostBills).meta({ title: '账单' }),
  totalFen: fen().meta({ title: '分期总额（分）' }),
  schedule: list(Portion, mostPortions).meta({ title: '分期计划' }),
  note: text(200).optional().meta({ title: '说明' }),
};

/** What both have signed (签署): on which day, by whom, where the paper is. */
const signed = z.strictObject({ ...stamp, on: dateText(), payerSigner: text(60), houseSigner: text(60), evidence: list(text(120), 6) });

const running = {
  ...base,
  signed: signed.meta({ title: '签署' }),
  /** What had been received on these bills when it was signed. */
  baseFen: fen(),
  /** Received on the bills since, as of the last look. */
  receivedFen: fen().meta({ title: '已付（分）' }),
};
const next = z.strictObject({
  index: count(0, mostPortions),
  on: dateText(),
  endsAt: storedInstant(),
  checkAt: storedInstant(),
  remindAt: storedInstant().optional(),
});
const ended = z.strictObject({ ...stamp, reason: text(200).optional() });

/** An instalment plan (分期协议); what is known of it depends on its state. */
export const Instalment = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('proposed'), ...base }),
  z.strictObject({ state: z.literal('active'), ...running, next }),
  z.strictObject({ state: z.literal('completed'), ...running, ended }),
  z.strictObject({ state: z.literal('defaulted'), ...running, ended }),
  z.strictObject({ state: z.literal('terminated'), ...running, ended }),
  z.strictObject({ state: z.literal('cancelled'), ...base, ended }),
]);
/** See the schema. */
export type Instalment = z.infer<typeof Instalment>;

/** A plan in one of these states. */
export type In<S extends Instalment['state']> = Extract<Instalment, { state: S }>;

/** Titles of the states (分期状态). */
export const instalmentTitles = {
  proposed: '待签署',
  active: '履行中',
  completed: '已履行完毕',
  defaulted: '已违约',
  terminated: '已终止',
  cancelled: '已取消',
} as const;
