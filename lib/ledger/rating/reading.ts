import * as z from 'zod';
import { dateText, id, storedInstant, text } from '../../kernel/schema.ts';
import { Period } from '../names.ts';

/** Why a reading is in the list (抄表类型): the meter's first, the monthly one, the last one of a meter that was taken off. */
export const readingKinds = { start: '起始', regular: '抄表', final: '拆表' } as const;

/** A reading (抄表记录), in 1/1000 units. It is charged in the bills of `period`, with the time since the reading before it. */
export const Reading = z.strictObject({
  kind: z.enum(['start', 'regular', 'final']).meta({ title: '抄表类型', titles: readingKinds }),
  period: Period,
  on: dateText().meta({ title: '抄表日期' }),
  value: z.int().min(0).max(1_000_000_000_000).meta({ title: '读数（0.001）' }),
  /** Used since the reading before, multiplier and rollover (翻转) taken in; a first reading has none. */
  usage: z.int().min(0).max(1_000_000_000_000).meta({ title: '用量（0.001）' }),
  rollover: z.literal(true).optional().meta({ title: '表翻转' }),
  reader: id().meta({ title: '抄表人' }),
  photo: text(80).optional().meta({ title: '照片' }),
  note: text(120).optional().meta({ title: '说明' }),
  at: storedInstant(),
});
/** See the schema. */
export type Reading = z.infer<typeof Reading>;
