import type { Answer } from '../lib/cases/idempotency.ts';
import { DomainError } from '../lib/kernel/error.ts';
import { printErrors } from '../lib/print/errors.ts';
import { tariffRegister } from '../lib/registers/tariff/register.ts';
import { document } from '../lib/workflows/document/workflow.ts';
import { dunning } from '../lib/workflows/dunning/workflow.ts';
import { paymentOrder } from '../lib/workflows/payment-order/workflow.ts';
import { printRoutes, receiptCheck } from './shared/print-routes.ts';
import { serve } from './shared/serve.ts';

/** Prints (打印): receipts, notices, statements, letters, packs; and the public check of a receipt. */
export const handler = serve([], {
  with: [tariffRegister, dunning, document, paymentOrder],
  above: (exchange): Promise<Answer> => printRoutes(exchange) ?? Promise.reject(new DomainError('not-found', 'access.not-found')),
  reception: receiptCheck,
  errors: printErrors,
});
