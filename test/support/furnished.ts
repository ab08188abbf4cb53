import { positions } from '../../lib/kernel/position.ts';
import { localMerchant } from '../../local/engines/payment-keys.ts';
import { itemsOfFile } from '../../local/verify/raw-items.ts';
import { sampleFiles } from '../events/sample-files.ts';
import { burstPipe, type Caller, type CloudProcess } from './cloud.ts';
import type { Endpoint } from './endpoints.ts';
import { dunnedArrears } from './furnished-arrears.ts';
import { correctedMoney } from './furnished-money.ts';

/** A project in which there is one record of everything, the cases among them ended, and somebody who may do anything to them. */
export interface Furnished {
  readonly all: Caller;
  /** Who is let in at an endpoint: `all`, or a resident of 1-2-301 where none of ours has a say. */
  readonly callerFor: (endpoint: Endpoint) => Caller;
  /** The record an endpoint's path is to name. */
  readonly idFor: (endpoint: Endpoint) => string;
}

/** Furnishes project p1 of a company. Company and people come from the local issuer, everything else is said over HTTP. */
export async function furnish(cloud: CloudProcess, company: string): Promise<Furnished> {
  const all = await cloud.person(company, 'all', [...positions], ['p1']);
  await must(all.post('/projects', { id: 'p1', name: '一号院' }));
  await must(all.put('/projects/p1/units/1-2-301', { buildingAreaDm2: 9_875 }));
  const resident = await cloud.person(company, 'resident', [], ['p1'], ['1-2-301']);
  await must(all.put('/projects/p1/parties/K0001', { name: '张三', phones: ['13800001234'] }));
  await must(all.put('/projects/p1/staff/wang', { name: '王师傅', department: '工程' }));
  await must(all.put('/projects/p1/key-sets/JX-1', { count: 2, cabinet: 'A', kind: 'publicArea' }));
  await must(all.put('/projects/p1/tariffs/WY', sampleFiles().get('commands/tariff.put')));
  await must(all.put('/projects/p1/meters/W-1', { kind: 'water', unit: '1-2-301', start: { value: 0 } }));
  await must(all.put('/projects/p1/units/1-2-302', { buildingAreaDm2: 9_875, relations: [{ party: 'K0001', role: 'owner', from: '2024-01-01' }] }));
  const vacancy = await must(all.post('/projects/p1/vacancies', sampleFiles().get('commands/vacancy.apply')));
  await must(all.post(`/projects/p1/vacancies/${vacancy}/withdraw`, { reason: '已出租' }));
  const round = await must(all.post('/projects/p1/meter-rounds', { period: '2026-01' }));
  await must(all.post(`/projects/p1/meter-rounds/${round}/finish`, { note: '停抄' }));
  const dunned = await dunnedArrears(cloud, company, all);
  await must(all.put('/projects/p1/openings/PH.front', { item: { kind: 'number', book: 'front', next: 101 } }));
  const repair = await must(all.post('/projects/p1/repairs', burstPipe));
  await must(all.post(`/projects/p1/repairs/${repair}/withdraw`, { reason: '误报', word: '来电' }));
  const loan = await must(all.post('/projects/p1/key-loans', { set: 'JX-1', borrower: { kind: 'staff', person: 'wang' }, purpose: 'inspection' }));
  await must(all.post(`/projects/p1/key-loans/${loan}/cancel`));
  const count = await must(all.post('/projects/p1/key-counts'));
  await must(all.post(`/projects/p1/key-counts/${count}/miss`, { note: '停电' }));
  const kind = { kind: 'report', channel: 'letter', category: 'order', text: '夜间喧哗', publicPlace: '花园' };
  const complaint = await must(all.post('/projects/p1/complaints', { ...kind, complainant: { name: '张三' } }));
  await must(all.post(`/projects/p1/complaints/${complaint}/withdraw`, { reason: '误报', word: '来电' }));
  const inquiry = await must(
    all.post('/projects/p1/inquiries', { channel: 'phone', category: 'charge', question: '何时缴费？', answer: '每月五日', minutes: 1 }),
  );
  const file = sampleFiles().get('commands/document.announce') as object;
  const announced = await must(all.post('/projects/p1/documents', { ...file, on: { kind: 'repair', id: repair } }));
  await must(all.post(`/projects/p1/documents/${announced}/withdraw`, { reason: '传错' }));
  const binding = await spentBinding(all);
  const order = await closedOrder(all);
  const invoice = await withdrawnInvoice(all);
  const corrected = await correctedMoney(cloud, company, all);
  const task = { party: 'K0001', unit: '1-2-301', way: 'phone', text: '明日停水' };
  const message = await must(all.post('/projects/p1/messages', task));
  await must(all.post(`/projects/p1/messages/${message}/told`));
  const disclosure = await must(all.post('/projects/p1/disclosures', { on: { kind: 'party', id: 'K0001' }, reason: '联系业主' }));
  const shiftChange = await must(all.post('/projects/p1/shift-changes', { position: 'FRONT' }));
  await must(all.post(`/projects/p1/shift-changes/${shiftChange}/cancel`, { reason: '误填岗位' }));
  const second = await must(all.post('/projects/p1/complaints', { ...kind, complainant: { name: '李四' } }));
  const parked = await all.post(`/projects/p1/complaints/${second}/invalidate`, sampleFiles().get('commands/complaint.invalidate'));
  const { approval } = parked.body['approval'] as { approval: string };
  await must(all.post(`/projects/p1/approvals/${approval}/withdraw`));
  await must(all.post(`/projects/p1/complaints/${second}/withdraw`, { reason: '误报', word: '来电' }));
  const suspense = await must(all.post('/projects/p1/suspense', { amountFen: 100_00, sender: '张三' }));
  await must(all.post(`/projects/p1/suspense/${suspense}/assign`, { payer: 'K0001', evidence: '电话确认' }));
  await cloud.idle();
  const ids: Readonly<Record<string, string>> = {
    repair,
    'key-loan': loan,
    'key-count': count,
    complaint,
    approval,
    inquiry,
    document: announced,
    binding,
    message,
    disclosure,
    'shift-change': shiftChange,
    unit: '1-2-301',
    party: 'K0001',
    staff: 'wang',
    'key-set': 'JX-1',
    opening: 'PH.front',
    tariff: 'WY',
    meter: 'W-1',
    vacancy,
    'meter-round': round,
    suspense,
    'payment-order': order,
    invoice,
    ...corrected,
    ...dunned,
  };
  return {
    all,
    callerFor: ({ definition, command = '' }) => (definition?.commands[command]?.by.every((role) => role === 'RESIDENT') ? resident : all),
    idFor: ({ definition, path }) => (path.includes('{person}') ? 'all' : (wellFormed(path) ?? ids[definition?.name ?? 'unit'] ?? 'missing')),
  };
}

