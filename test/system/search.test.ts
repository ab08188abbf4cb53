import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { burstPipe, type Caller, CloudProcess } from '../support/cloud.ts';

const cloud = new CloudProcess();
let front: Caller;
let neighbour: Caller;
let boss: Caller;
let stranger: Caller;

/** Two companies with the same ids; in each a project whose flat has an owner with the same number, and in the first a second project. */
async function furnish(company: string, projects: readonly string[]): Promise<Caller> {
  const admin = await cloud.person(company, 'admin', ['HQ-ADM']);
  for (const id of projects) await admin.post('/projects', { id, name: `${company} ${id}` });
  const clerk = await cloud.person(company, 'clerk', ['FRONT', 'CSM', 'ARCH'], projects);
  for (const id of projects) {
    await clerk.put(`/projects/${id}/parties/K1`, { name: `${company}业主`, phones: ['13800001234'], plates: ['京A12345'] });
    await clerk.put(`/projects/${id}/units/1-2-301`, { buildingAreaDm2: 9_875, relations: [{ party: 'K1', role: 'owner', from: '2024-01-01' }] });
    await clerk.post(`/projects/${id}/repairs`, burstPipe);
  }
  return cloud.person(company, 'boss', ['GM']);
}

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  boss = await furnish('alpha', ['p1', 'p2']);
  stranger = await furnish('beta', ['p1']);
  front = await cloud.person('alpha', 'front', ['FRONT', 'CSM'], ['p1']);
  neighbour = await cloud.person('alpha', 'neighbour', ['FRONT', 'CSM'], ['p2']);
}, 60_000);
afterAll(() => cloud.stop());

interface Found {
  readonly units: readonly Hit[];
  readonly parties: readonly Hit[];
  readonly cases: readonly Hit[];
}
interface Hit {
  readonly project: string;
  readonly id: string;
  readonly title: string;
}

async function found(caller: Caller, query: string): Promise<string[]> {
  const { status, body, text } = await caller.get(`/search?${query}`);
  expect(status, text).toBe(200);
  const { units, parties, cases } = body as unknown as Found;
  return [...units, ...parties, ...cases].map(({ project, id }) => `${project} ${id}`);
}

describe('search at the counter 前台综合查询', () => {
  it('finds by room, name, phone, plate and number in one’s own project, headquarters in all, a company in its own', async () => {
    const q = (text: string) => `q=${encodeURIComponent(text)}`;
    for (const [text, hits] of [
      ['1栋2单元301', ['1-2-301']],
      ['alpha业主', ['1-2-301', 'K1']],
      ['138 0000 1234', ['1-2-301', 'K1']],
      ['1234', ['1-2-301', 'K1']],
      ['京A·12345', ['1-2-301', 'K1']],
      ['bx-20260701-0001', ['BX-20260701-0001']],
    ] as const) {
      expect(await found(front, q(text)), text).toEqual(hits.map((id) => `p1 ${id}`));
      expect(await found(neighbour, q(text)), text).toEqual(hits.map((id) => `p2 ${id}`));
    }
    expect(await found(front, q('p2-BX-20260701-0001'))).toEqual([]);
    expect(await found(boss, q('1-2-301'))).toEqual(['p1 1-2-301', 'p2 1-2-301']);
    expect(await found(boss, `${q('1-2-301')}&project=p2`)).toEqual(['p2 1-2-301']);
    const { text } = await stranger.get(`/search?${q('13800001234')}`);
    expect(text).toContain('beta业主');
    expect(text).toContain('138****1234');
    expect(text).not.toMatch(/alpha|13800001234/);
  });

  it('says what is wrong with a text, and who is not let in', async () => {
    for (const [query, code] of [
      ['', 'request.missing'],
      ['q=1', 'request.too-short'],
      [`q=${'1'.repeat(101)}`, 'request.too-long'],
      ['q=12&limit=0', 'request.value'],
      ['q=12&project=%23', 'request.id'],
    ])
      expect((await front.get(`/search?${query}`)).body).toMatchObject({ status: 400, errors: [{ code }] });
    expect((await front.post('/search?q=12', {})).status).toBe(404);
  });

  it('is stopped with a sentence and a time when numbers are tried out', async () => {
    const guesser = await cloud.person('alpha', 'guesser', ['FRONT'], ['p1']);
    const statuses: number[] = [];
    for (let n = 0; n < 61; n += 1)
      statuses.push((await guesser.get(`/projects/p1/${n % 2 ? 'parties' : 'units'}?q=1380000${String(n).padStart(4, '0')}`)).status);
    expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), 429]);
    const refused = await guesser.get('/search?q=13800001234');
    expect(refused).toMatchObject({ status: 429, body: { code: 'search.too-many' } });
    expect(refused.body.detail).toContain('请于 2026-07-01 11:00 后再试');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect((await guesser.get('/search?q=1-2-301')).status).toBe(200);
  });
});

describe('the one log and my work 总台账与我的待办', () => {
  it('stand in order of due instants, and mine across projects at /cases', async () => {
    const { body } = await front.get('/projects/p1/cases?limit=1');
    expect(body.items).toMatchObject([{ kind: 'repair', id: 'BX-20260701-0001', project: 'p1' }]);
    expect((await front.get('/projects/p1/cases?overdue')).body.items).toEqual([]);
    expect((await front.get('/projects/p1/cases?closed=true')).body.items).toEqual([]);
    expect((await front.get('/projects/p1/cases?closed=maybe')).body).toMatchObject({ status: 400, errors: [{ path: 'closed' }] });
    expect((await front.get('/cases?mine')).body.items).toEqual([]);
    expect((await front.get('/cases?mine=false')).status).toBe(400);
    await cloud.advance('PT31M');
    expect((await front.get('/projects/p1/cases?overdue=true')).body.items).toMatchObject([{ id: 'BX-20260701-0001' }]);
  });
});
