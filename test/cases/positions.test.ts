import { describe, expect, it } from 'vitest';
import { rolesLeft } from '../../lib/cases/access.ts';
import { listCases, readHistory, readOne } from '../../lib/cases/read.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { listProjects } from '../../lib/lists/projects.ts';
import { deliver } from '../../lib/notices/deliver.ts';
import { readInbox } from '../../lib/notices/inbox.ts';
import { companyRegister } from '../../lib/registers/company/register.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';
import { counted } from '../support/transport.ts';

const dueAt = '2026-07-01T10:00:00+08:00';
const night = { id: 'X-NIGHT', title: '夜班值班', permissions: ['errand.take', 'errand.comment'] };
const auditor = { id: 'X-AUDIT', title: '内审', permissions: ['errand.read'] };
const butler = { id: 'X-BUTLER', title: '管家', includes: ['FRONT'] };

/** A company with three positions of its own, an administrator, a front desk, and people in the new positions. */
async function ownPositions() {
  timeIs('2026-07-01T08:00:00+08:00');
  const house = await testHouse([errand, trolley]);
  await house.hire('adm', ['HQ-ADM'], []);
  await house.hire('zhao', ['FRONT']);
  const company = house.desk.company;
  const define = (positions: readonly object[], by = 'adm') =>
    house.by(by, companyRegister, 'put', { legalName: '物业公司', positions }, { id: company, project: hq });
  const appoint = (person: string, position: string, more: object = {}) =>
    house.by('adm', memberRegister, 'put', { grants: [{ project: 'p1', position, from: '2026-01-01', ...more }] }, { id: person, project: hq });
  await define([night, auditor, butler]);
  for (const [person, position] of [
    ['ye', 'X-NIGHT'],
    ['shen', 'X-AUDIT'],
    ['guan', 'X-BUTLER'],
  ])
    await appoint(person ?? '', position ?? '');
  const { body } = await house.by('zhao', errand, 'ask', { what: '送信', dueAt, phone: '13800001234' });
  return { ...house, define, appoint, id: body.id };
}

const at = (person: string, project = 'p1') => ({ person, project });
const code = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

