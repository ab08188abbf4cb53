import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut } from '../../lib/cases/carry-out.ts';
import { type Desk, definitionMap } from '../../lib/cases/desk.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { awaitingMe, requestedByMe } from '../../lib/lists/approvals.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { openKeyRing } from '../../lib/table/key-ring.ts';
import { openTable } from '../../lib/table/table.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { newCompany, tableName, testWrapper } from '../support/engine.ts';
import { errand, trolley } from '../support/errand.ts';
import { house, testHouse } from '../support/house.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { counted } from '../support/transport.ts';

interface Shown {
  readonly number: string;
  readonly state: string;
}

const engine = memoryEngine();
const company = newCompany();
const table = openTable(company, tableName);
const desk: Desk = { company, table, keys: openKeyRing(table, testWrapper(), new Map()), definitions: definitionMap([...house, approval, errand, trolley]) };
let at: Awaited<ReturnType<typeof testHouse>>;
const numbers = new Map<string, string>();

const morning = '2026-07-01T10:00:00+08:00';

/** `name` asks for ¥600 in a project at that time. */
async function ask(name: string, person: string, project: string, time = morning): Promise<void> {
  timeIs(time);
  const { id } = (await at.by(person, errand, 'ask', { what: name, dueAt: '2026-07-30T10:00:00+08:00' }, { project })).body;
  await at.by(person, errand, 'take', {}, { id, project });
  const { body } = await at.by(person, errand, 'spend', { yuan: 600 }, { id, project });
  numbers.set(name, `${project}-${(body['approval'] as { approval: string }).approval}`);
}

const names = ({ items }: { readonly items: readonly unknown[] }) =>
  (items as readonly Shown[]).map(({ number }) => [...numbers].find(([, known]) => known === number)?.[0] ?? number);
const idOf = (name: string) => numbers.get(name)?.slice(3) ?? '';
const waitingFor = async (person: string, query: object = {}) => awaitingMe(desk, approval, person, { limit: 20, ...query });

beforeAll(async () => {
  timeIs(morning);
  at = await testHouse([errand, trolley], desk);
  await at.hire('lin', ['FRONT'], ['p1', 'p2']);
  await at.hire('boss', ['FRONT', 'CSM'], ['p1', 'p2']);
  await at.hire('chen', ['CSM'], ['p1']);
  await at.hire('dong', ['CSM'], ['p1', 'p2']);
  await at.hire('gm', ['GM'], []);
  await at.hire('adm', ['HQ-ADM'], []);
  const grants = [{ project: '*', position: 'GM' }];
  await at.by('adm', memberRegister, 'put', { grants }, { id: 'gm', project: hq });
  await ask('late', 'lin', 'p1', '2026-07-01T12:00:00+08:00');
  await ask('early', 'lin', 'p2', '2026-07-01T09:00:00+08:00');
  await ask('own', 'boss', 'p1');
  timeIs('2026-07-01T12:00:00+08:00');
});
afterAll(() => engine.stop());

describe('what waits for me 待我审批', () => {
  it('is what I may sign in all my projects, the nearest limit first', async () => {
    timeIs('2026-07-01T12:00:00+08:00');
    expect(names(await waitingFor('dong'))).toEqual(['early', 'own', 'late']);
    expect(names(await waitingFor('chen'))).toEqual(['own', 'late']);
    expect(names(await waitingFor('boss'))).toEqual(['early', 'late']);
    expect(names(await waitingFor('lin'))).toEqual([]);
    expect(names(await waitingFor('nobody'))).toEqual([]);
  });

  it('shows each as its project shows it, with what I may do', async () => {
    timeIs('2026-07-01T12:00:00+08:00');
    const { items } = await waitingFor('chen', { limit: 1 });
    expect(items[0]).toMatchObject({
      number: numbers.get('own'),
      project: 'p1',
      state: 'pending',
      requester: 'boss',
      commands: expect.arrayContaining(['decide']) as object,
    });
  });

  it('comes page by page, each once', async () => {
    timeIs('2026-07-01T12:00:00+08:00');
    const first = await waitingFor('dong', { limit: 2 });
    const second = await waitingFor('dong', { limit: 2, cursor: first.cursor });
    expect([...names(first), ...names(second)]).toEqual(['early', 'own', 'late']);
    expect(second.cursor).toBeUndefined();
    await expect(waitingFor('boss', { limit: 2, cursor: first.cursor })).rejects.toMatchObject({ code: 'request.cursor' });
  });

  it('is shown to nobody after his position has ended', async () => {
    timeIs('2026-07-01T12:00:00+08:00');
    await at.hire('temp', [], []);
    await at.by('adm', memberRegister, 'put', { grants: [{ project: 'p1', position: 'CSM', to: '2026-07-02' }] }, { id: 'temp', project: hq });
    expect(names(await waitingFor('temp'))).toEqual(['own', 'late']);
    timeIs('2026-07-02T00:00:00+08:00');
    expect(names(await waitingFor('temp'))).toEqual([]);
  });

  it('does not show what has run out, though nobody has swept yet', async () => {
    timeIs('2026-07-08T09:00:00.001+08:00');
    expect(names(await waitingFor('dong'))).toEqual(['own', 'late']);
  });

  it('no longer shows what I have signed or what is decided', async () => {
    timeIs('2026-07-01T12:00:00+08:00');
    await at.by('dong', approval, 'decide', { decision: 'approve' }, { id: idOf('own') });
    expect(names(await waitingFor('dong'))).toEqual(['early', 'late']);
    expect(names(await waitingFor('chen'))).toEqual(['late']);
  });

  it('reaches whoever stands above, in every project, once it has risen to him', async () => {
    timeIs('2026-07-02T12:00:00.001+08:00');
    expect(names(await waitingFor('gm'))).toEqual([]);
    await sweep(desk, approval, { project: 'p1', kind: 'approval', id: idOf('late') });
    await sweep(desk, approval, { project: 'p2', kind: 'approval', id: idOf('early') });
    expect(names(await waitingFor('gm'))).toEqual(['late', 'early']);
  });

  it('costs a query for each position and place, whatever there is', async () => {
    timeIs('2026-07-01T12:00:00+08:00');
    const { requests } = await counted(() => waitingFor('dong'));
    expect(requests).toEqual({ BatchGetItem: 2, Query: 2 });
  });
});

describe('what I have asked for 我的申请', () => {
  it('stays when it has ended, page by page, and shows nobody else’s', async () => {
    timeIs('2026-07-01T12:00:00+08:00');
    await carryOut(desk, errand, { project: 'p1', approval: idOf('own') });
    const own = (await requestedByMe(desk, approval, 'boss', { limit: 20 })) as { items: readonly Shown[] };
    expect(own.items.map(({ number, state }) => [number, state])).toEqual([[numbers.get('own'), 'executed']]);
    const first = await requestedByMe(desk, approval, 'lin', { limit: 1 });
    const second = await requestedByMe(desk, approval, 'lin', { limit: 1, cursor: first.cursor });
    expect([...names(first), ...names(second)]).toEqual(['early', 'late']);
    expect(await requestedByMe(desk, approval, 'chen', { limit: 20 })).toEqual({ items: [] });
  });
});
