import { describe, expect, it } from 'vitest';
import type { Definition } from '../../lib/cases/definition.ts';
import type { Desk } from '../../lib/cases/desk.ts';
import { search } from '../../lib/lists/search.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { timeIs } from '../support/clock.ts';
import { newCompany, testDesk } from '../support/engine.ts';
import { errand, trolley } from '../support/errand.ts';
import { house, testHouse } from '../support/house.ts';
import { counted } from '../support/transport.ts';

const limit = 20;
const dueAt = '2026-07-01T10:00:00+08:00';
const phone = '13800001234';
const card = '110101199003071234';

/** Two projects, a clerk in each, one in both, headquarters, and a resident; nothing in the registers. */
async function company(desk?: Desk) {
  timeIs('2026-07-01T08:00:00+08:00');
  const at = await testHouse([errand, trolley], desk);
  await at.hire('zhao', ['FRONT'], ['p1']);
  await at.hire('li', ['FRONT'], ['p2']);
  await at.hire('both', ['FRONT'], ['p1', 'p2']);
  await at.hire('boss', ['GM']);
  return at;
}

type At = Awaited<ReturnType<typeof company>>;

/** The same household in a project: a flat, its owner, an errand with his number. */
async function household({ system, by }: At, project: string, clerk: string) {
  await system(partyRegister, project, 'owner', {
    name: '张三',
    phones: [phone],
    documents: [{ kind: 'identityCard', number: card }],
    plates: ['京A12345'],
  });
  await system(unitRegister, project, '1-2-301', { buildingAreaDm2: 9875, relations: [{ party: 'owner', role: 'owner', from: '2024-01-01' }] });
  return by(clerk, errand, 'ask', { what: '送信', dueAt, phone, unit: '1-2-301' }, { project });
}

const unit = { kind: 'unit', project: 'p1', id: '1-2-301', unit: '1-2-301', title: '1-2-301 住宅' };
const owner = { kind: 'party', project: 'p1', id: 'owner', title: '张三', phone: '138****1234' };
const errandCard = { kind: 'errand', project: 'p1', id: 'PT-20260701-0001', number: 'p1-PT-20260701-0001', title: '送信', unit: '1-2-301', state: 'open' };
const nothing = { units: [], parties: [], cases: [] };

describe('search 综合查询', () => {
  it.each([
    { q: '1-2-301', units: [unit], parties: [], cases: [] },
    { q: '1栋2单元301', units: [unit], parties: [], cases: [] },
    { q: '301', units: [unit], parties: [], cases: [] },
    { q: '张 三', units: [unit], parties: [owner], cases: [] },
    { q: '138-0000-1234', units: [unit], parties: [owner], cases: [errandCard] },
    { q: '1234', units: [unit], parties: [owner], cases: [] },
    { q: '京A·12345', units: [unit], parties: [owner], cases: [] },
    { q: card, units: [unit], parties: [owner], cases: [] },
    { q: 'PT-20260701-0001', units: [], parties: [], cases: [errandCard] },
    { q: 'p1-pt-20260701-0001', units: [], parties: [], cases: [errandCard] },
    { q: '李四', ...nothing },
    { q: '13800001235', ...nothing },
    { q: 'PT-20260701-0002', ...nothing },
  ])('finds by “$q” what it names, in masks', async ({ q, units, parties, cases }) => {
    const at = await company();
    await household(at, 'p1', 'zhao');
    const answer = await search(at.desk, 'zhao', { q, limit });
    expect(answer).toMatchObject({ units, parties, cases });
    expect([answer.units.length, answer.parties.length, answer.cases.length]).toEqual([units.length, parties.length, cases.length]);
    expect(JSON.stringify(answer)).not.toMatch(new RegExp(`${phone}|${card}|京A12345`));
  });

  it('costs one batch read for the person, one query a word, one batch read for the hits, one query for the flats of each party, and a batch read of these', async () => {
    const at = await company();
    await household(at, 'p1', 'zhao');
    const cost = async (q: string, person = 'zhao') => (await counted(() => search(at.desk, person, { q, limit }))).requests;
    expect(await cost('1-2-301')).toEqual({ BatchGetItem: 2, Query: 1 });
    expect(await cost('张三')).toEqual({ BatchGetItem: 3, Query: 3 });
    expect(await cost(phone)).toEqual({ BatchGetItem: 3, Query: 2, UpdateItem: 2 });
    expect(await cost('p1-PT-20260701-0001')).toEqual({ BatchGetItem: 2 });
    expect(await cost('1-2-301', 'both')).toEqual({ BatchGetItem: 2, Query: 2 });
    expect(await cost('1-2-301', 'boss')).toEqual({ BatchGetItem: 2, Query: 1 });
  });
});

