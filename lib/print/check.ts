import { companyKey } from '../cases/access.ts';
import type { Desk } from '../cases/desk.ts';
import { keysOfEntry } from '../cases/money-items.ts';
import { openWork } from '../cases/walk.ts';
import { systemActor } from '../kernel/actor.ts';
import { DomainError } from '../kernel/error.ts';
import { yuan } from '../kernel/money.ts';
import { cashOf } from '../ledger/journal.ts';
import { entryId, receiptNo } from '../ledger/names.ts';
import { companyOfCode, verifiedReceipt } from '../payments/receipt-code.ts';
import { keyText } from '../table/table.ts';
import { letterhead } from './facts.ts';
import { channelsOf, type ReceiptState, receiptFacts, receiptStates, titleOf } from './receipt-facts.ts';

/** What anybody who holds a receipt may know of it (收据验真): nothing of who paid, for what or for which flat. */
export interface CheckedReceipt {
  readonly company: string;
  readonly project: string;
  readonly receiptNo: string;
  /** What the paper is: 收据, 押金收据, 退款凭证. */
  readonly title: string;
  readonly date: string;
  /** Negative where money went out. */
  readonly amountFen: number;
  readonly amount: string;
  readonly channel: string;
  readonly state: ReceiptState;
  readonly stateTitle: string;
  readonly refundedFen: number;
  /** Number of the entry that took it back. */
  readonly takenBackBy?: string | undefined;
}

const unknown = (): DomainError => new DomainError('not-found', 'receipt.unknown');

/**
 * Checks a receipt by the code printed on it (收据验真). Wrong codes, codes of other companies and codes of receipts that are not there are answered alike.
 *
 * @throws DomainError `receipt.unknown`
 */
export async function checkReceipt(deskOf: (company: string) => Desk, code: string): Promise<CheckedReceipt> {
  const company = companyOfCode(code);
  if (company === undefined) throw unknown();
  const desk = deskOf(company);
  // A company nobody has founded gets no key ring because of a guess.
  const key = companyKey(desk);
  if (!(await desk.table.getAll([key])).get(keyText(key))) throw unknown();
  const ref = verifiedReceipt(await desk.keys(), desk.company, code);
  if (!ref) throw unknown();
  const { entry: entryKey, back } = keysOfEntry(desk.company, ref.project, entryId(ref));
  const opened = await openWork(desk, { person: 'receipts', project: ref.project, actor: systemActor(desk.company) }, [entryKey, back, key]).catch(
    (error: unknown) => {
      throw error instanceof DomainError && error.kind === 'not-found' ? unknown() : error;
    },
  );
  const facts = await receiptFacts(opened.work, ref);
  if (!facts) throw unknown();
  const { entry, state } = facts;
  const head = await letterhead(opened.work);
  const amountFen = cashOf(entry);
  return {
    company: head.company,
    project: head.project,
    receiptNo: receiptNo(entry),
    title: titleOf(entry) ?? '',
    date: entry.bookedOn,
    amountFen,
    amount: yuan(amountFen),
    channel: channelsOf(entry),
    state,
    stateTitle: receiptStates[state],
    refundedFen: facts.back.refundedFen,
    ...(facts.takenBackBy === undefined ? {} : { takenBackBy: facts.takenBackBy }),
  };
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The same as a page for the resident who has scanned the code; it loads nothing and runs nothing. */
export function checkedPage(receipt: CheckedReceipt): string {
  const rows: readonly (readonly [string, string])[] = [
    ['公司', receipt.company],
    ['项目', receipt.project],
    ['票据', `${receipt.title} ${receipt.receiptNo}`],
    ['日期', receipt.date],
    ['金额', `${receipt.amount} 元`],
    ['渠道', receipt.channel],
    ...(receipt.refundedFen === 0 ? [] : [['已退款', `${yuan(receipt.refundedFen)} 元`] as const]),
    ...(receipt.takenBackBy === undefined ? [] : [['冲销票据', receipt.takenBackBy] as const]),
  ];
  return page(receipt.stateTitle, receipt.state === 'valid' ? '#15803d' : '#b91c1c', rows);
}

/** What is said to whoever brings a code that is none. */
export const unknownPage = (): string => page('未查到该票据', '#b91c1c', [['提示', '请核对二维码是否完整；如有疑问，请联系收款的物业服务中心']]);

function page(state: string, colour: string, rows: readonly (readonly [string, string])[]): string {
  const body = rows.map(([label, value]) => `<tr><th>${escaped(label)}</th><td>${escaped(value)}</td></tr>`).join('');
  return `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>票据验真</title><style>body{font:16px/1.6 system-ui,sans-serif;margin:0;padding:24px;color:#111;background:#f6f7f9}main{max-width:420px;margin:0 auto;background:#fff;border-radius:12px;padding:20px;box-shadow:0 1px 4px #0002}h1{margin:0 0 12px;font-size:22px;color:${colour}}table{width:100%;border-collapse:collapse}th{width:5em;text-align:left;font-weight:400;color:#667;vertical-align:top;padding:6px 0}td{padding:6px 0;word-break:break-all}</style></head><body><main><h1>${escaped(state)}</h1><table>${body}</table></main></body></html>`;
}
