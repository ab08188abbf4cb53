import { describe, expect, it } from 'vitest';
import { caseLog } from '../../lib/lists/case-log.ts';
import { householdFile } from '../../lib/lists/household.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';
import { counted } from '../support/transport.ts';

const caller = { person: 'zhao', project: 'p1' };
const at = (time: string) => `2026-07-01T${time}+08:00`;

async function errands() {
  timeIs(at('08:00:00'));
  const house = await testHouse([errand, trolley]);
  await house.hire('zhao', ['FRONT', 'CSM']);
  return house;
}

const ids = (items: readonly unknown[]) => items.map((item) => (item as { id: string }).id);

describe('the case log', () => {
  it('shows what is overdue and nothing else, through all its states, page by page', async () => {
    const { by, desk } = await errands();
    const asked: string[] = [];
    for (const [what, due] of [
      ['甲', '09:00:00'],
      ['乙', '09:30:00'],
      ['丙', '12:00:00'],
      ['丁', '09:10:00'],
    ] as const) {
      asked.push((await by('zhao', errand, 'ask', { what, dueAt: at(due) })).body.id);
    }
    await by('zhao', errand, 'take', {}, { id: asked[3] ?? '' });
    timeIs(at('10:00:00'));
    const overdue = await caseLog(desk, caller, [errand], { limit: 10, overdue: true });
    expect(ids(overdue.items)).toEqual([asked[0], asked[3], asked[1]]);
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await caseLog(desk, caller, [errand], { limit: 1, overdue: true, cursor });
      pages.push(...ids(page.items));
      cursor = page.cursor;
    } while (cursor);
    expect(pages).toEqual(ids(overdue.items));
  });

  it('goes on from one workflow to the next without losing or repeating a case', async () => {
    const { by, desk } = await errands();
    for (let n = 0; n < 5; n += 1) await by('zhao', errand, 'ask', { what: `件${n}`, dueAt: at('12:00:00') });
    const twice = [errand, { ...errand, name: 'other' }];
    const first = await caseLog(desk, caller, twice, { limit: 3 });
    const second = await caseLog(desk, caller, twice, { limit: 3, cursor: first.cursor });
    expect([...ids(first.items), ...ids(second.items)]).toHaveLength(5);
    expect(new Set([...ids(first.items), ...ids(second.items)]).size).toBe(5);
    await expect(caseLog(desk, caller, twice, { limit: 3, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'request.cursor' });
  });

  it('knows my work by due instant', async () => {
    const { by, desk } = await errands();
    const late = await by('zhao', errand, 'ask', { what: '甲', dueAt: at('12:00:00') });
    const soon = await by('zhao', errand, 'ask', { what: '乙', dueAt: at('09:00:00') });
    for (const { body } of [late, soon]) await by('zhao', errand, 'take', {}, { id: body.id });
    expect(ids((await caseLog(desk, caller, [errand], { limit: 10, mine: true })).items)).toEqual([soon.body.id, late.body.id]);
    expect((await caseLog(desk, { ...caller, person: 'nobody' }, [errand], { limit: 10, mine: true })).items).toEqual([]);
  });
});

describe('the household file 一户一档', () => {
  it('is one query and two reads, whatever the household has been through', async () => {
    const { by, desk } = await errands();
    await by('zhao', partyRegister, 'put', { name: '演示业主', phones: ['13800000001'] }, { id: 'owner' });
    await by(
      'zhao',
      unitRegister,
      'put',
      { kind: 'residential', buildingAreaDm2: 9_875, relations: [{ party: 'owner', role: 'owner', from: '2024-01-01' }] },
      { id: '1-2-301' },
    );
    for (let n = 0; n < 8; n += 1) await by('zhao', errand, 'ask', { what: `件${n}`, dueAt: at('12:00:00'), unit: '1-2-301' });
    const { result, requests } = await counted(() => householdFile(desk, caller, [errand], { unit: '1-2-301', limit: 20 }));
    expect(requests).toEqual({ BatchGetItem: 2, Query: 1 });
    expect(result).toMatchObject({ unit: { id: '1-2-301', kind: 'residential' }, parties: [{ id: 'owner', phones: ['138****0001'] }] });
    expect(result.about.items).toHaveLength(8);
  });
});
