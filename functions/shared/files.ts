import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Files } from '../../lib/jobs/files.ts';
import type { Company } from '../../lib/kernel/actor.ts';
import { bucketClient, linkSeconds } from './bucket.ts';
import { savedAs } from './disposition.ts';
import { env } from './env.ts';

/** The documents bucket as jobs of one company reach it. */
export function filesFor(company: Company): Files {
  const client = bucketClient(company);
  const Bucket = env('WUYUN_BUCKET');
  return {
    put: async (Key, bytes, ContentType, as) => {
      const saved = as === undefined ? {} : { ContentDisposition: savedAs(as) };
      await client.send(new PutObjectCommand({ Bucket, Key, ContentType, ...saved, Body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }));
    },
    get: async (Key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      if (!Body) throw new Error('the bucket gave no body');
      return Body.transformToByteArray();
    },
    link: (Key) => getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), { expiresIn: linkSeconds }),
  };
}
