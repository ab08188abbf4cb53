import * as z from 'zod';
import { dateText, id, list, text } from '../../kernel/schema.ts';
import { BillId } from '../../ledger/names.ts';
import { mostBills, mostPortions, Portion } from './record.ts';

/** A proposed plan; without bills it covers everything the payer is late with. */
export const Proposing = z.strictObject({
  unit: id().meta({ title: '房屋' }),
  payer: id().meta({ title: '交费人' }),
  bills: list(BillId, mostBills).min(1).optional().meta({ title: '账单' }),
  schedule: list(Portion, mostPortions).min(2).meta({ title: '分期计划' }),
  note: text(200).optional().meta({ title: '说明' }),
});

/** The signatures of both (签署). */
export const Signing = z.strictObject({
  on: dateText().meta({ title: '签署日期' }),
  payerSigner: text(60).meta({ title: '交费人签字' }),
  houseSigner: text(60).meta({ title: '我方签字' }),
  evidence: list(text(120).meta({ title: '协议编号或扫描件' }), 6)
    .min(1)
    .meta({ title: '协议' }),
});

export const Ending = z.strictObject({ reason: text(200).meta({ title: '原因' }) });
