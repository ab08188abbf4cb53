import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a SigV4 signature says and over what: from the header of a request or the query of a presigned URL. */
export interface Signed {
  accessKeyId: string;
  signature: string;
  signedHeaders: string[];
  /** `yyyymmddThhmmssZ` */
  date: string;
  scope: string;
  /** Seconds; presigned URLs only. */
  expires?: number;
}

const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Reads the signature of a request, or undefined when it has none. */
export function signedOf(request: IncomingMessage, url: URL): Signed | undefined {
  const query = url.searchParams;
  if (query.has('X-Amz-Signature')) {
    const [accessKeyId = '', ...scope] = (query.get('X-Amz-Credential') ?? '').split('/');
    return {
      accessKeyId,
      signature: query.get('X-Amz-Signature') ?? '',
      signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
      date: query.get('X-Amz-Date') ?? '',
      scope: scope.join('/'),
      expires: Number(query.get('X-Amz-Expires') ?? 0),
    };
  }
  const found = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/.exec(request.headers.authorization ?? '');
  if (!found) return undefined;
  const [, accessKeyId = '', scope = '', headers = '', signature = ''] = found;
  return { accessKeyId, scope, signedHeaders: headers.split(';'), signature, date: String(request.headers['x-amz-date'] ?? '') };
}

/** The signature that the holder of `secret` would have made over this very request: length, type and checksums included. */
export function expectedSignature(request: IncomingMessage, url: URL, signed: Signed, secret: string): string {
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = signed.signedHeaders
    .map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}\n`,
    )
    .join('');
  const payload = signed.expires === undefined ? String(request.headers['x-amz-content-sha256'] ?? '') : 'UNSIGNED-PAYLOAD';
  const [path = '/'] = (request.url ?? '/').split('?');
  const canonical = [request.method, path, query, headers, signed.signedHeaders.join(';'), payload].join('\n');
  const text = ['AWS4-HMAC-SHA256', signed.date, signed.scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = signed.scope.split('/').reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}
