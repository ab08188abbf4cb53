import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../lib/documents/look.ts';
import { certificateOf } from '../support/certificate.ts';
import { type Body, burstPipe, type Caller, CloudProcess, type Reply } from '../support/cloud.ts';
import { exifSegment, jpeg, png, secret } from '../support/pictures.ts';

interface Announced extends Body {
  readonly upload: { readonly method: string; readonly url: string; readonly headers: Record<string, string>; readonly expiresAt: string };
  readonly url: string;
  readonly expiresAt: string;
  readonly kept: { readonly sha256: string; readonly bytes: number };
  readonly documents: readonly { readonly name: string; readonly present: boolean }[];
}

const cloud = new CloudProcess();
const photo = jpeg([exifSegment(6)]);
let front: Caller;
let repair: string;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  for (const company of ['alpha', 'beta']) {
    const admin = await cloud.person(company, 'admin', ['HQ-ADM']);
    await admin.post('/projects', { id: 'p1', name: `${company} 一号院` });
  }
  front = await cloud.person('alpha', 'front', ['FRONT', 'CSM']);
  await front.put('/projects/p1/units/1-2-301', { kind: 'residential', buildingAreaDm2: 9_875 });
  repair = (await front.post('/projects/p1/repairs', burstPipe)).body.id;
}, 60_000);
afterAll(() => cloud.stop());

const documents = '/projects/p1/documents';
const wish = (bytes: Buffer, more: object = {}) => ({
  on: { kind: 'repair', id: repair },
  name: '厨房漏水',
  type: 'image/jpeg',
  bytes: bytes.length,
  sha256: sha256Of(bytes),
  ...more,
});
const announce = (caller: Caller, bytes: Buffer, more: object = {}, headers: Record<string, string> = {}) =>
  caller.post(documents, wish(bytes, more), headers) as Promise<Reply<Announced>>;
const complete = (caller: Caller, id: string) => caller.post(`${documents}/${id}/complete`) as Promise<Reply<Announced>>;
const link = (caller: Caller, id: string) => caller.post(`${documents}/${id}/link`) as Promise<Reply<Announced>>;

/** Sends a file as a browser does. */
const send = ({ upload }: Announced, bytes: Buffer, changed: Record<string, string> = {}) =>
  fetch(upload.url, { method: upload.method, headers: { ...upload.headers, ...changed }, body: new Uint8Array(bytes) });

/** Names of the files of a folder of the bucket, as they lie on the disk. */
function filesIn(folder: 'incoming' | 'documents'): readonly string[] {
  const root = join(cloud.folder, 'objects');
  const folders = readdirSync(root).map((bucket) => join(root, bucket, folder));
  const files = folders.filter(existsSync).flatMap((at) => readdirSync(at, { recursive: true, encoding: 'utf8' }).map((name) => join(at, name)));
  return files.filter((name) => name.endsWith('._S3rver_object'));
}
const bytesOf = (id: string) => filesIn('documents').filter((name) => name.includes(id));

async function stored(caller: Caller, bytes = photo, more: object = {}): Promise<string> {
  const { body, text, status } = await announce(caller, bytes, more);
  expect(status, text).toBe(201);
  expect((await send(body, bytes)).status).toBe(200);
  const done = await complete(caller, body.id);
  expect([done.status, done.body.state], done.text).toEqual([200, 'stored']);
  return body.id;
}