/** An order at a payment provider that was given up. */
async function closedOrder(all: Caller): Promise<string> {
  const lines = [{ text: '门禁卡', priceFen: 20_00 }];
  const bill = await must(all.post('/projects/p1/bills', { unit: '1-2-302', period: '2026-07', feeClass: 'card', payer: 'K0001', charge: 'KP-9', lines }));
  const order = await must(all.post('/projects/p1/payment-orders', { channel: 'wechat', bills: [bill] }));
  await must(all.post(`/projects/p1/payment-orders/${order}/close`));
  return order;
}

/** An invoice nobody wanted any more. */
async function withdrawnInvoice(all: Caller): Promise<string> {
  const lines = [{ text: '门禁卡', priceFen: 20_00 }];
  const bill = await must(all.post('/projects/p1/bills', { unit: '1-2-302', period: '2026-07', feeClass: 'card', payer: 'K0001', charge: 'KP-8', lines }));
  const paid = { channel: 'cash', amountFen: 20_00, payer: 'K0001', allocations: [{ bill }], externalId: 'furnished-1' };
  const { body } = await all.post('/projects/p1/payments', paid);
  const rates = [{ feeClass: 'card', taxPermille: 60 }];
  const invoice = await must(all.post('/projects/p1/invoices', { receipts: [body['receiptNo']], rates, buyer: { name: '张三' } }));
  await must(all.post(`/projects/p1/invoices/${invoice}/withdraw`, { reason: '抬头有误' }));
  return invoice;
}

/** A binding of a number nobody has, and five answers to it. */
async function spentBinding(all: Caller): Promise<string> {
  const sms = { sign: '美华物业', account: 'meihua', secret: 'local-meihua-secret', dailyBudget: 5 };
  const templates = [{ type: 'binding.code', way: 'sms', template: 'SMS_9', params: ['code', 'validFor'] }];
  const pay = [localMerchant('wechat', '1900000001', { project: 'p1' })];
  await must(all.put('/company/channels', { sms, templates, pay }));
  const binding = await must(all.post('/bindings', { project: 'p1', phone: '13900009999' }));
  for (let n = 0; n < 5; n += 1) await all.post(`/bindings/${binding}/confirm`, { project: 'p1', code: '123456' });
  return binding;
}

async function must(asked: ReturnType<Caller['get']>): Promise<string> {
  const { status, text, body } = await asked;
  if (status >= 300) throw new Error(`${status} ${text}`);
  return body.id;
}

/** Every item of the cloud's table but the counters of numbers, which may have gaps, by key: two equal pictures mean that nothing was written. */
export function pictureOf({ folder }: CloudProcess): ReadonlyMap<string, string> {
  const items = itemsOfFile(`${folder}/table.sqlite`).filter(({ pk }) => !String(pk).includes('#SEQ#'));
  return new Map(items.map((item) => [`${String(item['pk'])} ${String(item['sk'])}`, JSON.stringify(item)]));
}

/** Keys of what was written, changed or removed between two pictures. */
export function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
}

/** Names of the ledger have a form of their own; whether there is anything under them is another question. */
function wellFormed(path: string): string | undefined {
  if (path.includes('{billId}')) return '1-2-303~2025-11~property~QC.K0001~0';
  if (path.includes('{receiptNo}')) return '2026-all-000001';
  if (path.includes('{partyId}')) return 'K0001';
  return path.includes('/billing-runs/') ? '2026-07' : undefined;
}
