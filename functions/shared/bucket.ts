import { S3Client } from '@aws-sdk/client-s3';
import type { Company } from '../../lib/kernel/actor.ts';
import { companySession } from './runtime.ts';

/** How long an address is good for, in seconds of real time. */
export const linkSeconds = 300;

/**
 * A client of the bucket for one company: under the session of the data role that may touch this company's folders only.
 *
 * Bodies go as buffers with their length and no checksum trailer: what stands for S3 on a machine would store the trailer's framing with the file.
 */
export function bucketClient(company: Company): S3Client {
  const known = clients.get(company);
  if (known) return known;
  const client = new S3Client({
    credentials: () => companySession(company),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    forcePathStyle: process.env['AWS_ENDPOINT_URL_S3'] !== undefined,
  });
  clients.set(company, client);
  return client;
}

/** A company's client keeps its connections from request to request. */
const clients = new Map<Company, S3Client>();
