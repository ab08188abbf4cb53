import * as z from 'zod';
import type { ApprovalNeed } from '../../cases/approval-need.ts';

import { positions } from '../../kernel/position.ts';
import { count, id, list, storedInstant, text } from '../../kernel/schema.ts';

const Position = z.enum(positions);

/** A signature (审批意见): who, in which position, said what, when. */
export const Signature = z.strictObject({
  person: id().meta({ title: '审批人' }),
  position: Position.meta({ title: '审批岗位' }),
  at: storedInstant().meta({ title: '审批时间' }),
  approves: z.boolean().meta({ title: '同意' }),
  comment: text(300).optional().meta({ title: '审批意见' }),
  /** Whose positions he signed in, when he holds them as a deputy only. */
  onBehalfOf: list(id(), 15).optional().meta({ title: '代理对象' }),
  /** Version of his member record, which was a condition of the commit: what he was at that moment can be looked up for ever. */
  member: count(1, 1_000_000).meta({ title: '任职记录版本' }),
  /** Version of the company's record, when he signed in what a position of the company's own includes. */
  company: count(1, 1_000_000).optional().meta({ title: '公司记录版本' }),
});
/** See the schema. */
export type Signature = z.infer<typeof Signature>;

/** One signature that is needed: any of these positions may give it. Escalation adds the position above. */
export const Slot = z.strictObject({ positions: list(Position, 15).min(1).meta({ title: '可审批岗位' }), signature: Signature.optional() });
/** See the schema. */
export type Slot = z.infer<typeof Slot>;

/** A stage (审批环节): done when each of its slots has a signature that approves. */
export const Stage = z.strictObject({ slots: list(Slot, 5).min(1), hours: count(1, 720).meta({ title: '时限（小时）' }) });
/** See the schema. */
export type Stage = z.infer<typeof Stage>;

/** What became of the chain: everybody signed, somebody refused, the requester took it back, or nobody answered in time. */
export const Verdict = z.enum(['approved', 'rejected', 'withdrawn', 'expired']).meta({
  title: '结论',
  titles: { approved: '同意', rejected: '驳回', withdrawn: '撤回', expired: '过期' },
});
/** See the schema. */
export type Verdict = z.infer<typeof Verdict>;

/** The case whose command waits: where it is, and as people know it. */
export const Matter = z.strictObject({
  project: id(),
  kind: id(),
  id: id(),
  title: text(80).meta({ title: '事项' }),
  unit: id().optional(),
});

const base = {
  matter: Matter.meta({ title: '待审批事项' }),
  command: id(),
  commandTitle: text(40).meta({ title: '申请办理' }),
  /** The command's input as its own schema left it; personal data sealed under the matter's salt. */
  input: z.record(z.string(), z.unknown()).meta({ title: '申请内容' }),
  requester: id().meta({ title: '申请人' }),
  summary: text(300).meta({ title: '说明' }),
  /** Persons who must not sign (职责分离): who took the money does not approve its reversal or refund. */
  notBy: list(id(), 20).optional().meta({ title: '须回避' }),
  /** Parties it benefits. */
  notParties: list(id(), 20).optional().meta({ title: '受益人' }),
  stages: list(Stage, 5).min(1).meta({ title: '审批环节' }),
  /** Index of the stage that is open, or was the last to be. */
  stage: count(0, 4),
  /** Since when the open stage waits, or waits one position higher. */
  since: storedInstant(),
  requestedAt: storedInstant().meta({ title: '申请时间' }),
  expiresAt: storedInstant().meta({ title: '有效期至' }),
  /** Positions that may read the matter: nobody else reads its approval. */
  readers: list(Position, 15),
  /** From whom the matter is kept (回避). */
  keptFrom: z.strictObject({ persons: list(id(), 60).optional(), positions: list(Position, 15).optional() }).optional(),
};

const ended = { ...base, verdict: Verdict, decidedAt: storedInstant().meta({ title: '结论时间' }) };
const concluded = { ...ended, concludedAt: storedInstant().meta({ title: '办结时间' }) };

/** An approval (审批); what is known of it depends on its state. */
export const Approval = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('pending'), ...base }),
  /** Decided, and not yet carried out: the carrier has been told so `attempt` times. */
  z.strictObject({ state: z.literal('decided'), ...ended, attempt: count(0, 1_000_000), carriedAt: storedInstant() }),
  z.strictObject({ state: z.literal('executed'), ...concluded }),
  z.strictObject({
    state: z.literal('notExecuted'),
    ...concluded,
    refusal: z.strictObject({ code: text(80), sentence: text(300) }).meta({ title: '未能办理的原因' }),
  }),
  z.strictObject({ state: z.literal('rejected'), ...concluded }),
  z.strictObject({ state: z.literal('withdrawn'), ...concluded }),
  z.strictObject({ state: z.literal('expired'), ...concluded }),
]);
/** See the schema. */
export type Approval = z.infer<typeof Approval>;

/** An approval in one of these states. */
export type In<S extends Approval['state']> = Extract<Approval, { state: S }>;

/** Fields every state has. */
export const baseFields = Object.keys(base) as readonly (keyof In<'pending'>)[];

/** The stages as a command declares them, as slots: `all` wants a signature of each position, `any` one of any. */
export function stagesOf({ stages }: ApprovalNeed, hours: number): Stage[] {
  return stages.map(({ need, mode, hours: own = hours }) => ({
    slots: mode === 'all' ? need.map((position) => ({ positions: [position] })) : [{ positions: [...need] }],
    hours: own,
  }));
}
