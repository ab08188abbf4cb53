import * as z from 'zod';
import { count, dateText, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { Finding } from '../../registers/key-set/contract.ts';

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };

/** What is counted (盘点类别): daily the cabinets, monthly every set of the register. */
export const countKinds = { daily: '日盘', monthly: '月盘' } as const;
export const CountKind = z.enum(['daily', 'monthly']).meta({ title: '类别', titles: countKinds });
export type CountKind = z.infer<typeof CountKind>;

/** Differences one count keeps; a cabinet with more of them has been burgled, not miscounted. */
export const differencesOnRecord = 200;

/** A set of which another number was seen than the books say (差异), and what it turned out to be. */
export const Difference = z.strictObject({
  set: id().meta({ title: '钥匙牌号' }),
  seen: count(0, 999).meta({ title: '实盘' }),
  expected: count(0, 99).meta({ title: '账面' }),
  explained: z
    .strictObject({ ...stamp, finding: Finding, note: text(300) })
    .optional()
    .meta({ title: '差异说明' }),
});
/** See the schema. */
export type Difference = z.infer<typeof Difference>;

const base = {
  /** The schedule's count of the day, or one somebody opened by hand. */
  origin: z.enum(['schedule', 'hand']),
  kind: CountKind,
  period: dateText().meta({ title: '盘点日期' }),
  dueAt: storedInstant().meta({ title: '应完成时间' }),
  /** 09:00 of the next day, when the project manager hears of it. */
  nextDayAt: storedInstant(),
  /** Sheets handed in so far; each is a part of kind `sheet`. */
  sheets: count(0, 10_000).meta({ title: '盘点页数' }),
  /** Who has counted: none of them explains a difference. */
  counters: list(id(), 200).meta({ title: '盘点人' }),
  differences: list(Difference, differencesOnRecord).meta({ title: '差异' }),
};

const keys = () => count(0, 10_000_000);

/**
 * The equation of the count (盘点平衡): registered = expected in the cabinets + out + handed over + lost; it balances when `seen` is `expected` set by set.
 */
export const Tally = z.strictObject({
  sets: keys().meta({ title: '套数' }),
  registered: keys().meta({ title: '登记把数' }),
  expected: keys().meta({ title: '应在柜' }),
  seen: keys().meta({ title: '实在柜' }),
  out: keys().meta({ title: '借出' }),
  handedOver: keys().meta({ title: '已移交' }),
  lost: keys().meta({ title: '丢失' }),
});
/** See the schema. */
export type Tally = z.infer<typeof Tally>;

const finished = { tally: Tally, finished: z.strictObject(stamp) };
const ended = z.strictObject({ ...stamp, note: text(300).optional() });

/** A key count (钥匙盘点单); what is known of it depends on its state. */
export const KeyCount = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('open'), ...base }),
  z.strictObject({ state: z.literal('counting'), ...base }),
  z.strictObject({ state: z.literal('mismatch'), ...base, ...finished }),
  z.strictObject({ state: z.literal('explained'), ...base, ...finished }),
  z.strictObject({ state: z.literal('closed'), ...base, ...finished, ended }),
  z.strictObject({ state: z.literal('missed'), ...base, ended }),
]);
/** See the schema. */
export type KeyCount = z.infer<typeof KeyCount>;

/** A count in one of these states. */
export type In<S extends KeyCount['state']> = Extract<KeyCount, { state: S }>;

/** One line of a sheet (盘点表): what was seen, what the books said at that moment, and where the rest of the set was. */
export const Line = z.strictObject({
  set: id(),
  seen: count(0, 999),
  expected: count(0, 99),
  keys: count(0, 99),
  custody: z.enum(['inCabinet', 'out', 'handedOver', 'lost', 'writtenOff']),
});
/** See the schema. */
export type Line = z.infer<typeof Line>;

/** A sheet as its part keeps it. */
export const Sheet = z.strictObject({ ...stamp, lines: list(Line, 100) });

/** Titles of the states (盘点状态). */
export const countTitles = { open: '待盘点', counting: '盘点中', mismatch: '有差异', explained: '差异已说明', closed: '已完成', missed: '未盘' } as const;
