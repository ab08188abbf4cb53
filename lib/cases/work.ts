import type { Actor, By } from '../kernel/actor.ts';
import type { Instant } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import type { ProjectPolicy } from '../kernel/project-policy.ts';
import { hq } from '../kernel/project-policy.ts';
import { findPrefix, type Key, partKey, type Ref, recordKey, registerPartition } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';
import { type Contract, type Loaded, noId, type Reads } from './contract.ts';
import type { Definition, Part, Term } from './definition.ts';
import { type Desk, definitionOf } from './desk.ts';
import type { HistoryEntry } from './history.ts';
import type { Till } from './money.ts';
import { fromItem, historyPartition, type Stored } from './stored.ts';

/** A record a unit of work has touched: as it was, as it will be, and the entries its history gets. */
export interface Touched {
  readonly definition: Definition;
  readonly ref: Ref;
  /** As it is stored, which may be removed. */
  readonly before: Stored | undefined;
  after: Stored | undefined;
  readonly entries: HistoryEntry[];
  readonly parts: Part[];
}

/** A record relied upon: its version, or its absence, is a condition of the commit. */
export interface Pinned {
  readonly definition: Definition;
  readonly ref: Ref;
  readonly version: number | undefined;
}

/**
 * A unit of work (工作单元): everything one request, firing or import row changes, in one transaction. Records are loaded at most once and written at most once,
 * however many commands meet in them.
 */
export interface Work {
  readonly desk: Desk;
  readonly now: Instant;
  readonly today: string;
  readonly project: string;
  readonly policy: ProjectPolicy;
  readonly actor: Actor;
  readonly items: Map<string, Item | undefined>;
  readonly touched: Map<string, Touched>;
  readonly pinned: Map<string, Pinned>;
  /** The money it moves. */
  till: Till;
  /** Id of the request, for entries that no case causes. */
  readonly request?: string | undefined;
}

/** The actor as history names him. */
export function byOf({ actor }: Pick<Work, 'actor'>): By {
  return { person: actor.person, positions: actor.system ? ['SYSTEM'] : [...actor.positions, ...(actor.custom ?? []).map(({ id }) => id)] };
}

/** Loads what is not loaded yet, in one request. */
export async function fetchItems(work: Pick<Work, 'desk' | 'items'>, keys: readonly Key[]): Promise<void> {
  const missing = keys.filter((key) => !work.items.has(keyText(key)));
  if (missing.length === 0) return;
  const found = await work.desk.table.getAll(missing);
  for (const key of missing) work.items.set(keyText(key), found.get(keyText(key)));
}

export const keyOf = (work: Pick<Work, 'desk'>, definition: Definition, ref: Ref): Key => recordKey(work.desk.company, definition.place, ref);

/** The ref of a record of this kind, seen from a project: what belongs to the company lives under `hq`. */
export function refFor(definition: Definition, project: string, id: string): Ref {
  const companyWide = definition.place === 'company' || definition.place === 'member' || definition.place === 'project';
  return { project: companyWide ? hq : project, kind: definition.name, id };
}

/** A stored record as this unit of work sees it: with what earlier commands of the same unit did to it. */
export async function peek(work: Work, definition: Definition, ref: Ref): Promise<Stored | undefined> {
  const key = keyOf(work, definition, ref);
  const touched = work.touched.get(keyText(key));
  if (touched) return touched.after;
  const stored = await load(work, definition, key);
  return stored?.removed ? undefined : stored;
}

/** Cases of all workflows share one key space, so a number of another workflow leads to an item, but to no record of this one. */
async function load(work: Work, definition: Definition, key: Key): Promise<Stored | undefined> {
  await fetchItems(work, [key]);
  const item = work.items.get(keyText(key));
  return item && item['kind'] === definition.name ? fromItem(definition, item) : undefined;
}

/** Takes a record into the unit of work in order to change it. */
export async function touch(work: Work, definition: Definition, ref: Ref): Promise<Touched> {
  const key = keyOf(work, definition, ref);
  const known = work.touched.get(keyText(key));
  if (known) return known;
  const before = await load(work, definition, key);
  const touched: Touched = { definition, ref, before, after: before?.removed ? undefined : before, entries: [], parts: [] };
  work.touched.set(keyText(key), touched);
  return touched;
}

/** Keys of the records that reads name; search words and whole registers have none. */
export function keysOf(work: Pick<Work, 'desk' | 'project'>, reads: Reads): readonly Key[] {
  const named = Object.values(reads).filter(({ id }) => id !== wholeRegister && id !== noId);
  return named.map(({ contract, id }) => {
    const definition = definitionOf(work.desk, contract);
    return keyOf(work, definition, refFor(definition, work.project, id));
  });
}

