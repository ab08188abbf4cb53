import type { Desk } from '../cases/desk.ts';
import { decide } from '../cases/walk.ts';
import type { ErrorCatalogue } from '../kernel/error.ts';
import { sheetErrors } from '../spreadsheet/sheet-errors.ts';
import { type Doing, workThrough } from './batches.ts';
import { atStart, type Cursor, cursorWrite, Overtaken, readCursor } from './cursor.ts';
import { jobErrors } from './errors.ts';
import type { Files } from './files.ts';
import type { Run } from './run.ts';

/** What a job works with, for one company. */
export interface Bench {
  readonly desk: Desk;
  readonly files: Files;
}

/** What a plan decided. */
export type Planned = Pick<Run, 'chunks' | 'total' | 'tally'> & Partial<Pick<Run, 'plan' | 'checked' | 'order'>>;

/**
 * Long work (作业): a plan that divides it, chunks done in any order and more than once, a close that says what came of it. Each step may be repeated at any time.
 */
export interface Job {
  readonly name: string;
  /** @throws DomainError when the run is refused as a whole */
  readonly plan: (bench: Bench, run: Run) => Promise<Planned>;
  readonly chunk: (bench: Bench, run: Run, chunk: number) => Promise<void>;
  /** `failed`: a step was given up after all its attempts. @returns the run as it ends */
  readonly close: (bench: Bench, run: Run, failed: boolean) => Promise<Run>;
  /** What the end means for others; after every end, refused and failed ones too, and more than once. */
  readonly settle?: (bench: Bench, run: Run) => Promise<void>;
}

const catalogues = new WeakMap<Desk['definitions'], ErrorCatalogue>();

/** Sentences for everything a row can be refused for. */
export function catalogueOf({ definitions }: Desk): ErrorCatalogue {
  const known = catalogues.get(definitions);
  if (known) return known;
  const all = { ...jobErrors, ...sheetErrors };
  for (const { errors } of definitions.values()) Object.assign(all, errors);
  catalogues.set(definitions, all);
  return all;
}

/** Works a chunk to its end from wherever its cursor stands, however often another worker gets in between. */
export async function workChunk<T>({ desk: { table } }: Bench, run: Run, chunk: number, items: readonly T[], doing: Doing<T>): Promise<void> {
  const save = (cursor: Cursor) => cursorWrite(table, run, chunk, cursor);
  for (;;) {
    const from = await readCursor(table, run, chunk);
    if (from.ended) return;
    try {
      const worked = await workThrough(from, items, doing, save);
      return await decide(() => table.commit([save({ ...worked, version: worked.version + 1, ended: true })]));
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
}

/** The same without writing anything but the outcome: whoever ends first has said it. */
export async function tryChunk<T>({ desk: { table } }: Bench, run: Run, chunk: number, items: readonly T[], doing: Doing<T>): Promise<void> {
  const from = await readCursor(table, run, chunk);
  if (from.ended) return;
  const tried = await workThrough(atStart, items, doing);
  const outcome = cursorWrite(table, run, chunk, { ...tried, version: from.version + 1, ended: true });
  await decide(() => table.commit([outcome])).catch((error: unknown) => {
    if (!(error instanceof Overtaken)) throw error;
  });
}
