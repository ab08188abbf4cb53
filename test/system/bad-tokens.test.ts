import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDIENCE } from '../../local/issuer.ts';
import { CloudProcess } from '../support/cloud.ts';
import { type Furnished, furnish, pictureOf } from '../support/furnished.ts';
import { faultsOf } from '../support/refusal.ts';

const cloud = new CloudProcess();
let house: Furnished;
let issuer: string;
let key: JsonWebKey;
let before: ReadonlyMap<string, string>;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  house = await furnish(cloud, 'meihua');
  key = JSON.parse(readFileSync(`${cloud.folder}/issuer.json`, 'utf8')) as JsonWebKey;
  const { body } = await cloud.call<{ issuer: string }>('GET', '/local/issuer/.well-known/openid-configuration');
  ({ issuer } = body);
  before = pictureOf(cloud);
}, 60_000);
afterAll(() => cloud.stop());

const soon = () => Math.floor(Date.now() / 1000) + 600;
const claims = (): JWTPayload => ({ company: 'meihua', person: 'all', sub: 'all', iss: issuer, aud: AUDIENCE, exp: soon() });
const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

async function signed(payload: JWTPayload, header: object = {}, by: JsonWebKey | KeyObject = key): Promise<string> {
  const secret = 'kty' in by ? await importJWK(by as never, 'ES256') : by;
  return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'local', ...header }).sign(secret);
}

/** One address of each function. */
const addresses = [
  ['GET', '/company'],
  ['GET', '/projects'],
  ['GET', '/inbox'],
  ['GET', '/members/all'],
  ['GET', '/projects/p1/cases'],
  ['PUT', '/projects/p1/units/1-1-101'],
  ['POST', '/projects/p1/repairs'],
  ['POST', '/projects/p1/key-loans'],
  ['POST', '/projects/p1/key-counts'],
  ['POST', '/projects/p1/units/import'],
] as const;

/** Every address refuses the header. */
async function expectRefused(authorization: string | undefined, code = 'auth.invalid'): Promise<void> {
  for (const [method, path] of addresses) {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const reply = await cloud.call(method, path, method === 'GET' ? undefined : '{}', { headers });
    expect(faultsOf(reply), path).toEqual([]);
    expect(reply.body, path).toMatchObject({ status: 401, code });
    if (authorization) expect(reply.text).not.toContain(authorization.slice(-12));
  }
}

describe('without a token that is good', () => {
  it('nobody gets in, and nothing is written', async () => {
    await expectRefused(undefined, 'auth.missing');
    for (const header of ['', 'Bearer', 'Bearer ', 'Basic YWxsOmFsbA==', 'Token x', `bearer${await signed(claims())}`, `Bearer ${await signed(claims())} x`])
      await expectRefused(header, 'auth.missing');
    expect(pictureOf(cloud)).toEqual(before);
  });

  it.each(['x', 'a.b.c', '....', 'eyJhbGciOiJFUzI1NiJ9..', `${part({ alg: 'ES256' })}.${part('{')}.${part('x')}`, 'x'.repeat(7_000)])(
    '%.40s is none',
    (token) => expectRefused(`Bearer ${token}`),
  );

  it('a signature counts for what was signed, whole and with a key of the issuer', async () => {
    const good = await signed(claims());
    const [header = '', payload = '', signature = ''] = good.split('.');
    const [, , other = ''] = (await signed({ ...claims(), person: 'boss' })).split('.');
    const claimed = part({ ...claims(), person: 'boss' });
    const publicKey = createPublicKey({ key: { ...key, d: undefined }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const confused = `${part({ alg: 'HS256', kid: 'local' })}.${payload}`;
    const { privateKey, publicKey: own } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const tokens = [
      `${header}.${claimed}.${signature}`,
      `${header}.${payload}.${other}`,
      `${header}.${payload}.${signature.slice(0, -4)}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      ...['none', 'None', 'NONE', ''].flatMap((alg) => [`${part({ alg })}.${claimed}.`, `${part({ alg, kid: 'local' })}.${claimed}.${signature}`]),
      `${confused}.${createHmac('sha256', publicKey).update(confused).digest('base64url')}`,
      await signed(claims(), {}, privateKey),
      await signed(claims(), { jwk: own.export({ format: 'jwk' }) }, privateKey),
      await signed(claims(), { jku: 'http://127.0.0.1:9/keys' }, privateKey),
      ...(await Promise.all(['nobody', '../../etc/passwd', '__proto__', ''].map((kid) => signed(claims(), { kid })))),
      await signed(claims(), { crit: ['b64'], b64: false }).catch(() => 'x'),
    ];
    for (const token of tokens) await expectRefused(`Bearer ${token}`);
  });

  it('neither does one that has run out, is not yet good, or was made for others', async () => {
    const now = Math.floor(Date.now() / 1000);
    const { exp: _, ...endless } = claims();
    const wrong: readonly JWTPayload[] = [
      { ...claims(), exp: now - 1 },
      endless,
      { ...claims(), nbf: now + 600 },
      { ...claims(), aud: 'wuyun' },
      { ...claims(), aud: [] },
      { ...claims(), aud: `${AUDIENCE}2` },
      { ...claims(), iss: `${issuer}/` },
      { ...claims(), iss: 'https://evil.example' },
      { ...claims(), exp: 'tomorrow' as never },
    ];
    for (const payload of wrong) await expectRefused(`Bearer ${await signed(payload)}`);
    const { body } = await cloud.call('POST', '/local/token', {
      company: 'meihua',
      person: 'late',
      positions: ['FRONT'],
      projects: ['p1'],
      units: [],
      expiresIn: -1,
    });
    await expectRefused(`Bearer ${body.token}`);
  });

  it('a company or a person that cannot be is nobody', async () => {
    const names: readonly unknown[] = [
      'mei*',
      'mei#hua',
      '*',
      '#',
      'T#meihua',
      'meihua#P#p1',
      'mei hua',
      '',
      ' ',
      'x'.repeat(65),
      'meihua\u0000',
      'caf\u0065\u0301',
      '\ud800',
      null,
      7,
      true,
      ['meihua'],
      {},
    ];
    for (const name of names) {
      await expectRefused(`Bearer ${await signed({ ...claims(), company: name })}`);
      if (name !== null) await expectRefused(`Bearer ${await signed({ ...claims(), person: name })}`);
    }
    const { company: _, ...nowhere } = claims();
    await expectRefused(`Bearer ${await signed(nowhere)}`);
    for (const company of ['mei*', 'mei#hua', '*']) {
      const { status } = await cloud.call('POST', '/local/token', { company, person: 'p', positions: [], projects: [], units: [] });
      expect(status).toBe(400);
    }
  }, 60_000);
});

describe('with a token of somebody unknown', () => {
  it('there is nothing: no company, no project, no record', async () => {
    for (const payload of [
      { ...claims(), company: 'meihu' },
      { ...claims(), company: 'meihua2' },
      { ...claims(), person: 'nobody' },
    ]) {
      const token = await signed(payload);
      for (const path of [
        '/company',
        '/projects/p1',
        '/members/all',
        '/projects/p1/units',
        '/projects/p1/units/1-2-301',
        '/projects/p1/cases',
        '/projects/p1/units/1-2-301/file',
      ]) {
        const reply = await cloud.call('GET', path, undefined, { token });
        expect([...faultsOf(reply), path, reply.status]).toEqual([path, 404]);
      }
      for (const path of ['/projects', '/inbox']) expect((await cloud.call('GET', path, undefined, { token })).body.items).toEqual([]);
    }
    expect((await house.all.get('/projects')).body.items).toHaveLength(1);
  });
});
