import { expect, it } from 'vitest';
import type { BookedEvent } from '../../lib/cases/history.ts';
import { instant } from '../../lib/kernel/clock.ts';
import { receiptNotice } from '../../lib/notices/receipt-notice.ts';

const event: BookedEvent = {
  id: 'money.p1.2026~qian~1',
  type: 'money.booked',
  company: 'meihua',
  project: 'p1',
  kind: 'entry',
  caseId: '2026~qian~1',
  at: instant('2026-07-20T10:00:00+08:00'),
  data: {
    kind: 'payment',
    receiptNo: '2026-qian-000001',
    payer: 'K1',
    cashFen: 235_03,
    bills: [],
    tell: { zone: 'Asia/Shanghai', quietHours: { from: '21:00', to: '08:00' } },
  },
};

it('a payer hears of sum and number of his receipt, once, outside the quiet hours', () => {
  const notice = receiptNotice(event);
  expect(notice).toMatchObject({
    id: 'money.p1.2026~qian~1.receipt',
    type: 'notice',
    data: { type: 'payment.received', to: { parties: ['K1'] }, emergency: false },
  });
  expect(notice?.data.text.zh).toBe('已收到您的缴费 235.03 元，票据编号 2026-qian-000001');
  expect(notice?.data.period).toBe(event.caseId);
});

it('nobody hears of what is no payment of his', () => {
  const { tell: _tell, ...data } = event.data;
  expect(receiptNotice({ ...event, data })).toBeUndefined();
});
