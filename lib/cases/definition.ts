import type * as z from 'zod';
import type { Actor } from '../kernel/actor.ts';
import type { Instant } from '../kernel/clock.ts';
import type { ErrorCatalogue, Sentence } from '../kernel/error.ts';
import type { Position, Role } from '../kernel/position.ts';
import type { ProjectPolicy } from '../kernel/project-policy.ts';
import type { Plain } from '../kernel/sealed.ts';
import type { TakenBack } from '../ledger/back.ts';
import type { Balance } from '../ledger/balance.ts';
import type { Bill } from '../ledger/bill.ts';
import type { Entry } from '../ledger/journal.ts';
import type { Totals } from '../ledger/totals.ts';
import type { Place } from '../table/keys.ts';
import type { ApprovalNeed } from './approval-need.ts';
import type { Contract, Effect, Reads } from './contract.ts';
import type { Notice } from './notice.ts';
import type { Timer } from './timer.ts';

/** Every record is a union on `state`; a register without a life of its own has the single state `current`. */
export interface AnyRecord {
  readonly state: string;
}

/** A part (分项) of a case that would make the record fat: its own item in the case's partition. */
export interface Part {
  readonly kind: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a command may know besides the record and its input. Pure data: no clock, no table, no network. */
export interface Context<L = Readonly<Record<string, unknown>>> {
  readonly actor: Actor;
  readonly now: Instant;
  /** Today in the project's zone, `YYYY-MM-DD`. */
  readonly today: string;
  readonly project: ProjectPolicy;
  /** Id of the record concerned; for an opening, the one it will have. */
  readonly id: string;
  /** Records read for this command, by the names `reads` gave them. */
  readonly reads: L;
  /** Existing parts of the kinds the command asked for. */
  readonly parts: readonly Part[];
  /** What `command.money` asked for. */
  readonly money: Money;
  /** Who opened the case and when. */
  readonly opened: { readonly at: Instant; readonly by: string };
  /** What positions of the company's own may be permitted by name (权限): `repair.dispatch`, `complaint.read`. The company's own record asks. */
  readonly permissions?: () => readonly string[];
  /** For the opening of what serves another record: that record, which is there and which the actor may see. */
  readonly served?: ServedFacts | undefined;
}

/** What a command wants to know of the ledger: ids of bills, balances and entries. What is not there is absent from the answer. */
export interface MoneyWanted {
  readonly bills?: readonly string[];
  readonly balances?: readonly string[];
  readonly entries?: readonly string[];
  /** All bills and balances of these units: two queries each. */
  readonly units?: readonly string[];
  /** What was issued, collected and handed on for the bills of this month, by `measure|class`. */
  readonly period?: string;
}

/** The ledger as a command sees it. What it changes by `post` is decided on again at the commit; what it only looks at is not. */
export interface Money {
  readonly bills: ReadonlyMap<string, Bill>;
  readonly balances: ReadonlyMap<string, Balance>;
  readonly entries: ReadonlyMap<string, Entry & { readonly back: TakenBack }>;
  /** Of the month asked for: `paid|water`, with the sign of the postings. */
  readonly totals?: Totals;
}

/**
 * From whom a record is kept (回避): persons, everybody whose only positions are these, and residents other than these parties. They see neither the record nor
 * that it exists, in no list, search or notice.
 */
export interface Secrecy {
  readonly persons?: readonly string[];
  readonly positions?: readonly Position[];
  /** Only these parties may see it as residents; absent means every resident of the unit. */
  readonly onlyParties?: readonly string[];
}

/**
 * The record another one only serves (附属): a document belongs to a repair, a party or one line of a count. Whoever may see that record may see what serves it,
 * in the same roles; to everybody else neither is there.
 */
export interface Served {
  readonly kind: string;
  readonly id: string;
  /** The part (分项) concerned, when it is not the whole record. */
  readonly part?: { readonly kind: string; readonly id: string } | undefined;
}

/** What an opening may know of the record it serves. */
export interface ServedFacts {
  readonly place: Place;
  readonly unit?: string | undefined;
  /** The case has ended; registers never do. */
  readonly ended: boolean;
  /** Who has it on his list. */
  readonly mine?: string | undefined;
  readonly record?: AnyRecord;
}

/** What a command did. */
export interface Outcome<R extends AnyRecord> {
  readonly record: R;
  /** Parts written; a part with the same kind and id replaces the old one. */
  readonly parts?: readonly Part[];
  readonly also?: readonly Effect[];
  readonly notices?: readonly Notice[];
  /** A command of the same record that follows at once, in the same transaction: an opening hands itself in for signature. */
  readonly then?: { readonly command: string; readonly input: unknown };
  /** The record with the entries its own journals have become, in the order of their `post`: their numbers are known only when they are booked. */
  booked?(record: R, entries: readonly string[]): R;
  /** Further effects, which have to name those entries. */
  readonly naming?: (entries: readonly string[]) => readonly Effect[];
}

/** What a command knows when it names what it wants to read. */
export interface ReadFacts {
  readonly today: string;
  readonly actor: Actor;
  readonly project: string;
  /** Id of the record; of a case that is being opened, none yet. */
  readonly id: string;
}

/**
 * A command (办理动作) = states × positions × input × a pure `apply`.
 *
 * `reads` names other records; `apply` gets them and answers the {@link Outcome} or throws a DomainError.
 */
export interface Command {
  readonly title: string;
  /** States it may start from; `new` opens. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly by: readonly Role[];
  readonly input: z.ZodType;
  readonly reads: (input: unknown, record: unknown, facts: ReadFacts) => Reads;
  /** Kinds of parts to load for `apply`. */
  readonly parts: readonly string[];
  /** Hidden from `commands[]` and refused when the actor may not, without any read (只有本人…). */
  readonly may: (record: unknown, actor: Actor, id?: string) => boolean;
  readonly apply: (record: unknown, input: unknown, context: Context) => Outcome<AnyRecord>;
  /** Who has to approve it first (审批); undefined when it takes effect at once. Asked after `apply` has found nothing against it. */
  readonly approval?: (record: unknown, input: unknown, context: Context) => ApprovalNeed | undefined;
  /** Bills, balances and entries of the ledger to load for `apply`: `context.money`. */
  readonly money?: (input: unknown, record: unknown, facts: ReadFacts) => MoneyWanted;
  /** Only timers and other records' orders run it; it has no route. */
  readonly internal: boolean;
  /** What its function adds to the answer after the commit, for the description: addresses of files. */
  readonly adds?: z.ZodType;
}

/** An exclusive right (占用): a name held by one case, or an interval of a resource's calendar. */
export type Claim =
  | { readonly claim: 'hold'; readonly name: string; readonly error?: string; readonly label: Readonly<Record<string, string>>; readonly scope?: 'company' }
  | {
      readonly claim: 'during';
      readonly name: string;
      readonly from: Instant;
      readonly to: Instant;
      readonly capacity: number;
      readonly error?: string;
      readonly label: Readonly<Record<string, string>>;
      readonly scope?: 'company';
    };

/** A word under which a record is found without a scan; personal values only as keyed hash. */
export interface Term {
  readonly kind: string;
  readonly value: string;
}

/** What a record is about: the household, the person who has it on his list, the line people read. */
export interface Subject {
  readonly unit?: string | undefined;
  readonly mine?: string | undefined;
  readonly title: string;
}

/** A contribution to a KPI (指标事实): which key, from when, met or not yet known. */
export interface Fact {
  readonly kpi: string;
  readonly key: string;
  readonly on: string;
  readonly met?: boolean | undefined;
}

/** A document (文件) that the archive needs of this case. */
export interface RequiredDocument {
  readonly name: string;
  readonly present: boolean;
}

/** The life of a slice as data plus pure functions; the walk is written once (a workflow is a value). */
export interface Definition {
  readonly name: string;
  readonly title: string;
  /** Plural path segment: `repairs`. */
  readonly collection: string;
  readonly place: Place;
  /** Case numbers begin with it (`BX`); registers have none, their ids are given. */
  readonly numberPrefix?: string;
  readonly contract: Contract;
  readonly record: z.ZodType;
  readonly schemaVersion: number;
  /** `upgrade[n]` turns a record of schema n+1 into n+2; run before strict parsing. */
  readonly upgrade: readonly ((old: unknown) => unknown)[];
  readonly states: readonly string[];
  readonly stateTitles: Readonly<Record<string, string>>;
  readonly terminal: readonly string[];
  readonly commands: Readonly<Record<string, Command>>;
  readonly readBy: readonly Role[];
  readonly errors: ErrorCatalogue;
  readonly notices: Readonly<Record<string, Sentence>>;
  readonly claims: (record: unknown, id: string) => readonly Claim[];
  readonly timers: (record: unknown, opened: Instant) => readonly Timer[];
  readonly subject: (record: unknown, id: string) => Subject;
  readonly terms: (record: unknown, id: string) => readonly Term[];
  readonly facts: (record: unknown, id: string, at: { readonly opened: Instant; readonly now: Instant; readonly today: string }) => readonly Fact[];
  readonly archive: (record: unknown) => readonly RequiredDocument[];
  /** The record it serves, by the record and by the input that opens it; undefined for what stands by itself. */
  readonly serves: (recordOrInput: unknown) => Served | undefined;
  /** From whom it is kept; undefined for an ordinary record. */
  readonly secrecy: (record: unknown) => Secrecy | undefined;
  /** Whether its cases stand in the project's one log (R006); those that only serve other cases (approval, document, message) do not. */
  readonly logged: boolean;
  /** At most a few fields beside title and unit that lists show. */
  readonly card: (record: unknown) => Readonly<Record<string, string | number | boolean | undefined>>;
  /** What a resident of the unit sees of it. */
  readonly residentView: (record: unknown, party: string | undefined) => Readonly<Record<string, unknown>>;
  /** Its own command that gives the case to somebody (派办), where it has one: the walk's `reassign` would only change the list it stands on. */
  readonly assignedBy?: string;
  /** Command of the parent ordered when a child case reaches a terminal state. */
  readonly onChildClosed?: string;
  /** Commands ordered when a bill this case has issued (`origin`) is settled, and when it is open again; their input is `{ bill, entry }`. */
  readonly onBill?: { readonly settled: string; readonly reopened: string };
  /** Register columns for spreadsheets, when it can be imported. */
  readonly sheet?: SheetMap;
}

/** One column of a register's spreadsheet (导入模板列). */
export interface SheetColumn {
  /** Heading as people write it. */
  readonly title: string;
  /** Other headings accepted. */
  readonly aliases?: readonly string[];
  readonly required?: boolean;
  readonly example?: string;
}

/** Turns spreadsheet rows into `put` inputs and records into rows. */
export interface SheetMap {
  readonly columns: readonly SheetColumn[];
  /** One row → the records it names, each with id and input of the register's `put`. @throws DomainError with the column as path. */
  readonly read: (row: Readonly<Record<string, string>>) => readonly SheetEntry[];
  /** A record → the rows that show it; `related` has the records named by {@link SheetMap.relates}. */
  readonly write: (id: string, record: unknown, related: ReadonlyMap<string, unknown>) => readonly Readonly<Record<string, string | number>>[];
  /** Ids of other registers' records a row shows, as `[register, id]`. */
  readonly relates?: (record: unknown) => readonly (readonly [string, string])[];
}

/** One record a spreadsheet row asks for. Of several the register's own stands last: what it names is written before it. */
export interface SheetEntry {
  readonly contract: Contract;
  readonly id: string;
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Which column filled a field of the input, for complaints about it: `{ 'relations.0': '业主姓名' }`. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Set when `id` is only a proposal: the party with this phone and this name, in the file or in the register, is meant instead. */
  readonly match?: { readonly kind: 'phone'; readonly phone: Plain; readonly name: string };
}