describe('a position of the company’s own 自定义岗位', () => {
  it('may what it is permitted by name and nothing else, and its holder sees what he works on', async () => {
    const { by, desk, id } = await ownPositions();
    const seen = (await readOne(desk, errand, at('ye'), id)) as { what: string; phone: string; commands: readonly string[] };
    expect(seen).toMatchObject({ what: '送信', phone: '138****1234', commands: ['take', 'comment'] });
    await expect(by('ye', errand, 'watch', {}, { id })).rejects.toMatchObject({ code: 'access.forbidden', detail: { positions: '夜班值班' } });
    expect(await code(by('ye', errand, 'ask', { what: '买菜', dueAt }))).toBe('access.forbidden');
    expect(await code(by('ye', errand, 'comment', { text: '到了', audience: 'internal' }, { id }))).toBe('done');
    expect((await by('ye', errand, 'take', {}, { id })).body.state).toBe('taken');
    const { items } = await readHistory(desk, errand, at('zhao'), id, { limit: 10 });
    expect(items.at(-1)).toMatchObject({ command: 'take', by: { person: 'ye', positions: ['X-NIGHT'] } });
  });

  it('that may read shows records and lists as staff see them, masked, and lets nobody touch them', async () => {
    const { by, desk, id } = await ownPositions();
    expect(await readOne(desk, errand, at('shen'), id)).toMatchObject({ what: '送信', commands: [] });
    expect((await listCases(desk, errand, at('shen'), { limit: 10 })).items).toHaveLength(1);
    expect((await readHistory(desk, errand, at('shen'), id, { limit: 10 })).items).toHaveLength(1);
    expect(await code(by('shen', errand, 'take', {}, { id }))).toBe('access.forbidden');
    expect(await code(readOne(desk, partyRegister, at('shen'), 'nobody'))).toBe('access.not-found');
    expect(await code(listCases(desk, partyRegister, at('shen'), { limit: 10 }))).toBe('access.not-found');
  });

  it('that includes a position may all of it, its inbox included, and counts as one for the rules', async () => {
    const { by, desk, id } = await ownPositions();
    await by('guan', errand, 'take', {}, { id });
    expect((await by('guan', errand, 'finish', {}, { id })).body.state).toBe('done');
    const { items } = await readHistory(desk, errand, at('zhao'), id, { limit: 10 });
    expect(items.at(-1)).toMatchObject({ by: { person: 'guan', positions: ['FRONT', 'X-BUTLER'] } });
    const notice = (await readHistory(desk, errand, at('zhao'), id, { limit: 10 })).items.length;
    expect(notice).toBe(3);
    await deliver(desk.table, toDesk(desk.company));
    expect((await readInbox(desk, 'guan', { limit: 5 })).items).toMatchObject([{ type: 'errand.taken' }]);
    expect((await readInbox(desk, 'ye', { limit: 5 })).items).toEqual([]);
  });

  it('holds in its project, on its days, and while it is defined', async () => {
    const { by, desk, define, appoint, id } = await ownPositions();
    expect(await code(listCases(desk, errand, at('ye', 'p2'), { limit: 10 }))).toBe('access.not-found');
    expect(((await listProjects(desk, 'ye', { limit: 10 })).items as { id: string }[]).map((one) => one.id)).toEqual(['p1']);
    await appoint('ye', 'X-NIGHT', { to: '2026-07-02' });
    timeIs('2026-07-01T23:59:59+08:00');
    expect(await code(readOne(desk, errand, at('ye'), id))).toBe('done');
    timeIs('2026-07-02T00:00:00+08:00');
    expect(await code(readOne(desk, errand, at('ye'), id))).toBe('access.not-found');
    await define([{ ...night, permissions: ['errand.read'] }, auditor, butler]);
    await appoint('ye', 'X-NIGHT');
    expect(await code(by('ye', errand, 'take', {}, { id }))).toBe('access.forbidden');
  });

  it('is not given to anybody before it is defined, nor taken away while somebody has it', async () => {
    const { appoint, define } = await ownPositions();
    await expect(appoint('ye', 'X-GHOST')).rejects.toMatchObject({ code: 'reference.unknown', errors: [{ path: 'grants.0.position' }] });
    await expect(define([auditor, butler])).rejects.toMatchObject({ code: 'company.position-in-use', detail: { position: '夜班值班', count: 1 } });
    await appoint('ye', 'ENG');
    expect(await code(define([auditor, butler]))).toBe('done');
  });

  it('is not widened by who holds it, and every change is told', async () => {
    const { define, desk, hire } = await ownPositions();
    await hire('boss', ['GM'], []);
    await hire('second', ['HQ-ADM'], []);
    await hire('adm', ['HQ-ADM', 'X-NIGHT'], ['p1']);
    const wider = { ...night, permissions: [...night.permissions, 'errand.ask'] };
    expect(await code(define([wider, auditor, butler]))).toBe('company.position-own');
    expect(await code(define([{ ...night, title: '值夜班' }, auditor, butler]))).toBe('done');
    expect(await code(define([wider, auditor, butler], 'boss'))).toBe('done');
    expect(await code(define([night], 'zhao'))).toBe('access.not-found');
    const { items } = await readHistory(desk, companyRegister, at('second', hq), desk.company, { limit: 10 });
    expect((items as { command: string }[]).map(({ command }) => command)).toEqual(['put', 'put', 'put', 'put']);
  });

  it.each([
    ['member.put', '成员'],
    ['company.put', '公司'],
    ['project.put', '项目'],
    ['errand.expire', 'the clock'],
    ['errand.fly', 'nothing'],
  ])('is never permitted %s (%s)', async (permission) => {
    const { define } = await ownPositions();
    const wrong = { id: 'X-TRICK', title: '权限', permissions: ['errand.read', permission] };
    await expect(define([night, auditor, butler, wrong])).rejects.toMatchObject({
      code: 'company.unknown-permission',
      detail: { permission },
      errors: [{ path: 'positions.3.permissions.1' }],
    });
  });

  it('of another company is unknown in this one', async () => {
    const { id } = await ownPositions();
    const other = await testHouse([errand, trolley]);
    await other.hire('adm', ['HQ-ADM'], []);
    await expect(other.by('adm', memberRegister, 'put', { grants: [{ project: 'p1', position: 'X-NIGHT' }] }, { id: 'ye', project: hq })).rejects.toMatchObject(
      { code: 'reference.unknown' },
    );
    expect(await code(readOne(other.desk, errand, at('ye'), id))).toBe('access.not-found');
  });

  it('costs nobody else anything, and its holders one item in the second request', async () => {
    const { by, desk, id, system } = await ownPositions();
    for (const cart of ['t1', 't2']) await system(trolley, 'p1', cart, { wheels: 4 });
    const take = (person: string, what: string, cart: string) =>
      counted(() => by(person, errand, 'take', { trolley: cart }, { id: what, once: { key: person, bind: 'b' } }));
    const second = await by('zhao', errand, 'ask', { what: '取件', dueAt });
    const usual = await take('zhao', second.body.id, 't1');
    const own = await take('ye', id, 't2');
    expect(own.requests).toEqual({ BatchGetItem: 2, TransactWriteItems: 1 });
    expect(usual.requests).toEqual(own.requests);
    expect(keysAsked(own.calls) - keysAsked(usual.calls)).toBe(1);
    expect((await counted(() => readOne(desk, errand, at('zhao'), id))).requests).toEqual({ BatchGetItem: 1 });
    expect((await counted(() => readOne(desk, errand, at('ye'), id))).requests).toEqual({ BatchGetItem: 2 });
  });
});

