import { describe, expect, it } from 'vitest';
import { carryOut } from '../../../lib/cases/carry-out.ts';
import { readOne } from '../../../lib/cases/read.ts';
import { staffRegister } from '../../../lib/registers/staff/register.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { approval } from '../../../lib/workflows/approval/workflow.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { testHouse } from '../../support/house.ts';
import { drip, hours, start } from './story.ts';

/** A worker who stands at the door of a paid repair, and those who sign. */
async function atTheDoor() {
  timeIs(start);
  const house = await testHouse([repair, staffRegister, unitRegister]);
  for (const [person, position] of Object.entries({ zhao: 'FRONT', csm: 'CSM', pm: 'PM', engm: 'ENGM', wang: 'ENG' })) await house.hire(person, [position]);
  await house.system(unitRegister, 'p1', '1-2-301', { buildingAreaDm2: 9875 });
  await house.system(staffRegister, 'p1', 'wang', { name: '王师傅', department: '工程' });
  await house.by('wang', staffRegister, 'clockOn', {}, { id: 'wang' });
  const { id } = (await house.by('zhao', repair, 'register', { ...drip, caller: { name: '张' } })).body;
  const act = (person: string, command: string, input: object = {}) => house.by(person, repair, command, input, { id });
  const read = () => readOne(house.desk, repair, { person: 'zhao', project: 'p1' }, id) as Promise<Record<string, unknown>>;
  /** Somebody signs what waits, and the verdict is carried to the case. */
  const sign = async (person: string) => {
    const { approval: request = '' } = ((await read())['approval'] ?? {}) as { approval?: string };
    await house.by(person, approval, 'decide', { decision: 'approve' }, { id: request });
    return carryOut(house.desk, repair, { project: 'p1', approval: request });
  };
  await act('csm', 'dispatch', { worker: 'wang' });
  await act('wang', 'accept');
  timeIs(hours(5));
  await act('wang', 'arrive', { placeCode: 'x' });
  return { ...house, act, read, sign };
}

const quote = (amountFen: number) => ({ lines: [{ kind: 'labour', item: '换管', amountFen }] });

describe('repair 报修: what waits for a signature', () => {
  it('a quote above ¥500 reaches the household when the head of engineering has signed it, and not before', async () => {
    const { act, read, sign } = await atTheDoor();
    expect(await act('wang', 'quote', quote(50_001))).toMatchObject({ status: 202, body: { state: 'arrived' } });
    await expect(act('zhao', 'agree', { speaker: { role: 'owner', evidence: '电话' } })).rejects.toMatchObject({ code: 'case.wrong-state' });
    timeIs(hours(6));
    expect(await sign('engm')).toBe('executed');
    expect(await read()).toMatchObject({ state: 'quoted', quote: { totalFen: 50_001, at: hours(6), by: 'wang' } });
    await act('zhao', 'agree', { speaker: { role: 'owner', evidence: '电话' } });
  });

  it('one of ¥500 reaches it at once', async () => {
    const { act } = await atTheDoor();
    expect(await act('wang', 'quote', quote(50_000))).toMatchObject({ status: 200, body: { state: 'quoted' } });
  });

  it('a head of engineering’s own quote is signed one up', async () => {
    const { act, sign } = await atTheDoor();
    await act('engm', 'quote', quote(60_000));
    await expect(sign('engm')).rejects.toMatchObject({ kind: 'forbidden' });
    expect(await sign('pm')).toBe('executed');
  });

  it('an outside firm is admitted by the project manager, a long pause by the head of engineering', async () => {
    const { act, read, sign } = await atTheDoor();
    await act('engm', 'diagnose', { finding: '公共立管', payer: 'warranty' });
    expect((await act('engm', 'outsource', { contractor: '安居', reason: '需设备', promisedOn: '2026-07-04' })).status).toBe(202);
    await expect(act('wang', 'bookMaterials', { materials: [{ name: '管', quantity: 1, unit: '根' }] })).resolves.toMatchObject({ status: 200 });
    expect(await sign('pm')).toBe('executed');
    expect(await read()).toMatchObject({ state: 'outsourced', outside: { name: '安居' } });
    await act('csm', 'takeBack', { reason: '未到场', window: { from: hours(30), to: hours(32) }, word: '电话' });
    expect((await act('csm', 'pause', { reason: 'owner', note: '出国', until: hours(24 * 10) })).status).toBe(202);
    expect(await sign('engm')).toBe('executed');
    expect((await read())['state']).toBe('paused');
  });
});
