import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';
import type { Statement } from '../cloud-model.ts';
import { PLACE } from '../resolver.ts';
import { AwsError } from './aws-error.ts';
import { secretFor, sessionOf } from './credentials.ts';
import { allowed } from './policy.ts';
import { expectedSignature, signedOf } from './s3-signature.ts';

const CHECKSUMS: Record<string, (body: Buffer) => string> = {
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest('base64'),
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest('base64'),
  'x-amz-checksum-crc32': (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
  'content-md5': (body) => createHash('md5').update(body).digest('base64'),
};

const dateOf = (text: string): number => Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

/** How far a signing clock may be off, as S3 says. Real time: the travelled clock never signs. */
const SKEW_MS = 15 * 60_000;

/** Who signed, after the signature has been recomputed over the request as it arrived. */
function signerOf(request: IncomingMessage, url: URL, root: Buffer): string {
  const signed = signedOf(request, url);
  if (!signed) throw new AwsError('AccessDenied', 'Access Denied', 403);
  const at = dateOf(signed.date);
  const late = signed.expires === undefined ? Math.abs(Date.now() - at) > SKEW_MS : Date.now() > at + signed.expires * 1000;
  if (!Number.isFinite(at) || late) throw new AwsError(signed.expires === undefined ? 'RequestTimeTooSkewed' : 'AccessDenied', 'Request has expired', 403);
  if (expectedSignature(request, url, signed, secretFor(signed.accessKeyId, root)) !== signed.signature) {
    throw new AwsError('SignatureDoesNotMatch', 'The request differs from what was signed: method, path, length, type or checksum.', 403);
  }
  return signed.accessKeyId;
}

/** What s3rver would store without looking: a body whose checksum is another, or one with chunk framing inside. */
function checkBody(request: IncomingMessage, url: URL, body: Buffer): void {
  const given = (name: string): string | undefined => {
    const value = request.headers[name] ?? url.searchParams.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const sha = given('x-amz-content-sha256') ?? '';
  if (sha.startsWith('STREAMING-'))
    throw new AwsError('NotImplemented', "Pass a Buffer and requestChecksumCalculation: 'WHEN_REQUIRED': a chunked body is not understood here", 501);
  if (/^[0-9a-f]{64}$/.test(sha) && createHash('sha256').update(body).digest('hex') !== sha) {
    throw new AwsError('XAmzContentSHA256Mismatch', 'The body is not the one that was signed');
  }
  for (const [header, checksum] of Object.entries(CHECKSUMS)) {
    const expected = given(header);
    if (expected !== undefined && expected !== checksum(body)) throw new AwsError('BadDigest', `The body does not match ${header}`);
  }
}

/** Tags an object is to be stored with; a header, or hoisted into the query of an address. */
function tagsOf(request: IncomingMessage, url: URL): URLSearchParams | undefined {
  const given = request.headers['x-amz-tagging'] ?? url.searchParams.get('x-amz-tagging');
  return typeof given === 'string' ? new URLSearchParams(given) : undefined;
}

/** Storing with tags takes the permission to tag besides the one to store, as on AWS. */
function authorizeObject(accessKeyId: string, request: IncomingMessage, url: URL, statements: Statement[]): void {
  const session = sessionOf(accessKeyId);
  if (!session) return;
  const action = { GET: 's3:GetObject', HEAD: 's3:GetObject', PUT: 's3:PutObject', DELETE: 's3:DeleteObject' }[request.method ?? 'GET'] ?? 's3:Unknown';
  const tags = request.method === 'PUT' ? tagsOf(request, url) : undefined;
  const resource = `arn:${PLACE.partition}:s3:::${decodeURIComponent(url.pathname).slice(1)}`;
  const facts = {
    ...(session.company === undefined ? {} : { 'aws:PrincipalTag/company': [session.company] }),
    ...Object.fromEntries([...(tags ?? [])].map(([name, value]) => [`s3:RequestObjectTag/${name}`, [value]])),
  };
  for (const demanded of tags ? [action, 's3:PutObjectTagging'] : [action])
    if (!allowed(statements, { action: demanded, resource, facts })) throw new AwsError('AccessDenied', 'Access Denied', 403);
}

/**
 * Checks what s3rver does not: who signed, whether this is what was signed (method, path, length, type, checksum),
 * whether the policy lets him, and whether the body is whole.
 *
 * @throws AwsError as S3 words it
 */
export function checkObjectRequest(request: IncomingMessage, url: URL, body: Buffer, { root, statements }: { root: Buffer; statements: Statement[] }): void {
  const method = request.method ?? 'GET';
  authorizeObject(signerOf(request, url, root), request, url, statements);
  if (method === 'PUT') checkBody(request, url, body);
}