/** Reads what a command asked for, notes the pins, and hands the records out by name. */
export async function fulfil(work: Work, reads: Reads): Promise<Readonly<Record<string, Loaded | undefined>>> {
  const all = Object.entries(reads).map(([name, read]) => {
    const definition = definitionOf(work.desk, read.contract);
    return { name, read, definition, ref: refFor(definition, work.project, read.id) };
  });
  const wanted = all.filter(({ read }) => read.id !== wholeRegister && read.id !== noId);
  await fetchItems(work, keysOf(work, reads));
  const loaded: Record<string, Loaded | undefined> = {};
  for (const { name, read, definition, ref } of wanted) {
    const stored = await peek(work, definition, ref);
    if (!stored && !read.optional) throw unknownReference(read.contract, read.id, read.path);
    if (read.mode === 'pin') work.pinned.set(keyText(keyOf(work, definition, ref)), { definition, ref, version: stored?.version });
    loaded[name] = stored && { contract: read.contract, id: read.id, version: stored.version, record: stored.record };
  }
  for (const { name, read, definition } of all) {
    if (read.find) loaded[name] = { contract: read.contract, id: read.id, version: 0, record: await findAll(work, definition, read.find) };
  }
  for (const { name, read, definition } of all.filter(({ read }) => read.id === wholeRegister)) {
    if (read.mode === 'pin') throw new Error(`nobody can pin every ${definition.name}`);
    loaded[name] = { contract: read.contract, id: read.id, version: 0, record: await listAll(work, definition) };
  }
  return loaded;
}

/** The id under which a slice reads a whole register of its project, for what has to know what it has not seen; no user can give it. */
const wholeRegister = '*';

/** Every record of a register, by id, as this unit of work sees them. */
async function listAll(work: Work, definition: Definition): Promise<readonly { readonly id: string; readonly record: unknown }[]> {
  const pk = registerPartition(work.desk.company, work.project, definition.name);
  const ids: string[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await work.desk.table.query({ pk, limit: 500, after });
    for (const item of page.items) {
      ids.push(item.sk);
      if (!work.items.has(keyText(item))) work.items.set(keyText(item), item);
    }
    after = page.next;
  } while (after);
  const stored = await Promise.all(ids.map((id) => peek(work, definition, refFor(definition, work.project, id))));
  return stored.flatMap((one) => (one ? [{ id: one.ref.id, record: one.record }] : []));
}

/** Records a search word may lead to; whoever needs more asks a list. */
const mostFound = 100;

/** Every record under a search word, as this unit of work sees them; a pointer whose record has moved on finds nothing. */
async function findAll(work: Work, definition: Definition, term: Term): Promise<readonly { readonly id: string; readonly record: unknown }[]> {
  const { project } = refFor(definition, work.project, '');
  const { items } = await work.desk.table.query({
    ...findPrefix(work.desk.company, project, term, definition.name),
    limit: mostFound,
    consistent: true,
  });
  const refs = items.map((item) => refFor(definition, work.project, String(item['id'])));
  await fetchItems(
    work,
    refs.map((ref) => keyOf(work, definition, ref)),
  );
  const stored = await Promise.all(refs.map((ref) => peek(work, definition, ref)));
  return stored.flatMap((one) => (one ? [{ id: one.ref.id, record: one.record }] : []));
}

/** @returns the refusal for a reference to nothing, with the field that made it. */
export function unknownReference(of: Contract, id: string, path: string | undefined): DomainError {
  const detail = { title: of.title, id };
  return new DomainError('unprocessable', 'reference.unknown', detail, path ? [{ path, code: 'reference.unknown', detail: '' }] : []);
}

/** Existing parts of the kinds given, with those this unit of work has written. */
export async function partsOf(work: Work, touched: Touched, kinds: readonly string[]): Promise<readonly Part[]> {
  const partition = historyPartition(work.desk.company, touched.definition, touched.ref);
  const found: Part[] = [];
  for (const kind of kinds) {
    const prefix = partKey(partition, kind, '').sk;
    let after: Readonly<Record<string, unknown>> | undefined;
    do {
      const page = await work.desk.table.query({ pk: partition, prefix, limit: 500, after });
      found.push(...page.items.map((item) => ({ kind, id: String(item['id']), data: item['data'] as Part['data'] })));
      after = page.next;
    } while (after);
  }
  const fresh = touched.parts.filter((part) => kinds.includes(part.kind));
  return [...found.filter((old) => !fresh.some((part) => part.kind === old.kind && part.id === old.id)), ...fresh];
}

/** Marks where the unit of work stands. @returns takes it back there: a refused command leaves nothing behind, in no record it had reached. */
export function savepoint(work: Work): () => void {
  const touched = [...work.touched].map(([key, one]) => ({ key, one, after: one.after, entries: one.entries.length, parts: one.parts.length }));
  const pinned = new Map(work.pinned);
  const { till } = work;
  return () => {
    work.touched.clear();
    for (const { key, one, after, entries, parts } of touched) {
      one.after = after;
      one.entries.length = entries;
      one.parts.length = parts;
      work.touched.set(key, one);
    }
    work.till = till;
    work.pinned.clear();
    for (const [key, pin] of pinned) work.pinned.set(key, pin);
  };
}
