import { systemActor } from '../kernel/actor.ts';
import { formatLocal } from '../kernel/calendar.ts';
import type { Instant } from '../kernel/clock.ts';
import { DomainError, isPassing } from '../kernel/error.ts';
import { type Ref, recordKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { commitWork } from './commit.ts';
import type { Definition } from './definition.ts';
import type { Desk } from './desk.ts';
import type { Addressees } from './notice.ts';
import { positionsOnDuty, withSuperiors } from './on-duty.ts';
import { perform } from './perform.ts';
import { noteStay } from './stay.ts';
import { isClosed, type Stored, timersOf } from './stored.ts';
import { dueStages, markFired, nextFiring, type Stage, type Timer } from './timer.ts';
import { decide, openWork } from './walk.ts';
import { savepoint, type Touched, touch, type Work } from './work.ts';

/** What a sweep did to a record. */
export interface Swept {
  readonly fired: readonly string[];
  /** When the record wants to be swept again. */
  readonly next?: Instant | undefined;
}

/**
 * Fires every stage of a record that is due, in order, in one write (扫描).
 *
 * Late, doubled or concurrent sweeps are harmless: what fired is stored under the record's tick, and a verdict never depends on a firing.
 */
export async function sweep(desk: Desk, definition: Definition, ref: Ref): Promise<Swept> {
  try {
    return await decide(() => attempt(desk, definition, ref, runCommand));
  } catch (error) {
    if (!(error instanceof DomainError) || isPassing(error)) throw error;
    // At the commit a right was refused that a stage's command wanted; the stages have been reached all the same.
    return decide(() => attempt(desk, definition, ref, async () => undefined));
  }
}

type RunStage = (work: Work, touched: Touched, stage: Stage) => Promise<void>;

async function attempt(desk: Desk, definition: Definition, ref: Ref, run: RunStage): Promise<Swept> {
  const key = recordKey(desk.company, definition.place, ref);
  const actor = systemActor(desk.company);
  const { work, items } = await openWork(desk, { person: actor.person, project: ref.project, actor }, [key]);
  const touched = await touch(work, definition, ref);
  if (!touched.after) return { fired: [] };
  const fired = await fireAll(work, touched, run);
  const next = nextFiring(timersOf(definition, touched.after), touched.after.fired ?? {});
  const stale = fired.length === 0 && isStale(String(items.get(keyText(key))?.['dsk'] ?? ''), next?.at);
  if (stale) noteStay(work, touched, { ...touched.after, tick: touched.after.tick + 1 }, { command: 'reindex' });
  if (fired.length > 0 || stale) await commitWork(work);
  return { fired, next: next?.at };
}

/** The index still names an instant the record no longer waits for, e.g. after its rules changed. */
function isStale(indexed: string, next: Instant | undefined): boolean {
  return indexed !== '' && indexed.split('#')[0] !== (next ?? '');
}

interface Due {
  readonly timer: Timer;
  readonly stage: Stage;
  readonly at: Instant;
}

async function fireAll(work: Work, touched: Touched, run: RunStage): Promise<readonly string[]> {
  const { definition } = touched;
  const fired: string[] = [];
  let there: ReturnType<typeof positionsOnDuty> | undefined;
  for (let round = 0; round < 50; round += 1) {
    const stored = touched.after;
    if (!stored) return fired;
    const due = dueStages(timersOf(definition, stored), stored.fired ?? {}, work.now)[0];
    if (!due) return fired;
    fired.push(`${due.timer.name}#${due.stage.name}#${due.timer.due}`);
    fire(work, touched, stored, due, await toldBy(due, () => (there ??= positionsOnDuty(work))));
    await run(work, touched, due.stage);
  }
  throw new Error(`${definition.name} ${touched.ref.id} fires without end`);
}

/** Whom a stage tells: an urgent one does not stop at a position of which nobody is on duty at that moment. */
async function toldBy({ timer, stage }: Due, there: () => ReturnType<typeof positionsOnDuty>): Promise<Addressees | undefined> {
  return stage.tell && timer.urgent ? withSuperiors(stage.tell, await there()) : stage.tell;
}

function fire(work: Work, touched: Touched, stored: Stored, { timer, stage, at }: Due, tell: Addressees | undefined): void {
  const { definition } = touched;
  const params = { due: formatLocal(timer.due, work.policy.timeZone), at: formatLocal(at, work.policy.timeZone) };
  const notice = tell && { type: `${definition.name}.${timer.name}.${stage.name}`, to: tell, params, period: timer.due };
  const after = { ...stored, fired: markFired(stored.fired ?? {}, timer, stage), updatedAt: work.now, tick: stored.tick + 1 };
  const command = `${timer.name}.${stage.name}`;
  noteStay(work, touched, after, { command, fired: `${timer.name}#${stage.name}#${timer.due}`, notices: notice ? [notice] : [], tells: 'case.fired' });
}

/** A stage may move the case; where its state or rules do not allow that any more, the stage has still been fired. */
async function runCommand(work: Work, touched: Touched, stage: Stage): Promise<void> {
  const { definition, ref, after } = touched;
  if (!stage.command || !after || isClosed(definition, after.record)) return;
  if (!definition.commands[stage.command]?.from.includes(after.record.state)) return;
  const rollBack = savepoint(work);
  try {
    await perform(work, { definition, ref, command: stage.command, input: {} });
  } catch (error) {
    if (!(error instanceof DomainError) || isPassing(error)) throw error;
    rollBack();
  }
}
