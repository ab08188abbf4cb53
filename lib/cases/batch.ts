import { DomainError } from '../kernel/error.ts';
import { historyKey, type Ref } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { checkMay, rolesFor } from './access.ts';
import { commitWork } from './commit.ts';
import type { AnyRecord, Definition } from './definition.ts';
import type { Desk } from './desk.ts';
import { commandNamed, perform, byOf } from './perform.ts';
import { historyPartition, type Stored } from './stored.ts';
import { type Caller, decide, openWork } from './walk.ts';
import { fetchItems, keyOf, refFor, touch, type Work } from './work.ts';

/** One command of a unit of work that changes several records together: an import row, a batch. */
export interface BatchStep {
  readonly definition: Definition;
  readonly id: string;
  readonly command: string;
  /** Output of the command's own schema. */
  readonly input: unknown;
}

/** What a unit of work did to one record; `before` is 0 when it was not there. Equal versions mean nothing changed. */
export interface Change {
  readonly ref: Ref;
  readonly before: number;
  readonly after: number;
}

/**
 * Runs several commands as one unit of work: all or nothing, each under the caller's positions and its own rules.
 *
 * With `dryRun` everything is decided and nothing is written.
 */
export function runSteps(desk: Desk, caller: Caller, steps: readonly BatchStep[], { dryRun }: { readonly dryRun: boolean }): Promise<readonly Change[]> {
  return decide(async () => {
    const refs = steps.map(({ definition, id }) => ({ definition, ref: refFor(definition, caller.project, id) }));
    const { work } = await openWork(desk, caller, refs.map(({ definition, ref }) => keyOf({ desk }, definition, ref)));
    for (const { definition, id, command, input } of steps) {
      checkMay(await rolesFor(work, definition, undefined, input), commandNamed(definition, command).by);
      await perform(work, { definition, ref: refFor(definition, caller.project, id), command, input });
    }
    if (!dryRun) await commitWork(work);
    return changesOf(work);
  });
}

function changesOf(work: Work): readonly Change[] {
  return [...work.touched.values()].map(({ ref, before, after }) => ({
    ref,
    before: before && !before.removed ? before.version : 0,
    after: after?.version ?? 0,
  }));
}

/**
 * Takes a record back to what it was before a change, if nobody has touched it since: to its earlier version out of the history, or to not being there.
 *
 * @throws DomainError `import.touched` when it has moved on
 */
export function restore(desk: Desk, caller: Caller, definition: Definition, change: Change): Promise<void> {
  return decide(async () => {
    const { work } = await openWork(desk, caller);
    checkMay(await rolesFor(work, definition, undefined), commandNamed(definition, 'put').by);
    const touched = await touch(work, definition, change.ref);
    const stored = touched.after;
    if (!stored || stored.version !== change.after) throw new DomainError('conflict', 'import.touched', { id: change.ref.id });
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
    await commitWork(work);
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
