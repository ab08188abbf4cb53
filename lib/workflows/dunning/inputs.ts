import * as z from 'zod';
import { count, dateText, id, keysOf, list, text } from '../../kernel/schema.ts';
import { callResults, forums, paperKinds, serviceWays, supplies, visitResults } from './vocabulary.ts';

const note = () => text(300).optional().meta({ title: '说明' });
const proof = () => text(120).meta({ title: '证据' });

/** A promise to pay (承诺付款): until when, and how much when it is not all. */
export const Promising = z.strictObject({
  on: dateText().meta({ title: '承诺付款日' }),
  fen: count(1, 100_000_000_000).optional().meta({ title: '承诺金额（分）' }),
  evidence: proof().optional(),
});

/** A call (电话催缴): what came of it, and what was promised. */
export const Calling = z.strictObject({
  result: z.enum(keysOf(callResults)).meta({ title: '通话结果', titles: callResults }),
  speaker: text(60).optional().meta({ title: '通话人' }),
  evidence: proof().optional().meta({ title: '录音编号' }),
  promise: Promising.optional().meta({ title: '承诺付款' }),
  note: note(),
});

/** A visit at the door by two colleagues (上门催缴). */
export const Visiting = z.strictObject({
  on: dateText().optional().meta({ title: '上门日期' }),
  visitors: list(id(), 6).min(1).meta({ title: '上门人员' }),
  met: z.enum(keysOf(visitResults)).meta({ title: '上门结果', titles: visitResults }),
  speaker: text(60).optional().meta({ title: '接待人' }),
  evidence: list(proof(), 10).min(1).meta({ title: '证据' }),
  promise: Promising.optional().meta({ title: '承诺付款' }),
  note: note(),
});

/** A paper that was served (送达文书), with the evidence of its service. */
export const Serving = z.strictObject({
  kind: z.enum(keysOf(paperKinds)).meta({ title: '文书', titles: paperKinds }),
  on: dateText().meta({ title: '送达日期' }),
  how: z.enum(keysOf(serviceWays)).meta({ title: '送达方式', titles: serviceWays }),
  days: count(1, 180).optional().meta({ title: '给予的期限（天）' }),
  speaker: text(60).optional().meta({ title: '签收人' }),
  evidence: list(proof(), 10).min(1).meta({ title: '送达证据' }),
  note: note(),
});

export const Objecting = z.strictObject({ complaint: id().optional().meta({ title: '投诉单号' }), note: text(200).meta({ title: '异议内容' }) });
export const Flagging = z.strictObject({ reason: text(200).meta({ title: '困难情况' }) });
export const Sparing = z.strictObject({ until: dateText().meta({ title: '暂缓至' }), note: text(200).meta({ title: '理由' }) });
export const Resuming = z.strictObject({ note: text(200).meta({ title: '恢复理由' }) });
export const Withdrawing = z.strictObject({ reason: text(200).meta({ title: '撤销原因' }) });

/** A suit or arbitration (起诉/仲裁). */
export const Suing = z.strictObject({
  forum: z.enum(keysOf(forums)).meta({ title: '方式', titles: forums }),
  before: text(60).meta({ title: '受理机构' }),
  filedOn: dateText().meta({ title: '立案日期' }),
  number: text(60).optional().meta({ title: '案号' }),
  evidence: list(proof(), 10).min(1).meta({ title: '受理凭证' }),
});

/** What nobody may do (L02): the input exists so that the attempt is on record. */
export const Suspending = z.strictObject({
  supply: z.enum(keysOf(supplies)).meta({ title: '服务', titles: supplies }),
  reason: text(200).meta({ title: '理由' }),
});
