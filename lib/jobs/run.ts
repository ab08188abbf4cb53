import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { RunEvent } from '../cases/history.ts';
import { now } from '../kernel/clock.ts';
import { DomainError, type ErrorKind } from '../kernel/error.ts';
import { storedInstant } from '../kernel/schema.ts';
import { absent, sameVersion } from '../table/conditions.ts';
import { type Key, runKey } from '../table/keys.ts';
import { Contended, type Item, keyText, rank, type Table, type Write } from '../table/table.ts';
import { backOff } from '../table/transport.ts';

const states = ['requested', 'planning', 'running', 'priced', 'done', 'failed', 'reverting', 'reverted', 'withdrawing', 'withdrawn'] as const;

/** How many rows, and what became of them. A register's rows are counted, not its records: a row names several. */
export const Tally = z.strictObject({ created: z.int(), changed: z.int(), unchanged: z.int(), failed: z.int() });
/** See the schema. */
export type Tally = z.infer<typeof Tally>;

export const nothing: Tally = { created: 0, changed: 0, unchanged: 0, failed: 0 };

export const doneOf = ({ created, changed, unchanged, failed }: Tally): number => created + changed + unchanged + failed;

export const sum = (a: Tally, b: Tally): Tally => ({
  created: a.created + b.created,
  changed: a.changed + b.changed,
  unchanged: a.unchanged + b.unchanged,
  failed: a.failed + b.failed,
});

/** Why a row of a file did not go in: row as the spreadsheet program numbers it, title of the column, stable code, sentence for the clerk. */
export const RowError = z.strictObject({ row: z.int(), column: z.string().optional(), code: z.string(), detail: z.string() });
/** See the schema. */
export type RowError = z.infer<typeof RowError>;

const Fault = z.strictObject({ kind: z.string(), code: z.string(), detail: z.record(z.string(), z.union([z.string(), z.number()])) });

/**
 * A run (作业批次) of long work: who asked for what, how far it is, how it ended.
 *
 *     requested ─▶ planning ─▶ running ─▶ done ─▶ reverting ─▶ reverted
 *                     └───────────┴─▶ failed        └─▶ done (when the revert is refused)
 *
 * A billing run may stop as `priced` until somebody releases it, which has it run on; and it is `withdrawing`, then `withdrawn`, where an import is reverted.
 */
export const Run = z.strictObject({
  project: z.string(),
  job: z.string(),
  id: z.string(),
  state: z.enum(states),
  person: z.string(),
  register: z.string(),
  /** What was asked; each job knows its own shape. */
  order: z.record(z.string(), z.unknown()),
  requestedAt: storedInstant(),
  startedAt: storedInstant().optional(),
  finishedAt: storedInstant().optional(),
  /** Marks the files of the plan that counts: a plan made twice leaves two sets. */
  plan: z.string().optional(),
  chunks: z.int().default(0),
  total: z.int().default(0),
  /** Of a plan that checks everything first: how much of it. */
  checked: z.int().optional(),
  /** What the plan alone decided, and at the end the sum of all. */
  tally: Tally.default(nothing),
  errors: z.array(RowError).default([]),
  /** Name of the file with all row errors, or of the exported file. */
  file: z.string().optional(),
  fault: Fault.optional(),
  /** The latest revert of this run. */
  revert: z.string().optional(),
});
/** See the schema. */
export type Run = z.infer<typeof Run>;

/** Names a run within a company. */
export type RunRef = Pick<Run, 'project' | 'job' | 'id'>;

const finished: readonly Run['state'][] = ['priced', 'done', 'failed', 'reverted', 'withdrawn'];

/** Whether nothing more will happen to it by itself. */
export const isFinished = ({ state }: Run): boolean => finished.includes(state);

/** An id for a new run: the day for people, chance against guessing and meeting. */
export function newRunId(today: string): string {
  return `${today.replaceAll('-', '')}-${randomUUID().slice(0, 13)}`;
}

const keyOf = (table: Table, { project, job, id }: RunRef): Key => runKey(table.company, project, job, id);

/** The write that asks for a run; it carries the event on which the relay starts the execution. */
export function requestWrite(table: Table, run: Run): Write {
  const { project, job, id } = run;
  const event: RunEvent = {
    id: `${job}.${id}`,
    type: 'run.requested',
    company: table.company,
    project,
    kind: job,
    caseId: id,
    at: run.requestedAt,
    data: { job, run: id },
  };
  return { put: { ...keyOf(table, run), version: 1, run, out: [event] }, condition: absent, rank: rank.version };
}

/** A run as it is stored, or undefined. */
export async function readRun(table: Table, ref: RunRef): Promise<Run | undefined> {
  return (await load(table, ref))?.run;
}

/** A run that a step of the machine names. @throws Error when it is not there */
export async function runOf(table: Table, ref: RunRef): Promise<Run> {
  const run = await readRun(table, ref);
  if (!run) throw new Error(`there is no run ${ref.job} ${ref.id}`);
  return run;
}

async function load(table: Table, ref: RunRef): Promise<{ run: Run; version: number } | undefined> {
  const key = keyOf(table, ref);
  const item: Item | undefined = (await table.getAll([key])).get(keyText(key));
  return item && { run: Run.parse(item['run']), version: Number(item['version']) };
}

/**
 * Changes a run on what it is at that moment; `change` answers undefined to leave it. `also` goes into the same transaction.
 *
 * @returns the run as it now is.
 */
export async function changeRun(table: Table, ref: RunRef, change: (run: Run) => Run | undefined, also: readonly Write[] = []): Promise<Run> {
  for (let attempt = 1; ; attempt += 1) {
    const stored = await load(table, ref);
    if (!stored) throw new Error(`there is no run ${ref.job} ${ref.id}`);
    const run = change(stored.run);
    if (!run) return stored.run;
    const put: Item = { ...keyOf(table, ref), version: stored.version + 1, run };
    try {
      await table.commit([{ put, condition: sameVersion(stored.version), rank: rank.version }, ...also]);
      return run;
    } catch (error) {
      if (!(error instanceof Contended) || attempt >= 10) throw error;
    }
    await backOff(attempt);
  }
}

/** A run that ended because of a refusal or of a fault of ours. */
export function faulted(run: Run, { kind, code, detail }: Pick<DomainError, 'kind' | 'code' | 'detail'>): Run {
  const known = Object.entries(detail).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
  return { ...run, state: 'failed', finishedAt: now(), fault: { kind, code, detail: Object.fromEntries(known) } };
}

/** The refusal that a run ended with, to be thrown at whoever waits for it. */
export function refusalOf({ fault }: Run): DomainError | undefined {
  return fault && new DomainError(fault.kind as ErrorKind, fault.code, fault.detail);
}
