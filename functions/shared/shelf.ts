import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Shelf, Upload } from '../../lib/documents/shelf.ts';
import type { Company } from '../../lib/kernel/actor.ts';
import { bucketClient, linkSeconds } from './bucket.ts';
import { savedAs } from './disposition.ts';
import { env } from './env.ts';

/** More than the largest file we take: what is larger was never announced. */
const mostBytes = 21 * 1024 * 1024;

/** When an address made now ends. Machines' time: a signature follows the real clock. */
const endsAt = (): string => new Date(Date.now() + linkSeconds * 1000).toISOString();

/**
 * The bucket as documents use it, for one company. Every object carries the company's name as a tag, and the data role's policy refuses to store one without it or with
 * another's.
 */
export function shelfFor(company: Company): Shelf {
  const client = bucketClient(company);
  const Bucket = env('WUYUN_BUCKET');
  const Tagging = new URLSearchParams({ company }).toString();
  return {
    invite: async (Key, { type, bytes, sha256 }): Promise<Upload> => {
      const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
      const headers = { 'content-type': type, 'x-amz-checksum-sha256': ChecksumSHA256, 'x-amz-tagging': Tagging };
      const command = new PutObjectCommand({ Bucket, Key, ContentLength: bytes, ContentType: type, ChecksumSHA256, Tagging });
      const url = await getSignedUrl(client, command, {
        expiresIn: linkSeconds,
        signableHeaders: new Set(['content-length', ...Object.keys(headers)]),
        unhoistableHeaders: new Set(Object.keys(headers)),
      });
      return { method: 'PUT', url, headers, expiresAt: endsAt() };
    },
    fetch: async (Key) => {
      const found = await client
        .send(new GetObjectCommand({ Bucket, Key }))
        .catch((error: unknown) => (isMissing(error) ? undefined : Promise.reject(error as Error)));
      if (!found?.Body) return undefined;
      const length = found.ContentLength ?? 0;
      if (length > mostBytes) await found.Body.transformToWebStream().cancel();
      const bytes = length > mostBytes ? Buffer.alloc(0) : Buffer.from(await found.Body.transformToByteArray());
      return { type: found.ContentType, length, bytes };
    },
    keep: async (Key, Body, ContentType, as) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, ContentDisposition: savedAs(as), Tagging }));
    },
    drop: async (Key) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    },
    link: async (Key) => ({ url: await getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), { expiresIn: linkSeconds }), expiresAt: endsAt() }),
  };
}

/** Whoever may not list a bucket is told of a missing object that he may not see it. */
function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.$metadata.httpStatusCode === 404 || error.$metadata.httpStatusCode === 403);
}
