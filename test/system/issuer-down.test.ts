import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identify } from '../../functions/shared/token.ts';

/** An issuer that can be told to fail. */
let issuer: Server;
let url = '';
let discovery: 'down' | 'up' = 'down';
let keys: () => string = () => '';
let token = '';

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
  issuer = createServer((request, response) => {
    const wellKnown = request.url?.endsWith('/openid-configuration') === true;
    const body = wellKnown ? JSON.stringify({ jwks_uri: `${url}/keys` }) : keys();
    response.writeHead((wellKnown && discovery === 'down') || body === '' ? 500 : 200, { 'content-type': 'application/json' });
    response.end(body);
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
  Object.assign(process.env, { WUYUN_ISSUER: url, WUYUN_AUDIENCE: 'desk' });
  const signing = new SignJWT({ company: 'meihua', person: 'zhao' }).setProtectedHeader({ alg: 'ES256', kid: 'k1' });
  token = await signing.setIssuer(url).setAudience('desk').setExpirationTime('5m').sign(privateKey);
  good = JSON.stringify({ keys: [jwk] });
});
afterAll(() => void issuer.close());

let good = '';

describe('while the issuer is down', () => {
  const unavailable = { kind: 'unavailable', code: 'service.unavailable' };

  it('nobody is told that his token is bad, and all is well as soon as it is back', async () => {
    const ask = () => identify(`Bearer ${token}`);
    await expect(ask()).rejects.toMatchObject(unavailable);
    discovery = 'up';
    await expect(ask()).rejects.toMatchObject(unavailable);
    keys = () => '{"keys":"none"}';
    await expect(ask()).rejects.toMatchObject(unavailable);
    keys = () => good;
    await expect(ask()).resolves.toEqual({ company: 'meihua', person: 'zhao' });
    keys = () => '';
    await expect(ask()).resolves.toMatchObject({ person: 'zhao' });
    await expect(identify(`Bearer ${token.slice(0, -3)}`)).rejects.toMatchObject({ code: 'auth.invalid' });
  });
});
