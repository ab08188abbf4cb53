import { issueBill } from '../../lib/bills/manual.ts';
import { ManualBill } from '../../lib/bills/manual-input.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { PaymentInput } from '../../lib/payments/payment-input.ts';
import { pay } from '../../lib/payments/payments.ts';
import type { Step } from './stories.ts';

/** A bill the cashier writes out by hand (手工账单); its id is kept under a name. */
export const issues = (minutes: number, of: string, input: object): Step => ({
  name: `bill ${of}`,
  at: minutes,
  run: async ({ project: { desk }, ids }, key) => {
    const answer = await issueBill(desk, { person: 'cashier', project: 'p1' }, parseInput(ManualBill, input) as ManualBill, { key, bind: 'b' });
    ids.set(of, (answer.body as { id: string }).id);
    return answer;
  },
});

/** Cash the cashier takes (收款); the receipt's number is kept under a name. */
export const pays = (minutes: number, of: string, input: object): Step => ({
  name: `payment ${of}`,
  at: minutes,
  run: async ({ project: { desk }, ids }, key) => {
    const body = parseInput(PaymentInput, { channel: 'cash', ...input }) as PaymentInput;
    const answer = await pay(desk, { person: 'cashier', project: 'p1' }, body, { key, bind: 'b' });
    ids.set(of, (answer.body as { receiptNo: string }).receiptNo);
    return answer;
  },
});
