import { startDue } from '../lib/billing/due.ts';
import { billingErrors } from '../lib/billing/errors.ts';
import { billErrors } from '../lib/bills/errors.ts';
import { jobErrors } from '../lib/jobs/errors.ts';
import { ledgerErrors } from '../lib/ledger/errors.ts';
import { ratingErrors } from '../lib/ledger/rating/errors.ts';
import { openingErrors } from '../lib/openings/errors.ts';
import { meterRegister } from '../lib/registers/meter/register.ts';
import { openingRegister } from '../lib/registers/opening/register.ts';
import { tariffRegister } from '../lib/registers/tariff/register.ts';
import { sheetErrors } from '../lib/spreadsheet/sheet-errors.ts';
import { complaint } from '../lib/workflows/complaint/workflow.ts';
import { correction } from '../lib/workflows/correction/workflow.ts';
import { inquiry } from '../lib/workflows/inquiry/workflow.ts';
import { invoice } from '../lib/workflows/invoice/workflow.ts';
import { repair } from '../lib/workflows/repair/workflow.ts';
import { balanceCheck } from './shared/balance-check.ts';
import { billRoutes } from './shared/bill-routes.ts';
import { billingRoutes } from './shared/billing-routes.ts';
import { goLiveRoutes } from './shared/go-live-routes.ts';
import { serve } from './shared/serve.ts';
import { statementRoutes } from './shared/statement-routes.ts';

/** What is charged and how it stands (收费账务): billing runs, bills, statements, totals, arrears, and the books a project begins with. */
export const handler = serve([], {
  // A dispute opens a complaint, whose caller may have asked before.
  with: [tariffRegister, openingRegister, meterRegister, correction, invoice, complaint, inquiry, repair],
  above: (exchange) => billingRoutes(exchange) ?? billRoutes(exchange) ?? goLiveRoutes(exchange) ?? statementRoutes(exchange),
  errors: { ...sheetErrors, ...jobErrors, ...ledgerErrors, ...ratingErrors, ...billingErrors, ...billErrors, ...openingErrors },
  starts: { billing: startDue, 'balance-check': balanceCheck },
});
