import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, CloudProcess } from '../support/cloud.ts';
import { bytesOf, filesBelow, Searcher } from '../support/plaintext.ts';

const phone = '13812345678';
const identity = '11010119900307123X';
const cloud = new CloudProcess();
let admin: Caller;
let front: Caller;
let sup: Caller;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  front = await cloud.person('meihua', 'front', ['FRONT']);
  sup = await cloud.person('meihua', 'sup', ['HQ-SUP']);
  await front.put('/projects/p1/parties/K1', { name: '张三', phones: [phone], documents: [{ kind: 'identityCard', number: identity }] });
}, 60_000);
afterAll(() => cloud.stop());

const wish = { on: { kind: 'party', id: 'K1' }, reason: '联系业主关阀' };
const once = { 'idempotency-key': 'show-1' };

describe('sealed data over HTTP 敏感信息查阅', () => {
  it('are in the answer, also when the request is repeated, and in nothing that is kept', async () => {
    const first = await front.post('/projects/p1/disclosures', wish, once);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ state: 'disclosed', values: { 'phones.0': phone, 'documents.0.number': identity } });
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect((await front.post('/projects/p1/disclosures', wish, once)).body).toEqual(first.body);
    expect((await front.post('/projects/p1/disclosures', { ...wish, reason: '' })).status).toBe(400);
    expect((await front.get(`/projects/p1/disclosures/${first.body.id}`)).status).toBe(404);
    const kept = await sup.get(`/projects/p1/disclosures/${first.body.id}`);
    expect(kept.body).toMatchObject({ person: 'front', fields: ['phones.0', 'documents.0.number'] });
    expect(kept.body).not.toHaveProperty('values');
    await cloud.idle();
    const secrets = new Searcher([phone, identity]);
    expect(filesBelow(cloud.folder, []).flatMap((file) => secrets.in(bytesOf(file)).map((secret) => `${file} ${secret}`))).toEqual([]);
  });

  it('are asked for fifty times a day, and who saw whom is one question', async () => {
    const replies = await Promise.all(Array.from({ length: 52 }, () => front.post('/projects/p1/disclosures', { ...wish, fields: ['phones.0'] })));
    const refused = replies.filter(({ status }) => status === 429);
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(49);
    expect(refused).toHaveLength(3);
    expect(refused[0]?.body).toMatchObject({ code: 'disclosure.daily-cap' });
    await cloud.idle();
    const inbox = (await sup.get('/inbox')).body as unknown as { items: { type: string }[] };
    expect(inbox.items.filter(({ type }) => type === 'disclosure.capped')).toHaveLength(1);
    const seen = (await sup.get('/projects/p1/disclosures?of=party:K1&limit=100')).body as unknown as { items: { person: string }[] };
    expect(seen.items).toHaveLength(50);
    expect((await sup.get('/projects/p1/disclosures?person=front&limit=100')).body).toMatchObject({ items: { length: 50 } });
    expect((await front.get('/projects/p1/disclosures?of=party:K1')).status).toBe(404);
  });
});

describe('a position of the company’s own over HTTP 自定义岗位', () => {
  it('is defined, given, used, and its conflicts listed', async () => {
    const positions = [{ id: 'X-DESK', title: '值班经理', includes: ['CASHIER', 'CSM'], permissions: ['repair.assign'] }];
    expect((await admin.put('/company', { legalName: '美华物业', positions })).body).toMatchObject({ code: 'company.unknown-permission' });
    const defined = [{ ...positions[0], permissions: ['repair.dispatch'] }];
    expect((await admin.put('/company', { legalName: '美华物业', positions: defined })).status).toBe(200);
    expect((await admin.put('/members/lin', { grants: [{ project: 'p1', position: 'X-DESK' }] })).status).toBe(201);
    const { body } = await admin.get('/members?conflicts=true');
    expect(body).toMatchObject({ items: [{ id: 'lin', warnings: [{ project: 'p1', positions: ['CASHIER', 'CSM'] }] }] });
    expect((await admin.put('/company', { legalName: '美华物业' })).body).toMatchObject({ code: 'company.position-in-use' });
  });
});
