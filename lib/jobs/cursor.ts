import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Change } from '../cases/batch.ts';
import { decide } from '../cases/walk.ts';
import { absent, sameVersion } from '../table/conditions.ts';
import { chunkKey, type Key, runPartition } from '../table/keys.ts';
import { type Item, keyText, rank, type Table, type Write } from '../table/table.ts';
import { nothing, type RowError, type RunRef, Tally } from './run.ts';

/** What one change of a run did, short because thousands stand in a marker: kind, id, version before, version after. */
export type Line = readonly [kind: string, id: string, before: number, after: number];

export const lineOf = ({ ref: { kind, id }, before, after }: Change): Line => [kind, id, before, after];

/**
 * How far a chunk is (批次标记): everything before `next` is done, and this is what became of it.
 *
 * It is written in the same transaction as the records it speaks of, on the condition that nobody has moved it since it was read. So a chunk that is
 * worked on twice (a retry, a worker the machine has given up on) does each thing once: whoever writes second loses his marker and his records with
 * it, reads where the other one is, and goes on from there. No lease is needed, and a crash costs one unit of work.
 */
export interface Cursor {
  /** 0 while it stands nowhere. */
  readonly version: number;
  readonly next: number;
  /** Nothing more is to be done, or the run was closed before. */
  readonly ended: boolean;
  readonly tally: Tally;
  readonly lines: readonly Line[];
  readonly errors: readonly RowError[];
}

export const atStart: Cursor = { version: 0, next: 0, ended: false, tally: nothing, lines: [], errors: [] };

/** Somebody else has moved the cursor: what he did counts. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

const keyOf = (table: Table, { project, job, id }: RunRef, chunk: number): Key => chunkKey(table.company, project, job, id, chunk);

/** The write that moves a chunk's cursor on to `cursor`, if it still stands where it was read. */
export function cursorWrite(table: Table, run: RunRef, chunk: number, cursor: Cursor): Write {
  const { version, next, ended, tally, lines, errors } = cursor;
  const detail = deflateRawSync(JSON.stringify({ lines, errors }));
  return {
    put: { ...keyOf(table, run, chunk), chunk, version, next, ended, tally, detail },
    condition: version === 1 ? absent : sameVersion(version - 1),
    rank: rank.idempotency,
    refusal: () => new Overtaken(),
  };
}

export async function readCursor(table: Table, run: RunRef, chunk: number): Promise<Cursor> {
  const key = keyOf(table, run, chunk);
  const item = (await table.getAll([key])).get(keyText(key));
  return item ? fromItem(item) : atStart;
}

/** The cursors of all chunks that have one, by chunk. */
export async function readCursors(table: Table, { project, job, id }: RunRef): Promise<ReadonlyMap<number, Cursor>> {
  const cursors = new Map<number, Cursor>();
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await table.query({ pk: runPartition(table.company, project, job, id), prefix: 'CHUNK#', limit: 200, after });
    for (const item of page.items) cursors.set(Number(item['chunk']), fromItem(item));
    after = page.next;
  } while (after);
  return cursors;
}

function fromItem(item: Item): Cursor {
  const detail = JSON.parse(inflateRawSync(item['detail'] as Uint8Array).toString('utf8')) as Pick<Cursor, 'lines' | 'errors'>;
  return { version: Number(item['version']), next: Number(item['next']), ended: item['ended'] === true, tally: Tally.parse(item['tally']), ...detail };
}

/**
 * Ends every chunk of a run, so that a worker left behind can no longer write into a run that has been closed.
 *
 * @returns the cursors as they will stay.
 */
export async function endChunks(table: Table, run: RunRef, chunks: number): Promise<readonly Cursor[]> {
  const known = await readCursors(table, run);
  const ended: Cursor[] = [];
  for (let chunk = 0; chunk < chunks; chunk += 1) ended.push(await endChunk(table, run, chunk, known.get(chunk) ?? atStart));
  return ended;
}

async function endChunk(table: Table, run: RunRef, chunk: number, cursor: Cursor): Promise<Cursor> {
  if (cursor.ended) return cursor;
  const ended = { ...cursor, version: cursor.version + 1, ended: true };
  try {
    await decide(() => table.commit([cursorWrite(table, run, chunk, ended)]));
    return ended;
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    return endChunk(table, run, chunk, await readCursor(table, run, chunk));
  }
}
