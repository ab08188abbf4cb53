import * as z from 'zod';
import { checkVisible, isStaff, rolesFor } from '../cases/access.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { parseInput } from '../cases/parse.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { keyOf, peek, refFor } from '../cases/work.ts';
import { type LetterFacts, type LetterKind, letterContent, letterKinds } from '../dunning/letter.ts';
import { addDays, parseCivilDate } from '../kernel/calendar.ts';
import { DomainError } from '../kernel/error.ts';
import { type Bill, openFen } from '../ledger/bill.ts';
import { lateFee } from '../ledger/late-fee.ts';
import { billId } from '../ledger/names.ts';
import { type Dunning, dunning } from '../workflows/dunning/contract.ts';
import { householdMoney, letterhead, namesOf } from './facts.ts';
import { letterPaper } from './letter-paper.ts';
import type { Paper } from './paper.ts';

const LetterQuery = z.strictObject({ step: z.enum(Object.keys(letterKinds) as [LetterKind, ...LetterKind[]]).optional() });

/** Which letter a case is at, when nobody says. */
const usual: Partial<Readonly<Record<Dunning['state'], LetterKind>>> = {
  reminding: 'reminder',
  relettering: 'secondLetter',
  lawyering: 'lawyerLetter',
  litigating: 'lawyerLetter',
};

/**
 * A letter of a dunning case (催缴函、再次催缴函、律师函). Once it has been served it is printed as it stood on that day, with what was owed then: a copy that grew since would be no
 * evidence of what was demanded.
 *
 * @throws DomainError `access.not-found`, `request.invalid`, `print.nothing-open` when nothing is owed on the letter's day
 */
export async function printLetter(desk: Desk, caller: Caller, id: string, asked: Readonly<Record<string, string | undefined>>): Promise<Paper> {
  const { step } = parseInput(LetterQuery, asked['step'] === undefined ? {} : { step: asked['step'] }) as z.output<typeof LetterQuery>;
  const definition = definitionOf(desk, dunning);
  const ref = refFor(definition, caller.project, id);
  const { work } = await openWork(desk, caller, [keyOf({ desk }, definition, ref)]);
  const stored = await peek(work, definition, ref);
  if (!stored) throw new DomainError('not-found', 'access.not-found');
  const roles = await rolesFor(work, definition, stored);
  checkVisible(definition, roles, work.actor);
  if (!isStaff(definition, roles, work.actor)) throw new DomainError('not-found', 'access.not-found');
  const record = stored.record as Dunning;
  const kind = step ?? usual[record.state] ?? 'letter';
  const days = daysOf(record, kind, work.today);
  const { bills } = await householdMoney(work, record.unit);
  const owed = owedOn(bills, record, days.on);
  if (owed.length === 0) throw new DomainError('unprocessable', 'print.nothing-open', { unit: record.unit });
  const liable = [...new Set(owed.flatMap(({ joint = [] }) => joint))];
  const [head, names] = await Promise.all([letterhead(work), namesOf(work, [record.payer, ...liable])]);
  const facts: LetterFacts = {
    kind,
    number: `${caller.project}-${id}-${letterNumbers[kind]}`,
    company: head.company,
    project: head.project,
    unit: record.unit,
    payer: { id: record.payer, name: names(record.payer) },
    joint: liable.map(names),
    lines: owed.map((bill) => ({
      bill: billId(bill),
      title: bill.title,
      period: bill.period,
      dueOn: bill.dueOn,
      issuedFen: bill.issuedFen,
      openFen: openFen(bill),
      lateFen: lateFee(bill, days.on).openFen,
    })),
    ...days,
    served: record.served.filter((one) => one.on < days.on && one.kind !== 'committee').map((one) => ({ kind: servedTitle(one.kind), on: one.on })),
    ...promiseOf(record),
  };
  return letterPaper(head, letterContent(facts));
}

/** Letters of a case count on from one another, so that each has a number of its own. */
const letterNumbers: Readonly<Record<LetterKind, string>> = { reminder: '0', letter: '1', secondLetter: '2', lawyerLetter: '3', promise: '9' };

const servedTitle = (kind: string): string => (Object.hasOwn(letterKinds, kind) ? letterKinds[kind as LetterKind] : kind);

/** The day of the letter and the period it gives: those of its service once it was served, else today and the period of the case. */
function daysOf(record: Dunning, kind: LetterKind, today: string): Pick<LetterFacts, 'on' | 'payBy' | 'days'> {
  const served = record.served.findLast((one) => one.kind === kind);
  const on = served?.on ?? today;
  const payBy = served?.until ?? addDays(parseCivilDate(on), record.ladder.demandDays);
  return { on, payBy, days: Math.round((Date.parse(payBy) - Date.parse(on)) / 86_400_000) };
}

function promiseOf({ promises }: Dunning): Pick<LetterFacts, 'promise'> {
  const last = promises.at(-1);
  return last ? { promise: { on: last.on, ...(last.fen === undefined ? {} : { fen: last.fen }) } } : {};
}

/** The bills of a case as they stood on a day, oldest first: this payer's, past their due day, with what had been settled by then. */
export function owedOn(bills: readonly Bill[], { unit, payer, excluded = [] }: Pick<Dunning, 'unit' | 'payer' | 'excluded'>, on: string): readonly Bill[] {
  const then = bills.map((bill): Bill => ({ ...bill, paid: bill.paid.filter((one) => one.on <= on) }));
  return then
    .filter(
      (bill) => bill.unit === unit && bill.payer === payer && bill.issuedOn <= on && bill.dueOn < on && openFen(bill) > 0 && !excluded.includes(billId(bill)),
    )
    .toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0));
}
