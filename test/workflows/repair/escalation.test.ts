import { describe, expect, it } from 'vitest';
import { withSuperiors } from '../../../lib/cases/on-duty.ts';
import { sweep } from '../../../lib/cases/sweep.ts';
import type { Position } from '../../../lib/kernel/position.ts';
import { hq } from '../../../lib/kernel/project-policy.ts';
import { projectRegister } from '../../../lib/registers/project/register.ts';
import type { Shift } from '../../../lib/registers/staff/record.ts';
import { staffRegister } from '../../../lib/registers/staff/register.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { historyKey } from '../../../lib/table/keys.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { testHouse } from '../../support/house.ts';
import { counted } from '../../support/transport.ts';
import { leak } from './story.ts';

const night = (minutes: number, ms = 0) => new Date(Date.parse('2026-07-02T02:00:00+08:00') + minutes * 60_000 + ms).toISOString();
const tonight: Shift = { date: '2026-07-01', from: '20:00', to: '08:00' };

/** A burst at two in the morning; `there` have the night shift. */
async function burst(there: Readonly<Record<string, Position>>) {
  timeIs('2026-07-01T10:00:00+08:00');
  const house = await testHouse([repair, staffRegister]);
  await house.system(projectRegister, hq, 'p1', { name: '一号院' });
  await house.hire('hr', ['HR']);
  await house.system(unitRegister, 'p1', '1-2-301', { buildingAreaDm2: 9875 });
  for (const [person, position] of Object.entries(there)) {
    await house.hire(person, [position]);
    await house.system(staffRegister, 'p1', person, { name: person, department: '工程' });
    await house.by('hr', staffRegister, 'roster', { shifts: [tonight] }, { id: person });
  }
  timeIs(night(0));
  await house.hire('zhao', ['FRONT']);
  const { id } = (await house.by('zhao', repair, 'register', { ...leak, caller: { name: '张' } })).body;
  const swept = () => sweep(house.desk, repair, { project: 'p1', kind: 'repair', id });
  /** Positions told by a stage, out of the entry of the history. */
  const told = async (stage: string) => {
    const pk = `T#${house.desk.company}#P#p1#C#${id}`;
    const { items } = await house.desk.table.query({ pk, prefix: historyKey(pk, 1).sk.slice(0, 2), limit: 50 });
    const events = items.flatMap((item) => (item['out'] ?? []) as { data: { type: string; to?: { positions?: string[] } } }[]);
    return events.find(({ data }) => data.type === `repair.${stage}`)?.data.to?.positions;
  };
  return { ...house, swept, told };
}

describe('an urgent repair at two in the morning', () => {
  it('is heard of by the project manager at twenty minutes when no head of engineering is on duty', async () => {
    const { swept, told } = await burst({ wang: 'ENG', pm: 'PM', csm: 'CSM' });
    timeIs(night(20));
    await swept();
    expect(await told('arrival.warn')).toEqual(['ENGM', 'PM']);
  });

  it('is not, when there is one', async () => {
    const { swept, told } = await burst({ engm: 'ENGM', csm: 'CSM', zhao: 'FRONT' });
    timeIs(night(20));
    await swept();
    expect(await told('arrival.warn')).toEqual(['ENGM']);
    expect(await told('dispatch.breach')).toEqual(['ENGM', 'CSM', 'FRONT']);
  });

  it('goes up as far as headquarters when nobody of the project is there at all', async () => {
    const { swept, told } = await burst({});
    timeIs(night(20));
    await swept();
    expect(await told('arrival.warn')).toEqual(['ENGM', 'PM', 'HQ-PROJ']);
  });

  it('goes by who is there when the stage fires, not by who was before', async () => {
    const { swept, told, by } = await burst({ engm: 'ENGM', pm: 'PM', csm: 'CSM', zhao: 'FRONT' });
    timeIs(night(10));
    await swept();
    await by('engm', staffRegister, 'clockOff', {}, { id: 'engm' });
    timeIs(night(20));
    await swept();
    expect(await told('arrival.warn')).toEqual(['ENGM', 'PM']);
  });

  it('asks for the roster once a sweep, and not at all when nothing urgent is due', async () => {
    const { swept } = await burst({ engm: 'ENGM', csm: 'CSM' });
    expect((await counted(swept)).requests).toEqual({ BatchGetItem: 1 });
    timeIs(night(20));
    expect((await counted(swept)).requests).toEqual({ BatchGetItem: 2, Query: 1, TransactWriteItems: 1 });
  });
});

describe('whom an urgent notice is told to', () => {
  const up = (positions: Position[], there: Position[]) => withSuperiors({ positions, persons: ['wang'] }, new Set(there)).positions;

  it.each<[Position[], Position[], Position[]]>([
    [['ENG'], ['ENG'], ['ENG']],
    [['ENG'], ['ENGM'], ['ENG', 'ENGM']],
    [['ENG'], ['PM'], ['ENG', 'ENGM', 'PM']],
    [['ENG'], [], ['ENG', 'ENGM', 'PM', 'HQ-PROJ']],
    [['FRONT'], ['PM'], ['FRONT', 'CSM', 'PM']],
    [['ENGM', 'CSM'], ['CSM'], ['ENGM', 'CSM', 'PM', 'HQ-PROJ']],
    [['HQ-PROJ'], [], ['HQ-PROJ']],
  ])('%j with %j on duty: %j', (positions, there, expected) => expect(up(positions, there)).toEqual(expected));

  it('is whoever was named where there is no roster to be had', () => {
    expect(withSuperiors({ positions: ['ENG'] }, undefined)).toEqual({ positions: ['ENG'] });
    expect(withSuperiors({ persons: ['wang'] }, new Set())).toEqual({ persons: ['wang'] });
  });
});
