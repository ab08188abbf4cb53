import { DomainError } from '../kernel/error.ts';
import { historyKey, type Ref } from '../table/keys.ts';
import { keyText, type Write } from '../table/table.ts';
import { checkMay, rolesFor } from './access.ts';
import { commitWork } from './commit.ts';
import type { AnyRecord, Definition } from './definition.ts';
import type { Desk } from './desk.ts';
import { commandNamed, perform } from './perform.ts';
import { historyPartition, type Stored } from './stored.ts';
import { type Caller, decide, openWork } from './walk.ts';
import { byOf, fetchItems, keyOf, refFor, touch, type Work } from './work.ts';

/** One command of a unit of work that changes several records together: an import row, a batch. */
export interface BatchStep {
  readonly definition: Definition;
  readonly id: string;
  readonly command: string;
  /** Output of the command's own schema. */
  readonly input: unknown;
}

/** What a unit of work did to one record; `before` is 0 when it was not there. */
export interface Change {
  readonly ref: Ref;
  readonly before: number;
  readonly after: number;
}

/** What the same transaction writes besides, given what it changes: the marker that it has been done, so that it is done once whatever happens after it. */
export type Also = (changes: readonly Change[]) => readonly Write[];

/**
 * Runs several commands as one unit of work: all or nothing, each under the caller's positions and its own rules.
 *
 * With `dryRun` everything is decided and nothing is written. `begin` hears of each step before it is taken: the last one is the one that was refused.
 *
 * @returns what changed; a step that found everything as it should be is not in it.
 */
export function runSteps(
  desk: Desk,
  caller: Caller,
  steps: readonly BatchStep[],
  { dryRun, also, begin }: { readonly dryRun: boolean; readonly also?: Also; readonly begin?: (step: BatchStep) => void },
): Promise<readonly Change[]> {
  return decide(async () => {
    const refs = steps.map(({ definition, id }) => ({ definition, ref: refFor(definition, caller.project, id) }));
    const { work } = await openWork(
      desk,
      caller,
      refs.map(({ definition, ref }) => keyOf({ desk }, definition, ref)),
    );
    for (const step of steps) {
      begin?.(step);
      const { definition, id, command, input } = step;
      const { by } = commandNamed(definition, command);
      const permission = `${definition.name}.${command}`;
      checkMay(await rolesFor(work, definition, undefined, input), by, work.actor, permission);
      const { after } = await perform(work, { definition, ref: refFor(definition, caller.project, id), command, input });
      // Only the record itself says in which building it stands.
      checkMay(await rolesFor(work, definition, after, input), by, work.actor, permission);
    }
    const changes = changesOf(work);
    if (!dryRun) await commitWork(work, also?.(changes));
    return changes;
  });
}

function changesOf(work: Work): readonly Change[] {
  return [...work.touched.values()]
    .map(({ ref, before, after }) => ({ ref, before: before && !before.removed ? before.version : 0, after: after?.version ?? 0 }))
    .filter(({ before, after }) => before !== after);
}

/** A change to be taken back, of a record of this kind. */
export interface Undo {
  readonly definition: Definition;
  readonly change: Change;
}

/**
 * Takes records back to what they were before changes, in one unit of work, if nobody has touched them since: to their earlier version out of the history, or to
 * not being there.
 *
 * @throws DomainError `import.touched` when one has moved on
 */
export function restore(desk: Desk, caller: Caller, undone: readonly Undo[], also?: Also): Promise<readonly Change[]> {
  return decide(async () => {
    const keys = undone.flatMap(({ definition, change: { ref, before } }) => [
      keyOf({ desk }, definition, ref),
      ...(before === 0 ? [] : [historyKey(historyPartition(desk.company, definition, ref), before)]),
    ]);
    const { work } = await openWork(desk, caller, keys);
    for (const undo of undone) await restoreOne(work, undo);
    const changes = changesOf(work);
    await commitWork(work, also?.(changes));
    return changes;
  });
}

async function restoreOne(work: Work, { definition, change }: Undo): Promise<void> {
  const touched = await touch(work, definition, change.ref);
  const stored = touched.after;
  if (!stored || stored.version !== change.after) throw new DomainError('conflict', 'import.touched', { ids: change.ref.id, count: 1 });
  checkMay(await rolesFor(work, definition, stored), commandNamed(definition, 'put').by, work.actor, `${definition.name}.put`);
  const record = change.before === 0 ? stored.record : await recordAt(work, definition, change.ref, change.before);
  const after: Stored = { ...stored, version: stored.version + 1, updatedAt: work.now, record, ...(change.before === 0 ? { removed: true as const } : {}) };
  touched.after = after;
  touched.entries.push({
    seq: after.version + after.tick,
    at: work.now,
    by: byOf(work),
    command: 'revert',
    from: stored.record.state,
    to: change.before === 0 ? 'removed' : record.state,
    version: after.version,
    tick: after.tick,
    after: record,
  });
}

/** The record as it was at a version, out of its history; registers have no ticks before that version unless timers fired, so it is searched near its number. */
async function recordAt(work: Work, definition: Definition, ref: Ref, version: number): Promise<AnyRecord> {
  const partition = historyPartition(work.desk.company, definition, ref);
  let seq = version;
  for (let tries = 0; tries < 100; tries += 1, seq += 1) {
    const key = historyKey(partition, seq);
    await fetchItems(work, [key]);
    const entry = work.items.get(keyText(key));
    if (entry?.['version'] === version && entry['after'] !== undefined) return definition.record.parse(entry['after']) as AnyRecord;
  }
  throw new Error(`history of ${ref.kind} ${ref.id} lacks version ${version}`);
}
