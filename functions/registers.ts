import { jobErrors } from '../lib/jobs/errors.ts';
import { keySetRegister } from '../lib/registers/key-set/register.ts';
import { meterRegister } from '../lib/registers/meter/register.ts';
import { openingRegister } from '../lib/registers/opening/register.ts';
import { partyRegister } from '../lib/registers/party/register.ts';
import { staffRegister } from '../lib/registers/staff/register.ts';
import { tariffRegister } from '../lib/registers/tariff/register.ts';
import { unitRegister } from '../lib/registers/unit/register.ts';
import { sheetErrors } from '../lib/spreadsheet/sheet-errors.ts';
import { deposit } from '../lib/workflows/deposit/workflow.ts';
import { serve } from './shared/serve.ts';
import { sheetRoutes } from './shared/sheet-routes.ts';

/** Registers (台账), with import and export of their spreadsheets. */
export const handler = serve([unitRegister, partyRegister, staffRegister, keySetRegister, openingRegister, tariffRegister, meterRegister], {
  with: [deposit],
  extra: sheetRoutes,
  errors: { ...sheetErrors, ...jobErrors },
});