describe('what somebody may see 查看范围', () => {
  it('is no more than a resident sees, for a colleague who lives there and whose position does not read it', async () => {
    const { by, desk, hire, system } = await ownPositions();
    await system(unitRegister, 'p1', '1-1-101', { buildingAreaDm2: 9000 });
    await hire('lin', ['GATE'], ['p1'], ['1-1-101']);
    await hire('xu', ['FRONT'], ['p1'], ['1-1-101']);
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt, unit: '1-1-101', phone: '13800001234' });
    expect(await readOne(desk, errand, at('lin'), body.id)).not.toHaveProperty('phone');
    expect(await code(readHistory(desk, errand, at('lin'), body.id, { limit: 5 }))).toBe('access.not-found');
    expect(await readOne(desk, errand, at('xu'), body.id)).toHaveProperty('phone');
  });

  it('is nothing of a record that is kept from a desk, for a position of the company’s own that includes it', () => {
    const roles = ['FRONT', 'X-A'] as const;
    const kept = { positions: ['FRONT'] } as const;
    const held = (includes: readonly 'FRONT'[]) => ({ person: 'li', custom: [{ id: 'X-A', title: '甲', includes, permissions: ['errand.read'] }] }) as const;
    expect(rolesLeft(roles, kept, held(['FRONT']))).toEqual([]);
    expect(rolesLeft(roles, kept, held([]))).toEqual(['X-A']);
    expect(rolesLeft(roles, { persons: ['li'] }, held([]))).toEqual([]);
  });
});

/** Items asked for in batches. */
function keysAsked(calls: readonly { readonly op: string; readonly input: Readonly<Record<string, unknown>> }[]): number {
  return calls
    .filter(({ op }) => op === 'BatchGetItem')
    .flatMap(({ input }) => Object.values(input['RequestItems'] as Record<string, { Keys: readonly unknown[] }>))
    .reduce((sum, { Keys }) => sum + Keys.length, 0);
}

/** A notice for the front desk of p1. */
function toDesk(company: string): Parameters<typeof deliver>[1] {
  return {
    ...{ id: 'n1', type: 'notice', company, project: 'p1', kind: 'errand', caseId: 'PT-1', at: '2026-07-01T00:00:00.000Z' },
    data: {
      ...{ type: 'errand.taken', to: { positions: ['FRONT'] }, title: '送信', text: { zh: '有人接', en: 'taken' }, period: '1', emergency: false },
      ...{ zone: 'Asia/Shanghai', quietHours: { from: '21:00', to: '08:00' } },
    },
  } as unknown as Parameters<typeof deliver>[1];
}
