import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, burstPipe, Caller, CloudProcess, type Reply } from '../support/cloud.ts';

const cloud = new CloudProcess();
const phone = '13812345678';
/** Administrators of two companies in which everything has the same id. */
const admin: Record<string, Caller> = {};

async function must(asked: Promise<Reply<Body>>, status = 201): Promise<Body> {
  const reply = await asked;
  if (reply.status !== status) throw new Error(`${reply.status} ${reply.text}`);
  return reply.body;
}

/** Somebody the issuer knows and no company does. */
async function stranger(sub: string): Promise<Caller> {
  const { body } = await cloud.call('POST', '/local/token', { sub });
  return new Caller(cloud, body.token);
}

/** A token that names company and person, from an issuer that vouches for them; nothing is founded by it. */
const vouched = (company: string, person: string): Promise<Caller> => claiming({ company, person, sub: person });

async function claiming({ sub, ...named }: Readonly<Record<string, string>>): Promise<Caller> {
  const { importJWK, SignJWT } = await import('jose');
  const key = await importJWK(JSON.parse(readFileSync(`${cloud.folder}/issuer.json`, 'utf8')) as never, 'ES256');
  const { body } = await cloud.call<{ issuer: string }>('GET', '/local/issuer/.well-known/openid-configuration');
  const claims = new SignJWT({ ...named, ...(sub === undefined ? {} : { sub }) }).setProtectedHeader({ alg: 'ES256', kid: 'local' });
  return new Caller(cloud, await claims.setIssuer(body.issuer).setAudience('wuyun-local').setExpirationTime('1h').sign(key));
}

const accept = (caller: Caller, code: unknown) => caller.post('/invitations/accept', { code });

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  for (const company of ['meihua', 'heyuan']) {
    const boss = await vouched(company, 'boss');
    admin[company] = boss;
    await must(boss.put('/company', { legalName: `${company}物业服务有限公司` }));
    await must(boss.post('/projects', { id: 'p1', name: '一号院' }));
    await must(boss.put('/members/front', { grants: [{ project: 'p1', position: 'FRONT' }] }));
    const front = await vouched(company, 'front');
    await must(front.put('/projects/p1/parties/K0001', { name: '张三', phones: [phone] }));
    await must(front.put('/projects/p1/units/1-2-301', { buildingAreaDm2: 9_875, relations: [{ party: 'K0001', role: 'owner' }] }));
  }
}, 60_000);
afterAll(() => cloud.stop());

const boss = (company = 'meihua'): Caller => {
  const found = admin[company];
  if (!found) throw new Error(`no administrator of ${company}`);
  return found;
};

describe('a company', () => {
  it('is registered by its first administrator, once, and keeps him', async () => {
    expect((await boss().get('/members/boss')).body).toMatchObject({ state: 'current', grants: [{ project: '*', position: 'HQ-ADM' }] });
    expect((await (await vouched('meihua', 'thief')).put('/company', { legalName: '冒名公司' })).status).toBe(404);
    expect((await boss().get('/company')).body).toMatchObject({ legalName: 'meihua物业服务有限公司' });
    expect(await boss().put('/members/boss', { grants: [] })).toMatchObject({ status: 409, body: { code: 'member.last-administrator' } });
    expect(await boss().post('/members/boss/end')).toMatchObject({ status: 403, body: { code: 'member.not-oneself' } });
  });

  it('appoints nobody to a project it does not have', async () => {
    const refused = await boss().put('/members/li', { grants: [{ project: 'p7', position: 'FRONT' }] });
    expect(refused).toMatchObject({ status: 422, body: { code: 'reference.unknown', errors: [{ path: 'grants.0.project' }] } });
    expect((await boss().get('/members/li')).status).toBe(404);
  });
});

