import type { Context } from 'aws-lambda';
import type { Definition } from '../lib/cases/definition.ts';
import { jobErrors } from '../lib/jobs/errors.ts';
import { ledgerErrors } from '../lib/ledger/errors.ts';
import { paymentErrors } from '../lib/payments/errors.ts';
import { providerErrors } from '../lib/providers/errors.ts';
import { channelSettings } from '../lib/registers/channel-settings/register.ts';
import { staffRegister } from '../lib/registers/staff/register.ts';
import { sheetErrors } from '../lib/spreadsheet/sheet-errors.ts';
import { complaint } from '../lib/workflows/complaint/workflow.ts';
import { correction } from '../lib/workflows/correction/workflow.ts';
import { inquiry } from '../lib/workflows/inquiry/workflow.ts';
import { invoice } from '../lib/workflows/invoice/workflow.ts';
import { paymentOrder } from '../lib/workflows/payment-order/workflow.ts';
import { repair } from '../lib/workflows/repair/workflow.ts';
import { suspense } from '../lib/workflows/suspense/workflow.ts';
import { callbackReception } from './shared/callback-routes.ts';
import { correctionRoutes } from './shared/correction-routes.ts';
import { foundation } from './shared/foundation.ts';
import { fireOrder, orderRoutes } from './shared/order-routes.ts';
import { paymentRoutes } from './shared/payment-routes.ts';
import { type Above, serve } from './shared/serve.ts';

/** Cases that are told when a bill of theirs is paid (待收款), and what those tell in turn. */
const toldOfPayments: readonly Definition[] = [repair, staffRegister, complaint, inquiry];

const above: Above = (exchange) => correctionRoutes(exchange) ?? paymentRoutes(exchange);

const served = serve([suspense, paymentOrder], {
  with: [repair, staffRegister, complaint, inquiry, channelSettings, correction, invoice],
  above,
  extra: orderRoutes,
  reception: callbackReception(toldOfPayments),
  errors: { ...sheetErrors, ...jobErrors, ...ledgerErrors, ...paymentErrors, ...providerErrors },
});

/** The counter (收款): payments, quotes, transfers nobody has claimed, orders at the payment providers, around which the clock's calls ask the provider. */
export function handler(event: Parameters<typeof served>[0], context: Context): Promise<unknown> {
  const order = 'wuyun' in event && event.wuyun === 'fire' && event.kind === paymentOrder.name ? event : undefined;
  return order ? fireOrder(order, [suspense, paymentOrder, channelSettings, ...toldOfPayments, ...foundation]) : served(event, context);
}
