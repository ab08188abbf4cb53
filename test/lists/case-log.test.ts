import { describe, expect, it } from 'vitest';
import type { Definition } from '../../lib/cases/definition.ts';
import { listRegister } from '../../lib/cases/read.ts';
import { caseLog, type LogQuery } from '../../lib/lists/case-log.ts';
import { myCases } from '../../lib/lists/my-work.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { recordKey } from '../../lib/table/keys.ts';
import { keyText } from '../../lib/table/table.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';
import { counted } from '../support/transport.ts';

/** Errands under other names: one that only managers read, one that is kept from a person, one that serves others only. */
const other: Definition = { ...errand, name: 'other', collection: 'others', numberPrefix: 'QT' };
const closet: Definition = { ...errand, name: 'closet', collection: 'closets', numberPrefix: 'MB', readBy: ['PM'] };
const whisper: Definition = {
  ...errand,
  name: 'whisper',
  collection: 'whispers',
  numberPrefix: 'MI',
  secrecy: (record) => ((record as { what: string }).what.includes('赵') ? { persons: ['zhao'] } : undefined),
};
const servant: Definition = { ...errand, name: 'servant', collection: 'servants', numberPrefix: 'FW', logged: false };
const kinds = [errand, other, closet, whisper, servant];

const caller = { person: 'zhao', project: 'p1' };
const at = (time: string) => `2026-07-01T${time}:00+08:00`;

async function office() {
  timeIs(at('08:00'));
  const house = await testHouse([...kinds, trolley]);
  await house.hire('zhao', ['FRONT'], ['p1', 'p2']);
  await house.hire('pm', ['PM', 'FRONT']);
  const ask = async (definition: Definition, due: string, what = '件', more: { project?: string; unit?: string } = {}) => {
    const { unit, ...where } = more;
    const { body } = await house.by(more.project === 'p2' ? 'zhao' : 'pm', definition, 'ask', { what, dueAt: at(due), ...(unit ? { unit } : {}) }, where);
    return body.id;
  };
  const log = (query: Partial<LogQuery> = {}, person = 'zhao', project = 'p1') => caseLog(house.desk, { person, project }, kinds, { limit: 20, ...query });
  return { ...house, ask, log };
}

const ids = ({ items }: { readonly items: readonly unknown[] }) => items.map((item) => (item as { id: string }).id);

async function through(page: (cursor: string | undefined) => Promise<{ items: readonly unknown[]; cursor?: string }>) {
  const all: string[] = [];
  const sizes: number[] = [];
  let cursor: string | undefined;
  do {
    const { items, cursor: next } = await page(cursor);
    all.push(...ids({ items }));
    sizes.push(items.length);
    cursor = next;
  } while (cursor);
  return { all, sizes };
}

