import type { NoticeEvent, OutEvent } from '../../lib/cases/history.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { deliver } from '../../lib/notices/deliver.ts';
import { keySetRegister } from '../../lib/registers/key-set/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import type { Item } from '../../lib/table/table.ts';
import { keyLoan } from '../../lib/workflows/key-loan/workflow.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';
import { rememberWrites } from '../support/stored-items.ts';

/** Invented: no such number is given out. */
const phone = '13800000000';

/**
 * A day in a small house, by the real walk: parent and child, an ended and a running case, rights and bookings, an answered request, a lent key, a worker on
 * his way to a burst pipe, notices in their inboxes.
 *
 * @returns every item it has left in the table.
 */
export async function aDay(): Promise<{ items: Item[]; ids: { open: string; done: string; loan: string; repair: string } }> {
  timeIs('2026-07-01T08:00:00+08:00');
  const writes = rememberWrites();
  const house = await testHouse([errand, trolley, staffRegister, keySetRegister, keyLoan, repair]);
  const { by, desk, hire } = house;
  await hire('zhao', ['FRONT', 'CSM']);
  await hire('wang', ['ENG']);
  await by('zhao', trolley, 'put', { wheels: 4 }, { id: 't1' });
  await by('zhao', partyRegister, 'put', { name: '演示业主', phones: [phone] }, { id: 'c1' });
  await by(
    'zhao',
    unitRegister,
    'put',
    { kind: 'residential', buildingAreaDm2: 9875, relations: [{ party: 'c1', role: 'owner', from: '2024-01-01' }] },
    { id: '1-2-301' },
  );

  const dueAt = '2026-07-01T10:00:00+08:00';
  const { body: first } = await by('zhao', errand, 'ask', { what: '红厅', dueAt, phone }, { once: { key: 'k-1', bind: 'b' } });
  await by('zhao', errand, 'take', { trolley: 't1' }, { id: first.id });
  await by('zhao', errand, 'split', { what: '蓝厅' }, { id: first.id });
  await by('zhao', errand, 'comment', { text: '请尽快', audience: 'internal' }, { id: first.id });
  const { body: done } = await by('zhao', errand, 'ask', { what: '绿厅', dueAt });
  await by('zhao', errand, 'take', {}, { id: done.id });
  await by('zhao', errand, 'finish', {}, { id: done.id });

  const { body: van } = await by('zhao', errand, 'ask', { what: '车一', dueAt });
  await by('zhao', errand, 'take', {}, { id: van.id });
  const loan = await lend(house);
  const urgent = await rush(house);
  timeIs('2026-07-01T10:01:00+08:00');
  await sweep(desk, errand, { project: 'p1', kind: 'errand', id: first.id });
  const told = (await writes.items(desk.table))
    .flatMap((item) => (item['out'] ?? []) as OutEvent[])
    .filter((event): event is NoticeEvent => event.type === 'notice');
  for (const event of told) await deliver(desk.table, event);
  const items = await writes.items(desk.table);
  writes.stop();
  return { items, ids: { open: first.id, done: done.id, loan, repair: urgent } };
}

type House = Awaited<ReturnType<typeof testHouse>>;

async function lend({ by, system }: House): Promise<string> {
  await system(staffRegister, 'p1', 'wang', { name: '王师傅', department: '工程', skills: ['水电'] });
  await system(staffRegister, 'p1', 'li', { name: '李师傅', department: '客服' });
  await by('wang', staffRegister, 'clockOn', {}, { id: 'wang' });
  await by('zhao', keySetRegister, 'put', { count: 2, cabinet: '1号柜', kind: 'publicArea' }, { id: 'K-1' });
  const { body } = await by('zhao', keyLoan, 'request', { set: 'K-1', borrower: { kind: 'staff', person: 'wang' }, purpose: 'inspection' });
  await by('zhao', keyLoan, 'lend', { shown: { kind: 'badge', person: 'wang' }, witness: 'li' }, { id: body.id });
  return body.id;
}

async function rush({ by }: House): Promise<string> {
  const { body } = await by('zhao', repair, 'register', {
    unit: '1-2-301',
    category: 'water',
    description: '水管爆裂',
    urgent: true,
    urgentKind: 'burstPipe',
    source: 'phone',
    caller: { name: '演示业主', phone, party: 'c1' },
  });
  await by('zhao', repair, 'dispatch', { worker: 'wang' }, { id: body.id });
  return body.id;
}
