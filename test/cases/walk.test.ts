import { describe, expect, it } from 'vitest';
import { listCases, readHistory, readOne } from '../../lib/cases/read.ts';
import { myWork } from '../../lib/lists/my-work.ts';
import { searchRegister } from '../../lib/lists/register-search.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';

const dueAt = '2026-07-01T10:00:00+08:00';
const list = { limit: 20 };

async function errands() {
  timeIs('2026-07-01T08:00:00+08:00');
  const house = await testHouse([errand, trolley]);
  await house.hire('zhao', ['FRONT']);
  await house.hire('qian', ['FRONT']);
  await house.hire('sun', ['PM']);
  await house.hire('li', ['FRONT'], ['p2']);
  return house;
}

describe('the walk', () => {
  it('numbers a case by project, kind, civil day and sequence', async () => {
    const { by } = await errands();
    const first = await by('zhao', errand, 'ask', { what: '送信', dueAt });
    const second = await by('zhao', errand, 'ask', { what: '送花', dueAt });
    expect(first).toMatchObject({
      status: 201,
      location: '/projects/p1/errands/PT-20260701-0001',
      body: { number: 'p1-PT-20260701-0001', state: 'open', version: 1 },
    });
    expect(second.body.id).toBe('PT-20260701-0002');
  });

  it('offers each caller what he may do next', async () => {
    const { by, desk } = await errands();
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt });
    expect(body.commands).toEqual(expect.arrayContaining(['take', 'look', 'comment', 'urge']));
    const seen = (await readOne(desk, errand, { person: 'sun', project: 'p1' }, body.id)) as { commands: string[] };
    expect(seen.commands).not.toContain('take');
    expect(seen.commands).toContain('reassign');
  });

  it('refuses a stale form with the current version, and a wrong state by name', async () => {
    const { by } = await errands();
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt });
    await by('zhao', errand, 'take', {}, { id: body.id, version: 1 });
    await expect(by('qian', errand, 'take', {}, { id: body.id, version: 1 })).rejects.toMatchObject({ code: 'case.stale', detail: { version: 2 } });
    await expect(by('qian', errand, 'take', {}, { id: body.id })).rejects.toMatchObject({
      code: 'case.wrong-state',
      detail: { state: '已接', command: '接单' },
    });
  });

  it('lets a comment pass between a colleague and his open form', async () => {
    const { by } = await errands();
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt });
    const commented = await by('sun', errand, 'comment', { text: '请尽快', audience: 'internal' }, { id: body.id });
    expect(commented.body.version).toBe(1);
    expect((await by('zhao', errand, 'take', {}, { id: body.id, version: 1 })).body.state).toBe('taken');
  });

  it('names the holder when a right is taken', async () => {
    const { by } = await errands();
    const [a, b] = [await by('zhao', errand, 'ask', { what: '红厅', dueAt }), await by('zhao', errand, 'ask', { what: '红厅', dueAt })];
    await by('zhao', errand, 'take', {}, { id: a.body.id });
    await expect(by('qian', errand, 'take', {}, { id: b.body.id })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'errand.room-taken',
      detail: { who: 'zhao' },
    });
    await by('zhao', errand, 'finish', {}, { id: a.body.id });
    expect((await by('qian', errand, 'take', {}, { id: b.body.id })).body.state).toBe('taken');
  });

  it('runs what a command orders in the same unit of work, by the target’s own rules', async () => {
    const { by, desk } = await errands();
    await by('zhao', trolley, 'put', { wheels: 4 }, { id: 't1' });
    const [a, b] = [await by('zhao', errand, 'ask', { what: '甲', dueAt }), await by('zhao', errand, 'ask', { what: '乙', dueAt })];
    await by('zhao', errand, 'take', { trolley: 't1' }, { id: a.body.id });
    await expect(by('zhao', errand, 'take', { trolley: 't1' }, { id: b.body.id })).rejects.toMatchObject({ code: 'trolley.busy' });
    expect(await readOne(desk, errand, { person: 'zhao', project: 'p1' }, b.body.id)).toMatchObject({ state: 'open', version: 1 });
    expect(await readOne(desk, trolley, { person: 'zhao', project: 'p1' }, 't1')).toMatchObject({ busy: true, version: 2 });
  });

  it('opens children with their parent, and tells the parent of their end', async () => {
    const { by, desk } = await errands();
    const { body } = await by('zhao', errand, 'ask', { what: '大事', dueAt });
    await by('zhao', errand, 'take', {}, { id: body.id });
    await by('zhao', errand, 'split', { what: '小事' }, { id: body.id });
    const child = 'PT-20260701-0002';
    expect(await readOne(desk, errand, { person: 'zhao', project: 'p1' }, child)).toMatchObject({ parent: { kind: 'errand', id: body.id }, what: '小事' });
    await by('zhao', errand, 'take', {}, { id: child });
    await by('zhao', errand, 'finish', {}, { id: child });
    expect(await readOne(desk, errand, { person: 'zhao', project: 'p1' }, body.id)).toMatchObject({ pieces: 0, children: [{ kind: 'errand', id: child }] });
  });

  it('answers a repeated request the same and a reused key with a conflict', async () => {
    const { by } = await errands();
    const once = { key: 'k-1', bind: 'b' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => by('zhao', errand, 'ask', { what: '一次', dueAt }, { once })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await expect(by('zhao', errand, 'ask', { what: '两次', dueAt }, { once: { ...once, bind: 'other' } })).rejects.toMatchObject({
      code: 'idempotency.reused',
    });
  });

  it('shows nobody from another project that there is anything', async () => {
    const { by, desk } = await errands();
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt });
    await expect(readOne(desk, errand, { person: 'li', project: 'p1' }, body.id)).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(by('li', errand, 'take', {}, { id: body.id })).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(by('li', errand, 'ask', { what: '送信', dueAt })).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(readOne(desk, errand, { person: 'zhao', project: 'nowhere' }, body.id)).rejects.toMatchObject({ code: 'access.not-found' });
  });

  it('keeps every step with its input in a chain of history, personal data sealed', async () => {
    const { by, desk } = await errands();
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt, phone: '13812345678' });
    await by('zhao', errand, 'take', {}, { id: body.id });
    const { items } = await readHistory(desk, errand, { person: 'sun', project: 'p1' }, body.id, list);
    expect(items).toMatchObject([
      { seq: 1, command: 'ask', from: 'new', to: 'open', by: { person: 'zhao' }, input: { phone: '138****5678' } },
      { seq: 2, command: 'take', from: 'open', to: 'taken' },
    ]);
    expect(JSON.stringify(items)).not.toContain('13812345678');
  });

  it('lists open cases, a state’s cases and mine from one index page each', async () => {
    const { by, desk } = await errands();
    const { body } = await by('zhao', errand, 'ask', { what: '甲', dueAt });
    await by('zhao', errand, 'ask', { what: '乙', dueAt });
    await by('zhao', errand, 'take', {}, { id: body.id });
    const caller = { person: 'zhao', project: 'p1' };
    expect((await listCases(desk, errand, caller, list)).items).toHaveLength(2);
    expect((await listCases(desk, errand, caller, { ...list, state: 'taken' })).items).toMatchObject([{ id: body.id, title: '甲' }]);
    expect((await myWork(desk, caller.person, [errand], list)).items).toMatchObject([{ id: body.id }]);
    const page = await listCases(desk, errand, caller, { limit: 1 });
    expect((await listCases(desk, errand, caller, { limit: 1, cursor: page.cursor })).items).toHaveLength(1);
    await expect(listCases(desk, errand, { person: 'qian', project: 'p1' }, { limit: 1, cursor: page.cursor })).rejects.toMatchObject({
      code: 'request.cursor',
    });
  });

  it('changes nothing when a register record is put as it is', async () => {
    const { by, desk } = await errands();
    await by('zhao', trolley, 'put', { wheels: 4 }, { id: 't1' });
    const again = await by('zhao', trolley, 'put', { wheels: 4 }, { id: 't1' });
    expect(again).toMatchObject({ status: 200, body: { version: 1 } });
    await by('zhao', trolley, 'put', { wheels: 6 }, { id: 't1' });
    expect((await searchRegister(desk, trolley, { person: 'zhao', project: 'p1' }, { ...list, q: '6轮' })).items).toMatchObject([{ id: 't1' }]);
    expect((await searchRegister(desk, trolley, { person: 'zhao', project: 'p1' }, { ...list, q: '4轮' })).items).toEqual([]);
  });
});

describe('intervals of a resource', () => {
  it('lets as many overlap as there is room, and names whoever is in the way', async () => {
    const { by } = await errands();
    const [a, b, c] = await Promise.all(['车一', '车二', '车三'].map((what) => by('zhao', errand, 'ask', { what, dueAt })));
    await Promise.all([by('zhao', errand, 'take', {}, { id: a?.body.id }), by('zhao', errand, 'take', {}, { id: b?.body.id })]);
    await expect(by('qian', errand, 'take', {}, { id: c?.body.id })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'claim.overlap',
      detail: { who: 'zhao' },
    });
    await by('zhao', errand, 'finish', {}, { id: a?.body.id });
    expect((await by('qian', errand, 'take', {}, { id: c?.body.id })).body.state).toBe('taken');
  });
});
