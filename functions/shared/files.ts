import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Files } from '../../lib/jobs/files.ts';
import type { Company } from '../../lib/kernel/actor.ts';
import { env } from './env.ts';
import { companySession } from './runtime.ts';

const linkSeconds = 300;

/**
 * The documents bucket as one company's code reaches it: under the session of the data role that may touch this company's folders only.
 *
 * Bodies go as buffers with their length and no checksum trailer: what stands for S3 on a machine would store the trailer's framing with the file.
 */
export function filesFor(company: Company): Files {
  const client = new S3Client({
    credentials: () => companySession(company),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    forcePathStyle: process.env['AWS_ENDPOINT_URL_S3'] !== undefined,
  });
  const Bucket = env('WUYUN_BUCKET');
  return {
    put: async (Key, bytes, ContentType, as) => {
      const saved = as === undefined ? {} : { ContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(as)}` };
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
