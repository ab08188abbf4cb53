import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { positions } from '../../lib/kernel/position.ts';
import { sampleFiles } from '../events/sample-files.ts';
import { certificateOf } from '../support/certificate.ts';
import { type Body, burstPipe, type Caller, CloudProcess, type Reply } from '../support/cloud.ts';
import { readEverything, tellNumbers } from '../support/numbers-told.ts';
import { type MadeUp, madeUpPeople } from '../support/people.ts';
import { bytesOf, filesBelow, Searcher } from '../support/plaintext.ts';
import { amount, inParallel } from '../support/portion.ts';

/** Persons, each with a phone and an identity number: a thousand numbers, in a deep run ten thousand. */
const count = amount(500, 5_000);
const people = madeUpPeople(count + 80);
/** Who comes in by which way. */
const [parties, callers, outsiders, imported, newcomers] = [
  people.slice(0, count / 2),
  people.slice(count / 2, (3 * count) / 4),
  people.slice(count / 2, count),
  people.slice(count, count + 60),
  people.slice(count + 60),
];
const secrets = new Searcher(people.flatMap(({ phone, identity }) => [phone, identity]));
const cloud = new CloudProcess();
const answers: string[] = [];
/** Where the imports say how they went. */
const reports: string[] = [];
let front: Caller;
/** Holds every position: nothing is missing from an answer because of who asks. */
let all: Caller;

const roomOf = (at: number) => `${1 + Math.floor(at / 20)}-1-${101 + (at % 20)}`;
const partyOf = (at: number) => `K${String(at).padStart(4, '0')}`;

async function heard(asked: Promise<Reply<Body>>, ...status: readonly number[]): Promise<Reply<Body>> {
  const reply = await asked;
  answers.push(reply.text, reply.headers.get('location') ?? '');
  if (!status.includes(reply.status)) throw new Error(`${reply.status} ${reply.text}`);
  return reply;
}

/** Numbers as clerks write them: plain, in groups, with the country's code. */
const written = ({ phone }: MadeUp, at: number) =>
  [phone, `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`, `${phone.slice(0, 3)} ${phone.slice(3)}`][at % 3];
const onceEvery = (at: number): Record<string, string> => (at % 2 === 0 ? { 'idempotency-key': `request-${at}` } : {});

/** Parties, every tenth with a flat. */
async function registerParties(): Promise<void> {
  await inParallel(parties, 8, async (one, at) => {
    const body = {
      name: one.name,
      phones: [written(one, at)],
      documents: [{ kind: 'identityCard', number: at % 2 ? one.identity : one.identity.toLowerCase() }],
    };
    await heard(cloud.call('PUT', `/projects/p1/parties/${partyOf(at)}`, body, { token: front.token, headers: onceEvery(at) }), 201);
    if (at % 10 !== 0) return;
    const relations = [{ party: partyOf(at), role: 'owner' }];
    await heard(front.put(`/projects/p1/units/${roomOf(at / 10)}`, { buildingAreaDm2: 9_000, relations }), 201);
  });
}

async function takeRepairs(): Promise<void> {
  await inParallel(callers, 8, async (one, at) => {
    const caller = { name: one.name, phone: written(one, at) };
    await heard(front.post('/projects/p1/repairs', { ...burstPipe, unit: roomOf(at % 25), caller }, onceEvery(count + at)), 201);
  });
}

/** Outsiders who ask for keys, every tenth taking them against his document. */
async function lendKeys(): Promise<void> {
  await inParallel(outsiders, 8, async (one, at) => {
    const phone = at < count / 4 ? {} : { phone: written(one, at) };
    const borrower = { kind: 'outsider', name: one.name, company: '某装饰公司', identity: one.identity, ...phone };
    const set = at % 10 === 0 ? `JX-${at}` : 'JX-1';
    if (at % 10 === 0) await heard(front.put(`/projects/p1/key-sets/${set}`, { count: 1, cabinet: 'A', kind: 'publicArea' }), 201);
    const { body } = await heard(front.post('/projects/p1/key-loans', { set, borrower, purpose: 'construction' }, onceEvery(2 * count + at)), 201);
    if (at % 10 !== 0) return;
    const lend = (identity: string) => front.post(`/projects/p1/key-loans/${body.id}/lend`, { shown: { kind: 'document', identity }, witness: 'guard' });
    await heard(lend(outsiders[(at + 1) % outsiders.length]?.identity ?? ''), 403);
    await heard(lend(one.identity), 200);
  });
}

