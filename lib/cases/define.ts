import type * as z from 'zod';
import type { Actor } from '../kernel/actor.ts';
import type { Instant } from '../kernel/clock.ts';
import type { ErrorCatalogue, Sentence } from '../kernel/error.ts';
import type { Role } from '../kernel/position.ts';
import type { Place } from '../table/keys.ts';
import type { ApprovalNeed } from './approval-need.ts';
import type { Contract, LoadedReads, Reads } from './contract.ts';
import type {
  AnyRecord,
  Claim,
  Command,
  Context,
  Definition,
  Fact,
  MoneyWanted,
  Outcome,
  ReadFacts,
  RequiredDocument,
  Secrecy,
  Served,
  SheetMap,
  Subject,
  Term,
} from './definition.ts';
import type { Timer } from './timer.ts';

interface Shaped<I extends z.ZodType, Rd extends Reads> {
  readonly title: string;
  readonly by: readonly Role[];
  readonly input: I;
  readonly parts?: readonly string[];
  readonly internal?: boolean;
  readonly adds?: z.ZodType;
  readonly reads?: (input: z.output<I>, facts: ReadFacts) => Rd;
  readonly money?: (input: z.output<I>, facts: ReadFacts) => MoneyWanted;
}

interface Opening<R extends AnyRecord, To extends R['state'], I extends z.ZodType, Rd extends Reads> extends Shaped<I, Rd> {
  readonly to: readonly To[];
  readonly apply: (input: z.output<I>, context: Context<LoadedReads<NoInfer<Rd>>>) => Outcome<Extract<R, { state: To }>>;
}

interface Move<R extends AnyRecord, From extends R['state'], To extends R['state'], I extends z.ZodType, Rd extends Reads>
  extends Omit<Shaped<I, Rd>, 'reads' | 'money'> {
  readonly from: readonly From[];
  readonly to: readonly To[];
  readonly may?: (record: Extract<R, { state: From }>, actor: Actor, id: string) => boolean;
  readonly reads?: (input: z.output<I>, record: Extract<R, { state: From }>, facts: ReadFacts) => Rd;
  readonly money?: (input: z.output<I>, record: Extract<R, { state: From }>, facts: ReadFacts) => MoneyWanted;
  readonly apply: (record: Extract<R, { state: From }>, input: z.output<I>, context: Context<LoadedReads<NoInfer<Rd>>>) => Outcome<Extract<R, { state: To }>>;
  readonly approval?: (record: Extract<R, { state: From }>, input: z.output<I>, context: Context<LoadedReads<NoInfer<Rd>>>) => ApprovalNeed | undefined;
}

interface Upsert<R extends AnyRecord, I extends z.ZodType, Rd extends Reads> extends Omit<Shaped<I, Rd>, 'reads' | 'money'> {
  readonly to: readonly R['state'][];
  readonly from?: readonly R['state'][];
  readonly reads?: (input: z.output<I>, record: R | undefined, facts: ReadFacts) => Rd;
  readonly apply: (record: R | undefined, input: z.output<I>, context: Context<LoadedReads<NoInfer<Rd>>>) => Outcome<R>;
}

/**
 * Builders bound to one record type, so that `apply` sees only the states it may start from and must answer one it may end in:
 * the wrong field does not compile.
 */
export function commandsOf<R extends AnyRecord>() {
  return {
    opens: <const To extends R['state'], I extends z.ZodType, Rd extends Reads = never>(command: Opening<R, To, I, Rd>): Command =>
      erase({
        ...command,
        from: ['new'],
        reads: (input: never, _record: never, facts: never) => command.reads?.(input, facts) ?? {},
        money: (input: never, _record: never, facts: never) => command.money?.(input, facts) ?? {},
        apply: (_record: never, input: never, context: never) => command.apply(input, context),
      }),
    moves: <const From extends R['state'], const To extends R['state'], I extends z.ZodType, Rd extends Reads = never>(
      command: Move<R, From, To, I, Rd>,
    ): Command => erase(command),
    /** `PUT`: creates or changes a register record. */
    puts: <I extends z.ZodType, Rd extends Reads = never>(command: Upsert<R, I, Rd>): Command =>
      erase({ ...command, from: ['new', ...(command.from ?? command.to)] }),
  };
}

