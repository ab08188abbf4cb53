import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { listOf } from '../../local/verify/finding.ts';
import { unpacked } from '../../local/verify/packed.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { household, office } from '../jobs/office.ts';
import { rememberWrites } from '../support/stored-items.ts';

type Loose = Record<string, unknown> & { pk: string; sk: string };

/** What two imports leave in the table: one that stands, and one that was taken back. */
async function imports() {
  const writes = rememberWrites();
  const { bring, revert, desk } = await office();
  await bring([household('1-2-301', '张三', '13800001234'), household('1-2-302', '李四', '13800001235')]);
  const { body } = await bring([household('1-2-303', '王五', '13800001236')]);
  await revert(body.id);
  const items = (await writes.items(desk.table)) as Loose[];
  writes.stop();
  return { items, wrong: body.id };
}

const checks = (items: readonly Loose[]): string[] => [...new Set(verifyItems(items).map(({ check }) => check))].sort();
const changed = (items: readonly Loose[], which: (item: Loose) => boolean, change: (item: Loose) => Record<string, unknown>): Loose[] =>
  items.map((item) => (which(item) ? { ...item, ...change(item) } : item));

describe('the verifier, on runs', () => {
  it('finds nothing in an import and in one taken back, which leaves no word and no claim behind', async () => {
    const { items } = await imports();
    expect(verifyItems(items)).toEqual([]);
    expect(items.filter(({ removed }) => removed === true).map(({ sk }) => sk)).toContain('1-2-303');
  });

  it('sees work a run says it did and did not, and chunks that do not fit it', async () => {
    const { items } = await imports();
    const isChunk = ({ pk, sk }: Loose) => pk.includes('#RUN#import#') && sk === 'CHUNK#00000';
    const done = (lines: unknown[]) => deflateRawSync(JSON.stringify({ lines, errors: [] }));
    expect(checks(changed(items, isChunk, ({ detail }) => ({ detail: done([...listOf(unpacked(detail)?.['lines']), ['unit', '9-9-999', 0, 1]]) })))).toEqual([
      'run.effect',
    ]);
    expect(checks(changed(items, isChunk, () => ({ detail: done([['unit', '1-2-301', 1, 2]]) })))).toEqual(['run.effect']);
    expect(checks(changed(items, isChunk, () => ({ detail: new Uint8Array([1]) })))).toEqual(['run.form']);
    expect(checks(changed(items, isChunk, () => ({ ended: false })))).toEqual(['run.open']);
    expect(checks(changed(items, isChunk, () => ({ sk: 'CHUNK#00007' })))).toEqual(['run.chunks']);
    expect(checks(items.filter(({ sk }) => sk !== 'RUN'))).toEqual(['run.missing']);
  });

  it('sees a finished run that does not account for every row', async () => {
    const { items, wrong } = await imports();
    const isRun = ({ pk, sk }: Loose) => pk.includes('#RUN#import#') && !pk.endsWith(wrong) && sk === 'RUN';
    expect(checks(changed(items, isRun, ({ run }) => ({ run: { ...(run as object), total: 3 } })))).toEqual(['run.tally']);
  });

  it('sees a phone number packed away in what a chunk says', async () => {
    const { items } = await imports();
    const isChunk = ({ pk, sk }: Loose) => pk.includes('#RUN#import#') && sk === 'CHUNK#00000';
    const detail = deflateRawSync(JSON.stringify({ lines: [], errors: [{ row: 2, code: 'x', detail: '10000000001 已登记' }] }));
    expect(checks(changed(items, isChunk, () => ({ detail })))).toEqual(['personal.phone']);
  });
});
