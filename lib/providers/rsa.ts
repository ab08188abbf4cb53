import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** RSA with SHA-256 (`RSA2`, `SHA256-RSA2048`), base64 all through: keys as PKCS#8 and SPKI without PEM frame. */

const remembered = new Map<string, KeyObject>();
const mostRemembered = 200;

/** Public keys are parsed once; private ones are not kept longer than their call. */
function publicKeyOf(spki: string): KeyObject {
  const known = remembered.get(spki);
  if (known) return known;
  const made = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(spki, made);
  return made;
}

/** @throws Error when the key is none */
export function rsaSign(pkcs8: string, text: string): string {
  const key = createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' });
  return sign('RSA-SHA256', Buffer.from(text, 'utf8'), key).toString('base64');
}

/** Whether the owner of the key has signed exactly this; a key or a signature of the wrong form proves nothing. */
export function rsaProves(spki: string, text: string, signature: string): boolean {
  if (!/^[A-Za-z0-9+/]{100,1400}={0,2}$/.test(signature)) return false;
  try {
    return verify('RSA-SHA256', Buffer.from(text, 'utf8'), publicKeyOf(spki), Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