/** The one place where a command's types are forgotten; the walk gives each `apply` what its own schema and state check let through. */
function erase(command: object): Command {
  return { reads: () => ({}), parts: [], may: () => true, internal: false, ...command } as unknown as Command;
}

/** A definition as its author writes it: over the record type, most parts optional. */
export interface Slice<R extends AnyRecord> {
  readonly name: string;
  readonly title: string;
  readonly collection: string;
  readonly numberPrefix?: string;
  readonly contract: Contract<R, Readonly<Record<string, z.ZodType>>>;
  readonly record: z.ZodType<R>;
  readonly schemaVersion?: number;
  readonly upgrade?: readonly ((old: unknown) => unknown)[];
  readonly stateTitles: Readonly<Record<R['state'], string>>;
  readonly commands: Readonly<Record<string, Command>>;
  readonly readBy: readonly Role[];
  readonly errors?: ErrorCatalogue;
  readonly notices?: Readonly<Record<string, Sentence>>;
  readonly claims?: (record: R, id: string) => readonly Claim[];
  readonly timers?: (record: R, opened: Instant) => readonly Timer[];
  readonly subject: (record: R, id: string) => Subject;
  readonly terms?: (record: R, id: string) => readonly Term[];
  readonly facts?: (record: R, id: string, at: { readonly opened: Instant; readonly now: Instant; readonly today: string }) => readonly Fact[];
  readonly archive?: (record: R) => readonly RequiredDocument[];
  readonly serves?: (recordOrInput: { readonly on: Served }) => Served;
  readonly secrecy?: (record: R) => Secrecy | undefined;
  readonly logged?: boolean;
  readonly card?: (record: R) => Readonly<Record<string, string | number | boolean | undefined>>;
  readonly residentView?: (record: R, party: string | undefined) => Readonly<Record<string, unknown>>;
  readonly assignedBy?: string;
  readonly onChildClosed?: string;
  readonly onBill?: { readonly settled: string; readonly reopened: string };
  readonly sheet?: Omit<SheetMap, 'write' | 'relates'> & {
    readonly write: (id: string, record: R, related: ReadonlyMap<string, unknown>) => readonly Readonly<Record<string, string | number>>[];
    readonly relates?: (record: R) => readonly (readonly [string, string])[];
  };
}

function define(slice: Slice<never>, place: Place): Definition {
  const states = Object.keys(slice.stateTitles);
  const left = new Set(Object.values(slice.commands).flatMap((command) => command.from));
  return {
    schemaVersion: 1,
    upgrade: [],
    errors: {},
    notices: {},
    claims: () => [],
    timers: () => [],
    terms: () => [],
    facts: () => [],
    archive: () => [],
    serves: () => undefined,
    secrecy: () => undefined,
    logged: place === 'case',
    card: () => ({}),
    residentView: () => ({}),
    ...slice,
    place,
    states,
    terminal: place === 'case' ? states.filter((state) => !left.has(state)) : [],
  } as unknown as Definition;
}

/** A workflow (业务流程): its cases are numbered and have terminal states, those no command leaves. */
export function defineWorkflow<R extends AnyRecord>(slice: Slice<R> & { readonly numberPrefix: string }): Definition {
  return define(slice as unknown as Slice<never>, 'case');
}

/** A register (台账): its records have ids their users give, a `put`, and no end. */
export function defineRegister<R extends AnyRecord>(slice: Slice<R>, place: Exclude<Place, 'case'> = 'register'): Definition {
  return define(slice as unknown as Slice<never>, place);
}

/** An exclusive right; `label` fills the refusal's sentence, so that the 409 names the holder. */
export function hold(name: string, options: { label: Readonly<Record<string, string>>; error?: string; scope?: 'company' }): Claim {
  return { claim: 'hold', name, ...options };
}

/** An interval `[from, to)` of a resource's calendar with room for `capacity` at a time. */
export function during(
  name: string,
  from: Instant,
  to: Instant,
  options: { label: Readonly<Record<string, string>>; capacity?: number; error?: string; scope?: 'company' },
): Claim {
  return { claim: 'during', name, from, to, capacity: 1, ...options };
}