/** A spreadsheet with good rows and bad ones: first looked through, then refused, then the good ones taken in. Complaints speak of cells. */
async function importSheet(): Promise<void> {
  const isGood = (at: number) => [6, 7, 5, 11].every((every) => at % every !== every - 1);
  const rows = imported.map(({ name, phone, identity }, at) => {
    const area = at % 6 === 5 ? phone : '88.5';
    const kind = at % 7 === 6 ? identity : '居民身份证';
    return [`9-1-${1001 + at}`, '住宅', area, name, at % 5 === 4 ? identity : phone, kind, at % 11 === 10 ? `${identity}${phone}` : identity].join(',');
  });
  const sheet = ['房号,类型,建筑面积(㎡),业主姓名,业主电话,业主证件类型,业主证件号码', ...rows].join('\n');
  const chosen = imported.flatMap((_, at) => (isGood(at) ? [String(at + 2)] : [])).join(',');
  for (const query of ['dryRun=true', 'dryRun=false', `dryRun=false&rows=${chosen}`]) {
    const headers = { 'content-type': 'text/csv' };
    const { body } = await heard(cloud.call('POST', `/projects/p1/units/import?${query}`, sheet, { token: front.token, headers }), 200, 202);
    reports.push(`/projects/p1/units/imports/${body.id}`);
  }
}

/** Mistakes, in which a clerk's words might come back. */
async function blunder(): Promise<void> {
  await inParallel(people.slice(0, 25), 8, async ({ phone, identity, name }, at) => {
    const party = `/projects/p1/parties/X${at}`;
    await heard(front.put(party, { name, phones: [phone], wechat: phone }), 400);
    await heard(front.put(party, { name: phone.repeat(10), phones: [`${phone}#`], documents: [{ kind: identity, number: identity }] }), 400);
    await heard(front.put(party, { name, phones: Array.from({ length: 6 }, () => phone) }), 400);
    await heard(front.get(`/projects/p1/parties/${phone}`), 404);
    await heard(front.get(`/projects/p1/units/${identity}/file`), 404);
    await heard(front.get(`/projects/p1/units?q=${phone}&cursor=${identity}`), 200, 400);
    await heard(front.post('/projects/p1/repairs', { ...burstPipe, unit: '1-1-101', caller: { phone, party: 'nobody' } }), 422);
    await heard(cloud.call('PUT', party, `{"name":"${name}","phones":["${phone}"`, { token: front.token }), 400);
  });
}

beforeAll(
  async () => {
    await cloud.start();
    await cloud.setClock('2026-07-01T10:00:00+08:00');
    const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
    await admin.post('/projects', { id: 'p1', name: '一号院' });
    front = await cloud.person('meihua', 'front', ['FRONT', 'ARCH', 'CSM', 'HR']);
    await heard(front.put('/projects/p1/key-sets/JX-1', { count: 2, cabinet: 'A', kind: 'publicArea' }), 201);
    await heard(front.put('/projects/p1/staff/guard', { name: '门岗', department: '秩序' }), 201);
    await registerParties();
    await Promise.all([takeRepairs(), lendKeys(), importSheet(), blunder()]);
    all = await cloud.person('meihua', 'all', [...positions]);
    await tellNumbers(cloud, all, newcomers, heard);
    await cloud.idle();
  },
  amount(120_000, 900_000),
);
afterAll(() => cloud.stop());

