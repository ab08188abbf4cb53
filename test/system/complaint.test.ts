import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, type Caller, CloudProcess, type Reply } from '../support/cloud.ts';

const cloud = new CloudProcess();
const staff = {
  front: ['FRONT'],
  engineer: ['ENGM'],
  supervisor: ['CSM'],
  manager: ['PM'],
  company: ['HQ-PROJ'],
  general: ['GM'],
  guard: ['GATE'],
  mate: ['GATE'],
} as const;
type Who = keyof typeof staff;
const who = {} as Record<Who, Caller>;
const complaints = '/projects/p1/complaints';

/** A project with its service centre, just before ten to midnight of a day. */
async function serviceCentre(day: string): Promise<void> {
  await cloud.setClock(`${day}T23:50:00+08:00`);
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  for (const [person, positions] of Object.entries(staff)) who[person as Who] = await cloud.person('meihua', person, positions);
  for (const room of ['101', '201', '301', '401']) await who.front.put(`/projects/p1/units/1-1-${room}`, { buildingAreaDm2: 9_875 });
}

/** What a household says; each of another matter and of another flat, so that none makes the other one major. */
const said = {
  ordinary: { category: 'service', text: '前台电话无人接听', unit: '1-1-101' },
  major: { category: 'facility', text: '扶手脱落，老人摔伤', unit: '1-1-201' },
  unreached: { category: 'environment', text: '楼道垃圾两天无人清理', unit: '1-1-301' },
  secret: { category: 'order', text: '门岗辱骂访客', unit: '1-1-401', against: { persons: ['guard'] } },
} as const;
type Matter = keyof typeof said;
const ids = {} as Record<Matter, string>;
async function ok(answer: Promise<Reply<Body>>, status = 200): Promise<Body> {
  const { body, status: got, text } = await answer;
  expect(got, text).toBe(status);
  return body;
}
const act = (person: Who, matter: Matter, command: string, input: object = {}) => who[person].post(`${complaints}/${ids[matter]}/${command}`, input);
const read = async (matter: Matter, person: Who = 'company') => ok(who[person].get(`${complaints}/${ids[matter]}`));
const timer = async (matter: Matter, name: string) => (await read(matter)).timers.find((one) => one.name === name);

/** What counts in the end: the last verdict of the history. */
async function verdict(matter: Matter, kpi: string): Promise<{ on: string; met: boolean } | undefined> {
  const { items } = await ok(who.company.get(`${complaints}/${ids[matter]}/history?limit=100`));
  const facts = items.flatMap((line) => (line['facts'] ?? []) as readonly { kpi: string; met: boolean; on: string }[]).filter((fact) => fact.kpi === kpi);
  const last = facts.at(-1);
  return last && { on: last.on, met: last.met };
}

/** Who has heard of this limit, by stage: the inboxes as they are. */
async function heard(matter: Matter, limit: string): Promise<Partial<Record<string, readonly Who[]>>> {
  const told = await Promise.all(
    (Object.keys(staff) as Who[]).map(async (person) =>
      (await ok(who[person].get('/inbox?limit=100'))).items
        .filter(({ type, caseId }) => caseId === ids[matter] && String(type).startsWith(`complaint.${limit}.`))
        .map(({ type }) => ({ stage: String(type).split('.')[2] ?? '', person })),
    ),
  );
  const stages = Map.groupBy(told.flat(), ({ stage }) => stage);
  return Object.fromEntries([...stages].map(([stage, heardBy]) => [stage, heardBy.map(({ person }) => person)]));
}

async function register(matter: Matter, more: object = {}): Promise<void> {
  const words = { kind: 'complaint', channel: 'phone', complainant: { name: '刘演示', phone: '10000000001' }, ...said[matter], ...more };
  ids[matter] = (await ok(who.front.post(complaints, words), 201)).id;
}

async function assign(matter: Matter, grade: object, handler: Who): Promise<void> {
  await ok(act('supervisor', matter, 'grade', grade));
  await ok(act('supervisor', matter, 'assign', { handler }));
}

