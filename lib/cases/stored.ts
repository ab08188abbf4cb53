import type { Company } from '../kernel/actor.ts';
import type { Instant } from '../kernel/clock.ts';
import { hq } from '../kernel/project-policy.ts';
import { shortened } from '../kernel/schema.ts';
import {
  aboutPartition,
  casePartition,
  dueShard,
  dueSort,
  logPartition,
  minePartition,
  projectDirectory,
  queuePartition,
  type Ref,
  recordKey,
} from '../table/keys.ts';
import type { Item } from '../table/table.ts';
import type { AnyRecord, Definition, Secrecy } from './definition.ts';
import { type FiredStages, nextFiring, openDue, postponed, type Timer } from './timer.ts';

/** A command of a case that waits for signatures (待审批). */
export interface Parked {
  /** Id of the approval, in the same project. */
  readonly approval: string;
  readonly command: string;
  readonly title: string;
  readonly by: string;
  readonly at: Instant;
}

/** A timer moved by `postpone`: until when, why, by whom. */
export interface Postponement {
  readonly until: Instant;
  readonly reason: string;
  readonly by: string;
}

/**
 * A record with what the walk keeps about it: the same for a case and a register record.
 *
 * `version` counts commands and is what clients send; `tick` counts what must not disturb an open form: firings, comments, urging.
 */
export interface Stored {
  readonly ref: Ref;
  readonly version: number;
  readonly tick: number;
  readonly openedAt: Instant;
  readonly openedBy: string;
  readonly updatedAt: Instant;
  readonly closedAt?: Instant | undefined;
  readonly parent?: Ref | undefined;
  /** Cases this one has opened (子单), latest last. */
  readonly children?: readonly { readonly kind: string; readonly id: string }[] | undefined;
  readonly assignee?: string | undefined;
  readonly watchers?: readonly string[] | undefined;
  /** Names of attached documents. */
  readonly documents?: readonly string[] | undefined;
  readonly postponed?: Readonly<Record<string, Postponement>> | undefined;
  /** From whom it is kept besides what its record says, because another case is that it serves or has become (回避). */
  readonly keptFrom?: Pick<Secrecy, 'persons' | 'positions'> | undefined;
  /** A command that waits for signatures (待审批). */
  readonly parked?: Parked | undefined;
  readonly urged?: number | undefined;
  readonly fired?: FiredStages | undefined;
  /** Salt of the personal data sealed in this record; deleting it shreds them. */
  readonly salt?: string | undefined;
  /** Hash of the latest history entry, which covers the one before it, and so on. */
  readonly chain: string;
  /** Taken back by the revert of an import: it no longer exists, but its versions and history go on if it comes again. */
  readonly removed?: true | undefined;
  readonly record: AnyRecord;
}

/** Number by which people call a case: `<project>-<prefix>-<day>-<sequence>`; the id is the part unique in the project. */
export function caseNumber(definition: Definition, ref: Ref): string | undefined {
  return definition.numberPrefix ? `${ref.project}-${ref.id}` : undefined;
}

/** The record's timers, with what was postponed. */
export function timersOf(definition: Definition, stored: Stored): readonly Timer[] {
  return postponed(definition.timers(stored.record, stored.openedAt), stored.postponed ?? {});
}

/** Whether the case has ended; registers never do. */
export function isClosed(definition: Definition, record: AnyRecord): boolean {
  return definition.terminal.includes(record.state);
}

/** From whom a record is kept (回避): by what it says itself, and by what the walk keeps about it. */
export function secrecyOf(definition: Definition, { record, keptFrom }: Pick<Stored, 'record' | 'keptFrom'>): Secrecy | undefined {
  const own = definition.secrecy(record);
  if (!keptFrom) return own;
  const both = <T>(a: readonly T[] = [], b: readonly T[] = []): readonly T[] => [...new Set([...a, ...b])];
  return { ...own, persons: both(own?.persons, keptFrom.persons), positions: both(own?.positions, keptFrom.positions) };
}

/** Instant by which nothing waits: sorts last in a queue. */
const someday = '9999';

