import * as z from 'zod';
import { count, dateText, fen, id, instantText, list, storedInstant, text } from '../../kernel/schema.ts';
import { personal } from '../../kernel/sealed.ts';
import { repair } from '../repair/contract.ts';
import { Against, Complainant, complainantsOnRecord, Finding } from './record.ts';
import { Category, Cause, Channel, Desk, Grade, Ground, InvalidReason, Kind, Opinion, Superior } from './vocabulary.ts';

const reason = () => text(200).meta({ title: '原因' });
const how = () => text(200).meta({ title: '方式及凭证', description: '何时、以何方式，如电话时间、信函编号' });
const word = () => text(200).optional().meta({ title: '投诉人答复及凭证', description: '员工代办时必填' });

const Person = z.strictObject({
  name: text(40).optional().meta({ title: '姓名' }),
  phone: personal('phone').optional().meta({ title: '电话', personal: 'phone' }),
  party: id().optional().meta({ title: '客户编号' }),
});

/** Whom it is about: staff by their ids, or the desk. */
export const Respondents = z.strictObject({
  persons: list(id(), 10).default([]).meta({ title: '被投诉人' }),
  positions: list(Desk, 5).default([]).meta({ title: '被投诉岗位' }),
});

/** A complaint (投诉登记). At least one of the complainant's unit, a public place and the unit it is about; an anonymous one names no complainant and no unit of his. */
export const Registration = z.strictObject({
  kind: Kind,
  channel: Channel,
  category: Category,
  text: text(1000).meta({ title: '内容' }),
  demand: text(300).optional().meta({ title: '诉求' }),
  evidence: list(text(100), 10).optional().meta({ title: '证据' }),
  unit: id().optional().meta({ title: '投诉人房屋' }),
  publicPlace: text(60).optional().meta({ title: '公共部位' }),
  aboutUnit: id().optional().meta({ title: '被反映房屋' }),
  complainant: Person.optional().meta({ title: '投诉人' }),
  anonymous: z.boolean().optional().meta({ title: '匿名' }),
  against: Respondents.optional().meta({ title: '被投诉方' }),
  lossFen: fen().optional().meta({ title: '自述损失（分）' }),
});
export type Registration = z.infer<typeof Registration>;

/** A complaint that came in as something else, and when: its clocks run from then, so that nothing hides as an inquiry. Ordered by other records only. */
export const Reception = z.strictObject({ ...Registration.shape, receivedAt: storedInstant(), receivedOn: dateText(), inquiry: id().optional() });
export type Reception = z.infer<typeof Reception>;

/** What a merged complaint leaves to the surviving one (并入). */
export const Absorption = z.strictObject({
  from: id(),
  complainants: list(Complainant, complainantsOnRecord),
  reports: count(1, 1_000_000),
  registeredAt: storedInstant(),
  registeredOn: dateText(),
  dayEndsAt: storedInstant(),
  respondedAt: storedInstant().optional(),
  against: Against.optional(),
  found: list(Finding, 9),
  missed: z.strictObject({ day: z.literal(true).optional(), feedback: z.literal(true).optional() }).optional(),
});
export type Absorption = z.infer<typeof Absorption>;

/** Another complaint has shown that this one belongs to something larger (联动定级). */
export const Alert = z.strictObject({ ground: Ground, of: id().optional() });

export const Nothing = z.strictObject({});
export const Grading = z.strictObject({
  grade: Grade,
  grounds: list(Ground, 9).default([]).meta({ title: '重大情形' }),
  reason: text(200).optional().meta({ title: '说明' }),
});
export const Raising = z.strictObject({ grounds: list(Ground, 9).min(1).meta({ title: '重大情形' }), reason: reason() });
export const Lowering = z.strictObject({ reason: reason() });
export const Naming = z.strictObject({ ...Respondents.shape, reason: reason() });
export const Assigning = z.strictObject({ handler: id().meta({ title: '承办人' }), department: text(20).optional().meta({ title: '责任部门' }) });
export const Investigating = z.strictObject({ note: text(300).optional().meta({ title: '调查安排' }) });
export const Establishing = z.strictObject({ cause: Cause, text: text(300).meta({ title: '实质' }) });
export const Planning = z.strictObject({
  measures: text(500).meta({ title: '处理方案' }),
  promisedOn: dateText().optional().meta({ title: '承诺日期' }),
});
export const Feedback = z.strictObject({
  findings: text(300).meta({ title: '查明情况' }),
  measures: text(300).meta({ title: '处理措施' }),
  how: how(),
});
export const Progress = z.strictObject({ text: text(300).meta({ title: '进展' }), how: how() });
export const Replying = z.strictObject({ text: text(500).meta({ title: '回复内容' }), how: how() });
export const Upward = z.strictObject({ to: Superior, how: how() });
export const Visiting = z.strictObject({ opinion: Opinion, word: text(300).optional().meta({ title: '意见' }), how: how() });
export const Closing = z.strictObject({ note: text(300).meta({ title: '结案说明' }) });
export const Merging = z.strictObject({ into: id().meta({ title: '并入的投诉' }) });

/** The repair a complaint becomes: an existing one by its number, or what the desk needs to open one. */
export const ToRepair = z.strictObject({
  reason: reason(),
  repair: id().optional().meta({ title: '已有报修' }),
  report: z
    .strictObject({
      category: repair.commands.register.shape.category,
      description: text(500).optional().meta({ title: '描述' }),
      urgent: z.boolean().default(false).meta({ title: '急修' }),
      urgentKind: repair.commands.register.shape.urgentKind,
      window: z
        .strictObject({ from: instantText().meta({ title: '起' }), to: instantText().meta({ title: '止' }) })
        .optional()
        .meta({ title: '预约时段' }),
    })
    .optional()
    .meta({ title: '开具报修' }),
});
export const ToLegal = z.strictObject({ matter: text(300).meta({ title: '法律事项' }), adviser: text(60).optional().meta({ title: '承办律师' }) });
export const Resuming = z.strictObject({ note: text(300).meta({ title: '说明' }) });
export const ChildClosed = z.strictObject({ child: id(), state: z.string().max(40) });
export const Invalidating = z.strictObject({ reason: InvalidReason, note: text(300).meta({ title: '说明' }) });
export const Withdrawing = z.strictObject({ reason: reason(), word: word(), allAgree: z.boolean().optional().meta({ title: '全部投诉人同意' }) });
