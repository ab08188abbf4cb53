import * as z from 'zod';
import type { Run } from '../jobs/run.ts';
import { count, id, list, text } from '../kernel/schema.ts';
import { FeeClass } from '../ledger/account.ts';
import { Period } from '../ledger/names.ts';

/** A common cost (公摊费用) handed in with the run: it is recorded on its tariff, where it is published (L21a), and shared by the tariff's own method. */
export const RunCost = z.strictObject({
  tariff: id().meta({ title: '收费标准' }),
  wholeFen: count(1, 100_000_000_000).meta({ title: '公摊总额（分）' }),
  usage: text(60).optional().meta({ title: '用量' }),
  unitPrice: text(60).optional().meta({ title: '单价' }),
  evidence: text(200).meta({ title: '依据' }),
});

/** What a request for a billing run may say (出账申请). */
export const BillingWish = z.strictObject({
  period: Period,
  feeClasses: list(FeeClass, 20).min(1).optional().meta({ title: '费用类别' }),
  costs: list(RunCost, 50).optional().meta({ title: '公摊费用' }),
  dryRun: z.boolean().default(false).meta({ title: '试算' }),
});
/** See the schema. */
export type BillingWish = z.output<typeof BillingWish>;

/** Why a run is taken back (撤回出账). */
export const Withdrawal = z.strictObject({ reason: text(200).meta({ title: '原因' }) });

/** Body of a command that needs to say nothing. */
export const Nothing = z.strictObject({});

const Who = z.strictObject({ by: z.string(), at: z.string() });

/**
 * What a billing run (出账批次) goes by. All of it is frozen when the run is planned: tariffs by edition, units with their meters, the sharing of common costs. So the same run
 * prices the same bills however often a part of it is done again, whatever is edited meanwhile.
 */
export const BillingOrder = z.strictObject({
  period: Period,
  feeClasses: z.array(FeeClass).optional(),
  costs: z.array(RunCost).optional(),
  dryRun: z.boolean(),
  /** Waits priced until somebody else than its starter has looked at it (复核). */
  hold: z.boolean(),
  /** How many runs of the month came before it. */
  attempt: z.int(),
  /** Civil day the bills bear. */
  issuedOn: z.string(),
  /** Editions in force when it was planned, by tariff. */
  editions: z.array(z.strictObject({ tariff: z.string(), editions: z.array(z.int()) })).default([]),
  /** How each common cost was shared (公摊), so that every part of it can be worked out again. */
  shares: z.array(z.strictObject({ tariff: z.string(), wholeFen: z.int(), weights: z.int(), cutoff: z.string(), lastTie: z.string() })).default([]),
  released: Who.optional(),
  /** How often its execution was taken up again, by a release or after a fault. */
  continued: z.int().default(0),
  withdrawal: z.strictObject({ ...Who.shape, reason: z.string() }).optional(),
});
/** See the schema. */
export type BillingOrder = z.output<typeof BillingOrder>;

export const orderOf = ({ order }: Pick<Run, 'order'>): BillingOrder => BillingOrder.parse(order);

/** Whether bills come into being now; a dry run never writes any, one that waits for its release not yet. */
export const issues = ({ dryRun, hold, released }: BillingOrder): boolean => !dryRun && (!hold || released !== undefined);

/** The job's name, and of what takes up and takes back a run of it. */
export const jobs = { run: 'billing', on: 'billing-on', back: 'billing-back' } as const;

/** Which run a further job is about. */
export const About = z.strictObject({ id: z.string(), reason: z.string().optional() });
