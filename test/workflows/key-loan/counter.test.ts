import { describe, expect, it } from 'vitest';
import { readOne } from '../../../lib/cases/read.ts';
import { sweep } from '../../../lib/cases/sweep.ts';
import { keySetRegister } from '../../../lib/registers/key-set/register.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { staffRegister } from '../../../lib/registers/staff/register.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { keyLoan } from '../../../lib/workflows/key-loan/workflow.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { testHouse } from '../../support/house.ts';

/** Two front desks, two engineers, a manager, a flat with its owner, an entrusted set and a public one, on the real engine. */
async function counter() {
  timeIs('2026-07-01T10:00:00+08:00');
  const house = await testHouse([keyLoan, keySetRegister, staffRegister, repair]);
  const { hire, system } = house;
  await Promise.all([
    hire('front.1', ['FRONT']),
    hire('front.2', ['FRONT']),
    hire('csm', ['CSM']),
    hire('eng', ['ENG']),
    hire('gate', ['GATE']),
    hire('pm', ['PM']),
  ]);
  for (const [person, name, department] of [
    ['wang', '王师傅', '工程'],
    ['liu', '刘师傅', '工程'],
    ['qian', '小钱', '客服'],
  ] as const) {
    await system(staffRegister, 'p1', person, { name, department });
  }
  await system(partyRegister, 'p1', 'C2', { name: '李四', documents: [{ kind: 'identityCard', number: '110101199001011234' }] });
  await system(unitRegister, 'p1', '1-2-301', { buildingAreaDm2: 9875, relations: [{ party: 'C2', role: 'owner', from: '2024-01-01' }] });
  const mandate = { from: '2026-01-01', to: '2026-12-31', document: '委托书' };
  await system(keySetRegister, 'p1', 'K-7', { count: 2, cabinet: '1号柜', kind: 'ownerEntrusted', unit: '1-2-301', owner: 'C2', mandate });
  await system(keySetRegister, 'p1', 'K-8', { count: 1, cabinet: '1号柜', kind: 'publicArea' });
  const set = async (id: string) => (await readOne(house.desk, keySetRegister, { person: 'csm', project: 'p1' }, id)) as { state: string; borrower?: string };
  return { ...house, set };
}

const patrol = (person: string) => ({ set: 'K-8', borrower: { kind: 'staff', person }, purpose: 'inspection' });
const shownBy = (person: string) => ({ shown: { kind: 'badge', person }, witness: 'qian' });

describe('at the counter', () => {
  it('lends a set once when two desks reach for it in the same moment, and names the borrower to the other', async () => {
    const { by, set } = await counter();
    for (let round = 0; round < 5; round += 1) {
      const [first, second] = await Promise.all([by('front.1', keyLoan, 'request', patrol('wang')), by('front.2', keyLoan, 'request', patrol('liu'))]);
      const results = await Promise.allSettled([
        by('front.1', keyLoan, 'lend', shownBy('wang'), { id: first.body.id }),
        by('front.2', keyLoan, 'lend', shownBy('liu'), { id: second.body.id }),
      ]);
      const lent = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      expect(lent).toHaveLength(1);
      const { borrower } = await set('K-8');
      expect(refused).toEqual([expect.objectContaining({ kind: 'conflict', code: 'key-loan.already-out', detail: { borrower, at: '2026-07-01 10:00' } })]);
      await by('front.1', keyLoan, 'giveBack', { tag: 'K-8', count: 1, witness: 'qian' }, { id: String(lent[0]?.body.id) });
      expect((await set('K-8')).state).toBe('inCabinet');
    }
  });

  it('lends an owner’s keys on a repair, takes one back, loses the other, and writes the set off with the new lock', async () => {
    const { by, set } = await counter();
    const caller = { name: '李四', phone: '13800001234' };
    const fault = { unit: '1-2-301', category: 'water', description: '漏水', urgent: true, urgentKind: 'burstPipe', caller, source: 'phone' };
    const ticket = await by('front.1', repair, 'register', fault);
    const asked = await by('eng', keyLoan, 'request', { set: 'K-7', borrower: { kind: 'staff', person: 'wang' }, purpose: 'repair', ticket: ticket.body.id });
    const { id } = asked.body;
    await by('csm', keyLoan, 'approve', {}, { id });
    await by('front.1', keyLoan, 'lend', shownBy('wang'), { id });
    expect(await set('K-7')).toMatchObject({ state: 'out', borrower: '王师傅', loan: id });
    await by('front.1', keyLoan, 'giveBack', { tag: 'K-7', count: 1, witness: 'qian' }, { id });
    await by('front.1', keyLoan, 'reportLost', { note: '途中遗失' }, { id });
    expect(await set('K-7')).toMatchObject({ state: 'lost' });
    await by('front.1', keyLoan, 'tellOwner', { how: '电话' }, { id });
    const done = await by('pm', keyLoan, 'replaceLock', { responsible: '王师傅' }, { id });
    expect(done.body.state).toBe('lockReplaced');
    expect(await set('K-7')).toMatchObject({ state: 'writtenOff', writeOff: { reason: 'lockReplaced' } });
  });

  it('gives the owner his keys at midnight on sight of his document, and nobody else', async () => {
    const { by } = await counter();
    timeIs('2026-07-02T00:00:00+08:00');
    const asked = await by('front.1', keyLoan, 'request', { set: 'K-7', unit: '1-2-301', borrower: { kind: 'party', party: 'C2' }, purpose: 'ownerUse' });
    const { id } = asked.body;
    const shows = (identity: string) => by('front.1', keyLoan, 'lend', { shown: { kind: 'document', identity }, witness: 'qian' }, { id });
    await expect(by('front.1', keyLoan, 'refuse', { reason: 'arrears' }, { id })).rejects.toMatchObject({ code: 'law.no-suspension' });
    await expect(shows('440101199001011234')).rejects.toMatchObject({ code: 'key-loan.other-person' });
    const lent = await shows('110101199001011234');
    expect(lent.body).toMatchObject({ state: 'out', dueAt: '2026-07-02T10:00:00.000Z' });
  });

  it('lets a request lapse by the clock when nobody fetches the keys', async () => {
    const { by, desk } = await counter();
    const asked = await by('front.1', keyLoan, 'request', patrol('wang'));
    timeIs('2026-07-02T10:00:00.001+08:00');
    await sweep(desk, keyLoan, { project: 'p1', kind: 'key-loan', id: asked.body.id });
    const { state } = (await readOne(desk, keyLoan, { person: 'csm', project: 'p1' }, asked.body.id)) as { state: string };
    expect(state).toBe('expired');
  });

  it('opens an emergency entry at once and closes it with its paper', async () => {
    const { by, set } = await counter();
    const entered = await by('gate', keyLoan, 'emergencyEntry', { set: 'K-7', unit: '1-2-301', hazard: 'leak', note: '渗水', borrower: 'wang', second: 'liu' });
    const { id } = entered.body;
    expect(await set('K-7')).toMatchObject({ state: 'out' });
    const back = await by('front.1', keyLoan, 'giveBack', { tag: 'K-7', count: 2, witness: 'qian' }, { id });
    expect(back.body.state).toBe('underReview');
    await by('gate', keyLoan, 'fileReport', { text: '已关阀', evidence: ['照片'], ownerTold: '电话' }, { id });
    const judged = await by('pm', keyLoan, 'ratify', { verdict: 'approved' }, { id });
    expect(judged.body.state).toBe('returned');
  });
});
