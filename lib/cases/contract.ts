import type * as z from 'zod';
import type { Bill } from '../ledger/bill.ts';
import type { Journal } from '../ledger/journal.ts';

/**
 * What a slice lets others know of it (契约): its name and the inputs of the commands others may order. Importing more of a slice is refused by the import rules.
 *
 * The type parameter `R` is the record others see after {@link pin} or {@link asOf}; it exists for the compiler only.
 */
export interface Contract<R = unknown, C extends Readonly<Record<string, z.ZodType>> = Readonly<Record<string, z.ZodType>>> {
  readonly name: string;
  readonly title: string;
  /** Commands others may order or open with, and their inputs. */
  readonly commands: C;
  readonly record?: R;
}

/** Declares a contract: `contract<KeySet>()({ name: 'key-set', title: '钥匙', commands: { checkOut } })`. */
export function contract<R>() {
  return <const C extends Readonly<Record<string, z.ZodType>>>(value: { name: string; title: string; commands: C }): Contract<R, C> => value;
}

/** A read of another record. `pin`: its version becomes a condition of the commit. `asOf`: read once, no condition. */
export interface Read<R = unknown> {
  readonly mode: 'pin' | 'asOf';
  readonly contract: Contract;
  readonly id: string;
  /** Instead of an id: a search word, see {@link found}. */
  readonly find?: { readonly kind: string; readonly value: string };
  /** When the record may be missing; otherwise a missing one is refused with `reference.unknown`. */
  readonly optional?: boolean;
  /** The input field that named it, for the refusal. */
  readonly path?: string;
  readonly record?: R;
}

/** A record as a command's context holds it. */
export interface Loaded<R = unknown> {
  readonly contract: Contract;
  readonly id: string;
  readonly version: number;
  readonly record: R;
}

/** Another clerk may change it at this moment, and the decision depends on it (a key set's cabinet, a unit's owner). */
export function pin<R>(of: Contract<R, Readonly<Record<string, z.ZodType>>>, id: string, path?: string): Read<R> {
  return { mode: 'pin', contract: of, id, ...(path ? { path } : {}) };
}

/** It is only looked at: a condition on what everybody reads would conflict like a write. */
export function asOf<R>(of: Contract<R, Readonly<Record<string, z.ZodType>>>, id: string, path?: string): Read<R> {
  return { mode: 'asOf', contract: of, id, ...(path ? { path } : {}) };
}

/** The same read, of a record that may be missing. */
export function maybe<R>(read: Read<R>): Read<R | undefined> {
  return { ...read, optional: true };
}

/** Looks at a record if its id is given at all; nothing is read otherwise, and a missing one is `undefined` too. */
export function ifGiven<R>(of: Contract<R, Readonly<Record<string, z.ZodType>>>, id: string | undefined, path?: string): Read<R | undefined> {
  return maybe(asOf(of, id ?? noId, path));
}

/** A record that was found, with its id. */
export interface Found<R> {
  readonly id: string;
  readonly record: R;
}

/**
 * Every record that stands under a search word (`terms` of its definition) in this project, at most a hundred; without condition. Members stand under the company.
 */
export function found<R>(of: Contract<R, Readonly<Record<string, z.ZodType>>>, kind: string, value: string): Read<readonly Found<R>[]> {
  return { mode: 'asOf', contract: of, id: noId, find: { kind, value } };
}

/** No record has the empty id. */
export const noId = '';

/** Reads by the name under which the context hands them out. */
export type Reads = Readonly<Record<string, Read>>;

/** What the context holds for such reads. */
export type LoadedReads<Rd extends Reads> = {
  readonly [K in keyof Rd]: Rd[K] extends Read<infer R> ? (undefined extends R ? Loaded<NonNullable<R>> | undefined : Loaded<R>) : never;
};

/** What is added to a bill besides money (账单备注): what interrupts the limitation (L20), or an objection and its end. */
export interface BillNote {
  readonly bill: string;
  readonly interruption?: { readonly on: string; readonly by: string; readonly evidence?: string };
  readonly dispute?: NonNullable<Bill['dispute']> | null;
}

/** Something another record must do in the same unit of work, by its own rules; or money to be booked, or bills to be noted, in it. */
export type Effect =
  | { readonly effect: 'post'; readonly journal: Journal }
  | { readonly effect: 'note'; readonly notes: readonly BillNote[] }
  | { readonly effect: 'begin'; readonly book: string; readonly next: number }
  | { readonly effect: 'open'; readonly contract: Contract; readonly command: string; readonly input: unknown; readonly id?: string }
  | { readonly effect: 'order'; readonly contract: Contract; readonly id: string; readonly command: string; readonly input: unknown };

/** Opens a child case (子单) of this one. */
export function open<C extends Readonly<Record<string, z.ZodType>>, K extends keyof C & string>(
  of: Contract<unknown, C>,
  command: K,
  input: z.output<C[K]>,
): Effect {
  return { effect: 'open', contract: of, command, input };
}

/** Orders a command from another record; the target's own `apply` decides, and a refusal refuses the whole. */
export function order<C extends Readonly<Record<string, z.ZodType>>, K extends keyof C & string>(
  of: Contract<unknown, C>,
  id: string,
  command: K,
  input: z.output<C[K]>,
): Effect {
  return { effect: 'order', contract: of, id, command, input };
}

/** Books money (记账) in the same transaction; what the ledger refuses refuses the whole. */
export function post(journal: Journal): Effect {
  return { effect: 'post', journal };
}

/** Begins this year's book with a number of its own (起始票号): the paper went on elsewhere before. @throws at the commit `book.begun` for one in use */
export function beginBook(book: string, next: number): Effect {
  return { effect: 'begin', book, next };
}

/** Notes something on bills in the same transaction. */
export function note(...notes: readonly BillNote[]): Effect {
  return { effect: 'note', notes };
}