describe('a photo of a repair', () => {
  it('goes from the phone to the bucket and back, upright and without its position', async () => {
    const { body, status, headers } = await announce(front, photo);
    expect([status, body.state, headers.get('location')]).toEqual([201, 'pending', `${documents}/${body.id}`]);
    expect(Date.parse(body.upload.expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
    expect((await send(body, photo)).status).toBe(200);
    const done = await complete(front, body.id);
    expect(done.body).toMatchObject({ state: 'stored', bytes: photo.length, sha256: sha256Of(photo) });
    expect((await complete(front, body.id)).text).toBe(done.text);

    const { body: address } = await link(front, body.id);
    const fetched = await fetch(address.url);
    const bytes = Buffer.from(await fetched.arrayBuffer());
    expect(fetched.headers.get('content-type')).toBe('image/jpeg');
    expect(fetched.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${encodeURIComponent('厨房漏水')}.jpg`);
    expect([sha256Of(bytes), bytes.length]).toEqual([done.body.kept.sha256, done.body.kept.bytes]);
    expect([bytes.includes(secret), bytes.includes('Exif')]).toEqual([false, true]);
    expect(filesIn('incoming')).toEqual([]);

    const { body: list } = await front.get(`${documents}?on=repair:${repair}`);
    expect(list.items).toMatchObject([{ id: body.id, state: 'stored', title: '厨房漏水', unit: '1-2-301' }]);
    const { body: file } = await front.get('/projects/p1/units/1-2-301/file');
    expect((file as unknown as { about: Body }).about.items.map(({ id }) => id)).toContain(body.id);
    const { body: seen } = (await front.get(`/projects/p1/repairs/${repair}`)) as Reply<Announced>;
    expect(seen.documents).toContainEqual({ name: '厨房漏水', required: false, present: true });
    const { body: history } = await front.get(`${documents}/${body.id}/history`);
    expect(history.items.map((entry) => entry['command'])).toEqual(['announce', 'complete', 'link']);
  });

  it('asked for twice with one key is one document, with an address each time until it is there', async () => {
    const headers = { 'idempotency-key': 'photo-1' };
    const [first, again] = [await announce(front, photo, {}, headers), await announce(front, photo, {}, headers)];
    expect(again.body.id).toBe(first.body.id);
    expect((await send(again.body, photo)).status).toBe(200);
    expect((await complete(front, first.body.id)).body.state).toBe('stored');
    expect((await announce(front, photo, {}, headers)).body).not.toHaveProperty('upload');
  });
});

describe('a file that is not as it should be', () => {
  it('of 200 MB, or of a type nobody takes, is refused before anything is sent, with the limit in the sentence', async () => {
    const large = await front.post(documents, wish(photo, { bytes: 200 * 1024 * 1024 }));
    expect([large.status, large.body.code]).toEqual([413, 'document.too-big']);
    expect(large.body.detail).toContain('10 MB');
    const page = await front.post(documents, wish(photo, { type: 'text/html' }));
    expect([page.status, page.body.code]).toEqual([422, 'document.type']);
    expect(page.body.detail).toContain('PDF');
  });

  it('differs from what was signed: the bucket does not take it, and completing says that nothing has arrived', async () => {
    const { body } = await announce(front, photo);
    expect((await send(body, Buffer.concat([photo, photo]))).status).toBe(403);
    expect((await send(body, Buffer.from(photo).fill(7, 60, 64))).status).toBe(400);
    expect((await send(body, photo, { 'content-type': 'text/html' })).status).toBe(403);
    expect((await send(body, photo, { 'x-amz-tagging': 'company=beta' })).status).toBe(403);
    const { 'x-amz-tagging': _tag, ...untagged } = body.upload.headers;
    expect((await fetch(body.upload.url, { method: 'PUT', headers: untagged, body: new Uint8Array(photo) })).status).toBe(403);
    expect((await fetch(body.upload.url, { method: 'GET' })).status).toBe(403);
    expect(await complete(front, body.id)).toMatchObject({ status: 409, body: { code: 'document.not-arrived' } });
  });

  it('is of another type than its bytes: sent back with a sentence, the file gone, the row refused', async () => {
    const disguised = png();
    const { body } = await announce(front, disguised);
    expect((await send(body, disguised)).status).toBe(200);
    for (let again = 0; again < 2; again += 1) {
      const answer = await complete(front, body.id);
      expect([answer.status, answer.body.code]).toEqual([422, 'document.other-type']);
      expect(answer.body.detail).toContain('JPEG');
    }
    expect((await front.get(`${documents}/${body.id}`)).body.state).toBe('refused');
    expect([...filesIn('incoming'), ...bytesOf(body.id)]).toEqual([]);
  });

  it('was never completed: after a quarter of an hour the row has expired and the file is gone', async () => {
    const { body } = await announce(front, photo);
    expect((await send(body, photo)).status).toBe(200);
    expect(filesIn('incoming')).toHaveLength(1);
    await cloud.advance('PT16M');
    await cloud.idle();
    expect((await front.get(`${documents}/${body.id}`)).body.state).toBe('expired');
    expect(filesIn('incoming')).toEqual([]);
    expect(await complete(front, body.id)).toMatchObject({ status: 409, body: { code: 'case.wrong-state' } });
    expect((await front.get(`${documents}?on=repair:${repair}`)).body.items.map(({ id }) => id)).not.toContain(body.id);
  });
});

describe('between companies', () => {
  it('nothing of a document is there: not to read, complete, fetch, list, or add to the other company’s repair', async () => {
    const id = await stored(front);
    const other = await cloud.person('beta', 'front', ['FRONT', 'CSM', 'PM']);
    const [theirs, nobodys] = await Promise.all([
      announce(other, photo),
      other.post(documents, wish(photo, { on: { kind: 'repair', id: 'BX-20260701-9999' } })),
    ]);
    expect([theirs.status, theirs.text]).toEqual([404, nobodys?.text]);
    for (const command of ['complete', 'link', 'withdraw']) {
      const asked = (name: string) => other.post(`${documents}/${name}/${command}`, command === 'withdraw' ? { reason: '试' } : {});
      const [foreign, missing] = [await asked(id), await asked('WJ-20260701-9999')];
      expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
    }
    const lists = await Promise.all([repair, 'BX-20260701-9999'].map((on) => other.get(`${documents}?on=repair:${on}`)));
    expect([lists[0]?.status, lists[0]?.text]).toEqual([404, lists[1]?.text]);
  });

  it('an address is good for its own file: turned to another one, or used after its time, it opens nothing', async () => {
    const [mine, also] = [await stored(front), await stored(front)];
    const { body } = await link(front, mine);
    expect((await fetch(body.url)).status).toBe(200);
    expect(new URL(body.url).searchParams.get('X-Amz-Expires')).toBe('300');
    const turned = [
      body.url.replace(mine, also),
      body.url.replace('/documents/alpha/', '/documents/beta/'),
      body.url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'),
    ];
    for (const url of turned) expect((await fetch(url)).status).toBe(403);
  });
});

describe('a resident', () => {
  it('adds a photo to his own repair and to no other, and sees what was kept', async () => {
    const liu = await cloud.person('alpha', 'liu', [], ['p1'], ['1-2-301']);
    const { payer: _payer, ...asked } = burstPipe;
    const own = await liu.post('/projects/p1/repairs', { ...asked, source: 'app' });
    expect(own.status, own.text).toBe(201);
    const id = await stored(liu, photo, { on: { kind: 'repair', id: own.body.id } });
    expect((await fetch((await link(liu, id)).body.url)).status).toBe(200);
    expect((await announce(liu, photo, { on: { kind: 'unit', id: '1-2-301' } })).status).toBe(404);
    const ma = await cloud.person('alpha', 'ma', [], ['p1'], []);
    expect((await link(ma, id)).status).toBe(404);
  });
});

describe('a withdrawn document', () => {
  it('is gone from the bucket’s current files at once, and so are its addresses', async () => {
    const id = await stored(front);
    const { body } = await link(front, id);
    expect(bytesOf(id)).toHaveLength(1);
    expect((await front.post(`${documents}/${id}/withdraw`, { reason: '传错房间' })).body.state).toBe('withdrawn');
    expect((await fetch(body.url)).status).toBe(404);
    expect(bytesOf(id)).toEqual([]);
    expect(await link(front, id)).toMatchObject({ status: 409, body: { code: 'case.wrong-state' } });
  });
});

describe('a killed cloud', () => {
  it('between upload and completion loses nothing: completing afterwards works', async () => {
    const { body } = await announce(front, photo);
    expect((await send(body, photo)).status).toBe(200);
    await cloud.kill();
    await cloud.start();
    const done = await complete(front, body.id);
    expect([done.status, done.body.state], done.text).toEqual([200, 'stored']);
    const [file = ''] = bytesOf(body.id);
    expect(sha256Of(readFileSync(file))).toBe(done.body.kept.sha256);
  }, 30_000);

  it('has, when everything is settled, files and rows that tell one story, and nothing left over', async () => {
    await announce(front, photo);
    await cloud.advance('PT1H');
    await cloud.idle();
    const certificate = await certificateOf(cloud.folder, '--settled');
    expect(certificate).toContain('Nothing is wrong');
    expect(certificate).not.toContain('file.');
    expect(filesIn('incoming')).toEqual([]);
  }, 30_000);
});
