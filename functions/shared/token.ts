import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type Company, provenCompany } from '../../lib/kernel/actor.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { idPattern } from '../../lib/kernel/schema.ts';
import { env } from './env.ts';

/** What the token proves, and nothing else: positions come from the member's record. */
export interface Identity {
  readonly company: Company;
  readonly person: string;
}

let keySet: Promise<JWTVerifyGetKey> | undefined;

/** Keys of the issuer, found by its OIDC discovery document; Cognito by default, any issuer by configuration. */
async function issuerKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(3000) });
  const { jwks_uri: uri } = (await answer.json()) as { jwks_uri: string };
  return createRemoteJWKSet(new URL(uri));
}

/**
 * Verifies the bearer token a second time behind the gateway: issuer, audience, expiry by the real clock, and an allow-list of algorithms.
 *
 * @throws DomainError `auth.missing` or `auth.invalid`; `service.unavailable` when the issuer's keys cannot be had, which is no fault of the token
 */
export async function identify(authorization: string | undefined): Promise<Identity> {
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  if (!token) throw new DomainError('unauthenticated', 'auth.missing');
  const issuer = env('WUYUN_ISSUER');
  keySet ??= issuerKeys(issuer);
  keySet.catch(() => {
    keySet = undefined;
  });
  const keys = await keySet.catch(() => Promise.reject(new DomainError('unavailable', 'service.unavailable')));
  const wanted = { issuer, audience: env('WUYUN_AUDIENCE'), algorithms: ['ES256', 'RS256'], requiredClaims: ['exp'] };
  const { payload } = await jwtVerify(token, keys, wanted).catch((error: unknown) => Promise.reject(refusalOf(error)));
  const company = payload['company'] ?? payload['custom:company'];
  const person = payload['person'] ?? payload['custom:person'] ?? payload.sub;
  if (!isId(company) || !isId(person)) throw new DomainError('unauthenticated', 'auth.invalid');
  return { company: provenCompany(company), person };
}

/** What jose says when the issuer did not answer, or not with keys; everything else it says is about the token. */
const aboutIssuer: readonly string[] = [errors.JWKSTimeout.code, errors.JWKSInvalid.code, errors.JOSEError.code];

function refusalOf(error: unknown): DomainError {
  const aboutToken = error instanceof errors.JOSEError && !aboutIssuer.includes(error.code);
  return aboutToken ? new DomainError('unauthenticated', 'auth.invalid') : new DomainError('unavailable', 'service.unavailable');
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed() && value === value.normalize('NFC') && idPattern.test(value);
}