describe('a sign-in of any issuer', () => {
  it('is nobody until it accepts an invitation, and then works by positions alone', async () => {
    const li = await stranger('auth0|li');
    for (const path of ['/projects', '/inbox', '/members/li', '/projects/p1/units'])
      expect(await li.get(path), path).toMatchObject({ status: 401, body: { code: 'auth.unlinked' } });
    const invited = await must(boss().post('/members/li/invite', { name: '林晓', phone: '13900001111' }));
    expect(invited).toMatchObject({ sent: false, name: '林晓', invitation: { code: '******', by: 'boss' } });
    expect(await accept(li, invited['invitationCode'])).toMatchObject({ status: 200, body: { company: 'meihua', person: 'li' } });
    expect((await li.get('/projects')).body.items).toEqual([]);
    await must(boss().put('/members/li', { grants: [{ project: 'p1', position: 'FRONT' }] }), 200);
    expect((await li.get('/projects/p1/units/1-2-301')).status).toBe(200);
    expect((await li.get('/members/li')).body).toMatchObject({ login: { account: '******' } });
    expect(await accept(await stranger('auth0|thief'), invited['invitationCode'])).toMatchObject({ status: 422, body: { code: 'invitation.refused' } });
    expect(await accept(boss(), invited['invitationCode'])).toMatchObject({ status: 409, body: { code: 'invitation.no-need' } });
  });

  it.each<[string, Record<string, string>, string]>([
    ['that names nobody and is nobody', {}, 'auth.invalid'],
    ['of an endless sign-in', { sub: 'x'.repeat(257) }, 'auth.invalid'],
    ['that names a person of no company', { person: 'li', sub: 'auth0|li' }, 'auth.invalid'],
    ['of a sign-in that only begins alike', { sub: 'auth0|l' }, 'auth.unlinked'],
    ['of a sign-in that looks like a key', { sub: 'LOGIN#x' }, 'auth.unlinked'],
  ])('%s gets in nowhere', async (_, claims, code) => {
    const caller = await claiming(claims);
    for (const asked of [caller.get('/projects'), caller.post('/projects/p1/repairs', burstPipe), caller.get('/members/li')])
      expect(await asked).toMatchObject({ status: 401, body: { code } });
  });

  it('answers a request to invite that is repeated without the code', async () => {
    const key = { 'idempotency-key': 'invite-wang-1' };
    const first = await must(boss().post('/members/wang/invite', { name: '王师傅' }, key));
    const again = await must(boss().post('/members/wang/invite', { name: '王师傅' }, key));
    expect(first['invitationCode']).toMatch(/^meihua\.[\w-]{20}$/);
    expect(again['invitationCode']).toBeUndefined();
    expect(await accept(await stranger('auth0|wang'), first['invitationCode'])).toMatchObject({ status: 200 });
  });

  it('belongs to one company: the same ids in another one are closed to it, and a second link is refused', async () => {
    const li = await stranger('auth0|li');
    const theirs = await must(boss('heyuan').post('/members/li/invite'));
    expect(await accept(li, theirs['invitationCode'])).toMatchObject({ status: 409, body: { code: 'invitation.linked-elsewhere' } });
    expect((await boss('heyuan').get('/members/li')).body['login']).toBeUndefined();
  });

  it('is refused at once after a reset, for commands and reads, and linked again by a new invitation', async () => {
    const li = await stranger('auth0|li');
    expect((await li.post('/projects/p1/repairs', burstPipe)).status).toBe(201);
    await must(boss().post('/members/li/reset', { reason: '手机遗失' }), 200);
    for (const asked of [li.get('/projects/p1/units/1-2-301'), li.post('/projects/p1/repairs', burstPipe), li.get('/inbox')])
      expect(await asked).toMatchObject({ status: 401, body: { code: 'auth.unlinked' } });
    const invited = await must(boss().post('/members/li/invite'), 200);
    expect((await accept(li, invited['invitationCode'])).status).toBe(200);
    expect((await li.get('/projects/p1/units/1-2-301')).status).toBe(200);
  });

  it('may try five codes an hour', async () => {
    const guesser = await stranger('auth0|guesser');
    for (let n = 0; n < 5; n += 1) expect((await accept(guesser, `meihua.${n}`)).status).toBe(422);
    expect(await accept(guesser, 'meihua.6')).toMatchObject({ status: 429, body: { code: 'invitation.too-many' } });
  });

  it('survives a restart of everything', async () => {
    await cloud.kill();
    await cloud.start();
    expect((await (await stranger('auth0|li')).get('/projects/p1/units/1-2-301')).status).toBe(200);
  }, 60_000);
});