async function reply(matter: Matter, handler: Who): Promise<void> {
  await ok(act(handler, matter, 'investigate'));
  await ok(act(handler, matter, 'establish', { cause: 'delay', text: '无人值守' }));
  await ok(act(handler, matter, 'plan', { measures: '加派人手' }));
  await ok(act(handler, matter, 'handle'));
  await ok(act(handler, matter, 'reply', { text: '已处理并致歉', how: '电话，通话录音' }));
  await ok(act(handler, matter, 'handIn'));
}

beforeAll(async () => {
  await cloud.start();
  await serviceCentre('2026-07-01');
  for (const matter of Object.keys(said) as Matter[]) await register(matter);
  await assign('ordinary', { grade: 'ordinary' }, 'supervisor');
  await assign('unreached', { grade: 'ordinary' }, 'engineer');
  await assign('major', { grade: 'major', grounds: ['injury'] }, 'engineer');
}, 60_000);
afterAll(() => cloud.stop());

describe('a complaint registered at 23:50 on 1 July 2026, a Wednesday', () => {
  it('is due before midnight when ordinary, after 72 hours when major, whatever else is due', async () => {
    const due = async (matter: Matter) => Object.fromEntries((await read(matter)).timers.map(({ name, dueAt }) => [name, dueAt]));
    const always = { response: '2026-07-01T16:05:00.000Z', assign: '2026-07-01T16:20:00.000Z', legalReply: '2026-07-11T15:50:00.000Z' };
    expect(await due('ordinary')).toEqual({ ...always, plan: '2026-07-01T15:55:00.000Z', sameDay: '2026-07-01T15:59:59.999Z' });
    expect(await due('major')).toEqual({
      ...always,
      plan: '2026-07-03T03:50:00.000Z',
      feedback: '2026-07-04T15:50:00.000Z',
      reportManager: '2026-07-01T16:50:00.000Z',
      reportCompany: '2026-07-02T15:50:00.000Z',
      progress: '2026-07-04T15:50:00.000Z',
    });
  });

  it('exists for neither the person it is about nor his desk, on any route', async () => {
    const [id, missing] = [ids.secret, 'TS-20260701-9999'];
    const samples = 'events/samples/commands';
    const bodies = readdirSync(samples)
      .filter((name) => /^(complaint|case)\./.test(name) && name !== 'complaint.register.json')
      .map((name) => [name.split('.')[1] ?? '', JSON.parse(readFileSync(`${samples}/${name}`, 'utf8')) as object] as const);
    expect(bodies.length).toBeGreaterThan(25);
    for (const person of ['guard', 'mate'] as const) {
      const asked = [
        ...['', '/history', '/file', '/archive'].map((more) => (one: string) => who[person].get(`${complaints}/${one}${more}`)),
        ...bodies.map(
          ([command, body]) =>
            (one: string) =>
              who[person].post(`${complaints}/${one}/${command}`, body),
        ),
        (one: string) => who[person].get(`/projects/p1/documents?on=complaint:${one}`),
        (one: string) => who[person].get(`/search?q=${one}`),
        (one: string) =>
          who[person].post('/projects/p1/documents', { on: { kind: 'complaint', id: one }, name: '照片', type: 'image/png', bytes: 9, sha256: 'a'.repeat(64) }),
      ];
      for (const ask of asked) {
        const [kept, none] = [await ask(id), await ask(missing)];
        expect(kept.text.replaceAll(id, missing)).toBe(none.text);
        expect(kept.status).toBe(none.status);
        if (none.status === 200) expect(none.body.items ?? []).toEqual([]);
        else expect(none.status, none.text).toBe(404);
      }
      for (const list of [complaints, '/projects/p1/cases', '/inbox']) expect((await who[person].get(list)).text).not.toContain(id);
    }
    expect((await read('secret', 'front')).state).toBe('registered');
  });

  it('that is ordinary is late one millisecond after its day, and the managers hear of it', async () => {
    await cloud.setClock('2026-07-02T00:00:00+08:00');
    expect(await timer('ordinary', 'sameDay')).toMatchObject({ stage: 'breach', breachedAt: '2026-07-01T15:59:59.999Z' });
    expect(await heard('ordinary', 'sameDay')).toEqual({ remind: ['supervisor'], warn: ['supervisor'], breach: ['manager', 'company'] });
    await cloud.setClock('2026-07-02T09:00:00+08:00');
    await reply('ordinary', 'supervisor');
    await reply('unreached', 'engineer');
    expect(await timer('ordinary', 'visit')).toMatchObject({ dueAt: '2026-07-05T01:00:00.000Z', stage: 'running' });
    expect(await verdict('ordinary', 'K06')).toEqual({ on: '2026-07-01', met: false });
  });

  it('that is major climbs at 24, 48 and 72 hours, over a kill -9 and into the weekend', async () => {
    await cloud.setClock('2026-07-02T23:49:59+08:00');
    expect(await heard('major', 'feedback')).toEqual({});
    await cloud.setClock('2026-07-02T23:50:00+08:00');
    const first = { remind: ['engineer', 'supervisor'] };
    expect(await heard('major', 'feedback')).toEqual(first);
    await ok(act('supervisor', 'unreached', 'visitUnreached'));
    expect((await act('supervisor', 'unreached', 'visitUnreached')).body).toMatchObject({ code: 'complaint.visit-tried-today' });
    await cloud.kill();
    await cloud.start();
    await cloud.setClock('2026-07-03T23:50:00+08:00');
    const second = { ...first, warn: ['engineer', 'supervisor', 'manager'] };
    expect(await heard('major', 'feedback')).toEqual(second);
    await ok(act('supervisor', 'unreached', 'visitUnreached'));
    await cloud.setClock('2026-07-04T23:50:00+08:00');
    expect(await timer('major', 'feedback')).not.toHaveProperty('breachedAt');
    await ok(act('supervisor', 'unreached', 'visitUnreached'));
    await cloud.advance('PT1S');
    expect(await timer('major', 'feedback')).toMatchObject({ stage: 'breach', breachedAt: '2026-07-04T15:50:00.000Z' });
    expect(await heard('major', 'feedback')).toEqual({ ...second, breach: ['manager', 'company'] });
  });

  it('that nobody could be asked about on three days is closed as not visited', async () => {
    expect((await read('unreached')).state).toBe('unreachable');
    expect(await ok(act('supervisor', 'unreached', 'close', { note: '三次未接通' }))).toMatchObject({ state: 'closed', ending: 'notVisited' });
    expect(await verdict('unreached', 'K05')).toEqual({ on: '2026-07-04', met: false });
  });

  it('is visited within three days of the reply, a Sunday, not by who handled it; reopened, it keeps its first clock', async () => {
    await cloud.setClock('2026-07-05T09:00:00+08:00');
    expect(await heard('ordinary', 'visit')).toEqual({ remind: ['supervisor'], warn: ['supervisor'] });
    await cloud.advance('PT1S');
    expect(await heard('ordinary', 'visit')).toEqual({ remind: ['supervisor'], warn: ['supervisor'], breach: ['manager', 'company'] });
    const visit = { opinion: 'dissatisfied', word: '仍无人接听', how: '电话' };
    const clocks = async () =>
      (await read('ordinary')).timers
        .filter(({ name }) => ['response', 'sameDay', 'legalReply', 'plan'].includes(name))
        .map(({ name, dueAt }) => [name, dueAt]);
    const before = await clocks();
    expect(await act('supervisor', 'ordinary', 'visit', visit)).toMatchObject({ status: 403, body: { code: 'complaint.visit-own-case' } });
    expect(await ok(act('manager', 'ordinary', 'visit', visit))).toMatchObject({ state: 'reopened', reopens: 1, registeredAt: '2026-07-01T15:50:00.000Z' });
    expect(await clocks()).toEqual(before.filter(([name]) => name !== 'plan'));
    expect(await timer('ordinary', 'sameDay')).toMatchObject({ breachedAt: '2026-07-01T15:59:59.999Z' });
    await ok(act('manager', 'ordinary', 'assign', { handler: 'engineer' }));
    await cloud.setClock('2026-07-06T10:00:00+08:00');
    await reply('ordinary', 'engineer');
    expect(await timer('ordinary', 'visit')).toMatchObject({ dueAt: '2026-07-09T02:00:00.000Z' });
    expect((await act('supervisor', 'ordinary', 'visit', visit)).body.code).toBe('complaint.visit-own-case');
    expect(await ok(act('manager', 'ordinary', 'visit', { opinion: 'satisfied', how: '电话' }))).toMatchObject({ state: 'closed', ending: 'done' });
    expect(await verdict('ordinary', 'K06')).toEqual({ on: '2026-07-01', met: false });
  });

  it('that is major is closed by two signatures, the project manager’s and headquarters’', async () => {
    await reply('major', 'engineer');
    expect((await act('supervisor', 'major', 'visit', { opinion: 'satisfied', how: '上门' })).body.code).toBe('complaint.visit-by-manager');
    await ok(act('manager', 'major', 'visit', { opinion: 'satisfied', how: '上门' }));
    const parked = await ok(act('supervisor', 'major', 'close', { note: '扶手已加固，医药费已协商' }), 202);
    const { number } = parked['approval'] as { number: string };
    const mine = async (person: Who) => (await ok(who[person].get('/approvals?mine=true'))).items.map((one) => one.number);
    expect([await mine('manager'), await mine('company'), await mine('supervisor')]).toEqual([[number], [], []]);
    await ok(who.manager.post(`/approvals/${number}/decision`, { decision: 'approve' }));
    await cloud.idle();
    expect((await read('major')).state).toBe('visited');
    expect([await mine('manager'), await mine('company')]).toEqual([[], [number]]);
    await ok(who.company.post(`/approvals/${number}/decision`, { decision: 'approve' }));
    await cloud.idle();
    expect(await read('major')).toMatchObject({ state: 'closed', ending: 'done', ended: { by: 'supervisor' } });
    expect(await verdict('major', 'K07')).toEqual({ on: '2026-07-04', met: false });
  });
});

