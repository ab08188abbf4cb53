import * as z from 'zod';
import { dateText, list } from '../../kernel/schema.ts';
import { Accrual, PayerRule, TariffRule, Vacancy } from '../../ledger/rating/charging.ts';

/** `setCharging` (计费设置): what is given replaces what stood; what is left out stays. Vacancies come from their own workflow alone. */
export const ChargingInput = z.strictObject({
  accrual: Accrual.optional().meta({ title: '计费起点' }),
  /** Takes a handover back that was registered by mistake. */
  withoutAccrual: z.literal(true).optional().meta({ title: '取消计费起点' }),
  payers: list(PayerRule, 20).optional().meta({ title: '交费约定' }),
  tariffs: list(TariffRule, 40).optional().meta({ title: '适用调整' }),
});
/** See the schema. */
export type ChargingInput = z.output<typeof ChargingInput>;

/** `grantVacancy`, `endVacancy`: what an approved vacancy case orders. */
export const VacancyGrant = Vacancy;
export const VacancyEnd = z.strictObject({ approvedBy: Vacancy.shape.approvedBy, to: dateText() });
