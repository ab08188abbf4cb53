import { restore } from '../cases/batch.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import type { Caller } from '../cases/walk.ts';
import { refFor } from '../cases/work.ts';
import { findPrefix, recordKey } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';
import type { Doing } from './batches.ts';
import type { Line } from './cursor.ts';
import type { Bench } from './job.ts';
import { inParallel, slices } from './parallel.ts';
import { nothing } from './run.ts';

/** Two changes of one record with somebody else's between them: taking both back would take his back too. */
const broken = -1;

/**
 * What a run did to each record, its changes joined from the first to the last. One that was changed by others in between ends in a version no record has.
 */
export function joined(lines: readonly Line[]): readonly Line[] {
  const byRecord = Map.groupBy(lines, ([kind, id]) => `${kind} ${id}`);
  return [...byRecord.values()].map((changes) => {
    const sorted = changes.toSorted((a, b) => a[3] - b[3]);
    const whole = sorted.every(([, , before], index) => index === 0 || before === sorted[index - 1]?.[3]);
    const [[kind, id, before] = ['', '', 0, 0], last] = [sorted[0], sorted.at(-1)];
    return [kind, id, before, whole && last ? last[3] : broken];
  });
}

/** The records among these that are no longer as the run left them. */
export async function touchedSince({ desk }: Bench, project: string, lines: readonly Line[]): Promise<readonly Line[]> {
  const pages = await inParallel(slices(lines, 100), 4, async (some) => {
    const items = await desk.table.getAll(some.map((line) => keyOf(desk, project, line)));
    return some.filter((line) => isTouched(line, items.get(keyText(keyOf(desk, project, line)))));
  });
  return pages.flat();
}

/** New parties among these whom units of others name by now: to take them away would leave a name that leads nowhere. */
export async function namedElsewhere({ desk }: Bench, project: string, lines: readonly Line[]): Promise<readonly Line[]> {
  const own = new Set(lines.map(([kind, id]) => `${kind} ${id}`));
  const parties = lines.filter(([kind, , before]) => kind === 'party' && before === 0);
  const pages = await inParallel(parties, 16, async (line) => {
    const { items } = await desk.table.query({ ...findPrefix(desk.company, project, { kind: 'party', value: line[1] }), limit: 200 });
    return items.some(({ kind, id }) => !own.has(`${String(kind)} ${String(id)}`)) ? [line] : [];
  });
  return pages.flat();
}

function keyOf(desk: Desk, project: string, [kind, id]: Line) {
  const definition = definitionOf(desk, kind);
  return recordKey(desk.company, definition.place, refFor(definition, project, id));
}

const isTouched = ([, , , after]: Line, item: Item | undefined): boolean => !item || item['removed'] === true || item['version'] !== after;

/** Takes changes back in somebody's name, a few records to a unit of work: each is written with its history and its terms. */
export function undoing({ desk }: Bench, caller: Caller): Doing<Line> {
  return {
    weigh: () => 1,
    most: 16,
    attempt: (lines, also) =>
      restore(
        desk,
        caller,
        lines.map((line) => undoOf(desk, caller.project, line)),
        also,
      ),
    tally: (lines) => ({ ...nothing, changed: lines.length }),
    refused: ([, id], { code }) => ({ tally: { ...nothing, failed: 1 }, errors: [{ row: 0, code, detail: id }] }),
  };
}

function undoOf(desk: Desk, project: string, [kind, id, before, after]: Line) {
  const definition = definitionOf(desk, kind);
  return { definition, change: { ref: refFor(definition, project, id), before, after } };
}
