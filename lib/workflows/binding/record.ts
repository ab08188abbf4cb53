import * as z from 'zod';
import { count, id, storedInstant, text } from '../../kernel/schema.ts';
import { hashedSecret, sealedRecord } from '../../kernel/sealed.ts';

const base = {
  person: id().meta({ title: '申请人' }),
  phone: sealedRecord.meta({ title: '手机号码', personal: 'phone' }),
  requestedAt: storedInstant().meta({ title: '申请时间' }),
  until: storedInstant().meta({ title: '验证码有效期至' }),
  tries: count(0, 5).meta({ title: '验证次数' }),
  /** Whose number it is; without it there is nobody to prove to be, and no code was sent. */
  party: id().optional().meta({ title: '对应客户' }),
};
const proven = { ...base, party: id().meta({ title: '对应客户' }), boundAt: storedInstant().meta({ title: '绑定时间' }) };

/** A binding (住户绑定); what is known of it depends on its state. */
export const Binding = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('sent'), ...base, code: hashedSecret.meta({ title: '验证码' }) }),
  z.strictObject({ state: z.literal('expired'), ...base }),
  z.strictObject({ state: z.literal('spent'), ...base }),
  z.strictObject({ state: z.literal('bound'), ...proven }),
  z.strictObject({
    state: z.literal('unbound'),
    ...proven,
    unboundAt: storedInstant().meta({ title: '解除时间' }),
    unboundBy: id().meta({ title: '解除人' }),
    reason: text(200).optional().meta({ title: '解除原因' }),
  }),
]);
/** See the schema. */
export type Binding = z.infer<typeof Binding>;

/** A binding in one of these states. */
export type In<S extends Binding['state']> = Extract<Binding, { state: S }>;
