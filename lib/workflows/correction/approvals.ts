import type { ApprovalNeed } from '../../cases/approval-need.ts';
import type { Context } from '../../cases/definition.ts';
import { holds } from '../../kernel/actor.ts';
import { sumOf, yuan } from '../../kernel/money.ts';
import type { Position } from '../../kernel/position.ts';
import { oneAfterAnother, paybackChain } from '../../ledger/payback.ts';
import { type In, matters } from './record.ts';

/**
 * Who signs a correction (更正审批), one after the other; a timeout asks higher and never grants.
 *
 * | matter | chain |
 * |---|---|
 * | void 当日作废 | CSM; his own request needs nobody else, unless he took the money |
 * | reversal 红冲, move 错户转账 | CSM → PM → HQ-FIN |
 * | refund 退款 | by amount, with what went back of the receipt before: CSM → PM → HQ-FIN |
 * | writeOff 核销 | HQ-FIN → GM |
 * | billVoid 账单作废 | CSM |
 *
 * Whoever took the money signs none of them, nor who asked for it, whoever hands it in again (职责分离).
 */
export function approvalOf(record: In<'requested'>, _input: unknown, { actor, money, project }: Context): ApprovalNeed | undefined {
  const { matter, amountFen, reason, handledBy, requestedBy, payer } = record;
  const took = [...handledBy, ...(matter.kind === 'balanceRefund' ? lastCashier(money, matter.entry) : [])];
  if (matter.kind === 'void' && holds(actor, 'CSM') && !took.includes(actor.person)) return undefined;
  const what = 'receipt' in matter ? matter.receipt : 'bill' in matter ? matter.bill : 'balance' in matter ? matter.balance : matter.bills.join('、');
  return {
    stages: oneAfterAnother(chainOf(record, money, project)),
    summary: `${matters[matter.kind]} ${what}，${yuan(amountFen)} 元：${reason}`,
    notBy: [...new Set([requestedBy, ...took])],
    ...(payer === undefined ? {} : { notParties: [payer] }),
  };
}

function chainOf({ matter, amountFen }: In<'requested'>, { entries }: Context['money'], { money }: Context['project']): readonly Position[] {
  switch (matter.kind) {
    case 'void':
    case 'billVoid':
      return ['CSM'];
    case 'reversal':
    case 'move':
      return ['CSM', 'PM', 'HQ-FIN'];
    case 'refund':
      return paybackChain(sumOf([amountFen, entries.get(matter.entry)?.back.refundedFen ?? 0]), money);
    case 'balanceRefund':
      return paybackChain(amountFen, money);
    case 'writeOff':
      return ['HQ-FIN', 'GM'];
  }
}

function lastCashier({ entries }: Context['money'], entry: string): readonly string[] {
  const person = entries.get(entry)?.by.person;
  return person === undefined || person === 'system' ? [] : [person];
}