describe('a thousand numbers of persons', () => {
  it('a searcher finds them where they are', () => {
    const [{ phone, identity }] = people as [MadeUp];
    expect(secrets.in(`x${phone}y`)).toEqual([phone]);
    expect(secrets.in(Buffer.from(`7${identity}7`))).toContain(identity);
    expect(secrets.in(`${phone.slice(0, 3)} ${phone.slice(3, 7)}-${phone.slice(7)}`)).toEqual([phone]);
  });

  it('are shown masked, in every list and file', async () => {
    const { body } = await heard(front.get('/projects/p1/parties?q=K&limit=100'), 200);
    const [{ phone, identity }] = parties as [MadeUp];
    expect(body.items[0]).toMatchObject({
      phones: [`${phone.slice(0, 3)}****${phone.slice(-4)}`],
      documents: [{ number: `${identity.slice(0, 6)}********${identity.slice(-4)}` }],
    });
    for (const path of ['repairs', 'key-loans', 'units', 'cases', 'key-sets', 'parties?q=K']) {
      const { body: page } = await heard(front.get(`/projects/p1/${path}${path.includes('?') ? '&' : '?'}limit=100`), 200);
      for (const { id } of page.items.slice(0, 10)) {
        const collection = id.startsWith('BX') ? 'repairs' : id.startsWith('YS') ? 'key-loans' : path.split('?')[0];
        for (const tail of ['', '/history']) await heard(front.get(`/projects/p1/${collection}/${id}${tail}`), 200);
      }
    }
    for (let at = 0; at < 25; at += 5) await heard(front.get(`/projects/p1/units/${roomOf(at)}/file?limit=100`), 200);
    for (const who of ['ENGM', 'PM']) await heard((await cloud.person('meihua', who.toLowerCase(), [who])).get('/inbox?limit=100'), 200);
    const ends = await Promise.all(reports.map(async (path) => (await heard(front.get(path), 200)).body.state));
    expect(ends).toEqual(['failed', 'failed', 'done']);
    await heard(front.post('/projects/p1/parties/export', { format: 'csv' }), 200, 202);
  });

  it('are shown masked in every list, record, history and part of every kind there is, and there is one of each', async () => {
    expect(await readEverything(all, heard)).toEqual([]);
  });

  it('lead to the flat, however they are written, and only in their own company', async () => {
    const other = await cloud.person('heyuan', 'front', ['FRONT', 'CSM', 'ARCH']);
    await (await cloud.person('heyuan', 'admin', ['HQ-ADM'])).post('/projects', { id: 'p1', name: '一号院' });
    for (let at = 0; at < 250; at += 50) {
      const { phone } = parties[at] as MadeUp;
      for (const q of [phone, ` ${phone} `, `${phone.slice(0, 3)}-${phone.slice(3)}`]) {
        const { body } = await heard(front.get(`/projects/p1/units?q=${encodeURIComponent(q)}`), 200);
        expect(body.items.map(({ id }) => id)).toEqual([roomOf(at / 10)]);
      }
      for (const register of ['units', 'parties']) expect((await heard(other.get(`/projects/p1/${register}?q=${phone}`), 200)).body.items).toEqual([]);
      expect((await heard(front.get(`/projects/p1/units?q=${phone.slice(0, 8)}`), 200)).body.items).toEqual([]);
    }
  });

  it('stand in no file of the data folder, in no answer, in nothing that was printed, in no sample', async () => {
    await cloud.idle();
    const leaks = filesBelow(cloud.folder, ['objects']).flatMap((path) => secrets.in(bytesOf(path)).map((secret) => `${path}: ${secret}`));
    expect(leaks).toEqual([]);
    expect(answers.length).toBeGreaterThan(2 * count);
    expect(answers.flatMap((answer) => secrets.in(answer))).toEqual([]);
    expect(secrets.in(cloud.output)).toEqual([]);
    expect(secrets.in(JSON.stringify([...sampleFiles()]))).toEqual([]);
  });

  it('are found by the independent verification neither', async () => {
    expect(await certificateOf(cloud.folder, '--settled'), cloud.output.slice(-2_000)).toContain('Nothing is wrong');
  });
});
