import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFiles } from '../../local/verify/check-files.ts';
import { takeStock } from '../../local/verify/stock.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { announced, filed, houseWithRepair, keysFor } from '../documents/documents-at-work.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { fakeShelf } from '../support/shelf.ts';

type Loose = Record<string, unknown>;

const folder = mkdtempSync(join(tmpdir(), 'wuyun-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let items: readonly Loose[];
let kept: { readonly key: string; readonly bytes: Buffer };
let ids: { readonly stored: string; readonly pending: string; readonly repair: string };

beforeAll(async () => {
  const engine = memoryEngine();
  const { at, on } = await houseWithRepair();
  const shelf = fakeShelf();
  const stored = await filed(at, shelf, 'zhao', on);
  const pending = await announced(at, 'zhao', on);
  const key = keysFor(at, stored).kept;
  kept = { key, bytes: shelf.objects.get(key)?.bytes ?? Buffer.alloc(0) };
  ids = { stored, pending, repair: on.id };
  items = structuredClone(engine.items());
  engine.stop();
});

/** The items with one case's row changed. */
const changed = (id: string, change: (item: Loose) => Loose): readonly Loose[] =>
  items.map((item) => (item['id'] === id && item['sk'] === 'CASE' ? change(structuredClone(item)) : item));
const inRecord = (fields: Loose) => (item: Loose) => ({ ...item, record: { ...(item['record'] as Loose), ...fields } });
const checks = (all: readonly Loose[]) => [...new Set(verifyItems(all).map(({ check }) => check))];

describe('rows of documents', () => {
  it('are in order as the house writes them', () => {
    expect(verifyItems(items)).toEqual([]);
  });

  it.each([
    ['belong to nothing', 'document.owner', () => changed(ids.stored, inRecord({ on: { kind: 'repair', id: 'BX-20260701-9999' } }))],
    ['say nothing of what is kept', 'document.hash', () => changed(ids.stored, inRecord({ kept: undefined }))],
    ['are not named by their case', 'document.uncounted', () => changed(ids.repair, (item) => ({ ...item, documents: [] }))],
  ])('that %s are found', (_, check, broken) => {
    expect(checks(broken())).toContain(check);
  });
});

describe('files of documents', () => {
  const write = (key: string, bytes: Buffer): string => {
    const objects = mkdtempSync(join(folder, 'objects-'));
    const path = join(objects, 'bucket', `${key}._S3rver_object`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return objects;
  };
  const files = (objects: string, all = items) => checkFiles(takeStock(all), objects).map(({ level, check }) => `${level} ${check}`);

  it('are in order when the kept one lies under its own hash', () => {
    expect(files(write(kept.key, kept.bytes))).toEqual([]);
  });

  it('that are missing, altered, or nobody’s are found', () => {
    expect(files(join(folder, 'none'))).toEqual(['error file.missing']);
    expect(files(write(kept.key, Buffer.from('other')))).toEqual(['error file.hash']);
    expect(files(write(kept.key.replace(ids.stored, 'WJ-20260701-9999'), kept.bytes))).toEqual(['error file.missing', 'error file.dangling']);
  });

  it('that were sent and came to nothing are noted', () => {
    const sent = kept.key.replace('documents/', 'incoming/');
    expect(files(write(sent.replace(ids.stored, ids.pending), kept.bytes))).toEqual(['error file.missing']);
    expect(files(write(sent, kept.bytes))).toEqual(['error file.missing', 'note file.dangling']);
  });
});
