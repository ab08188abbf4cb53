import { DomainError } from '../kernel/error.ts';
import type { Ref } from '../table/keys.ts';
import type { Definition } from './definition.ts';
import { movedEvent, noticeEvent } from './entry.ts';
import { stateTitle } from './perform.ts';
import type { StandingCommand } from './standing.ts';
import { isClosed, type Stored } from './stored.ts';
import { byOf, type Touched, touch, type Work } from './work.ts';

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
  const seq = after.version + after.tick;
  const head = { company: work.desk.company, project: ref.project, kind: ref.kind, caseId: ref.id, at: work.now };
  const move = { command: name, from: state, to: state, version: after.version, by: work.actor.person };
  touched.after = after;
  touched.entries.push({
    seq,
    at: work.now,
    by: byOf(work),
    command: name,
    from: state,
    to: state,
    version: after.version,
    tick: after.tick,
    input,
    out: [movedEvent(head, seq, 'case.moved', move), ...notices.map((notice, at) => noticeEvent(work, definition, after, head, seq, at, notice))],
  });
  return touched;
}