describe('a leaver', () => {
  it('is refused with the same words at once by everything, with an old token and with a new one', async () => {
    await must(
      boss().put('/members/zhao', {
        grants: [
          { project: 'p1', position: 'FRONT' },
          { project: 'p1', position: 'CSM' },
        ],
      }),
    );
    const zhao = await vouched('meihua', 'zhao');
    const { id } = await must(zhao.post('/projects/p1/repairs', burstPipe));
    await must(boss().post('/members/zhao/end'), 200);
    const asked = (caller: Caller) => [
      caller.get('/projects'),
      caller.get('/inbox'),
      caller.get('/members/zhao'),
      caller.get(`/projects/p1/repairs/${id}`),
      caller.get('/projects/p1/repairs/BX-20260701-9999'),
      caller.get('/projects/p9/repairs'),
      caller.get('/search?q=1-2-301'),
      caller.get('/cases'),
      caller.post(`/projects/p1/repairs/${id}/urge`),
      caller.post('/projects/p1/repairs', burstPipe),
      caller.post('/bindings', { project: 'p1', phone }),
      caller.put('/projects/p1/units/1-2-301', { buildingAreaDm2: 1 }),
    ];
    for (const caller of [zhao, await vouched('meihua', 'zhao'), await cloud.person('meihua', 'zhao', ['FRONT', 'HQ-ADM'])]) {
      const said = new Set((await Promise.all(asked(caller))).map(({ status, text }) => `${status} ${text}`));
      expect([...said]).toHaveLength(1);
      expect([...said][0]).toContain('access.locked');
    }
    expect((await boss().get('/members/zhao')).body).toMatchObject({ state: 'ended' });
    expect((await boss('heyuan').get('/members/zhao')).status).toBe(404);
  });

  it('locked, is let in again when unlocked', async () => {
    await must(boss().put('/members/qian', { grants: [{ project: 'p1', position: 'FRONT' }] }));
    const qian = await vouched('meihua', 'qian');
    await must(boss().post('/members/qian/lock', { reason: '调查' }), 200);
    expect((await qian.get('/projects')).status).toBe(403);
    await must(boss().post('/members/qian/unlock'), 200);
    expect((await qian.get('/projects')).body.items).toHaveLength(1);
    const { body } = await boss().get('/members/qian/history');
    expect(body.items.map((entry) => entry['command'])).toEqual(['put', 'lock', 'unlock']);
  });
});

describe('a colleague', () => {
  it('hands his positions on for some days, and they come back by themselves', async () => {
    for (const person of ['pm', 'deputy'])
      await must(boss().put(`/members/${person}`, { grants: [{ project: 'p1', position: person === 'pm' ? 'PM' : 'FRONT' }] }));
    const [pm, deputy] = [await vouched('meihua', 'pm'), await vouched('meihua', 'deputy')];
    const wish = { to: 'deputy', from: '2026-07-01', until: '2026-07-03', reason: '年休假' };
    expect(await deputy.post('/members/pm/delegate', { ...wish, to: 'deputy' })).toMatchObject({ status: 404 });
    await must(pm.post('/members/pm/delegate', wish), 200);
    expect((await boss().get('/members?project=p1&position=PM')).body.items.map(({ id }) => id)).toEqual(['deputy', 'pm']);
    expect((await deputy.get('/members')).status).toBe(200);
    await cloud.setClock('2026-07-03T00:00:00+08:00');
    expect((await deputy.get('/members')).status).toBe(404);
  });
});

