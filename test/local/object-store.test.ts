import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessKeyFor, SYSTEM_KEY, secretFor } from '../../local/engines/credentials.ts';
import { type ObjectStore, startObjectStore } from '../../local/engines/object-store.ts';

const root = randomBytes(32);
let folder: string;
let store: ObjectStore;

const client = (accessKeyId: string, secretAccessKey = secretFor(accessKeyId, root)) =>
  new S3Client({ endpoint: store.endpoint, region: 'cn-north-1', maxAttempts: 1, credentials: { accessKeyId, secretAccessKey, sessionToken: 'local' } });
const put = (Key: string, Body: string | Buffer = 'x', more = {}) => new PutObjectCommand({ Bucket: 'files', Key, Body, ...more });
const read = async (s3: S3Client, Key: string) => (await s3.send(new GetObjectCommand({ Bucket: 'files', Key }))).Body?.transformToString();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wuyun-s3-'));
  const resource = 'arn:aws-cn:s3:::files/imports/${aws:PrincipalTag/company}/*';
  const tagged = ['arn:aws-cn:s3:::files/documents/${aws:PrincipalTag/company}/*'];
  const ownTag = { StringEquals: { 's3:RequestObjectTag/company': '${aws:PrincipalTag/company}' } };
  const statements = [
    { Effect: 'Allow' as const, Action: ['s3:GetObject', 's3:PutObject'], Resource: [resource], Condition: {} },
    { Effect: 'Allow' as const, Action: ['s3:GetObject', 's3:DeleteObject'], Resource: tagged, Condition: {} },
    { Effect: 'Allow' as const, Action: ['s3:PutObject', 's3:PutObjectTagging'], Resource: tagged, Condition: ownTag },
  ];
  store = await startObjectStore({ folder, buckets: ['files'], port: 0, root, statements });
});

afterAll(async () => {
  await store.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('object store', () => {
  it('keeps bytes and gives them back, Chinese names included', async () => {
    const s3 = client(SYSTEM_KEY);
    const bytes = randomBytes(200_000);
    await s3.send(put('imports/a/户表 (1).xlsx', bytes));
    const answer = await s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'imports/a/户表 (1).xlsx' }));
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? [])).toEqual(bytes);
    await expect(read(s3, 'imports/a/none')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('holds a session of the data role to its company', async () => {
    const a = client(accessKeyFor({ company: 'a' }));
    await a.send(put('imports/a/1'));
    expect(await read(a, 'imports/a/1')).toBe('x');
    for (const key of ['imports/ab/1', 'imports/b/1', 'exports/a/1']) await expect(a.send(put(key))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(read(client(accessKeyFor({})), 'imports/a/1')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('stores where a tag is demanded only what carries the company’s own, and deletes only where that is allowed', async () => {
    const a = client(accessKeyFor({ company: 'a' }));
    const denied = { name: 'AccessDenied' };
    await expect(a.send(put('documents/a/1'))).rejects.toMatchObject(denied);
    await expect(a.send(put('documents/a/1', 'x', { Tagging: 'company=b' }))).rejects.toMatchObject(denied);
    await expect(a.send(put('imports/a/1', 'x', { Tagging: 'company=a' }))).rejects.toMatchObject(denied);
    await a.send(put('documents/a/1', 'x', { Tagging: 'company=a' }));
    const b = client(accessKeyFor({ company: 'b' }));
    await expect(read(b, 'documents/a/1')).rejects.toMatchObject(denied);
    // An address somebody signs for what he may not fetch himself opens nothing either.
    expect((await fetch(await getSignedUrl(b, new GetObjectCommand({ Bucket: 'files', Key: 'documents/a/1' })))).status).toBe(403);
    expect((await fetch(await getSignedUrl(a, new GetObjectCommand({ Bucket: 'files', Key: 'documents/a/1' })))).status).toBe(200);
    const drop = (Key: string) => a.send(new DeleteObjectCommand({ Bucket: 'files', Key }));
    await expect(drop('documents/b/1')).rejects.toMatchObject(denied);
    await expect(drop('imports/a/1')).rejects.toMatchObject(denied);
    await drop('documents/a/1');
    await drop('documents/a/1');
    await expect(read(a, 'documents/a/1')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('lets a browser’s page ask whether it may', async () => {
    const asked = await fetch(`${store.endpoint}/files/documents/a/1`, { method: 'OPTIONS' });
    expect([asked.status, asked.headers.get('access-control-allow-methods')]).toEqual([200, 'PUT, GET']);
  });

  it('refuses a wrong secret and a caller without a signature', async () => {
    await expect(client(SYSTEM_KEY, 'guessed').send(put('imports/a/2'))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    expect((await fetch(`${store.endpoint}/files/imports/a/1`)).status).toBe(403);
  });

  it('honours If-None-Match: of twenty who write one name at once, one wins', async () => {
    const s3 = client(SYSTEM_KEY);
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => s3.send(put('imports/a/once', String(n), { IfNoneMatch: '*' }))));
    const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => (reason as Error).name);
    expect(refused).toEqual(Array.from({ length: 19 }, () => 'PreconditionFailed'));
  });

  it('binds a presigned upload to the length, type and checksum that were signed', async () => {
    const body = Buffer.from('signed');
    const command = put('imports/a/signed', body, {
      ContentLength: body.length,
      ContentType: 'text/csv',
      ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
    });
    const url = await getSignedUrl(client(SYSTEM_KEY), command, {
      expiresIn: 60,
      signableHeaders: new Set(['content-length', 'content-type']),
      unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
    });
    const headers = { 'content-type': 'text/csv', 'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64') };
    const upload = (bytes: Buffer, changed = {}) => fetch(url, { method: 'PUT', body: new Uint8Array(bytes), headers: { ...headers, ...changed } });
    expect((await upload(Buffer.from('longer than signed'))).status).toBe(403);
    expect((await upload(body, { 'content-type': 'text/html' })).status).toBe(403);
    expect((await upload(Buffer.from('SIGNED'))).status).toBe(400);
    expect((await upload(body)).status).toBe(200);
    expect(await read(client(SYSTEM_KEY), 'imports/a/signed')).toBe('signed');
  });

  it('lets a presigned address expire by the real clock, to fetch from and to send to', async () => {
    const url = (signingDate: Date) =>
      getSignedUrl(client(SYSTEM_KEY), new GetObjectCommand({ Bucket: 'files', Key: 'imports/a/1' }), { expiresIn: 60, signingDate });
    expect((await fetch(await url(new Date()))).status).toBe(200);
    expect((await fetch(await url(new Date(Date.now() - 61_000)))).status).toBe(403);
    const late = await getSignedUrl(client(SYSTEM_KEY), put('imports/a/late'), { expiresIn: 60, signingDate: new Date(Date.now() - 61_000) });
    expect((await fetch(late, { method: 'PUT', body: 'x' })).status).toBe(403);
  });
});