describe('a complaint registered at 23:50 on 28 September 2026', () => {
  it('falls due on the first of October, holiday or not, over a kill -9', async () => {
    await cloud.call('POST', '/local/reset', {});
    await serviceCentre('2026-09-28');
    for (const matter of ['ordinary', 'major'] as const) await register(matter);
    await assign('ordinary', { grade: 'ordinary' }, 'engineer');
    await assign('major', { grade: 'major', grounds: ['injury'] }, 'engineer');
    await reply('ordinary', 'engineer');
    expect(await timer('ordinary', 'sameDay')).toMatchObject({ stage: 'met' });
    await cloud.setClock('2026-09-30T12:00:00+08:00');
    await cloud.kill();
    await cloud.start();
    await cloud.setClock('2026-10-01T23:50:00+08:00');
    const [feedback, visit] = [await timer('major', 'feedback'), await timer('ordinary', 'visit')];
    expect([feedback?.dueAt, visit?.dueAt.slice(0, 16)]).toEqual(['2026-10-01T15:50:00.000Z', '2026-10-01T15:50']);
    expect([await heard('major', 'feedback'), (await heard('ordinary', 'visit'))['breach']]).toEqual([
      { remind: ['engineer', 'supervisor'], warn: ['engineer', 'supervisor', 'manager'] },
      undefined,
    ]);
    await cloud.advance('PT1M');
    expect((await heard('major', 'feedback'))['breach']).toEqual(['manager', 'company']);
    expect((await heard('ordinary', 'visit'))['breach']).toEqual(['manager', 'company']);
    expect(await verdict('ordinary', 'K05')).toEqual({ on: '2026-10-01', met: false });
  });
});
