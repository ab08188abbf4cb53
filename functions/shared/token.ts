import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type Company, provenCompany } from '../../lib/kernel/actor.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { idPattern } from '../../lib/kernel/schema.ts';
import { accountHash } from '../../lib/people/directory.ts';
import { env } from './env.ts';
import { signIns } from './runtime.ts';

/** What the token proves, and nothing else: positions come from the member's record. */
export interface Identity {
  readonly company: Company;
  readonly person: string;
  /** The sign-in that led here, when the token did not name the person itself: it must still stand on the account. */
  readonly login?: string;
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
async function verified(authorization: string | undefined): Promise<JWTPayload> {
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
  return payload;
}

const companyIn = (payload: JWTPayload): unknown => payload['company'] ?? payload['custom:company'];
const personIn = (payload: JWTPayload): unknown => payload['person'] ?? payload['custom:person'];

/** A token that names neither company nor person: a sign-in of the issuer and nothing more. @throws DomainError `auth.invalid` when it does not even do that */
function accountIn(payload: JWTPayload): string | undefined {
  if (companyIn(payload) !== undefined || personIn(payload) !== undefined) return undefined;
  const { iss, sub } = payload;
  if (iss === undefined || sub === undefined || sub === '' || sub.length > 256) throw new DomainError('unauthenticated', 'auth.invalid');
  return accountHash({ issuer: iss, sub });
}

/**
 * Who asks: as the token says, or as the directory of sign-ins says of a token that names nobody.
 *
 * @throws DomainError as {@link verified}, and `auth.unlinked` for a sign-in the directory does not know
 */
export async function identify(authorization: string | undefined): Promise<Identity> {
  const payload = await verified(authorization);
  const account = accountIn(payload);
  if (account !== undefined) return linkedTo(account);
  const company = companyIn(payload);
  const person = personIn(payload) ?? payload.sub;
  if (!isId(company) || !isId(person)) throw new DomainError('unauthenticated', 'auth.invalid');
  return { company: provenCompany(company), person };
}

/** The sign-in behind a token that belongs to nobody yet, or undefined for a token that names company and person itself. @throws DomainError as {@link verified} */
export async function signInOf(authorization: string | undefined): Promise<string | undefined> {
  return accountIn(await verified(authorization));
}

/** Where sign-ins lead, for a minute at most: whether they are still good, the account itself says with each request. */
const linked = new Map<string, { readonly identity: Identity; readonly until: number }>();
const linkedMs = 60_000;
const mostLinked = 5000;

async function linkedTo(account: string): Promise<Identity> {
  const known = linked.get(account);
  if (known && known.until > Date.now()) return known.identity;
  const found = await signIns().find(account);
  if (!found) throw new DomainError('unauthenticated', 'auth.unlinked');
  const identity = { company: provenCompany(found.company), person: found.person, login: account };
  if (linked.size >= mostLinked) linked.clear();
  linked.set(account, { identity, until: Date.now() + linkedMs });
  return identity;
}

/** Forgets where a sign-in led: it has just been linked anew. */
export function forgetSignIn(account: string): void {
  linked.delete(account);
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
