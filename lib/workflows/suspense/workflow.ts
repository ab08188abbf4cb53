import { asOf } from '../../cases/contract.ts';
import { commandsOf, defineWorkflow } from '../../cases/define.ts';
import type { Timer } from '../../cases/timer.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { yuan } from '../../kernel/money.ts';
import { headquarters } from '../../kernel/position.ts';
import { nameTerm } from '../../registers/name-term.ts';
import { party } from '../../registers/party/contract.ts';
import { Assign, Dismiss, GiveBack, Receive, suspense as suspenseContract } from './contract.ts';
import { Suspense, suspenseTitles } from './record.ts';
import { assign, backApproval, bookRead, dismiss, giveBack, heldBy, moneyOfAssign, receive } from './rules.ts';
import { suspenseErrors, suspenseNotices } from './sentences.ts';

const { opens, moves } = commandsOf<Suspense>();

const commands = {
  receive: opens({ title: '登记暂收', to: ['held'], by: ['CASHIER', 'SYSTEM'], input: Receive, reads: bookRead, apply: receive }),
  assign: moves({
    title: '认领',
    from: ['held'],
    to: ['held', 'claimed'],
    by: ['CASHIER', 'CSM'],
    input: Assign,
    reads: ({ payer }) => ({ payer: asOf(party, payer, 'payer') }),
    money: moneyOfAssign,
    apply: assign,
  }),
  giveBack: moves({
    title: '退回付款人',
    from: ['held'],
    to: ['returned'],
    by: ['CASHIER', 'CSM'],
    input: GiveBack,
    apply: giveBack,
    approval: backApproval,
  }),
  dismiss: moves({
    title: '作废',
    from: ['held'],
    to: ['void'],
    by: ['CSM', 'PM'],
    input: Dismiss,
    money: (_input, _record, { id }) => ({ balances: [heldBy(id)] }),
    apply: dismiss,
  }),
};

/** Unclaimed for a month the counter and its head hear of it, after two the project manager. */
function timers(record: Suspense, opened: Instant): readonly Timer[] {
  const due = plus(opened, { days: 30 });
  return [
    {
      name: 'claim',
      from: opened,
      due,
      stop: record.state === 'held' ? undefined : record.ended.at,
      postponable: true,
      stages: [
        { name: 'month', at: due, tell: { positions: ['CASHIER', 'CSM'] } },
        { name: 'twoMonths', at: plus(opened, { days: 60 }), tell: { positions: ['CSM', 'PM'] } },
      ],
    },
  ];
}

/**
 * Unclaimed money (暂收认领): a transfer without a unit is taken in with a receipt, held apart from everybody's money, and becomes somebody's when it is known whose it was.
 *
 *     receive ─▶ held ─assign (the last part)─▶ claimed
 *                 │ └─giveBack (signed)───────▶ returned
 *                 └──dismiss (receipt taken back)▶ void
 *
 * It counts from the day it reached the bank, so that nobody pays late fees for our not knowing him.
 */
export const suspense = defineWorkflow<Suspense>({
  name: suspenseContract.name,
  title: '暂收认领',
  collection: 'suspense',
  numberPrefix: 'ZS',
  contract: suspenseContract,
  record: Suspense,
  stateTitles: suspenseTitles,
  commands,
  readBy: ['CASHIER', 'CSM', 'PM', ...headquarters],
  errors: suspenseErrors,
  notices: suspenseNotices,
  timers,
  subject: ({ amountFen, sender }) => ({ title: `暂收 ${yuan(amountFen)} 元${sender ? ` ${sender}` : ''}` }),
  terms: ({ sender }) => (sender === undefined ? [] : [{ kind: 'name', value: nameTerm(sender) }]),
  archive: ({ claims }) => [{ name: '认领依据', present: claims.length > 0 }],
  card: ({ amountFen, leftFen, valueOn, sender }) => ({ amountFen, leftFen, valueOn, sender }),
});
