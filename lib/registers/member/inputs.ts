import * as z from 'zod';
import { dateText, id, list, text } from '../../kernel/schema.ts';
import { hashedSecret } from '../../kernel/sealed.ts';
import { MemberGrant } from './record.ts';

/** Why somebody is locked or his sign-in is taken off. */
export const Reasoned = z.strictObject({ reason: text(200).meta({ title: '原因' }) });

/** `invite`: the function has made the code and passes its hash; whoever asks over HTTP names no code. */
export const Inviting = z.strictObject({
  name: text(60).optional().meta({ title: '姓名' }),
  code: hashedSecret,
  /** Which way the code left the house, for the record. */
  via: z.enum(['screen', 'sms', 'email']),
});

/** `accept`: the sign-in that proved to know the code. */
export const Accepting = z.strictObject({ code: hashedSecret, account: hashedSecret });

/** `end`: the first day on which the leaver (离职人员) is no member any more; today unless given. */
export const Leaving = z.strictObject({ on: dateText().optional().meta({ title: '离职日期' }) });

/** `delegate` (委托代理): one's own appointments, all or some of them, for civil days `[from, until)`. */
export const Delegating = z.strictObject({
  to: id().meta({ title: '代理人' }),
  from: dateText().optional().meta({ title: '代理起' }),
  until: dateText().meta({ title: '代理止（不含）' }),
  positions: list(MemberGrant.shape.position, 15).min(1).optional().meta({ title: '岗位' }),
  project: z
    .union([z.literal('*'), id()])
    .optional()
    .meta({ title: '项目' }),
  reason: text(200).meta({ title: '事由' }),
});

/** `revokeDelegation` (终止委托): of one deputy, or of all. */
export const Revoking = z.strictObject({ to: id().optional().meta({ title: '代理人' }) });

export const Nothing = z.strictObject({});
