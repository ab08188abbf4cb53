import type { Found, Loaded } from '../../cases/contract.ts';
import type { Context, Money, MoneyWanted, Outcome, ReadFacts } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { fenOf, split, sumOf, yuan } from '../../kernel/money.ts';
import { feeClasses } from '../../ledger/account.ts';
import type { Posting } from '../../ledger/journal.ts';
import { billNamed, entryId, receiptNamed } from '../../ledger/names.ts';
import { type InvoiceWish, invoicesOf, type Reckoning } from './contract.ts';
import type { In, Invoice } from './record.ts';
import { grouped, taxOf } from './tax.ts';

type Seen = Context<Readonly<Record<string, Loaded<readonly Found<Invoice>[]>>>>;
type Entry = NonNullable<ReturnType<Money['entries']['get']>>;

const entryOf = (receipt: string): string => {
  const name = receiptNamed(receipt);
  if (!name) throw new Error(`${receipt} names no receipt`);
  return entryId(name);
};

/** Its receipts and the invoices they have already. */
export const wishMoney = ({ receipts }: InvoiceWish): MoneyWanted => ({ entries: receipts.map(entryOf) });
export const wishReads = ({ receipts }: InvoiceWish, _facts: ReadFacts) => Object.fromEntries(receipts.map((receipt) => [receipt, invoicesOf(receipt)]));

/**
 * Asks for an invoice (申请开票) over receipts of one payer; a resident over his own. What each is worth is reckoned right after, when its bills are at hand.
 *
 * @throws DomainError `entry.unknown`, `invoice.twice`, `invoice.payers`, `invoice.unit`, `invoice.rates-desk`, `invoice.amount-one`, `invoice.tax-number`, `invoice.taken-back`, `invoice.not-invoiceable`
 */
export function request(wish: InvoiceWish, context: Seen): Outcome<In<'requested'>> {
  const { receipts, amountFen, kind, buyer, email, unit, rates = [] } = wish;
  if (new Set(receipts).size < receipts.length) refuse('invoice.twice', 'receipts');
  if (amountFen !== undefined && receipts.length > 1) refuse('invoice.amount-one', 'amountFen');
  if (kind === 'special' && buyer.taxNumber === undefined) refuse('invoice.tax-number', 'buyer.taxNumber');
  if (rates.length > 0 && context.actor.positions.length === 0) refuse('invoice.rates-desk', 'rates', {}, 'forbidden');
  const entries = receipts.map((receipt, at) => ({ receipt, at, entry: entryKnown(receipt, at, context) }));
  const payers = new Set(entries.map(({ entry }) => entry.payer));
  const [payer] = payers;
  if (payers.size > 1 || payer === undefined) return refuse('invoice.payers', 'receipts');
  if (unit !== undefined && !entries.some(({ entry }) => unitsOf(entry).includes(unit))) refuse('invoice.unit', 'unit', { unit });
  const reckoning: Reckoning = { receipts: entries.map(({ receipt, entry }) => reckoningOf(receipt, entry, amountFen, context)), rates };
  const { actor, now } = context;
  return {
    record: {
      state: 'requested',
      ...(unit === undefined ? {} : { unit }),
      payer,
      kind,
      buyer,
      ...(email ? { email } : {}),
      receipts: reckoning.receipts.map(({ receipt, nth }) => ({ receipt, nth, fen: 0 })),
      lines: [],
      amountFen: 0,
      taxFen: 0,
      requested: { at: now, by: actor.person },
    },
    // biome-ignore lint/suspicious/noThenProperty: an outcome's next command, never awaited
    then: { command: 'reckon', input: reckoning },
    notices: [{ type: 'invoice.requested', to: { positions: ['CASHIER'] }, params: { receipts: receipts.join('、') } }],
  };
}

/** Somebody else's receipt is not there for a resident. */
function entryKnown(receipt: string, at: number, { money, actor }: Seen): Entry {
  const entry = money.entries.get(entryOf(receipt));
  const foreign = actor.positions.length === 0 && !actor.system && entry?.payer !== actor.party;
  if (!entry || foreign) return refuse('entry.unknown', `receipts.${at}`, { id: receipt });
  if (entry.back.reversedBy !== undefined) refuse('invoice.taken-back', `receipts.${at}`, { receipt }, 'conflict');
  return entry;
}

