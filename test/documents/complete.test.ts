import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHistory, readOne } from '../../lib/cases/read.ts';
import { withLink, withoutFiles, withUpload } from '../../lib/documents/addresses.ts';
import { sha256Of } from '../../lib/documents/look.ts';
import { instant, plus } from '../../lib/kernel/clock.ts';
import { document } from '../../lib/workflows/document/workflow.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { timeIs } from '../support/clock.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { jpeg, png } from '../support/pictures.ts';
import { fakeShelf } from '../support/shelf.ts';
import { counted } from '../support/transport.ts';
import { morning } from '../support/world.ts';
import { announced, asked, completed, filed, fired, houseWithRepair, keysFor, photo, sent } from './documents-at-work.ts';

const minutesLater = (minutes: number, ms = 0) => timeIs(plus(instant(morning), { minutes, ms }));
let engine: ReturnType<typeof memoryEngine>;
beforeEach(() => {
  engine = memoryEngine();
});
afterEach(() => {
  const findings = verifyItems(engine.items());
  engine.stop();
  expect(findings).toEqual([]);
});

describe('an upload', () => {
  it('that is completed is kept without its position, under the hash of what is kept, and named on the case', async () => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const id = await announced(at, 'zhao', on);
    sent(at, shelf, id);
    const { body } = await completed(at, shelf, 'zhao', id);
    const { incoming, kept } = keysFor(at, id);
    const bytes = shelf.objects.get(kept)?.bytes ?? Buffer.alloc(0);
    expect(body).toMatchObject({ state: 'stored', kept: { sha256: sha256Of(bytes), bytes: bytes.length }, unit: '1-2-301' });
    expect([shelf.objects.has(incoming), bytes.includes('GPS')]).toEqual([false, false]);
    const { documents } = (await readOne(at.desk, repair, { person: 'zhao', project: 'p1' }, on.id)) as {
      documents: readonly { name: string; present: boolean }[];
    };
    expect(documents).toContainEqual({ name: '现场照片', required: expect.any(Boolean) as boolean, present: true });
  });

  it('completed twice is answered twice alike, and written once', async () => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const id = await announced(at, 'zhao', on);
    sent(at, shelf, id);
    const first = await completed(at, shelf, 'zhao', id, { once: { key: 'k', bind: 'b' } });
    const items = engine.items();
    expect(await completed(at, shelf, 'zhao', id)).toEqual(first);
    expect(await completed(at, shelf, 'zhao', id, { once: { key: 'k', bind: 'b' } })).toEqual(first);
    expect(engine.items()).toEqual(items);
  });

  it('completed by five at once is kept once', async () => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const id = await announced(at, 'zhao', on);
    sent(at, shelf, id);
    const answers = await Promise.all(Array.from({ length: 5 }, () => completed(at, shelf, 'zhao', id)));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const { items } = await readHistory(at.desk, document, { person: 'zhao', project: 'p1' }, id, { limit: 20 });
    expect((items as { command: string }[]).map(({ command }) => command)).toEqual(['announce', 'complete']);
  });

  it.each([
    ['other bytes of the same length', Buffer.from(photo).fill(1, 40, 44), 'image/jpeg', 'document.other-bytes'],
    ['more bytes', Buffer.concat([photo, photo]), 'image/jpeg', 'document.other-length'],
    ['another type than signed', photo, 'text/html', 'document.other-type'],
  ])('of %s is sent back, nothing is kept, and that stays so', async (_, bytes, type, code) => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const id = await announced(at, 'zhao', on);
    sent(at, shelf, id, bytes, type);
    for (let again = 0; again < 2; again += 1) await expect(completed(at, shelf, 'zhao', id)).rejects.toMatchObject({ kind: 'unprocessable', code });
    expect(shelf.objects.size).toBe(0);
    expect(await readOne(at.desk, document, { person: 'zhao', project: 'p1' }, id)).toMatchObject({
      state: 'refused',
      commands: expect.not.arrayContaining(['link']) as string[],
    });
    minutesLater(60 * 24);
    expect(await fired(at, shelf, id)).toEqual([]);
  });

  it.each([
    ['a page of HTML', Buffer.from('<html><script>'), 'document.other-type'],
    ['a PNG', png(), 'document.other-type'],
    ['half a JPEG', jpeg().subarray(0, 60), 'document.unreadable'],
  ])('declared as JPEG that is %s is sent back', async (_, bytes, code) => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const id = await announced(at, 'zhao', on, bytes);
    sent(at, shelf, id, bytes);
    await expect(completed(at, shelf, 'zhao', id)).rejects.toMatchObject({ code });
    expect(shelf.objects.size).toBe(0);
  });

  it('that has not arrived stays open, and goes on when it has', async () => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const id = await announced(at, 'zhao', on);
    await expect(completed(at, shelf, 'zhao', id)).rejects.toMatchObject({ kind: 'conflict', code: 'document.not-arrived' });
    sent(at, shelf, id);
    expect((await completed(at, shelf, 'zhao', id)).body.state).toBe('stored');
  });

  it('is completed by whoever announced it and by nobody else', async () => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const id = await announced(at, 'zhao', on);
    sent(at, shelf, id);
    await expect(completed(at, shelf, 'qian', id)).rejects.toMatchObject({ kind: 'forbidden', code: 'document.not-uploader' });
    await expect(completed(at, shelf, 'ma', id)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(completed(at, shelf, 'zhao', id, { version: 9 })).rejects.toMatchObject({ code: 'case.stale' });
    expect(shelf.objects.size).toBe(1);
  });
});

