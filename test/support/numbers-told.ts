import * as z from 'zod';
import type { Definition } from '../../lib/cases/definition.ts';
import { workflows } from '../../lib/catalogue.ts';
import { localMerchant } from '../../local/engines/payment-keys.ts';
import { type Body, burstPipe, type Caller, type CloudProcess, type Reply } from './cloud.ts';
import { endpoints } from './endpoints.ts';
import type { MadeUp } from './people.ts';

/** Notes down an answer, to be searched; refuses one of another status. */
export type Heard = (asked: Promise<Reply<Body>>, ...status: readonly number[]) => Promise<Reply<Body>>;

const sms = {
  sms: { sign: '美华物业', account: 'meihua', secret: 'local-meihua-secret', dailyBudget: 50 },
  templates: [
    { type: 'binding.code', way: 'sms', template: 'SMS_9', params: ['code', 'validFor'] },
    { type: 'repair.registered', way: 'sms', template: 'SMS_1', params: ['number', 'title'] },
  ],
  pay: [localMerchant('wechat', '1900000001', { project: 'p1' })],
};
const window = { from: '2026-07-02T09:00:00+08:00', to: '2026-07-02T11:00:00+08:00' };
const photo = { name: '照片', type: 'image/jpeg', bytes: 10, sha256: 'a'.repeat(64) };

/** Five numbers told in each of the ways there are beside the registers' own: complaints and inquiries, and what becomes of them; accounts, messages, looks at what is sealed. */
export async function tellNumbers(cloud: CloudProcess, all: Caller, people: readonly MadeUp[], heard: Heard): Promise<void> {
  await heard(all.put('/company/channels', sms), 200, 201);
  for (let at = 0; at + 4 < people.length; at += 5) await onceRound(cloud, all, people.slice(at, at + 5) as readonly MadeUp[] as Five, { heard, at });
  await heard(all.post('/projects/p1/shift-changes', { position: 'FRONT', notes: '无异常' }), 201);
  await heard(all.post('/projects/p1/key-counts'), 201);
  const card = { unit: '8-1-101', period: '2026-07', feeClass: 'card', payer: 'N0', charge: 'KP-1', lines: [{ text: '门禁卡', priceFen: 20_00 }] };
  await heard(all.post('/projects/p1/bills', card), 201);
  await heard(all.post('/projects/p1/payment-orders', { channel: 'wechat', unit: '8-1-101' }), 201);
  await cloud.idle();
}

type Five = readonly [MadeUp, MadeUp, MadeUp, MadeUp, MadeUp];
interface Telling {
  readonly heard: Heard;
  readonly at: number;
}

async function onceRound(cloud: CloudProcess, all: Caller, [owner, moved, upset, asking, colleague]: Five, { heard, at }: Telling): Promise<void> {
  const [party, unit] = [`N${at}`, `8-1-${101 + at}`];
  await heard(all.put(`/projects/p1/parties/${party}`, { name: owner.name, phones: [owner.phone] }), 201);
  await heard(all.put(`/projects/p1/units/${unit}`, { buildingAreaDm2: 9_000, relations: [{ party, role: 'owner' }] }), 201);
  const change = { old: owner.phone, new: moved.phone, identityShown: { kind: 'identityCard', number: owner.identity }, reason: '换号', evidence: '本人到场' };
  await heard(all.post(`/projects/p1/parties/${party}/changePhone`, change), 200);
  await complain(all, unit, upset, heard);
  await inquire(all, unit, asking, heard);
  await heard(all.post('/projects/p1/repairs', { ...burstPipe, unit, caller: { name: owner.name, party } }), 201);
  await heard(all.put(`/projects/p1/staff/s${at}`, { name: colleague.name, phone: colleague.phone, department: '工程' }), 201);
  await heard(all.put(`/members/m${at}`, { grants: [{ project: 'p1', position: 'ENG', from: '2026-07-01' }] }), 201);
  await heard(all.post(`/members/m${at}/invite`, { name: colleague.name, phone: colleague.phone }), 200);
  await heard(all.post('/projects/p1/messages', { party, unit, way: 'phone', text: '明日停水' }), 201);
  await heard(all.post('/projects/p1/documents', { ...photo, on: { kind: 'party', id: party } }), 201);
  await bind(cloud, `r${at}`, moved.phone, heard);
  await invoice(all, { unit, party, phone: moved.phone, at }, heard);
  await look(all, party, moved.phone);
  for (const q of [moved.phone, upset.phone]) await heard(all.get(`/search?q=${q}`), 200);
}

/** A card that is paid for and asked an invoice for. */
async function invoice(all: Caller, { unit, party, phone, at }: { unit: string; party: string; phone: string; at: number }, heard: Heard): Promise<void> {
  const card = { unit, period: '2026-07', feeClass: 'card', payer: party, charge: `MJ-${at}`, lines: [{ text: '门禁卡', priceFen: 20_00 }] };
  await heard(all.post('/projects/p1/bills', card), 201);
  const paid = { channel: 'cash', amountFen: 20_00, payer: party, units: [unit] };
  const { body } = await heard(all.post('/projects/p1/payments', paid, { 'idempotency-key': `pay-${at}` }), 201);
  const wish = { unit, receipts: [body['receiptNo']], kind: 'ordinary', buyer: { name: '张三' }, email: `${phone}@139.com` };
  await heard(all.post('/projects/p1/invoices', { ...wish, rates: [{ feeClass: 'card', taxPermille: 130 }] }), 201);
}

