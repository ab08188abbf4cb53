import * as z from 'zod';
import { positions } from '../../kernel/position.ts';
import { count, dateText, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { sealedRecord } from '../../kernel/sealed.ts';
import { Category, Channel } from './vocabulary.ts';

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };

/** Who asks (咨询人); absent when he does not say. */
const Asker = z.strictObject({
  name: text(40).optional().meta({ title: '姓名' }),
  phone: sealedRecord.optional().meta({ title: '电话' }),
  party: id().optional().meta({ title: '客户编号' }),
});
/** See the schema. */
export type Asker = z.infer<typeof Asker>;

/** What an inquiry has in every state. */
export const base = {
  channel: Channel,
  category: Category,
  asker: Asker.optional().meta({ title: '咨询人' }),
  unit: id().optional().meta({ title: '房屋' }),
  question: text(500).meta({ title: '咨询内容' }),
  /** First reception: what it turns into counts from here. */
  receivedAt: storedInstant().meta({ title: '接待时间' }),
  receivedOn: dateText(),
  receptionist: id().optional().meta({ title: '接待人' }),
  /** Minutes spent with it (接待时长). */
  minutes: count(0, 600).optional().meta({ title: '用时（分钟）' }),
  /** Changes of the category, latest last: what was called a question, and by whom. */
  reclassified: list(z.strictObject({ from: Category, to: Category, reason: text(200), ...stamp }), 10)
    .optional()
    .meta({ title: '改类记录' }),
};
/** See the shape. */
export type Base = z.infer<z.ZodObject<typeof base>>;

/** The end of the next working day; an inquiry answered at once has none. */
const dueAt = storedInstant().meta({ title: '答复期限' });
const Turned = z.strictObject({ ...stamp, reason: text(200).optional().meta({ title: '原因' }) });

/** An inquiry (咨询单); what is known of it depends on its state. */
export const Inquiry = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('open'), ...base, dueAt }),
  z.strictObject({
    state: z.literal('answered'),
    ...base,
    dueAt: dueAt.optional(),
    answer: z.strictObject({ text: text(500).meta({ title: '答复' }), on: dateText(), ...stamp }).meta({ title: '答复' }),
  }),
  z.strictObject({ state: z.literal('turnedIntoRepair'), ...base, dueAt, turned: Turned.meta({ title: '转报修' }) }),
  z.strictObject({
    state: z.literal('turnedIntoComplaint'),
    ...base,
    dueAt,
    turned: Turned.meta({ title: '转投诉' }),
    /** From whom the complaint is kept, and therefore its beginning too (回避). */
    keptFrom: z.strictObject({ persons: list(id(), 10), positions: list(z.enum(positions), 15) }).optional(),
  }),
  z.strictObject({ state: z.literal('cancelled'), ...base, dueAt, ended: z.strictObject({ ...stamp, reason: text(200) }) }),
]);
/** See the schema. */
export type Inquiry = z.infer<typeof Inquiry>;

/** An inquiry in one of these states. */
export type In<S extends Inquiry['state']> = Extract<Inquiry, { state: S }>;