describe('the one log of a project 总台账', () => {
  it('is in order of due instants over all workflows, what is overdue first, at one query a page', async () => {
    const { ask, log } = await office();
    const [noon, early, late, nine] = [await ask(errand, '12:00'), await ask(other, '08:30'), await ask(other, '18:00'), await ask(errand, '09:00')];
    timeIs(at('09:30'));
    const { result, requests } = await counted(() => log());
    expect(ids(result)).toEqual([early, nine, noon, late]);
    expect(requests).toEqual({ BatchGetItem: 1, Query: 1 });
    const overdue = await counted(() => log({ overdue: true }));
    expect(ids(overdue.result)).toEqual([early, nine]);
    expect(overdue.requests).toEqual({ BatchGetItem: 1, Query: 1 });
    expect((await through((cursor) => log({ limit: 1, cursor }))).all).toEqual([early, nine, noon, late]);
    expect((await through((cursor) => log({ limit: 1, overdue: true, cursor }))).all).toEqual([early, nine]);
  });

  it('calls overdue what is past its instant, not what has just reached it', async () => {
    const { ask, log } = await office();
    await ask(errand, '09:00');
    timeIs(at('09:00'));
    expect(ids(await log({ overdue: true }))).toEqual([]);
    timeIs('2026-07-01T09:00:00.001+08:00');
    expect(ids(await log({ overdue: true }))).toHaveLength(1);
  });

  it('shows what was closed last first, and no more among the open ones', async () => {
    const { ask, log, by } = await office();
    const cases = [await ask(errand, '12:00'), await ask(other, '12:00'), await ask(errand, '12:00')];
    for (const [n, time] of [
      [1, '09:00'],
      [0, '09:10'],
    ] as const) {
      timeIs(at(time));
      const kind = n === 1 ? other : errand;
      await by('pm', kind, 'take', {}, { id: cases[n] ?? '' });
      await by('pm', kind, 'finish', {}, { id: cases[n] ?? '' });
    }
    expect(ids(await log({ closed: true }))).toEqual([cases[0], cases[1]]);
    expect(ids(await log({ state: 'closed' }))).toEqual([cases[0], cases[1]]);
    expect((await through((cursor) => log({ limit: 1, closed: true, cursor }))).all).toEqual([cases[0], cases[1]]);
    expect(ids(await log())).toEqual([cases[2]]);
    expect(ids(await log({ kind: 'errand', closed: true }))).toEqual([cases[0]]);
  });

  it('has one kind and one state from the queue of its workflow', async () => {
    const { ask, log, by } = await office();
    const [open, taken] = [await ask(errand, '09:00'), await ask(errand, '08:30')];
    await ask(other, '09:00');
    await by('pm', errand, 'take', {}, { id: taken });
    expect(ids(await log({ kind: 'errand' }))).toEqual([open, taken]);
    expect(ids(await log({ kind: 'errand', state: 'taken' }))).toEqual([taken]);
    timeIs(at('10:00'));
    expect(ids(await log({ kind: 'errand', state: 'open', overdue: true }))).toEqual([open]);
    expect((await counted(() => log({ kind: 'errand', state: 'taken' }))).requests).toEqual({ BatchGetItem: 1, Query: 1 });
  });

  it('leaves out kinds that the caller may not read, what is kept from him, and what only serves other cases', async () => {
    const { ask, log } = await office();
    const seen = await ask(errand, '12:00');
    await ask(closet, '09:00');
    await ask(servant, '09:00');
    const [secret, plain] = [await ask(whisper, '09:00', '关于赵'), await ask(whisper, '13:00', '关于钱')];
    expect(ids(await log())).toEqual([seen, plain]);
    expect(ids(await log({}, 'pm'))).toContain(secret);
    expect(ids(await log({}, 'pm'))).toHaveLength(4);
    expect(JSON.stringify(await log())).not.toContain('secrecy');
    await expect(log({ kind: 'closet' })).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(log({ kind: 'servant' }, 'pm')).rejects.toMatchObject({ code: 'request.invalid', errors: [{ path: 'kind' }] });
  });

  it('is full page by page, however much of it is kept from the caller', async () => {
    const { ask, log } = await office();
    const open: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      await ask(whisper, '09:00', '关于赵');
      open.push(await ask(errand, `1${n % 10}:00`));
    }
    const told = await through((cursor) => log({ limit: 5, cursor }));
    expect(told.sizes).toEqual([5, 5, 2]);
    expect(told.all.toSorted()).toEqual(open.toSorted());
    const { requests } = await counted(() => log({ limit: 5 }));
    expect(requests['Query']).toBeLessThanOrEqual(4);
  });

  it('gives cursors that name nothing: not even the hidden case at which a page stopped', async () => {
    const { ask, log } = await office();
    for (let n = 0; n < 3; n += 1) await ask(errand, '12:00');
    const { cursor = '' } = await log({ limit: 1 });
    expect(Buffer.from(cursor.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toMatch(/PT-|T#|open/);
    await expect(log({ limit: 1, cursor: `${cursor.slice(0, -2)}AA` })).rejects.toMatchObject({ code: 'request.cursor' });
    await expect(log({ limit: 1, overdue: true, cursor })).rejects.toMatchObject({ code: 'request.cursor' });
    await expect(log({ limit: 1, closed: true, cursor })).rejects.toMatchObject({ code: 'request.cursor' });
    await expect(log({ limit: 1, cursor }, 'pm')).rejects.toMatchObject({ code: 'request.cursor' });
  });

  it('has a household’s cases, open and closed, or only those asked for', async () => {
    const { ask, log, by } = await office();
    const unit = '1-2-301';
    const [done, late, next] = [
      await ask(errand, '09:00', '甲', { unit }),
      await ask(other, '09:00', '乙', { unit }),
      await ask(other, '12:00', '丙', { unit }),
    ];
    await by('pm', errand, 'take', {}, { id: done });
    await by('pm', errand, 'finish', {}, { id: done });
    timeIs(at('10:00'));
    expect(ids(await log({ unit })).toSorted()).toEqual([done, late, next].toSorted());
    expect(ids(await log({ unit, closed: true }))).toEqual([done]);
    expect(ids(await log({ unit, overdue: true }))).toEqual([late]);
    expect(ids(await log({ unit, state: 'open', kind: 'other' }))).toEqual([late, next]);
  });

  it.each([
    { query: { kind: 'nothing' }, path: 'kind', code: 'request.value' },
    { query: { state: 'taken' }, path: 'kind', code: 'request.missing' },
    { query: { kind: 'errand', state: 'nowhere' }, path: 'state', code: 'request.value' },
    { query: { overdue: true, closed: true }, path: 'overdue', code: 'request.value' },
    { query: { mine: true, closed: true }, path: 'mine', code: 'request.value' },
    { query: { closed: true, state: 'open' }, path: 'closed', code: 'request.value' },
    { query: { kind: 'errand', overdue: true, state: 'done' }, path: 'state', code: 'request.value' },
  ])('refuses $query, naming $path', async ({ query, path, code }) => {
    const { log } = await office();
    await expect(log(query)).rejects.toMatchObject({ code: 'request.invalid', errors: [{ path, code }] });
  });

  it('is not there for whoever reads no kind of it', async () => {
    const { log, hire } = await office();
    await hire('gate', ['GATE']);
    await expect(log({}, 'gate')).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(log({}, 'zhao', 'p9')).rejects.toMatchObject({ code: 'access.not-found' });
  });
});

describe('my work 我的待办', () => {
  async function busy() {
    const house = await office();
    const [here, there] = [await house.ask(errand, '12:00'), await house.ask(errand, '11:00', '件', { project: 'p2' })];
    await house.by('zhao', errand, 'take', {}, { id: here });
    await house.by('zhao', errand, 'take', {}, { id: there, project: 'p2' });
    return { ...house, here, there };
  }

  const placed = ({ items }: { readonly items: readonly unknown[] }) =>
    items.map((item) => `${(item as { project: string }).project} ${(item as { id: string }).id}`);

  it('is each project’s own in that project, and all of it above them, by due instant', async () => {
    const { log, desk, here, there } = await busy();
    expect(placed(await log({ mine: true }))).toEqual([`p1 ${here}`]);
    expect(placed(await log({ mine: true }, 'zhao', 'p2'))).toEqual([`p2 ${there}`]);
    const { result, requests } = await counted(() => myCases(desk, 'zhao', kinds, { limit: 20 }));
    expect(placed(result)).toEqual([`p2 ${there}`, `p1 ${here}`]);
    expect(requests).toEqual({ BatchGetItem: 1, Query: 1 });
    timeIs(at('11:30'));
    expect(placed(await myCases(desk, 'zhao', kinds, { limit: 20, overdue: true }))).toEqual([`p2 ${there}`]);
    expect(placed(await myCases(desk, 'zhao', kinds, { limit: 20, kind: 'other' }))).toEqual([]);
    await expect(myCases(desk, 'zhao', kinds, { limit: 20, kind: 'servant' })).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('shrinks with the positions held: whoever has left a project reads its cases no more', async () => {
    const { log, desk, hire, here } = await busy();
    await hire('zhao', ['FRONT'], ['p1']);
    expect(placed(await myCases(desk, 'zhao', kinds, { limit: 20 }))).toEqual([`p1 ${here}`]);
    expect((await log({ mine: true }, 'zhao', 'p2')).items).toEqual([]);
    await hire('zhao', ['GATE'], ['p1', 'p2']);
    expect((await myCases(desk, 'zhao', kinds, { limit: 20 })).items).toEqual([]);
  });
});

describe('a register’s list', () => {
  it('is full page by page after a revert has taken records away', async () => {
    const { desk, system } = await office();
    for (let n = 0; n < 12; n += 1) await system(partyRegister, 'p1', `k${String(n).padStart(2, '0')}`, { name: `客户${n}` });
    const keys = [0, 1, 2, 3, 4, 5, 6].map((n) => recordKey(desk.company, 'register', { project: 'p1', kind: 'party', id: `k0${n}` }));
    const items = await desk.table.getAll(keys);
    for (const key of keys) await desk.table.put({ ...key, ...items.get(keyText(key)), removed: true });
    const told = await through((cursor) => listRegister(desk, partyRegister, caller, { limit: 3, cursor }));
    expect(told).toEqual({ all: ['k07', 'k08', 'k09', 'k10', 'k11'], sizes: [3, 2] });
  });
});