describe('an upload nobody completes', () => {
  it('expires after fifteen minutes, and its file is gone', async () => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const id = await announced(at, 'zhao', on);
    sent(at, shelf, id);
    minutesLater(15);
    expect(await fired(at, shelf, id)).toEqual([]);
    expect(shelf.objects.size).toBe(1);
    minutesLater(15, 1);
    expect(await fired(at, shelf, id)).toHaveLength(1);
    expect(shelf.objects.size).toBe(0);
    await expect(completed(at, shelf, 'zhao', id)).rejects.toMatchObject({ code: 'case.wrong-state' });
  });

  it('is refused in the last minute, so that the sweep takes nothing from under a completion', async () => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const id = await announced(at, 'zhao', on);
    sent(at, shelf, id);
    minutesLater(14, 1);
    await expect(completed(at, shelf, 'zhao', id)).rejects.toMatchObject({ code: 'document.too-late' });
    minutesLater(14);
    expect((await completed(at, shelf, 'zhao', id)).body.state).toBe('stored');
    minutesLater(30);
    expect(await fired(at, shelf, id)).toEqual([]);
    expect(shelf.objects.has(keysFor(at, id).kept)).toBe(true);
  });
});

describe('addresses', () => {
  const caller = { person: 'zhao', project: 'p1' };
  const announce = (at: Awaited<ReturnType<typeof houseWithRepair>>['at'], on: object) =>
    at.by('zhao', document, 'announce', { on, name: '现场照片', type: 'image/jpeg', bytes: 9, sha256: 'a'.repeat(64) }, { once: { key: 'k', bind: 'b' } });

  it('to send to come fresh with the same document as long as it is waited for, and are not kept with the answer', async () => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const [first, again] = [await announce(at, on), await announce(at, on)];
    expect(again).toEqual(first);
    for (const answer of [first, again]) {
      const { body } = await withUpload(at.desk, shelf, { caller, answer, repeatable: true });
      expect(document.commands['announce']?.adds?.safeParse(body).error).toBeUndefined();
      expect(body).toMatchObject({ id: first.body.id, upload: { method: 'PUT', url: expect.stringContaining(keysFor(at, first.body.id).incoming) as string } });
    }
    expect(JSON.stringify(engine.items())).not.toContain('https://bucket');
    minutesLater(16);
    await fired(at, shelf, first.body.id);
    expect((await withUpload(at.desk, shelf, { caller, answer: await announce(at, on), repeatable: true })).body).not.toHaveProperty('upload');
  });

  it('to fetch from leave a line in the history, and end with the document', async () => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const id = await filed(at, shelf, 'zhao', on);
    const answer = await asked(at, 'wang', 'link', id);
    const { body } = await withLink(at.desk, shelf, { caller: { person: 'wang', project: 'p1' }, answer, repeatable: true });
    expect(document.commands['link']?.adds?.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({ id, url: `https://bucket/${keysFor(at, id).kept}` });
    const { items } = await readHistory(at.desk, document, caller, id, { limit: 20 });
    expect(items.at(-1)).toMatchObject({ command: 'link', by: { person: 'wang' } });
    await withoutFiles(at.desk, shelf, { caller, answer: await asked(at, 'zhao', 'withdraw', id, { reason: '传错' }), repeatable: false });
    expect(shelf.objects.size).toBe(0);
    await expect(asked(at, 'wang', 'link', id)).rejects.toMatchObject({ code: 'case.wrong-state' });
    await expect(withLink(at.desk, shelf, { caller: { person: 'wang', project: 'p1' }, answer, repeatable: true })).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});

describe('what documents cost', () => {
  it('opens one in one transaction of at most 12 write units, besides the number', async () => {
    const { at, on } = await houseWithRepair();
    const input = { on, name: '现场照片', type: 'image/jpeg', bytes: 9, sha256: 'a'.repeat(64) };
    const { requests } = await counted(() => at.by('zhao', document, 'announce', input, { once: { key: 'k', bind: 'b' } }));
    // The second read is the record it is for; the query counts its documents.
    expect(requests).toEqual({ BatchGetItem: 2, Query: 1, UpdateItem: 1, TransactWriteItems: 1 });
  });

  it('completes one with two batch reads and one transaction', async () => {
    const { at, on } = await houseWithRepair();
    const shelf = fakeShelf();
    const id = await announced(at, 'zhao', on);
    sent(at, shelf, id);
    const { requests } = await counted(() => completed(at, shelf, 'zhao', id, { once: { key: 'k', bind: 'b' } }));
    expect(requests).toEqual({ BatchGetItem: 2, TransactWriteItems: 1 });
  });
});
