import type { Also, Change } from '../cases/batch.ts';
import { DomainError } from '../kernel/error.ts';
import type { Write } from '../table/table.ts';
import { type Cursor, lineOf } from './cursor.ts';
import { type RowError, sum, type Tally } from './run.ts';

/** What is done with the items of a chunk. */
export interface Doing<T> {
  /** Records an item concerns; a unit of work takes items up to `most` of them. */
  readonly weigh: (item: T) => number;
  readonly most: number;
  /** Does several items as one unit of work, with what `also` answers in the same transaction. @throws DomainError when one of them is refused */
  readonly attempt: (batch: readonly T[], also: Also) => Promise<readonly Change[]>;
  readonly tally: (batch: readonly T[], changes: readonly Change[]) => Tally;
  /** What to say of the one item that was refused. */
  readonly refused: (item: T, error: DomainError) => Pick<Cursor, 'tally' | 'errors'>;
}

/** A refusal that says nothing of the item: the table is busy, or the policy denied a key of ours. The whole is tried again later. */
function isOurs({ kind, code, detail }: DomainError): boolean {
  return kind === 'unavailable' || code === 'case.busy' || code === 'reference.changed' || detail['denied'] !== undefined;
}

/**
 * Works through items from where the cursor stands: several to a unit of work, because each one costs a round trip, and fewer where one of them is
 * refused, until the refused one stands alone and is listed.
 *
 * `save` answers the write that moves the cursor; without it nothing is marked (a check, a dry run).
 *
 * @throws Overtaken when somebody else moved the cursor.
 */
export async function workThrough<T>(from: Cursor, items: readonly T[], doing: Doing<T>, save?: (cursor: Cursor) => Write): Promise<Cursor> {
  let { most } = doing;
  const advance = async (cursor: Cursor, batch: readonly T[]): Promise<Cursor> => {
    const ahead = (changes: readonly Change[]): Cursor => beyond(cursor, batch, doing, changes, save !== undefined);
    try {
      return ahead(await doing.attempt(batch, (changes) => (save && changes.length > 0 ? [save(ahead(changes))] : [])));
    } catch (error) {
      if (!(error instanceof DomainError) || isOurs(error)) throw error;
      if (batch.length === 1) return listed(cursor, batch[0] as T, error, doing);
      if (error.code === 'commit.too-large') most = Math.max(1, Math.floor(most * 0.75));
    }
    const half = Math.ceil(batch.length / 2);
    return advance(await advance(cursor, batch.slice(0, half)), batch.slice(half));
  };
  let cursor = from;
  while (cursor.next < items.length) cursor = await advance(cursor, taken(items, cursor.next, doing.weigh, most));
  return cursor;
}

function beyond<T>(cursor: Cursor, batch: readonly T[], doing: Doing<T>, changes: readonly Change[], saved: boolean): Cursor {
  return {
    ...cursor,
    version: cursor.version + (saved && changes.length > 0 ? 1 : 0),
    next: cursor.next + batch.length,
    tally: sum(cursor.tally, doing.tally(batch, changes)),
    lines: saved ? [...cursor.lines, ...changes.map(lineOf)] : cursor.lines,
  };
}

function listed<T>(cursor: Cursor, item: T, error: DomainError, doing: Doing<T>): Cursor {
  const { tally, errors } = doing.refused(item, error);
  const all: readonly RowError[] = [...cursor.errors, ...errors];
  return { ...cursor, next: cursor.next + 1, tally: sum(cursor.tally, tally), errors: all };
}

function taken<T>(items: readonly T[], from: number, weigh: (item: T) => number, most: number): readonly T[] {
  const batch: T[] = [];
  let weight = 0;
  for (const item of items.slice(from, from + most)) {
    weight += weigh(item);
    if (batch.length > 0 && weight > most) break;
    batch.push(item);
  }
  return batch;
}
