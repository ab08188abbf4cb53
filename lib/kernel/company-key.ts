import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { isHashed, isSealed, mapDeep, type PersonalKind, type Plain, type Sealed } from './sealed.ts';

/**
 * The company's key ring (公司密钥) and what is done with it: sealing personal data, hashing it for search, and MACs on what we hand out.
 *
 * The data keys come wrapped by KMS, bound to the company; locally the same protocol is spoken by the local cloud. New data uses the last key of the ring;
 * hashes stay with the first, so that a phone number found yesterday is found after a rotation.
 */
export interface CompanyKeys {
  /** Oldest first; never empty. */
  readonly ring: readonly { readonly id: string; readonly key: Uint8Array }[];
}

type RingKey = CompanyKeys['ring'][number];

function first(keys: CompanyKeys): RingKey {
  const key = keys.ring[0];
  if (!key) throw new Error('company key ring is empty');
  return key;
}

function current(keys: CompanyKeys): RingKey {
  return keys.ring.at(-1) ?? first(keys);
}

function byId(keys: CompanyKeys, id: string): RingKey | undefined {
  return keys.ring.find((key) => key.id === id);
}

function derive(key: Uint8Array, salt: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, purpose, 32));
}

const derived = new WeakMap<Uint8Array, Map<string, Buffer>>();

/** A key for one purpose of the whole company, derived once per process. */
function purposeKey(key: Uint8Array, purpose: string): Buffer {
  const known = derived.get(key) ?? new Map<string, Buffer>();
  derived.set(key, known);
  const made = known.get(purpose) ?? derive(key, '', purpose);
  known.set(purpose, made);
  return made;
}

/** A fresh salt for one person or case; deleting it shreds every copy sealed with it. */
export function newSalt(): string {
  return randomBytes(16).toString('base64url');
}

/** Keyed hash of a normalised value: the only form in which it may stand in a key. */
export function keyedHash(keys: CompanyKeys, kind: PersonalKind, value: string): string {
  return createHmac('sha256', purposeKey(first(keys).key, 'hash'))
    .update(`${kind}:${value}`)
    .digest('base64url')
    .slice(0, 22);
}

/** Seals one value under the person's salt. */
export function seal(keys: CompanyKeys, salt: { id: string; value: string }, plain: Plain): Sealed {
  const { id, key } = current(keys);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', derive(key, salt.value, 'seal'), nonce);
  const text = Buffer.concat([cipher.update(plain.expose(), 'utf8'), cipher.final()]);
  const c = Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64');
  return { c, k: `${id}.${salt.id}`, m: plain.mask, h: keyedHash(keys, plain.kind, plain.expose()) };
}

/** Opens a sealed value. @throws Error when the salt is not the one it was sealed with. */
export function unseal(keys: CompanyKeys, salt: string, sealed: Sealed): string {
  const ringKey = byId(keys, sealed.k.slice(0, sealed.k.indexOf('.')));
  if (!ringKey) throw new Error('sealed with a key that is not in the ring');
  const bytes = Buffer.from(sealed.c, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', derive(ringKey.key, salt, 'seal'), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
}

/** The value as people may see it: every sealed part replaced by its mask, every hashed one by stars. */
export function masked<T>(value: T): T {
  return mapDeep(value, (part) => (isSealed(part) ? part.m : isHashed(part) ? '******' : undefined)) as T;
}

/** Signs a text we hand out and want back unchanged (cursor, quote, link): `<key id>.<mac>.<payload>`. */
export function signText(keys: CompanyKeys, purpose: string, payload: string): string {
  const { id, key } = current(keys);
  return `${id}.${mac(key, purpose, payload)}.${Buffer.from(payload, 'utf8').toString('base64url')}`;
}

/** The payload of a text signed by {@link signText} for this purpose, or undefined when anything about it is wrong. */
export function verifyText(keys: CompanyKeys, purpose: string, signed: string): string | undefined {
  const [id = '', signature = '', encoded = '', ...more] = signed.split('.');
  const ringKey = byId(keys, id);
  if (!ringKey || more.length > 0) return undefined;
  const payload = Buffer.from(encoded, 'base64url').toString('utf8');
  // Decoding is lenient: of one text there would be many spellings.
  if (Buffer.from(payload, 'utf8').toString('base64url') !== encoded) return undefined;
  const expected = Buffer.from(mac(ringKey.key, purpose, payload));
  const actual = Buffer.from(signature);
  return expected.length === actual.length && timingSafeEqual(expected, actual) ? payload : undefined;
}

/** Closes a text we hand out and want back unchanged and unread, such as a cursor, which names the record it stopped at: `<key id>.<nonce, text, tag>`. */
export function closeText(keys: CompanyKeys, purpose: string, payload: string): string {
  const { id, key } = current(keys);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', purposeKey(key, 'close'), nonce).setAAD(Buffer.from(purpose));
  return `${id}.${Buffer.concat([nonce, cipher.update(payload, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')}`;
}

/** The payload of a text closed by {@link closeText} for this purpose, or undefined when anything about it is wrong. */
export function reopenText(keys: CompanyKeys, purpose: string, closed: string): string | undefined {
  const [id = '', encoded = ''] = closed.split('.');
  const ringKey = byId(keys, id);
  const bytes = Buffer.from(encoded, 'base64url');
  if (!ringKey || bytes.length < 28) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', purposeKey(ringKey.key, 'close'), bytes.subarray(0, 12)).setAAD(Buffer.from(purpose));
  decipher.setAuthTag(bytes.subarray(-16));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Keyed hash of a code we handed out (验证码、邀请码), bound to what it was for: all that is kept of it. */
export function secretHash(keys: CompanyKeys, purpose: string, code: string): string {
  return mac(first(keys).key, `secret:${purpose}`, code);
}

/** Keyed fingerprint of a text that must be compared but not kept, such as a request body. */
export function fingerprint(keys: CompanyKeys, text: string): string {
  return mac(first(keys).key, 'fingerprint', text);
}

function mac(key: Uint8Array, purpose: string, payload: string): string {
  return createHmac('sha256', purposeKey(key, `mac:${purpose}`))
    .update(payload)
    .digest('base64url')
    .slice(0, 32);
}
