import * as z from 'zod';
import { positions } from '../../kernel/position.ts';
import { customId, dateText, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { hashedSecret } from '../../kernel/sealed.ts';

const everyProject = z.literal('*');

/** A deputy (代理人) for an appointment: civil days `[from, to)`, always with an end. */
export const Deputy = z.strictObject({
  person: id().meta({ title: '代理人' }),
  from: dateText().meta({ title: '代理起' }),
  to: dateText().meta({ title: '代理止（不含）' }),
});
/** See the schema. */
export type Deputy = z.infer<typeof Deputy>;

const appointment = {
  project: z.union([everyProject, id()]).meta({ title: '项目' }),
  position: z.union([z.enum(positions), customId()]).meta({ title: '岗位' }),
  buildings: list(text(20), 100).min(1).optional().meta({ title: '楼栋' }),
};

/** An appointment to a position (任职): civil days `[from, to)`; `onBehalfOf` when it is a deputy's. */
export const MemberGrant = z.strictObject({
  ...appointment,
  from: dateText().meta({ title: '任职起' }),
  to: dateText().optional().meta({ title: '任职止（不含）' }),
  deputy: Deputy.optional(),
  onBehalfOf: id().optional().meta({ title: '代理对象' }),
});
/** See the schema. */
export type MemberGrant = z.infer<typeof MemberGrant>;

/** Positions one person had better not hold together in a project (岗位冲突提示): recorded, because a small project may have no choice. */
export const GrantWarning = z.strictObject({ project: z.union([everyProject, id()]), positions: list(z.enum(positions), 2) });

/** An invitation (邀请) that waits for its code: one at a time, once. */
export const Invitation = z.strictObject({
  code: hashedSecret.meta({ title: '邀请码' }),
  by: id().meta({ title: '邀请人' }),
  at: storedInstant().meta({ title: '邀请时间' }),
  until: storedInstant().meta({ title: '有效期至' }),
});

/** A sign-in (登录账号) of an issuer that was linked by an invitation; its code is kept so that the same answer can be given twice. */
export const LinkedLogin = z.strictObject({
  account: hashedSecret.meta({ title: '登录账号' }),
  code: hashedSecret.meta({ title: '邀请码' }),
  at: storedInstant().meta({ title: '关联时间' }),
});

const base = {
  name: text(60).optional().meta({ title: '姓名' }),
  party: z.strictObject({ project: id(), id: id() }).optional().meta({ title: '对应客户' }),
  grants: list(MemberGrant, 120).meta({ title: '任职' }),
  warnings: list(GrantWarning, 60).meta({ title: '岗位冲突提示' }),
  invitation: Invitation.optional().meta({ title: '邀请' }),
  login: LinkedLogin.optional().meta({ title: '登录账号' }),
  /** Sign-ins that were taken off and whose directory entries may still have to go. */
  unlinked: list(hashedSecret, 5).optional().meta({ title: '已解除的登录账号' }),
  leavesOn: dateText().optional().meta({ title: '离职日期' }),
};

/**
 * A member (成员): a person who can sign in, and what he may be where and when. Positions come only from here, never from the token.
 *
 *     current ⇄ locked
 *        └──▶ ended ──▶ current
 */
export const MemberRecord = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('current'), ...base }),
  z.strictObject({
    state: z.literal('locked'),
    ...base,
    lockedAt: storedInstant().meta({ title: '锁定时间' }),
    lockReason: text(200).meta({ title: '锁定原因' }),
  }),
  z.strictObject({ state: z.literal('ended'), ...base, endedAt: storedInstant().meta({ title: '离职时间' }) }),
]);
/** See the schema. */
export type MemberRecord = z.infer<typeof MemberRecord>;

/** A member in one of these states. */
export type In<S extends MemberRecord['state']> = Extract<MemberRecord, { state: S }>;