describe('a resident', () => {
  const channels = {
    sms: { sign: '美华物业', account: 'meihua', secret: 'local-meihua-secret', dailyBudget: 50 },
    templates: [
      { type: 'binding.code', way: 'sms', template: 'SMS_9', params: ['code', 'validFor'] },
      { type: 'invitation.code', way: 'sms', template: 'SMS_8', params: ['code', 'validFor'] },
    ],
  };
  const sent = async () => {
    const { body } = await cloud.call<{ messages: readonly { to: string; template: string; params: readonly string[] }[] }>('GET', '/local/messages');
    return body.messages;
  };

  it('hears that there is no channel as long as there is none', async () => {
    const app = await vouched('meihua', 'app');
    expect(await app.post('/bindings', { project: 'p1', phone })).toMatchObject({ status: 503, body: { code: 'binding.no-channel' } });
  });

  it('binds himself by the code on his telephone and sees his flat', async () => {
    await must(boss().put('/company/channels', channels));
    const app = await vouched('meihua', 'app');
    expect((await app.get('/projects/p1/units/1-2-301')).status).toBe(404);
    const asked = await must(app.post('/bindings', { project: 'p1', phone }), 202);
    const [message] = (await sent()).filter(({ template }) => template === 'SMS_9');
    expect(message).toMatchObject({ to: phone, params: [expect.stringMatching(/^\d{6}$/), '5分钟'] });
    const code = message?.params[0] ?? '';
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await app.post(`/bindings/${asked.id}/confirm`, { project: 'p1', code: wrong })).toMatchObject({
      status: 422,
      body: { code: 'binding.code-refused' },
    });
    expect((await (await vouched('meihua', 'other')).post(`/bindings/${asked.id}/confirm`, { project: 'p1', code })).status).toBe(404);
    expect(await app.post(`/bindings/${asked.id}/confirm`, { project: 'p1', code })).toMatchObject({ status: 200, body: { state: 'bound' } });
    expect((await app.get('/projects/p1/units/1-2-301')).status).toBe(200);
    expect((await app.get('/bindings?project=p1')).body.items).toMatchObject([{ id: asked.id, state: 'bound', phone: '138****5678' }]);
    expect(await app.post(`/bindings/${asked.id}/unbind`, { project: 'p1' })).toMatchObject({ status: 200, body: { state: 'unbound' } });
    expect((await app.get('/projects/p1/units/1-2-301')).status).toBe(404);
  });

  it('learns nothing of numbers: known or not, the answer is the same and takes as long', async () => {
    const ask = async (person: string, number: string) => {
      const caller = await vouched('meihua', person);
      const began = performance.now();
      const { status, body } = await caller.post('/bindings', { project: 'p1', phone: number });
      return { status, fields: Object.keys(body), even: performance.now() - began >= 990 };
    };
    await cloud.advance('PT2M');
    const [known, strange] = [await ask('app1', phone), await ask('app2', '13900009999')];
    expect(known).toEqual({ status: 202, fields: ['id', 'project', 'until'], even: true });
    expect(strange).toEqual(known);
    expect(await (await vouched('meihua', 'app3')).post('/bindings', { project: 'p1', phone })).toMatchObject({
      status: 429,
      body: { code: 'binding.too-many' },
    });
  });

  it('is invited by text message where there is a channel', async () => {
    const invited = await must(boss().post('/members/sun/invite', { phone: '13700007777' }));
    expect(invited['sent']).toBe(true);
    expect(await sent()).toContainEqual(expect.objectContaining({ to: '13700007777', template: 'SMS_8', params: [invited['invitationCode'], '7天'] }));
  });
});

it('keeps every code and number to itself', async () => {
  await cloud.idle();
  expect(cloud.output).not.toContain(phone);
  expect(cloud.output).not.toMatch(/meihua\.[\w-]{20}/);
});
