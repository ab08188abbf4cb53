import { DomainError } from '../kernel/error.ts';
import type { Ref } from '../table/keys.ts';
import type { Definition } from './definition.ts';
import { stateTitle } from './perform.ts';
import type { StandingCommand } from './standing.ts';
import { noteStay } from './stay.ts';
import { isClosed, type Stored } from './stored.ts';
import { type Touched, touch, type Work } from './work.ts';

/** Runs a standing command: the record stays, what the walk keeps about it changes. */
export async function performStanding(
  work: Work,
  step: { definition: Definition; ref: Ref; name: string; command: StandingCommand; input: unknown },
): Promise<Touched> {
  const { definition, ref, name, command, input } = step;
  const touched = await touch(work, definition, ref);
  const before = touched.after;
  if (!before) throw new DomainError('not-found', 'access.not-found');
  const { state } = before.record;
  if (isClosed(definition, before.record) && !command.afterEnd) {
    throw new DomainError('conflict', 'case.wrong-state', { state: stateTitle(definition, state), command: command.title, name, version: before.version });
  }
  await command.check?.(before, input as never, { work, definition });
  const { kept, notices = [] } = command.apply(before, input as never, { work, definition });
  const after: Stored = { ...before, ...kept, [command.counts]: before[command.counts] + 1, updatedAt: work.now };
  noteStay(work, touched, after, { command: name, input, notices, tells: 'case.moved' });
  return touched;
}
