import type { Instant } from '../kernel/clock.ts';
import { masked } from '../kernel/company-key.ts';
import type { Capacity, Role } from '../kernel/position.ts';
import { isStaff, mayDo } from './access.ts';
import type { Definition } from './definition.ts';
import type { Links } from './links.ts';
import { stateTitle } from './perform.ts';
import { standingCommands } from './standing.ts';
import { caseNumber, isClosed, type Stored, timersOf } from './stored.ts';
import { timerView } from './timer.ts';
import type { Work } from './work.ts';

/**
 * What a caller sees of a record: personal data masked, his own next steps, and for residents only what the slice shows them. `links`: the other cases he may know of; none
 * of them is named unless somebody has looked.
 */
export function view(work: Work, definition: Definition, stored: Stored, roles: readonly Capacity[], links: Links = {}): Readonly<Record<string, unknown>> {
  const staff = isStaff(definition, roles, work.actor);
  const fields = staff ? stored.record : definition.residentView(stored.record, work.actor.party);
  const { state, ...rest } = masked(fields) as { state?: string };
  const { ref, version, openedAt, updatedAt } = stored;
  const head = { ...rest, id: ref.id, version };
  if (definition.place !== 'case')
    return {
      ...head,
      ...(definition.states.length > 1 ? { state, commands: commandsFor(work, definition, stored, roles) } : {}),
      ...timers(definition, stored, work.now),
      openedAt,
      updatedAt,
    };
  return {
    ...head,
    kind: ref.kind,
    number: caseNumber(definition, ref),
    project: ref.project,
    state: stored.record.state,
    stateTitle: stateTitle(definition, stored.record.state),
    unit: definition.subject(stored.record, ref.id).unit,
    openedAt,
    updatedAt,
    closedAt: stored.closedAt,
    ...links,
    ...(staff ? { openedBy: stored.openedBy, assignee: stored.assignee, watchers: stored.watchers, postponed: stored.postponed } : {}),
    urged: stored.urged,
    approval: stored.parked && staff ? { ...stored.parked, number: `${ref.project}-${stored.parked.approval}` } : undefined,
    documents: documents(definition, stored),
    ...timers(definition, stored, work.now),
    commands: commandsFor(work, definition, stored, roles),
  };
}

function timers(definition: Definition, stored: Stored, now: Instant): { timers?: unknown } {
  const all = timersOf(definition, stored);
  return definition.place === 'case' || all.length > 0 ? { timers: all.map((timer) => timerView(timer, now)) } : {};
}

/** Documents the archive needs, and those that were attached by name. */
function documents(definition: Definition, stored: Stored): readonly { name: string; required: boolean; present: boolean }[] {
  const attached = stored.documents ?? [];
  const required = definition.archive(stored.record).map(({ name, present }) => ({ name, required: true, present: present || attached.includes(name) }));
  const further = attached.filter((name) => !required.some((document) => document.name === name));
  return [...required, ...further.map((name) => ({ name, required: false, present: true }))];
}

/** What this caller may do next, decided without reads. */
export function commandsFor(work: Work, definition: Definition, stored: Stored, roles: readonly Capacity[]): readonly string[] {
  const has = (name: string, by: readonly Role[]) => mayDo(roles, by, work.actor, `${definition.name}.${name}`);
  const own = Object.entries(definition.commands)
    .filter(
      ([name, command]) =>
        !command.internal && command.from.includes(stored.record.state) && has(name, command.by) && command.may(stored.record, work.actor, stored.ref.id),
    )
    .map(([name]) => name);
  if (definition.place !== 'case') return own;
  const closed = isClosed(definition, stored.record);
  const standing = Object.entries(standingCommands).filter(
    ([name, command]) => (command.afterEnd || !closed) && has(name, command.by) && !(name === 'reassign' && definition.assignedBy !== undefined),
  );
  return [...own, ...standing.map(([name]) => name)];
}
