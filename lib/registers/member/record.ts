import * as z from 'zod';
import { positions } from '../../kernel/position.ts';
import { dateText, id, list, text } from '../../kernel/schema.ts';

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
  position: z.enum(positions).meta({ title: '岗位' }),
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

/**
 * A member (成员): a person who can sign in, and what he may be where and when. Positions come only from here, never from the token.
 */
export const MemberRecord = z.strictObject({
  state: z.literal('current'),
  name: text(60).optional().meta({ title: '姓名' }),
  party: z.strictObject({ project: id(), id: id() }).optional().meta({ title: '对应客户' }),
  grants: list(MemberGrant, 120).meta({ title: '任职' }),
  warnings: list(GrantWarning, 60).meta({ title: '岗位冲突提示' }),
});
/** See the schema. */
export type MemberRecord = z.infer<typeof MemberRecord>;
