import { civilDate } from '../kernel/calendar.ts';
import { canonical } from '../kernel/canonical.ts';
import { DomainError } from '../kernel/error.ts';
import type { Entry, Journal } from '../ledger/journal.ts';
import { billId, entryId } from '../ledger/names.ts';
import { turned } from '../ledger/totals.ts';
import { type Ref, sequenceKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { approval } from '../workflows/approval/contract.ts';
import { factsOfServed } from './access.ts';
import type { ApprovalNeed } from './approval-need.ts';
import type { Effect, Loaded } from './contract.ts';
import type { AnyRecord, Command, Context, Definition, Money, Outcome } from './definition.ts';
import { definitionOf } from './desk.ts';
import { factsChanged, movedEvent, noticeEvent } from './entry.ts';
import { keepFromMore } from './kept.ts';
import { bookJournal, type Cause, moneyFor } from './money.ts';
import { beginNumbers, noteBills } from './money-notes.ts';
import type { Notice } from './notice.ts';
import { noteParked, requestOf } from './parking.ts';
import { permissionsOf } from './permission.ts';
import { saltIn, sealInput } from './seal-input.ts';
import { isClosed, type Stored } from './stored.ts';
import { byOf, fulfil, keyOf, partsOf, peek, refFor, type Touched, touch, type Work } from './work.ts';

/** One command on one record, inside a unit of work. */
export interface Step {
  readonly definition: Definition;
  readonly ref: Ref;
  readonly command: string;
  readonly input: unknown;
  /** The case that orders or opens, when it is not a person's own request. */
  readonly cause?: Ref | undefined;
  /** Ordered by another record's command: that one had to ask for signatures, if any were needed. */
  readonly ordered?: boolean;
  /** Everybody has signed (审批通过). */
  readonly signed?: boolean;
}

/**
 * Runs one command inside a unit of work: state check, reads, pure `apply`, effects. Whether the actor *may* is decided before, for the request's own step only;
 * what a step orders from other records stands under their states and rules, not under their positions.
 */
export async function perform(work: Work, step: Step): Promise<Touched> {
  const { definition, ref } = step;
  const touched = await touch(work, definition, ref);
  const command = commandNamed(definition, step.command);
  checkState(definition, command, step.command, touched.after, ref);
  const { stored, input } = await sealInput(work, touched, step.input);
  const facts = { today: work.today, actor: work.actor, project: work.project, id: ref.id };
  const reads = await fulfil(work, command.reads(input, stored?.record, facts));
  const parts = await partsOf(work, touched, command.parts);
  const money = command.money ? await moneyFor(work, command.money(input, stored?.record, facts)) : noMoney;
  const context: Context<Readonly<Record<string, Loaded | undefined>>> = {
    actor: work.actor,
    now: work.now,
    today: work.today,
    project: work.policy,
    id: ref.id,
    reads,
    parts,
    money,
    permissions: () => permissionsOf(work.desk.definitions.values()),
    opened: { at: stored?.openedAt ?? work.now, by: stored?.openedBy ?? work.actor.person },
    ...(stored ? {} : { served: await factsOfServed(work, definition, input) }),
  };
  const outcome = command.apply(stored?.record, input, context);
  const need = step.signed || work.actor.system ? undefined : command.approval?.(stored?.record, input, context);
  if (need) {
    if (step.ordered) throw new Error(`${definition.name}.${step.command} was ordered and wants signatures`);
    await park(work, touched, { ...step, input }, need);
    return touched;
  }
  await keepFromMore(work, touched, outcome.record);
  settle(work, touched, { ...step, input }, outcome);
  const entries: string[] = [];
  for (const effect of outcome.also ?? []) entries.push(...(await performEffect(work, effect, ref)));
  if (outcome.booked && touched.after)
    touched.after = { ...touched.after, record: checkedRecord(definition, step.command, outcome.booked(outcome.record, entries)) };
  for (const effect of outcome.naming?.(entries) ?? []) await performEffect(work, effect, ref);
  if (outcome.then) await perform(work, { definition, ref, ...outcome.then });
  await tellParent(work, touched);
  return touched;
}

/** Parks a command until everybody has signed (申请审批): its case stays as it is and names the approval, which opens in the same transaction. @throws DomainError as {@link requestOf} */
async function park(work: Work, touched: Touched, step: Step, need: ApprovalNeed): Promise<void> {
  const definition = definitionOf(work.desk, approval);
  const input = requestOf(work, touched, step, need);
  const ref = await newCase(work, definition);
  await perform(work, { definition, ref, command: 'request', input });
  noteParked(work, touched, step, ref.id, saltIn(work, touched));
}

export function commandNamed(definition: Definition, name: string): Command {
  const command = Object.hasOwn(definition.commands, name) ? definition.commands[name] : undefined;
  if (!command) throw new DomainError('not-found', 'case.unknown-command', { command: name });
  return command;
}

/** The title of a state, for people. */
export function stateTitle(definition: Definition, state: string): string {
  return definition.stateTitles[state] ?? state;
}

function checkState(definition: Definition, command: Command, name: string, stored: Stored | undefined, ref: Ref): void {
  const state = stored ? stored.record.state : 'new';
  if (command.from.includes(state)) return;
  if (stored && command.from.length === 1 && command.from[0] === 'new') throw new DomainError('conflict', 'case.exists', { id: ref.id });
  if (!stored) throw new DomainError('not-found', 'access.not-found');
  throw new DomainError('conflict', 'case.wrong-state', {
    state: stateTitle(definition, state),
    command: command.title,
    name,
    version: stored.version,
  });
}

/** Takes an outcome into the unit of work: the new record, its history entry, its notices. */
function settle(work: Work, touched: Touched, step: Step, outcome: Outcome<AnyRecord>): void {
  const { definition, ref } = touched;
  const before = touched.after;
  const gone = before ? undefined : touched.before;
  const record = checkedRecord(definition, step.command, outcome.record);
  const unchanged = before && definition.place !== 'case' && canonical(before.record) === canonical(record);
  if (unchanged && !outcome.also?.length && !outcome.notices?.length && !outcome.parts?.length) return;
  const closed = isClosed(definition, record);
  const after: Stored = {
    ...(before ?? {
      ref,
      tick: gone?.tick ?? 0,
      openedAt: work.now,
      openedBy: work.actor.person,
      chain: gone?.chain ?? '',
      ...(step.cause ? { parent: step.cause } : {}),
    }),
    salt: saltIn(work, { ref, after: before }),
    version: ((before ?? gone)?.version ?? 0) + 1,
    updatedAt: work.now,
    closedAt: closed ? (before?.closedAt ?? work.now) : undefined,
    record,
  };
  const seq = after.version + after.tick;
  const head = { company: work.desk.company, project: ref.project, kind: ref.kind, caseId: ref.id, at: work.now };
  const move = { command: step.command, from: before?.record.state ?? 'new', to: record.state, version: after.version, by: work.actor.person };
  const notices = withWatchers(definition, after, outcome.notices ?? [], work.actor.person);
  touched.after = after;
  touched.parts.push(...(outcome.parts ?? []));
  touched.entries.push({
    seq,
    at: work.now,
    by: byOf(work),
    command: move.command,
    from: move.from,
    to: move.to,
    version: after.version,
    tick: after.tick,
    input: step.input,
    ...factsChanged(definition, before, after, work),
    ...(definition.place === 'case' ? {} : { after: record }),
    out: [
      movedEvent(head, seq, before ? 'case.moved' : 'case.opened', move),
      ...notices.map((notice, at) => noticeEvent(work, definition, after, head, seq, at, notice)),
    ],
  });
}

/** Watchers (关注人) hear of every move but their own. */
function withWatchers(definition: Definition, after: Stored, notices: readonly Notice[], actor: string): readonly Notice[] {
  const persons = (after.watchers ?? []).filter((person) => person !== actor);
  if (persons.length === 0) return notices;
  return [...notices, { type: 'case.watched', to: { persons }, params: { state: stateTitle(definition, after.record.state) } }];
}

/** What `apply` answers must be a record of the slice in a state the command may end in; anything else is a defect of the slice. */
function checkedRecord(definition: Definition, command: string, record: AnyRecord): AnyRecord {
  if (!commandNamed(definition, command).to.includes(record.state)) throw new Error(`${definition.name}.${command} ended in ${record.state}`);
  const parsed = definition.record.safeParse(JSON.parse(JSON.stringify(record)));
  if (parsed.success) return parsed.data as AnyRecord;
  if (parsed.error.issues.every(({ code }) => code === 'too_big')) throw new DomainError('unprocessable', 'record.too-large');
  throw new Error(
    `${definition.name}.${command} made no valid record: ${parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ')}`,
  );
}

const noMoney: Money = { bills: new Map(), balances: new Map(), entries: new Map() };

/**
 * Books a journal and tells the cases that wait for their bills (待收款), in the same unit of work; a case that has gone on meanwhile stays as it is.
 *
 * @throws DomainError what the ledger refuses, and what such a case does
 */
export async function book(work: Work, journal: Journal, cause?: Cause): Promise<Entry> {
  const { entry, transitions } = await bookJournal(work, journal, cause);
  for (const { bill, settled } of turned(transitions)) {
    const definition = work.desk.definitions.get(bill.origin.kind);
    if (!definition?.onBill || bill.origin.id === cause?.id) continue;
    const command = settled ? definition.onBill.settled : definition.onBill.reopened;
    const ref = refFor(definition, work.project, bill.origin.id);
    const origin = await peek(work, definition, ref);
    if (!origin || !commandNamed(definition, command).from.includes(origin.record.state)) continue;
    await perform(work, { definition, ref, command, input: { bill: billId(bill), entry: entryId(entry) }, ordered: true });
  }
  return entry;
}

/** @returns the entry a journal has become */
async function performEffect(work: Work, effect: Effect, cause: Ref): Promise<readonly string[]> {
  if (effect.effect === 'post') return [entryId(await book(work, effect.journal, cause))];
  if (effect.effect === 'note') await noteBills(work, effect.notes);
  else if (effect.effect === 'begin') await beginNumbers(work, effect.book, effect.next);
  else await performOther(work, effect, cause);
  return [];
}

async function performOther(work: Work, effect: Extract<Effect, { effect: 'open' | 'order' }>, cause: Ref): Promise<void> {
  const definition = definitionOf(work.desk, effect.contract);
  if (effect.effect === 'order') {
    const ref = refFor(definition, work.project, effect.id);
    checkTarget(definition, effect.command, effect.id, (await touch(work, definition, ref)).after);
    await perform(work, { definition, ref, command: effect.command, input: effect.input, ordered: true });
    return;
  }
  const ref = effect.id === undefined ? await newCase(work, definition) : refFor(definition, work.project, effect.id);
  await perform(work, { definition, ref, command: effect.command, input: effect.input, cause, ordered: true });
  noteChild(work, cause, ref);
}

/** Children a case remembers; who has more finds them by their parent. */
const mostChildren = 20;

/** The case that opens another one names it, so that whoever looks at it finds the way. */
function noteChild(work: Work, cause: Ref, child: Ref): void {
  const parent = [...work.touched.values()].find(({ ref }) => ref.kind === cause.kind && ref.id === cause.id && ref.project === cause.project);
  if (!parent?.after) return;
  parent.after = { ...parent.after, children: [...(parent.after.children ?? []), { kind: child.kind, id: child.id }].slice(-mostChildren) };
}

/** What is ordered from another record must be possible there; the refusal names that record, for the clerk is looking at his own. */
function checkTarget(definition: Definition, name: string, id: string, target: Stored | undefined): void {
  const { title } = definition;
  if (!target) throw new DomainError('unprocessable', 'reference.unknown', { title, id });
  const command = commandNamed(definition, name);
  const { state } = target.record;
  if (command.from.includes(state)) return;
  throw new DomainError('conflict', 'reference.wrong-state', { title, id, state: stateTitle(definition, state), command: command.title });
}

/**
 * A new case by its number, `BX-20260701-0007`: prefix, civil day, sequence of that day. Numbers may have gaps, never doubles, so there is
 * nothing to load under it; the commit's condition has the last word.
 */
export async function newCase(work: Work, definition: Definition): Promise<Ref> {
  const prefix = definition.numberPrefix;
  if (!prefix) throw new Error(`${definition.name} numbers no cases`);
  const day = civilDate(work.now, work.policy.timeZone).replaceAll('-', '');
  const n = await work.desk.table.nextNumber(sequenceKey(work.desk.company, work.project, prefix, day));
  const ref = refFor(definition, work.project, `${prefix}-${day}-${String(n).padStart(4, '0')}`);
  work.items.set(keyText(keyOf(work, definition, ref)), undefined);
  return ref;
}

/** A child case that has just ended tells its parent, in the same unit of work. */
async function tellParent(work: Work, touched: Touched): Promise<void> {
  const { before, after, definition } = touched;
  if (!after?.parent || !isClosed(definition, after.record) || (before && isClosed(definition, before.record))) return;
  const parent = definitionOf(work.desk, after.parent.kind);
  if (!parent.onChildClosed) return;
  const stored = (await touch(work, parent, after.parent)).after;
  if (!stored || !commandNamed(parent, parent.onChildClosed).from.includes(stored.record.state)) return;
  await perform(work, {
    definition: parent,
    ref: after.parent,
    command: parent.onChildClosed,
    input: { child: after.ref.id, state: after.record.state },
  });
}
