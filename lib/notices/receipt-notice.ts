import type { BookedEvent, NoticeEvent } from '../cases/history.ts';
import { yuan } from '../kernel/money.ts';

/**
 * What a payer is told of his payment (收款通知): sum and number of the receipt. It follows from the event of the entry, which is why the entry does not carry it: a receipt
 * over twelve months still is one write unit.
 *
 * @returns undefined for entries nobody is told of
 */
export function receiptNotice(event: BookedEvent): NoticeEvent | undefined {
  const { id, company, project, kind, caseId, at, data } = event;
  const { tell, payer, receiptNo, cashFen } = data;
  if (!tell || payer === undefined) return undefined;
  const params = { number: receiptNo, title: '收款', unit: '', amount: yuan(cashFen) };
  return {
    id: `${id}.receipt`,
    type: 'notice',
    company,
    project,
    kind,
    caseId,
    at,
    data: {
      type: 'payment.received',
      to: { parties: [payer] },
      title: '收款',
      text: { zh: `已收到您的缴费 ${params.amount} 元，票据编号 ${receiptNo}`, en: `Your payment of ${params.amount} was received, receipt ${receiptNo}` },
      params,
      period: caseId,
      emergency: false,
      zone: tell.zone,
      quietHours: tell.quietHours,
    },
  };
}
