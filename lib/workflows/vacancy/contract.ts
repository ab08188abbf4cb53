import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { dateText, id, text } from '../../kernel/schema.ts';
import type { Vacancy } from './record.ts';

/** `apply` (申请空置减免): since when the unit is empty, and for which days the discount is asked. */
export const VacancyApplication = z.strictObject({
  unit: id().meta({ title: '房屋' }),
  applicant: id().meta({ title: '申请人' }),
  emptySince: dateText().meta({ title: '空置起' }),
  from: dateText().meta({ title: '减免起' }),
  to: dateText().meta({ title: '减免止（不含）' }),
  reason: text(300).meta({ title: '申请理由' }),
  evidence: text(200).optional().meta({ title: '证明材料' }),
  retroReason: text(200).optional().meta({ title: '追溯原因' }),
});

/** What others know of vacancy discounts (空置减免). */
export const vacancy = contract<Vacancy>()({ name: 'vacancy', title: '空置减免单', commands: { apply: VacancyApplication } });
