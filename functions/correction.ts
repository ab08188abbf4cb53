import { ledgerErrors } from '../lib/ledger/errors.ts';
import { meterRegister } from '../lib/registers/meter/register.ts';
import { complaint } from '../lib/workflows/complaint/workflow.ts';
import { correction } from '../lib/workflows/correction/workflow.ts';
import { deposit } from '../lib/workflows/deposit/workflow.ts';
import { inquiry } from '../lib/workflows/inquiry/workflow.ts';
import { invoice } from '../lib/workflows/invoice/workflow.ts';
import { meterRound } from '../lib/workflows/meter-round/workflow.ts';
import { remittance } from '../lib/workflows/remittance/workflow.ts';
import { repair } from '../lib/workflows/repair/workflow.ts';
import { vacancy } from '../lib/workflows/vacancy/workflow.ts';
import { waiver } from '../lib/workflows/waiver/workflow.ts';
import { serve } from './shared/serve.ts';

/**
 * Corrections (更正): waivers, refunds, reversals, deposits, remittances and what else needs signatures before money moves. Cases whose bills are settled or opened again by
 * them are told: repairs, and those that wait for a repair.
 */
export const handler = serve([correction, waiver, deposit, remittance, invoice, vacancy, meterRound], {
  with: [meterRegister, repair, complaint, inquiry],
  errors: ledgerErrors,
});