const unitsOf = ({ postings }: Entry): readonly string[] => postings.flatMap(({ bill }) => (bill === undefined ? [] : (billNamed(bill)?.unit ?? [])));

/** What has settled a bill with money of the payer's; forgiven money is nobody's turnover. */
const settles = ({ account, as }: Posting): boolean =>
  account === 'lateFee' || (account === 'receivable' && (as === 'paid' || as === 'offset' || as === 'deducted'));

function reckoningOf(receipt: string, entry: Entry, wishFen: number | undefined, { reads }: Seen): Reckoning['receipts'][number] {
  const sums = new Map<string, number>();
  for (const posting of entry.postings) {
    if (posting.bill !== undefined && settles(posting)) sums.set(posting.bill, (sums.get(posting.bill) ?? 0) - posting.fen);
  }
  const parts = [...sums].filter(([, fen]) => fen > 0).map(([bill, fen]) => ({ bill, fen }));
  if (parts.length === 0) refuse('invoice.not-invoiceable', 'receipts', { receipt });
  const earlier = reads[receipt]?.record ?? [];
  const invoicedFen = earlier.map(({ record }) => (isLive(record) ? (record.receipts.find((one) => one.receipt === receipt)?.fen ?? 0) : 0));
  const { refundedFen } = entry.back;
  return { receipt, nth: earlier.length + 1, goneFen: sumOf([...invoicedFen, refundedFen]), ...(wishFen === undefined ? {} : { wishFen }), parts };
}

const isLive = ({ state }: Invoice): boolean => state !== 'withdrawn' && state !== 'red';

/** The bills a reckoning needs. */
export const reckonMoney = ({ receipts }: Reckoning): MoneyWanted => ({ bills: [...new Set(receipts.flatMap(({ parts }) => parts.map(({ bill }) => bill)))] });

/**
 * Reckons the invoice (开票计算): what is left of each receipt after refunds and earlier invoices, divided over its bills, with the tax each contains. What is collected for others is
 * theirs to invoice (L11).
 *
 * @throws DomainError `invoice.agency`, `invoice.no-rate`, `invoice.nothing-left`, `invoice.too-much`, `invoice.too-many-lines`
 */
export function reckon(record: In<'requested'>, { receipts, rates }: Reckoning, { money }: Context): Outcome<In<'requested'>> {
  const reckoned = receipts.map((one) => ({ ...one, ...ownPart(one, rates, money) }));
  const lines = grouped(reckoned.flatMap(({ own }) => own));
  if (lines.length > 40) refuse('invoice.too-many-lines', 'receipts');
  const taxes = taxOf(lines);
  const amountFen = sumOf(lines.map(({ fen }) => fen));
  return {
    record: {
      ...record,
      receipts: reckoned.map(({ receipt, nth, fen }) => ({ receipt, nth, fen })),
      lines: lines.map((line, at) => ({ ...line, taxFen: taxes[at] ?? fenOf(0) })),
      amountFen,
      taxFen: sumOf(taxes),
    },
  };
}

function ownPart({ receipt, goneFen, wishFen, parts }: Reckoning['receipts'][number], rates: Reckoning['rates'], { bills }: Money) {
  const own = parts.flatMap(({ bill: id, fen }) => {
    const bill = bills.get(id) ?? refuse('bill.unknown', 'receipts', { id });
    if (bill.agency) return [];
    const given = rates.find(({ feeClass }) => feeClass === bill.feeClass)?.taxPermille;
    const taxPermille = bill.taxPermille ?? given ?? refuse('invoice.no-rate', 'rates', { title: bill.title });
    return [{ feeClass: bill.feeClass, title: feeClasses[bill.feeClass], taxPermille, fen }];
  });
  if (own.length === 0) refuse('invoice.agency', 'receipts', { receipt });
  const wholeFen = sumOf(own.map(({ fen }) => fen));
  const leftFen = wholeFen - goneFen;
  if (leftFen <= 0) refuse('invoice.nothing-left', 'receipts', { receipt, gone: yuan(goneFen) }, 'conflict');
  const fen = fenOf(wishFen ?? leftFen);
  if (fen > leftFen) refuse('invoice.too-much', 'amountFen', { receipt, left: yuan(leftFen), wish: yuan(fen) });
  const shares = split(
    fen,
    own.map((one) => one.fen),
  );
  return { fen, own: own.map((one, at) => ({ ...one, fen: shares[at] ?? 0 })).filter((one) => one.fen > 0) };
}
