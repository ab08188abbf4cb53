import * as z from 'zod';
import { commandsOf, defineWorkflow, hold } from '../../cases/define.ts';
import type { Timer } from '../../cases/timer.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { yuan } from '../../kernel/money.ts';
import { headquarters, type Position, type Role } from '../../kernel/position.ts';
import { Issued, invoice as invoiceContract, Reason, Reckoning } from './contract.ts';
import { fail, issue, issueRed, receiptTakenBack, requestRed, take, withdraw } from './issuing.ts';
import { Invoice, invoiceTitles } from './record.ts';
import { reckon, reckonMoney, request, wishMoney, wishReads } from './rules.ts';
import { errors, notices } from './sentences.ts';

const { opens, moves } = commandsOf<Invoice>();
const Nothing = z.strictObject({});

const issuers: readonly Position[] = ['CASHIER', 'HQ-FIN'];
const askers: readonly Role[] = ['CASHIER', 'FRONT', 'CSM', 'HQ-FIN', 'RESIDENT'];

/** Days within which an invoice is issued, and made red. */
const days = 3;

function limit(name: string, from: Instant, stop: Instant | undefined): Timer {
  const due = plus(from, { days });
  return { name, from, due, stop, stages: [{ name: 'breach', at: due, tell: { positions: ['CASHIER', 'PM'] } }] };
}

function timers(record: Invoice): readonly Timer[] {
  const ended = 'issued' in record ? record.issued.at : 'withdrawn' in record ? record.withdrawn.at : undefined;
  const asked = limit('issue', record.requested.at, ended);
  return 'redWanted' in record ? [asked, limit('red', record.redWanted.at, 'red' in record ? record.red.at : undefined)] : [asked];
}

/**
 * Invoice request (开票申请): a receipt says that money was paid, an invoice is the tax authority's paper about it.
 *
 *     request ─▶ requested ─take─▶ issuing ─issue─▶ issued ─requestRed─▶ redRequested ─issueRed─▶ red
 *                    │               │ ▲                └─(receipt taken back)─▲
 *                    │             fail│take
 *                    │               ▼ │
 *                    └─withdraw─▶ withdrawn ◀─withdraw─ failed
 *
 * Never more than what was paid and not refunded, however many ask at once. `take`, `issue`, `fail` and `issueRed` are all a provider has to bring about; by hand they are what the cashier
 * copies from the tax authority's system. When a receipt is reversed, its invoice hears of it in the same transaction.
 */
export const invoice = defineWorkflow<Invoice>({
  name: invoiceContract.name,
  title: '开票申请',
  collection: 'invoices',
  numberPrefix: 'FP',
  contract: invoiceContract,
  record: Invoice,
  stateTitles: invoiceTitles,
  commands: {
    request: opens({
      title: '申请开票',
      to: ['requested'],
      by: askers,
      input: invoiceContract.commands.request,
      reads: wishReads,
      money: wishMoney,
      apply: request,
    }),
    reckon: moves({
      title: '计算',
      from: ['requested'],
      to: ['requested'],
      by: ['SYSTEM'],
      internal: true,
      input: Reckoning,
      money: reckonMoney,
      apply: reckon,
    }),
    take: moves({ title: '开始开票', from: ['requested', 'failed'], to: ['issuing'], by: issuers, input: Nothing, apply: take }),
    issue: moves({ title: '登记发票', from: ['issuing'], to: ['issued', 'redRequested'], by: issuers, input: Issued, apply: issue }),
    fail: moves({ title: '开票失败', from: ['issuing'], to: ['failed', 'withdrawn'], by: issuers, input: Reason, apply: fail }),
    withdraw: moves({ title: '撤回申请', from: ['requested', 'failed'], to: ['withdrawn'], by: askers, input: Reason, apply: withdraw }),
    requestRed: moves({ title: '申请红冲', from: ['issued'], to: ['redRequested'], by: issuers, input: Reason, apply: requestRed }),
    issueRed: moves({ title: '登记红字发票', from: ['redRequested'], to: ['red'], by: issuers, input: Issued, apply: issueRed }),
    receiptTakenBack: moves({
      title: '票据冲销',
      from: ['requested', 'failed', 'issuing', 'issued'],
      to: ['withdrawn', 'issuing', 'redRequested'],
      by: ['SYSTEM'],
      internal: true,
      input: invoiceContract.commands.receiptTakenBack,
      apply: receiptTakenBack,
    }),
  },
  readBy: ['CASHIER', 'FRONT', 'CSM', 'PM', ...headquarters, 'RESIDENT'],
  errors,
  notices,
  // An issued invoice stays open for good, since it may have to be made red: it would bury what is to be done.
  logged: false,
  claims: (record, number) =>
    record.state === 'withdrawn' || record.state === 'red'
      ? []
      : record.receipts.map(({ receipt, nth }) => hold(`invoice/${receipt}/${nth}`, { label: { number }, error: 'invoice.at-once' })),
  timers,
  secrecy: ({ payer }) => ({ onlyParties: [payer] }),
  subject: ({ unit, buyer, amountFen }) => ({ unit, title: `开票 ${yuan(amountFen)} 元 ${buyer.name}` }),
  terms: ({ receipts }) => receipts.map(({ receipt }) => ({ kind: 'receipt', value: receipt })),
  card: ({ kind, amountFen, payer, ...more }) => ({ kind, amountFen, payer, ...('issued' in more ? { invoice: more.issued.number } : {}) }),
  residentView: (record) => {
    const { state, kind, buyer, receipts, lines, amountFen, taxFen } = record;
    return {
      state,
      kind,
      buyer,
      receipts: receipts.map(({ receipt, fen }) => ({ receipt, fen })),
      lines,
      amountFen,
      taxFen,
      ...('issued' in record ? { issued: { number: record.issued.number, code: record.issued.code, on: record.issued.on } } : {}),
      ...('red' in record ? { red: { number: record.red.number, code: record.red.code, on: record.red.on } } : {}),
      ...('failed' in record ? { reason: record.failed.reason } : {}),
    };
  },
});
