import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPdf } from '../print/opened-pdf.ts';
import { type Caller, CloudProcess } from '../support/cloud.ts';

const cloud = new CloudProcess();
let cashier: Caller;
let resident: Caller;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-14T10:00:00+08:00');
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  cashier = await cloud.person('meihua', 'cashier', ['CASHIER', 'FRONT', 'CSM']);
  await cashier.put('/projects/p1/parties/K1', { name: '刘德厚', phones: ['13800001234'] });
  await cashier.put('/projects/p1/units/1-2-301', {
    kind: 'residential',
    buildingAreaDm2: 9_875,
    relations: [{ party: 'K1', role: 'owner', from: '2024-01-01' }],
  });
  resident = await cloud.person('meihua', 'neighbour', [], ['p1'], ['1-2-302']);
}, 60_000);
afterAll(() => cloud.stop());

it('a receipt is printed with its Chinese name, and whoever holds it can check it without a token', async () => {
  const card = { unit: '1-2-301', period: '2026-07', feeClass: 'card', payer: 'K1', charge: 'KP-1', lines: [{ text: '门禁卡', priceFen: 100_00 }] };
  const bill = await cashier.post('/projects/p1/bills', card);
  expect(bill.status, bill.text).toBe(201);
  const fetched = (path: string) => fetch(`${cloud.address}/projects/p1/print/${path}`, { headers: { authorization: `Bearer ${cashier.token}` } });
  const notice = await fetched('units/1-2-301/notice');
  expect([notice.status, notice.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const open = await cashier.get('/projects/p1/print/units/1-2-301/clearance');
  expect([open.status, open.body['code']]).toEqual([422, 'print.not-clear']);
  const paid = await cashier.post('/projects/p1/payments', { channel: 'cash', amountFen: 100_00, payer: 'K1', units: ['1-2-301'], externalId: 'till-1' });
  expect(paid.status, paid.text).toBe(201);
  const { receiptNo, code } = paid.body as unknown as { receiptNo: string; code: string };
  const printed = await fetched(`receipts/${receiptNo}`);
  expect([printed.status, printed.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect(printed.headers.get('content-disposition')).toBe(`inline; filename*=UTF-8''${encodeURIComponent(`收据 ${receiptNo}.pdf`)}`);
  const pdf = openPdf(Buffer.from(await printed.arrayBuffer()));
  expect([pdf.pages, pdf.fonts.length, pdf.glyphs.includes(0)]).toEqual([1, 1, false]);
  expect((await cashier.get(`/projects/p1/print/receipts/${receiptNo}?paper=a3`)).status).toBe(400);
  expect((await resident.get(`/projects/p1/print/receipts/${receiptNo}`)).status).toBe(404);
  expect((await fetched('units/1-2-301/clearance')).status).toBe(200);

  const checked = await fetch(`${cloud.address}/receipts/${encodeURIComponent(code)}`);
  expect([checked.status, await checked.json()]).toMatchObject([200, { receiptNo, amount: '100.00', state: 'valid', channel: '现金' }]);
  const page = await fetch(`${cloud.address}/receipts/${encodeURIComponent(code)}`, { headers: { accept: 'text/html,*/*' } });
  expect([page.headers.get('content-type'), page.headers.get('content-security-policy')]).toEqual([
    'text/html; charset=utf-8',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  ]);
  const html = await page.text();
  expect(html).toContain('有效');
  expect(html).not.toMatch(/刘|1-2-301|门禁/);
  const answers = await Promise.all(
    ['x', `${code}x.y`, code.replace(/\.[^.]{4}/, '.AAAA'), 'k1.a.b'].map(async (wrong) => {
      const refused = await fetch(`${cloud.address}/receipts/${encodeURIComponent(wrong)}`);
      return `${refused.status} ${await refused.text()}`;
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('404');
}, 60_000);