/** One that becomes a repair, and one that waits for signatures with all it says; and one that is refused. */
async function complain(all: Caller, unit: string, { name, phone, identity }: MadeUp, heard: Heard): Promise<void> {
  const said = { kind: 'complaint', channel: 'phone', category: 'environment', text: '楼道垃圾无人清理', unit };
  await heard(all.post('/projects/p1/complaints', { ...said, complainant: { name, phone: `${phone}#` } }), 400);
  await heard(all.post('/projects/p1/complaints', { ...said, complainant: { name, identity } }), 400);
  const { body: first } = await heard(all.post('/projects/p1/complaints', { ...said, complainant: { name, phone } }), 201);
  await heard(all.post(`/projects/p1/complaints/${first.id}/invalidate`, { reason: 'outOfScope', note: '属市政道路' }), 202);
}

async function inquire(all: Caller, unit: string, { name, phone }: MadeUp, heard: Heard): Promise<void> {
  const ask = (question: string) => all.post('/projects/p1/inquiries', { channel: 'counter', category: 'charge', question, unit, asker: { name, phone } });
  const [{ body: one }, { body: other }] = [await heard(ask('水压为何偏低？'), 201), await heard(ask('为何无人答复？'), 201)];
  const repair = { category: 'water', description: '水压低', urgent: false, window, reason: '需上门检查' };
  await heard(all.post(`/projects/p1/inquiries/${one.id}/turnIntoRepair`, repair), 200);
  const complaint = { kind: 'complaint', category: 'service', text: '来电两次无人答复', reason: '对服务不满' };
  await heard(all.post(`/projects/p1/inquiries/${other.id}/turnIntoComplaint`, complaint), 200);
}

/** A resident binds his sign-in by the code that came to his telephone. */
async function bind(cloud: CloudProcess, person: string, phone: string, heard: Heard): Promise<void> {
  const resident = await cloud.person('meihua', person, []);
  await heard(resident.post('/bindings', { project: 'p1', phone: `${phone}#` }), 400);
  const { body } = await heard(resident.post('/bindings', { project: 'p1', phone }), 200, 201, 202);
  const { body: outbox } = await cloud.call<{ messages: readonly { to: string; template?: string; params?: readonly string[] }[] }>('GET', '/local/messages');
  const code = outbox.messages.findLast(({ to, template }) => to === phone && template === 'SMS_9')?.params?.[0];
  if (!code) throw new Error('no code came');
  await heard(resident.post(`/bindings/${body.id}/confirm`, { project: 'p1', code }), 200);
  await heard(resident.get('/bindings'), 200);
}

/** The one answer that is meant to hold a number, and so is not kept to be searched. */
async function look(all: Caller, party: string, phone: string): Promise<void> {
  const { text } = await all.post('/projects/p1/disclosures', { on: { kind: 'party', id: party }, reason: '联系业主' });
  if (!text.includes(phone)) throw new Error(`nothing was shown: ${text}`);
}

/** Reads all there is: every list, and of each the first records with their histories and parts. Answers which kinds of cases have none. */
export async function readEverything(all: Caller, heard: Heard): Promise<readonly string[]> {
  for (const path of [
    '/members',
    '/approvals',
    '/approvals?requested',
    '/bindings',
    '/cases',
    '/inbox',
    '/search?q=8-1',
    '/projects/p1/cases',
    '/projects/p1/duty',
  ])
    await heard(all.get(path), 200);
  const without: string[] = [];
  for (const { path, operation, definition } of endpoints) {
    if (operation !== 'list' || !definition) continue;
    const ids = await idsIn(all, path.replace('{projectId}', 'p1'), definition, heard);
    if (ids.length === 0 && workflows.includes(definition) && sealsNumbers(definition)) without.push(definition.name);
    const reads = endpoints.filter(
      (one) => one.definition === definition && one.path.startsWith(`${path}/{id}`) && ['read', 'history', 'parts'].includes(one.operation),
    );
    for (const id of ids) for (const read of reads) await heard(all.get(read.path.replace('{projectId}', 'p1').replace('{id}', id)), 200);
  }
  return without;
}

/** Whether a record of the kind can hold a number; those of the ledger name parties and nothing of them. */
function sealsNumbers({ record }: Definition): boolean {
  return /"c":\{[^}]*\},"k":/.test(JSON.stringify(z.toJSONSchema(record, { unrepresentable: 'any', io: 'input' })));
}

async function idsIn(all: Caller, path: string, { place }: Definition, heard: Heard): Promise<readonly string[]> {
  const queries = place === 'case' ? ['state=open', 'state=closed'] : ['limit=100'];
  const pages: Reply<Body>[] = [];
  for (const query of queries) pages.push(await heard(all.get(`${path}?${query}`), 200));
  return pages.flatMap(({ body }) => body.items.slice(0, 8).map(({ id }) => id));
}
