import * as z from 'zod';
import { count, id, instantText, text } from '../../kernel/schema.ts';
import { personal } from '../../kernel/sealed.ts';
import { complaint } from '../complaint/contract.ts';
import { repair } from '../repair/contract.ts';
import { Category, Channel } from './vocabulary.ts';

const minutes = () => count(0, 600).optional().meta({ title: '用时（分钟）' });
const reason = () => text(200).meta({ title: '原因' });

/** A question asked (咨询登记); with an answer it is answered at once. */
export const Registration = z.strictObject({
  channel: Channel,
  category: Category,
  question: text(500).meta({ title: '咨询内容' }),
  unit: id().optional().meta({ title: '房屋' }),
  asker: z
    .strictObject({
      name: text(40).optional().meta({ title: '姓名' }),
      phone: personal('phone').optional().meta({ title: '电话', personal: 'phone' }),
      party: id().optional().meta({ title: '客户编号' }),
    })
    .optional()
    .meta({ title: '咨询人' }),
  answer: text(500).optional().meta({ title: '答复' }),
  minutes: minutes(),
});
export type Registration = z.infer<typeof Registration>;

export const Answering = z.strictObject({ answer: text(500).meta({ title: '答复' }), minutes: minutes() });
export const Reclassifying = z.strictObject({ category: Category, reason: reason() });
export const Cancelling = z.strictObject({ reason: reason() });

const report = repair.commands.register.shape;

/** What the repair needs that a question did not say. */
export const IntoRepair = z.strictObject({
  category: report.category,
  description: text(500).optional().meta({ title: '描述' }),
  publicPlace: text(60).optional().meta({ title: '公共部位' }),
  urgent: z.boolean().default(false).meta({ title: '急修' }),
  urgentKind: report.urgentKind,
  window: z
    .strictObject({ from: instantText().meta({ title: '起' }), to: instantText().meta({ title: '止' }) })
    .optional()
    .meta({ title: '预约时段' }),
  reason: text(200).optional().meta({ title: '原因' }),
});

const wrong = complaint.commands.register.shape;

/** What the complaint needs that a question did not say. */
export const IntoComplaint = z.strictObject({
  kind: wrong.kind,
  category: wrong.category,
  text: text(1000).optional().meta({ title: '内容' }),
  demand: wrong.demand,
  publicPlace: wrong.publicPlace,
  aboutUnit: wrong.aboutUnit,
  against: wrong.against,
  reason: text(200).optional().meta({ title: '原因' }),
});
