import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';

/** Audience of local tokens. */
export const AUDIENCE = 'wuyun-local';

/** The local OpenID issuer (令牌签发). */
export interface Issuer {
  /** Signs a token that proves company and person, nothing else. @param expiresIn seconds of real time; negative for an expired one */
  token(subject: { company: string; person: string }, expiresIn?: number): Promise<string>;
  /** Signs a token of a sign-in that names neither company nor person, as an issuer does that knows nothing of us. */
  signIn(sub: string, expiresIn?: number): Promise<string>;
  addRoutes(server: FastifyInstance): void;
}

/** Twelve hours: a working day, and longer than any test. */
const LIFETIME_SECONDS = 12 * 3600;

async function keyOf(file: string): Promise<JWK> {
  if (!existsSync(file)) {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    writeFileSync(file, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as JWK;
}

/**
 * Opens the issuer on its key file. Tokens live in real time, as signatures do: a month's travel must not log
 * everybody out.
 *
 * @param url the issuer's own address
 */
export async function openIssuer(file: string, url: string): Promise<Issuer> {
  const jwk = await keyOf(file);
  const key = await importJWK(jwk, 'ES256');
  const { d: _private, ...publicKey } = jwk;
  const signed = (claims: JWTPayload, sub: string, expiresIn = LIFETIME_SECONDS): Promise<string> => {
    const issuedAt = Math.floor(Date.now() / 1000) + Math.min(0, expiresIn);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'local' })
      .setSubject(sub)
      .setIssuer(url)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn)
      .sign(key);
  };
  return {
    token: ({ company, person }, expiresIn) => signed({ company, person }, person, expiresIn),
    signIn: (sub, expiresIn) => signed({}, sub, expiresIn),
    addRoutes(server) {
      server.get('/local/issuer/.well-known/openid-configuration', () => ({
        issuer: url,
        jwks_uri: `${url}/.well-known/jwks.json`,
        id_token_signing_alg_values_supported: ['ES256'],
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
      }));
      server.get('/local/issuer/.well-known/jwks.json', () => ({ keys: [{ ...publicKey, kid: 'local', alg: 'ES256', use: 'sig' }] }));
    },
  };
}
