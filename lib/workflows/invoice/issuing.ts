import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { yuan } from '../../kernel/money.ts';
import type { Issued, Reason, ReceiptTakenBack } from './contract.ts';
import type { In } from './record.ts';

type Numbers = z.output<typeof Issued>;
type Why = z.output<typeof Reason>;
type Back = z.output<typeof ReceiptTakenBack>;

const stamp = ({ actor, now }: Pick<Context, 'actor' | 'now'>) => ({ at: now, by: actor.person });

/** What every state keeps. */
function baseOf(record: In<'requested' | 'failed'>): Omit<In<'requested'>, 'state'> {
  const { failed: _, ...base } = record.state === 'failed' ? record : { ...record, failed: undefined };
  return base;
}

/** Somebody enters it into the tax authority's system, or hands it to a provider (开始开票): from here on there may be an invoice. */
export function take(record: In<'requested' | 'failed'>, _: unknown, context: Context): Outcome<In<'issuing'>> {
  return { record: { ...baseOf(record), state: 'issuing', taken: stamp(context) } };
}

/**
 * The invoice is there (已开票). If a receipt was taken back in the meantime it is to be made red at once.
 *
 * @throws DomainError `invoice.day-future`
 */
export function issue(record: In<'issuing'>, numbers: Numbers, context: Context): Outcome<In<'issued' | 'redRequested'>> {
  checkDay(numbers, context);
  const { taken: _, takenBack, ...base } = record;
  const issued = { ...numbers, ...stamp(context) };
  if (takenBack) return wantRed({ ...base, state: 'issued', issued }, takenBack, context);
  return {
    record: { ...base, state: 'issued', issued },
    notices: [{ type: 'invoice.issued', to: { parties: [record.payer] }, params: { number: numbers.number, amount: yuan(record.amountFen) } }],
  };
}

function checkDay({ on }: Numbers, { today }: Pick<Context, 'today'>): void {
  if (on > today) refuse('invoice.day-future', 'on', { on });
}

/** It could not be issued (开票失败): the wrong tax number, the month's quota used up. It is taken in hand again, or withdrawn. */
export function fail(record: In<'issuing'>, { reason }: Why, context: Context): Outcome<In<'failed' | 'withdrawn'>> {
  const { taken: _, takenBack, ...base } = record;
  const said = { ...stamp(context), reason };
  if (takenBack) return { record: { ...base, state: 'withdrawn', withdrawn: said, takenBack } };
  return {
    record: { ...base, state: 'failed', failed: said },
    notices: [{ type: 'invoice.failed', to: { persons: [record.requested.by] }, params: { reason } }],
  };
}

/** Nobody wants it any more (撤回申请). */
export function withdraw(record: In<'requested' | 'failed'>, { reason }: Why, context: Context): Outcome<In<'withdrawn'>> {
  return { record: { ...baseOf(record), state: 'withdrawn', withdrawn: { ...stamp(context), reason } } };
}

/** It is to be made red (申请红冲): made out to the wrong buyer, or agreed with him. */
export function requestRed(record: In<'issued'>, { reason }: Why, context: Context): Outcome<In<'redRequested'>> {
  return { record: { ...record, state: 'redRequested', redWanted: { ...stamp(context), reason } } };
}

/** The red invoice is there (已红冲). @throws DomainError `invoice.day-future`, `invoice.red-number` for the number of the invoice itself */
export function issueRed(record: In<'redRequested'>, numbers: Numbers, context: Context): Outcome<In<'red'>> {
  checkDay(numbers, context);
  if (numbers.number === record.issued.number && numbers.code === record.issued.code) refuse('invoice.red-number', 'number', { number: numbers.number });
  return {
    record: { ...record, state: 'red', red: { ...numbers, ...stamp(context) } },
    notices: [{ type: 'invoice.red', to: { parties: [record.payer] }, params: { number: record.issued.number, red: numbers.number } }],
  };
}

/**
 * A receipt it rests on was reversed or voided (票据已冲销): what is not issued yet is not issued any more, what is issued becomes red, and the cashier is told. Which of the two it is
 * while it is being issued shows when the answer comes.
 */
export function receiptTakenBack(
  record: In<'requested' | 'failed' | 'issuing' | 'issued'>,
  back: Back,
  context: Context,
): Outcome<In<'withdrawn' | 'issuing' | 'redRequested'>> {
  switch (record.state) {
    case 'requested':
    case 'failed': {
      const { record: withdrawn } = withdraw(record, { reason: `票据 ${back.receipt} 已冲销` }, context);
      return { record: { ...withdrawn, takenBack: back } };
    }
    case 'issuing':
      return { record: { ...record, takenBack: back } };
    case 'issued':
      return wantRed(record, back, context);
  }
}

function wantRed(record: In<'issued'>, back: Back, context: Context): Outcome<In<'redRequested'>> {
  return {
    record: { ...record, state: 'redRequested', redWanted: { ...stamp(context), reason: `票据 ${back.receipt} 已由 ${back.by} 冲销` }, takenBack: back },
    notices: [{ type: 'invoice.red-wanted', to: { positions: ['CASHIER'] }, params: { number: record.issued.number, receipt: back.receipt } }],
  };
}