/** The item of a record, with the keys of the indexes it belongs in. */
export function toItem(company: Company, definition: Definition, stored: Stored): Item {
  const { ref, record, ...kept } = stored;
  const subject = definition.subject(record, ref.id);
  const secrecy = secrecyOf(definition, stored);
  const served = definition.serves(record);
  const timers = timersOf(definition, stored);
  const closed = isClosed(definition, record);
  const due = closed ? undefined : openDue(timers);
  if (stored.removed)
    return {
      ...recordKey(company, definition.place, ref),
      ...kept,
      project: ref.project,
      kind: ref.kind,
      id: ref.id,
      state: record.state,
      schema: definition.schemaVersion,
      record,
    };
  return {
    ...recordKey(company, definition.place, ref),
    ...kept,
    project: ref.project,
    kind: ref.kind,
    id: ref.id,
    state: record.state,
    schema: definition.schemaVersion,
    record,
    card: {
      ...definition.card(record),
      kind: ref.kind,
      id: ref.id,
      state: record.state,
      title: shortened(subject.title, 40),
      openedAt: stored.openedAt,
      ...(subject.unit ? { unit: subject.unit } : {}),
      ...(due ? { due } : {}),
      ...(secrecy ? { secrecy } : {}),
      ...(served ? { on: served } : {}),
    },
    ...indexKeys(company, definition, stored, { closed, due, timers, subject }),
  };
}

function indexKeys(
  company: Company,
  definition: Definition,
  stored: Stored,
  at: { closed: boolean; due: Instant | undefined; timers: readonly Timer[]; subject: { unit?: string | undefined; mine?: string | undefined } },
): Record<string, string> {
  const { ref, record } = stored;
  if (definition.place === 'project') return { dpk: projectDirectory, dsk: `${company}#${ref.id}` };
  const next = nextFiring(at.timers, stored.fired ?? {});
  const person = stored.assignee ?? at.subject.mine;
  const day = (stored.closedAt ?? stored.openedAt).slice(0, 10);
  return {
    ...(definition.place === 'case'
      ? {
          qpk: queuePartition(company, ref.project, ref.kind),
          qsk: at.closed ? `closed#${record.state}#${day}#${ref.id}` : `open#${record.state}#${at.due ?? someday}#${ref.id}`,
        }
      : {}),
    ...(definition.place === 'case' && definition.logged
      ? {
          lpk: logPartition(company, ref.project),
          lsk: `${at.closed ? `closed#${stored.closedAt ?? stored.openedAt}` : `open#${at.due ?? someday}`}#${ref.kind}#${ref.id}`,
        }
      : {}),
    ...(at.subject.unit && ref.kind !== 'unit' ? { apk: aboutPartition(company, ref.project, at.subject.unit), ask: `${ref.kind}#${ref.id}` } : {}),
    ...(definition.place === 'case' && person && !at.closed
      ? { mpk: minePartition(company, person), msk: `${at.due ?? someday}#${ref.project}#${ref.id}` }
      : {}),
    ...(next ? { dpk: dueShard(ref, next.urgent), dsk: dueSort(next.at, company, ref) } : {}),
  };
}

/** Attributes of an item that are the table's business, not the record's. */
const tableOnly = new Set([
  'pk',
  'sk',
  'qpk',
  'qsk',
  'apk',
  'ask',
  'mpk',
  'msk',
  'dpk',
  'dsk',
  'lpk',
  'lsk',
  'card',
  'schema',
  'state',
  'project',
  'kind',
  'id',
  'failures',
  'parkedAt',
]);

/**
 * A stored record, brought up to today's schema. What does not parse is our fault, never the caller's: it throws a plain Error, which is a 500 and an alarm.
 */
export function fromItem(definition: Definition, item: Item): Stored {
  const kept = Object.fromEntries(Object.entries(item).filter(([name]) => !tableOnly.has(name)));
  const steps = definition.upgrade.slice(Number(item['schema']) - 1);
  const upgraded = steps.reduce<unknown>((old, step) => step(old), item['record']);
  const parsed = definition.record.safeParse(upgraded);
  if (!parsed.success)
    throw new Error(`stored ${definition.name} does not match its schema: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  const ref = { project: String(item['project'] ?? hq), kind: definition.name, id: String(item['id']) };
  return { ...kept, ref, record: parsed.data as AnyRecord } as unknown as Stored;
}

/** The partition of a record's history. */
export function historyPartition(company: Company, definition: Definition, ref: Ref): string {
  return casePartition(company, definition.place, ref);
}