const texts = ['1-2-301', '张三', phone, '1234', '京A12345', card, 'PT-20260701-0001', 'p2-PT-20260701-0001'];

describe('the border of a project', () => {
  it('is not crossed by answer, cursor or work: all is the same whether the neighbour has hits or not', async () => {
    const [alone, beside] = [await company(), await company()];
    for (const at of [alone, beside]) await household(at, 'p1', 'zhao');
    await household(beside, 'p2', 'li');
    for (let n = 0; n < 30; n += 1)
      await beside.system(partyRegister, 'p2', `k${n}`, {
        name: '张三',
        phones: [phone],
        documents: [{ kind: 'identityCard', number: card }],
        plates: ['京A12345'],
      });
    for (const q of texts) {
      const told = async ({ desk }: At) => {
        const { calls: _, result, ...work } = await counted(() => search(desk, 'zhao', { q, limit: 2 }));
        return { ...result, cursor: result.cursor !== undefined, work };
      };
      expect(await told(beside), q).toEqual(await told(alone));
    }
  });

  it('is not crossed from outside: where nothing is, nothing is found, with the same work as if nobody had it', async () => {
    const [empty, beside] = [await company(), await company()];
    await household(beside, 'p2', 'li');
    await empty.desk.keys();
    for (const q of texts) {
      const { calls: _, ...a } = await counted(() => search(empty.desk, 'zhao', { q, limit }));
      const { calls: _calls, ...b } = await counted(() => search(beside.desk, 'zhao', { q, limit }));
      expect(b, q).toEqual(a);
      expect(b.result, q).toEqual(nothing);
    }
    for (const project of ['p2', 'p9', 'hq']) expect(await search(beside.desk, 'zhao', { q: '张三', limit, project })).toEqual(nothing);
  });

  it('is open to whoever holds a position on both sides, and to headquarters, who may name one', async () => {
    const at = await company();
    await household(at, 'p1', 'zhao');
    await household(at, 'p2', 'li');
    const projects = async (person: string, q: string, project?: string) => {
      const { units, parties, cases } = await search(at.desk, person, { q, limit, project });
      return [...units, ...parties, ...cases].map((hit) => `${hit.project} ${hit.kind}`);
    };
    const everything = ['p1 unit', 'p2 unit', 'p1 party', 'p2 party', 'p1 errand', 'p2 errand'];
    expect(await projects('both', phone)).toEqual(everything);
    expect(await projects('zhao', phone)).toEqual(['p1 unit', 'p1 party', 'p1 errand']);
    expect(await projects('boss', '张三')).toEqual(['p1 unit', 'p2 unit', 'p1 party', 'p2 party']);
    expect(await projects('boss', '张三', 'p2')).toEqual(['p2 unit', 'p2 party']);
    expect(await projects('both', 'PT-20260701-0001')).toEqual(['p1 errand', 'p2 errand']);
    expect(await projects('both', 'p2-PT-20260701-0001')).toEqual(['p2 errand']);
  });

  it('lets headquarters see what their positions may read: a general manager reads no errands', async () => {
    const at = await company();
    await household(at, 'p1', 'zhao');
    for (const q of ['p1-PT-20260701-0001', 'PT-20260701-0001']) expect((await search(at.desk, 'boss', { q, limit })).cases).toEqual([]);
    expect((await search(at.desk, 'boss', { q: phone, limit })).cases).toEqual([]);
  });

  it('is shown page by page to headquarters, each hit once', async () => {
    const at = await company();
    for (const project of ['p1', 'p2']) for (let n = 0; n < 5; n += 1) await at.system(partyRegister, project, `k${n}`, { name: '王芳' });
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await search(at.desk, 'boss', { q: '王芳', limit: 3, cursor });
      seen.push(...page.parties.map(({ project, id }) => `${project} ${id}`));
      cursor = page.cursor;
      pages += 1;
    } while (cursor);
    expect(seen.toSorted()).toEqual(['p1', 'p2'].flatMap((project) => [0, 1, 2, 3, 4].map((n) => `${project} k${n}`)));
    expect(pages).toBe(4);
    const first = await search(at.desk, 'boss', { q: '王芳', limit: 3 });
    for (const other of [
      { person: 'both', q: '王芳' },
      { person: 'boss', q: '李芳' },
    ])
      await expect(search(at.desk, other.person, { q: other.q, limit: 3, cursor: first.cursor })).rejects.toMatchObject({ code: 'request.cursor' });
    expect(Buffer.from(first.cursor?.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toContain('T#');
  });

  it('ends with the last day of an appointment', async () => {
    const at = await company();
    await household(at, 'p1', 'zhao');
    await at.hire('zhao', ['FRONT'], ['p2']);
    expect(await search(at.desk, 'zhao', { q: '张三', limit })).toEqual(nothing);
    await at.hire('zhao', [], ['p1']);
    const { result, requests } = await counted(() => search(at.desk, 'zhao', { q: '张三', limit }));
    expect(result).toEqual(nothing);
    expect(requests).toEqual({ BatchGetItem: 1 });
  });

  it('stops at the buildings of an appointment', async () => {
    const at = await company();
    await household(at, 'p1', 'zhao');
    await at.system(memberRegister, 'hq', 'east', { grants: [{ project: 'p1', position: 'FRONT', from: '2020-01-01', buildings: ['2'] }] });
    expect(await search(at.desk, 'east', { q: '1-2-301', limit })).toEqual(nothing);
    expect((await search(at.desk, 'east', { q: phone, limit })).cases).toEqual([]);
  });

  it('finds nothing for a resident, who has lists of his own', async () => {
    const at = await company();
    await household(at, 'p1', 'zhao');
    await at.hire('owner', [], ['p1'], ['1-2-301']);
    const { result, requests } = await counted(() => search(at.desk, 'owner', { q: '1-2-301', limit }));
    expect([result, requests]).toEqual([nothing, { BatchGetItem: 1 }]);
  });
});

describe('what is kept from somebody', () => {
  it('does not show in his search, not even as a page that is short or goes on', async () => {
    const secret: Definition = { ...errand, name: 'secret', collection: 'secrets', numberPrefix: 'AA', secrecy: () => ({ persons: ['zhao'] }) };
    const told = async (kept: boolean) => {
      const desk = await testDesk([...house, errand, secret, trolley], newCompany());
      const at = await company(desk);
      await household(at, 'p1', 'zhao');
      for (let n = 0; kept && n < 9; n += 1) await at.by('both', secret, 'ask', { what: '密', dueAt, phone }, { project: 'p1' });
      const pages: unknown[] = [];
      let cursor: string | undefined;
      do {
        const page = await search(desk, 'zhao', { q: phone, limit: 1, cursor });
        pages.push({ ...page, cursor: page.cursor !== undefined });
        cursor = page.cursor;
      } while (cursor);
      if (kept) expect((await search(desk, 'both', { q: phone, limit })).cases).toHaveLength(10);
      return pages;
    };
    expect(await told(true)).toEqual(await told(false));
  });

  it('by the positions one has: a gate guard finds no customer, and by no number the flat', async () => {
    const at = await company();
    await household(at, 'p1', 'zhao');
    await at.hire('gate', ['GATE']);
    for (const q of ['张三', phone, '京A12345']) expect(await search(at.desk, 'gate', { q, limit })).toEqual(nothing);
    expect((await search(at.desk, 'gate', { q: '1-2-301', limit })).units).toHaveLength(1);
  });
});

describe('two companies with the same ids', () => {
  it('find their own and nothing of each other', async () => {
    const definitions = [...house, errand, trolley];
    const [a, b] = [await company(await testDesk(definitions, newCompany())), await company(await testDesk(definitions, newCompany()))];
    await household(a, 'p1', 'zhao');
    for (const q of texts) {
      const full = await search(a.desk, 'boss', { q, limit });
      expect(await search(b.desk, 'boss', { q, limit })).toEqual(nothing);
      expect(await search(b.desk, 'zhao', { q, limit })).toEqual(nothing);
      expect(full.units.length + full.parties.length + full.cases.length > 0 || q.includes('PT-'), q).toBe(true);
    }
    await a.system(partyRegister, 'p1', 'second', { name: '张三' });
    const { cursor } = await search(a.desk, 'boss', { q: '张三', limit: 1 });
    await expect(search(b.desk, 'boss', { q: '张三', limit: 1, cursor })).rejects.toMatchObject({ code: 'request.cursor' });
  });
});

describe('a text nobody can mean', () => {
  it.each([
    [undefined, 'request.missing'],
    ['', 'request.missing'],
    ['   ', 'request.missing'],
    ['王', 'request.too-short'],
    ['1', 'request.too-short'],
    ['𠮷', 'request.too-short'],
    ['张'.repeat(101), 'request.too-long'],
    ['张\u0000三', 'request.text'],
    ['\ud800三', 'request.text'],
    ['##', 'request.value'],
    ['…', 'request.too-short'],
  ])('“%s” is refused as %s before anything is asked', async (q, code) => {
    const { desk } = await company();
    const { result, calls } = await counted(() => search(desk, 'zhao', { q, limit }).catch((error: unknown) => error));
    expect(result).toMatchObject({ code: 'request.invalid', errors: [{ path: 'q', code }] });
    expect(calls).toEqual([]);
  });

  it('may be two characters long: a name', async () => {
    const at = await company();
    await at.system(partyRegister, 'p1', 'k', { name: '王五' });
    expect((await search(at.desk, 'zhao', { q: '王五', limit })).parties).toHaveLength(1);
  });
});
