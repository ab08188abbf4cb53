import * as z from 'zod';
import { count, dateText, fen, id, keysOf, list, storedInstant, text } from '../../kernel/schema.ts';
import { BillId } from '../../ledger/names.ts';
import { callResults, forums, paperKinds, pauseReasons, type Rung, rungs, serviceWays } from './vocabulary.ts';

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };

/** Bills a case names; who owes more of them has the oldest ones listed, and all of them counted. */
export const billsOnRecord = 60;

/** The project's ladder as it was when the case began: a later change does not move the steps of a case that runs. */
const Ladder = z.strictObject({
  phone: count(1, 365),
  visit: count(1, 365),
  letter: count(1, 365),
  secondLetter: count(1, 365),
  lawyer: count(1, 365),
  litigation: count(1, 365),
  demandDays: count(1, 90),
  promiseDays: count(1, 15),
  promises: count(0, 2),
});

/** A rung the clock has reached: when, by when its own work is due, and when that was done. */
const Reached = z.strictObject({
  rung: z.enum(rungs),
  at: storedInstant(),
  on: dateText(),
  dueAt: storedInstant(),
  dueOn: dateText(),
  doneAt: storedInstant().optional(),
});

/** A paper that was served, and the end of the period it gave (合理期限, L01). */
const Served = z.strictObject({ kind: z.enum(keysOf(paperKinds)), on: dateText(), until: dateText() });

/** A promise to pay (承诺付款): until when, how much, what was owed then, and what became of it. */
const Promised = z.strictObject({ on: dateText(), fen: fen().optional(), owedFen: fen(), at: storedInstant(), kept: z.boolean().optional() });

const base = {
  unit: id().meta({ title: '房屋' }),
  payer: id().meta({ title: '交费人' }),
  payerName: text(60).meta({ title: '交费人姓名' }),
  bills: list(BillId, billsOnRecord).meta({ title: '欠费账单' }),
  billCount: count(0, 10_000).meta({ title: '欠费笔数' }),
  openFen: fen().meta({ title: '欠费本金（分）' }),
  oldestDue: dateText().meta({ title: '最早到期日' }),
  /** The first day on which one of the bills can no longer be enforced (L20), as of the last look. */
  limitationOn: dateText().meta({ title: '诉讼时效届满日' }),
  /** The day the rungs count from: the oldest due day, or three days before the case began, whichever is later. */
  basedOn: dateText(),
  ladder: Ladder,
  /** Days the ladder has stood still. */
  heldDays: count(0, 4000),
  reached: list(Reached, 8).meta({ title: '催缴进度' }),
  /** Steps taken so far; each is a part of kind `step`. */
  steps: count(0, 999).meta({ title: '催缴次数' }),
  served: list(Served, 12).meta({ title: '送达文书' }),
  promises: list(Promised, 4).meta({ title: '承诺付款' }),
  /** The last promise was broken and nobody has spoken to the payer since. */
  broken: z.literal(true).optional().meta({ title: '承诺未兑现' }),
  vulnerable: z
    .strictObject({ ...stamp, reason: text(200) })
    .optional()
    .meta({ title: '困难家庭' }),
  /** Bills of the household that this case leaves alone: an earlier one ended in court or was withdrawn, or a plan covers them. */
  excluded: list(BillId, 120).optional(),
};

const active = { ...base, nextAt: storedInstant().optional().meta({ title: '下一步时间' }) };
const pause = z.strictObject({
  ...stamp,
  reason: z.enum(keysOf(pauseReasons)).meta({ titles: pauseReasons }),
  on: dateText(),
  /** Last civil day of the pause and the instant at which it is over. */
  until: dateText().optional(),
  endsAt: storedInstant().optional(),
  remindAt: storedInstant().optional(),
  note: text(200).optional(),
  /** The complaint or instalment plan it waits for. */
  ref: z.string().max(60).optional(),
});
const ended = z.strictObject(stamp);
const suit = z.strictObject({
  ...stamp,
  forum: z.enum(keysOf(forums)),
  before: text(60),
  filedOn: dateText(),
  number: text(60).optional(),
  evidence: list(text(120), 10),
});

/** A dunning case (催缴单); what is known of it depends on its state. */
export const Dunning = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('reminding'), ...active }),
  z.strictObject({ state: z.literal('phoning'), ...active }),
  z.strictObject({ state: z.literal('visiting'), ...active }),
  z.strictObject({ state: z.literal('lettering'), ...active }),
  z.strictObject({ state: z.literal('relettering'), ...active }),
  z.strictObject({ state: z.literal('lawyering'), ...active }),
  z.strictObject({ state: z.literal('litigating'), ...active }),
  z.strictObject({ state: z.literal('paused'), ...base, was: z.enum(rungs), pause }),
  z.strictObject({ state: z.literal('paid'), ...base, ended }),
  z.strictObject({ state: z.literal('litigated'), ...base, suit }),
  z.strictObject({ state: z.literal('writtenOff'), ...base, ended }),
  z.strictObject({ state: z.literal('withdrawn'), ...base, ended, reason: text(200) }),
]);
/** See the schema. */
export type Dunning = z.infer<typeof Dunning>;

/** A case in one of these states. */
export type In<S extends Dunning['state']> = Extract<Dunning, { state: S }>;

/** A case on a rung of its ladder. */
export type Active = In<Rung>;
/** What every state knows. */
export type Base = Omit<In<'paid'>, 'state' | 'ended'>;
export type Pause = In<'paused'>['pause'];

/** One step of the demand chain (催缴记录), kept as a part of the case: who, when, how, with what evidence, and whether it interrupted the limitation. */
export const DunningStep = z.strictObject({
  ...stamp,
  step: z.enum(['call', 'visit', 'paper', 'promise', 'suit']),
  on: dateText(),
  result: z.enum([...keysOf(callResults), 'payer', 'family', 'absent']).optional(),
  visitors: list(id(), 6).optional(),
  speaker: text(60).optional(),
  paper: z.enum(keysOf(paperKinds)).optional(),
  how: z.enum(keysOf(serviceWays)).optional(),
  until: dateText().optional(),
  promisedOn: dateText().optional(),
  promisedFen: fen().optional(),
  note: text(300).optional(),
  evidence: list(text(120), 10),
  /** Bills of which it interrupted the limitation. */
  interrupts: count(0, 10_000),
  openFen: fen(),
  billCount: count(0, 10_000),
});
/** See the schema. */
export type DunningStep = z.infer<typeof DunningStep>;
