import * as z from 'zod';
import { unitRecord } from '../cases/access.ts';
import type { Desk } from '../cases/desk.ts';
import { parseInput } from '../cases/parse.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { DomainError } from '../kernel/error.ts';
import { yuan } from '../kernel/money.ts';
import { id } from '../kernel/schema.ts';
import { feeClasses } from '../ledger/account.ts';
import type { Balance } from '../ledger/balance.ts';
import type { Bill } from '../ledger/bill.ts';
import { Period } from '../ledger/names.ts';
import { type BillShown, billShown } from '../statements/bill-shown.ts';
import { unitStatement } from '../statements/read-statement.ts';
import { isSeen, type Viewer, viewerOfUnit } from '../statements/readers.ts';
import { clearancePaper } from './clearance-paper.ts';
import { householdMoney, letterhead, namesOf } from './facts.ts';
import { type NoticeOf, noticePaper } from './notice-paper.ts';
import type { Paper } from './paper.ts';
import { payCodes } from './pay-codes.ts';
import { shownName } from './receipt.ts';
import { statementPaper } from './statement-paper.ts';

type Asked = Readonly<Record<string, string | undefined>>;

const given = (asked: Asked, ...names: readonly string[]): Asked =>
  Object.fromEntries(names.flatMap((name) => (asked[name] === undefined ? [] : [[name, asked[name]]])));

const NoticeQuery = z.strictObject({ period: Period.optional() });
const ClearanceQuery = z.strictObject({ party: id().optional() });

/** What of a unit's money the caller sees. */
async function household(
  desk: Desk,
  caller: Caller,
  unit: string,
): Promise<{ work: Work; viewer: Viewer; bills: readonly Bill[]; balances: readonly Balance[] }> {
  const { work } = await openWork(desk, caller);
  const viewer = await viewerOfUnit(work, unit);
  const { bills, balances } = await householdMoney(work, unit);
  const mine = ({ party }: Balance) => viewer.as === 'staff' || party === viewer.party;
  return { work, viewer, bills: bills.filter((bill) => isSeen(viewer, bill)), balances: balances.filter(mine) };
}

/**
 * The payment notice of a unit (缴费通知单): what was charged for a month and what is open from before, or without a month all that is open; a page for each payer.
 *
 * @throws DomainError `access.not-found`, `request.invalid`, `print.nothing-open` when nobody is to be asked for anything
 */
export async function printNotice(desk: Desk, caller: Caller, unit: string, asked: Asked): Promise<Paper> {
  const { period } = parseInput(NoticeQuery, given(asked, 'period')) as z.output<typeof NoticeQuery>;
  const { work, viewer, bills, balances } = await household(desk, caller, unit);
  const live = bills.filter((bill) => (period === undefined ? bill.state === 'open' : isAskedFor(bill, period)));
  if (live.length === 0) throw new DomainError('unprocessable', 'print.nothing-open', { unit });
  const payers = [...new Set(live.map(({ payer }) => payer))];
  const names = await namesOf(work, [...payers, ...live.flatMap(({ joint = [] }) => joint)]);
  const named = (party: string) => shownName(names(party), party, viewer);
  const codes = await payCodes(work, unit);
  const notices = payers.map((payer): NoticeOf => {
    const own = live.filter((bill) => bill.payer === payer);
    const shown = (some: readonly Bill[]): readonly BillShown[] => some.map((bill) => billShown(bill, work.today, viewer));
    const pay = codes.get(payer);
    return {
      payer: named(payer),
      ...(pay ? { pay } : {}),
      joint: [...new Set(own.flatMap(({ joint = [] }) => joint))].map(named),
      current: shown(own.filter((bill) => period === undefined || bill.period === period)),
      earlier: shown(own.filter((bill) => period !== undefined && bill.period !== period)),
      prepaidFen: balances.filter(({ kind, party }) => kind === 'prepaid' && party === payer).reduce((all, { fen }) => all + fen, 0),
    };
  });
  const record = await unitRecord(work, unit);
  return noticePaper({ head: await letterhead(work), unit, area: record?.buildingAreaDm2, period, on: work.today, notices });
}

/** Bills of the month, and open ones of before; later ones are none of a month's notice. */
const isAskedFor = (bill: Bill, period: string): boolean =>
  bill.period === period ? bill.state === 'open' || bill.state === 'settled' : bill.state === 'open' && bill.period < period;

/** The statement of account of a unit (对账单), as `GET …/statement` reckons it. @throws DomainError as {@link unitStatement} */
export async function printStatement(desk: Desk, caller: Caller, unit: string, asked: Asked): Promise<Paper> {
  const statement = await unitStatement(desk, caller, unit, given(asked, 'from', 'to'));
  const { work } = await openWork(desk, caller);
  return statementPaper({ head: await letterhead(work), statement, on: work.today });
}

/**
 * The clearance letter of a unit (结清证明), or of one payer of it; a resident's own. Only when nothing is open: no bill, no late fee, nothing written off, for what was written off is
 * owed all the same.
 *
 * @throws DomainError `access.not-found`, `print.not-clear` with what is still owed
 */
export async function printClearance(desk: Desk, caller: Caller, unit: string, asked: Asked): Promise<Paper> {
  const wish = parseInput(ClearanceQuery, given(asked, 'party')) as z.output<typeof ClearanceQuery>;
  const { work, viewer, bills, balances } = await household(desk, caller, unit);
  const party = viewer.as === 'staff' ? wish.party : viewer.party;
  const own = party === undefined ? bills : bills.filter(({ payer, joint = [] }) => payer === party || joint.includes(party));
  const shown = own.filter(({ state }) => state !== 'voided').map((bill) => billShown(bill, work.today, viewer));
  const owed = shown.filter(({ payableFen, standing }) => payableFen > 0 || standing === 'writtenOff');
  if (owed.length > 0) {
    const fen = owed.reduce(
      (all, { payableFen, standing, issuedFen, settledFen: paid }) => all + (standing === 'writtenOff' ? Math.max(issuedFen - paid, 0) : payableFen),
      0,
    );
    throw new DomainError('unprocessable', 'print.not-clear', { unit, count: owed.length, fen: yuan(fen) });
  }
  const names = await namesOf(work, [party]);
  const held = (kind: Balance['kind']) =>
    balances.filter((one) => one.kind === kind && (party === undefined || one.party === party)).reduce((all, { fen }) => all + fen, 0);
  return clearancePaper({
    head: await letterhead(work),
    number: ['JQ', caller.project, unit, work.today.replaceAll('-', '')].join('-'),
    unit,
    payer: party && names(party),
    through: shown
      .map(({ period }) => period)
      .toSorted()
      .at(-1),
    fees: [...new Set(own.map(({ feeClass }) => feeClasses[feeClass]))],
    on: work.today,
    prepaidFen: held('prepaid'),
    depositFen: held('deposit'),
  });
}
