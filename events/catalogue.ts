import * as z from 'zod';
import type { BookedEvent, MovedEvent, NoticeEvent, RunEvent } from '../lib/cases/history.ts';
import { positions } from '../lib/kernel/position.ts';
import { storedInstant } from '../lib/kernel/schema.ts';
import { sealedRecord } from '../lib/kernel/sealed.ts';
import { schedules } from '../lib/schedules.ts';

/**
 * Everything that travels between the functions of the house (事件目录): what leaves it by the bus, what wakes it, and how its functions call each other.
 *
 * On the bus `source` is `wuyun`, `detail-type` the event's `type` and `detail` the event. Consumers dedupe by `id` and rely on no order; new fields may come, so consumers
 * outside should ignore what they do not know. No event holds personal data in the clear.
 */

const head = {
  /** Unique and stable: the same commit relayed twice has the same id. */
  id: z.string().min(1),
  company: z.string().min(1),
  project: z.string().min(1),
  /** Workflow, register or job. */
  kind: z.string().min(1),
  caseId: z.string().min(1),
  at: storedInstant(),
};

const moved = <T extends MovedEvent['type']>(type: T) =>
  z.strictObject({
    ...head,
    type: z.literal(type),
    data: z.strictObject({ command: z.string(), from: z.string(), to: z.string(), version: z.int().min(1), by: z.string() }),
  });

/** A case or a register record came to be; `from` is `new`. */
export const CaseOpened = moved('case.opened') satisfies z.ZodType<MovedEvent>;
/** A command changed a record. */
export const CaseMoved = moved('case.moved') satisfies z.ZodType<MovedEvent>;
/** Timer stages of a record were reached; `command` names the stage or what it made happen. */
export const CaseFired = moved('case.fired') satisfies z.ZodType<MovedEvent>;

/** Somebody has to be told (通知); the inbox takes it, and message providers may. */
export const NoticeGiven = z.strictObject({
  ...head,
  type: z.literal('notice'),
  data: z.strictObject({
    /** `<slice>.<what>`: the key of the message template. */
    type: z.string(),
    to: z.strictObject({
      persons: z.array(z.string()).optional(),
      positions: z.array(z.enum(positions)).optional(),
      parties: z.array(z.string()).optional(),
      phones: z.array(sealedRecord).optional(),
    }),
    title: z.string(),
    text: z.strictObject({ zh: z.string(), en: z.string() }),
    /** Where somebody outside is told: what fills the templates of the channels. */
    params: z.record(z.string(), z.string()).optional(),
    /** From whom the record is kept. */
    secrecy: z
      .strictObject({
        persons: z.array(z.string()).optional(),
        positions: z.array(z.enum(positions)).optional(),
        onlyParties: z.array(z.string()).optional(),
      })
      .optional(),
    /** One notice per type, addressee, object and period. */
    period: z.string(),
    emergency: z.boolean(),
    zone: z.string(),
    quietHours: z.strictObject({ from: z.string(), to: z.string() }),
  }),
}) satisfies z.ZodType<NoticeEvent>;

/** Long work was asked for (作业); the relay starts the job machine with {@link JobRequest}. */
export const RunRequested = z.strictObject({
  ...head,
  type: z.literal('run.requested'),
  data: z.strictObject({ job: z.string(), run: z.string() }),
}) satisfies z.ZodType<RunEvent>;

/** Money was booked (入账): an entry of a book; `caseId` is the entry's id. */
export const MoneyBooked = z.strictObject({
  ...head,
  type: z.literal('money.booked'),
  data: z.strictObject({
    kind: z.string(),
    receiptNo: z.string(),
    payer: z.string().optional(),
    cashFen: z.int(),
    bills: z.array(z.string()),
    tell: z.strictObject({ zone: z.string(), quietHours: z.strictObject({ from: z.string(), to: z.string() }) }).optional(),
  }),
}) satisfies z.ZodType<BookedEvent>;

/** Every event that leaves the house, by its type. */
export const events = {
  'case.opened': CaseOpened,
  'case.moved': CaseMoved,
  'case.fired': CaseFired,
  notice: NoticeGiven,
  'run.requested': RunRequested,
  'money.booked': MoneyBooked,
} as const;

const wakeUp = (name: string) => z.strictObject({ name: z.literal(name), at: z.iso.datetime({ offset: true }) });

/** Every wake-up by the scheduler, by its name: `at` is the instant it was meant for, however late it comes. `timers` is the sweep of every minute. */
export const wakeUps: Readonly<Record<string, z.ZodType<{ name: string; at: string }>>> = Object.fromEntries(
  ['timers', ...schedules.map(({ name }) => name)].map((name) => [name, wakeUp(name)]),
);

const place = { company: z.string().min(1), project: z.string().min(1) };

/** How timers and planner call a workflow's own function, so that it acts under its company's credentials. */
export const calls = {
  /** Fire what is due on one record. */
  fire: z.strictObject({ wuyun: z.literal('fire'), ...place, kind: z.string(), id: z.string() }),
  /** Carry the verdict of an approval to its case; the state machine's last step, to the case's own function. */
  carry: z.strictObject({ wuyun: z.literal('carry'), ...place, kind: z.string(), approval: z.string() }),
  /** Start every missing period of a schedule in one project. */
  plan: z.strictObject({ wuyun: z.literal('plan'), schedule: z.string(), ...place, at: z.iso.datetime({ offset: true }) }),
} as const;

const run = { ...place, job: z.string().min(1), run: z.string().min(1) };

/** Input of the job machine. */
export const JobRequest = z.strictObject(run);

/** Payloads of the job machine and its steps. */
export const jobSteps = {
  request: JobRequest,
  plan: z.strictObject({ step: z.literal('plan'), ...run }),
  chunk: z.strictObject({ step: z.literal('chunk'), ...run, chunk: z.int().min(0) }),
  close: z.strictObject({ step: z.literal('close'), ...run, failed: z.boolean() }),
} as const;

const course = { ...place, approval: z.string().min(1) };
const step = <S extends string>(name: S) => ({ wuyun: z.literal('approval'), step: z.literal(name), ...course });

/** Payloads of the approval machine: its input, what the relay tells its carrier after each change, and its two steps. */
export const approvalSteps = {
  request: z.strictObject({ ...course, stages: z.array(z.int().min(1).max(5)).min(1) }),
  carry: z.strictObject(step('carry')),
  stage: z.strictObject({ ...step('stage'), stage: z.int().min(1).max(5), token: z.string().min(1) }),
  finish: z.strictObject(step('finish')),
} as const;
