import { describe, expect, it } from 'vitest';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { household, office } from './office.ts';

const list = [household('1-2-301', '张三', '13800001234'), household('1-2-302', '张三', '13800001234'), household('1-2-303', '李四', '13700000001')];

describe('revert of an import 撤销导入', () => {
  it('takes what was new away again, with the ways to find it, and lets it come back', async () => {
    const { bring, revert, unit, search, look } = await office();
    const { body } = await bring(list);
    const reverted = await revert(body.id);
    expect({ status: reverted.status, state: reverted.body.state }).toEqual({ status: 200, state: 'reverted' });
    expect((await look(body.id)).state).toBe('reverted');
    await expect(unit('1-2-301')).rejects.toMatchObject({ code: 'access.not-found' });
    expect(await search('13800001234')).toEqual([]);
    expect((await bring(list)).body).toMatchObject({ state: 'done', created: 3 });
    expect(await search('13800001234')).toEqual(['1-2-301', '1-2-302']);
  });

  it('gives what was changed its former shape, and leaves alone what the import found as it was', async () => {
    const { bring, revert, unit, party } = await office();
    await bring(list);
    const [owner = ''] = (await unit('1-2-303')).relations.map((relation) => relation.party);
    const untouched = await unit('1-2-301');
    const second = await bring([
      household('1-2-301', '张三', '13800001234'),
      household('1-2-303', '李四', '13700000001、13700000002', { '建筑面积(㎡)': '50' }),
    ]);
    expect((await party(owner)).phones).toHaveLength(2);
    await revert(second.body.id);
    expect((await unit('1-2-303')).buildingAreaDm2).toBe(9875);
    expect((await party(owner)).phones).toEqual(['137****0001']);
    expect(await unit('1-2-301')).toEqual(untouched);
  });

  it('is refused when anybody has touched a record since, names it, and changes nothing', async () => {
    const { bring, revert, unit, by, look } = await office();
    const { body } = await bring(list);
    await by('zhao', unitRegister, 'put', { buildingAreaDm2: 5000 }, { id: '1-2-302' });
    await expect(revert(body.id)).rejects.toMatchObject({ kind: 'conflict', code: 'import.touched', detail: { count: 1, ids: '1-2-302' } });
    expect((await unit('1-2-301')).buildingAreaDm2).toBe(9875);
    await expect.poll(async () => (await look(body.id)).state).toBe('done');
    await expect(revert(body.id)).rejects.toMatchObject({ code: 'import.touched' });
  });

  it('is refused when a person who came with it has got another flat since: his name there would lead nowhere', async () => {
    const { bring, revert, unit, by } = await office();
    const { body } = await bring(list);
    const [owner = ''] = (await unit('1-2-301')).relations.map((relation) => relation.party);
    await by('qian', unitRegister, 'put', { buildingAreaDm2: 5000, relations: [{ party: owner, role: 'owner' }] }, { id: '9-9-901' });
    await expect(revert(body.id)).rejects.toMatchObject({ code: 'import.touched', detail: { count: 1, ids: owner } });
    expect((await unit('1-2-301')).relations).toHaveLength(1);
  });

  it('happens once, and only to what wrote something', async () => {
    const { bring, revert } = await office();
    const { body } = await bring(list);
    const same = await bring(list);
    const tried = await bring(list, { dryRun: 'true' });
    await expect(revert(same.body.id)).rejects.toMatchObject({ code: 'import.nothing-to-revert' });
    await expect(revert(tried.body.id)).rejects.toMatchObject({ code: 'import.nothing-to-revert' });
    const answers = await Promise.all([revert(body.id), revert(body.id), revert(body.id)]);
    expect(answers.map((answer) => answer.body.state)).toEqual(['reverted', 'reverted', 'reverted']);
    await expect(revert(body.id)).rejects.toMatchObject({ code: 'import.already-reverted' });
  });

  it('is not for a technician', async () => {
    const { bring, revert } = await office();
    const { body } = await bring(list);
    await expect(revert(body.id, unitRegister, 'tech')).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(revert(body.id, unitRegister, 'elsewhere')).rejects.toMatchObject({ code: 'access.not-found' });
  });
});
