import type * as z from 'zod';
import type { LoadedReads, Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Actor } from '../../kernel/actor.ts';
import { plus } from '../../kernel/clock.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import type { CompanyRecord } from '../../registers/company/contract.ts';
import type { MemberRecord } from '../../registers/member/contract.ts';
import type { Conclusion, RequestInput } from './contract.ts';
import { type Approval, baseFields, type In, type Signature, type Stage, type Verdict } from './record.ts';
import { awaited, type Decision, excludedFrom, involvedIn, maySignAs, opened, raised, risen, signaturesOf, titlesOf } from './signing.ts';

type Pending = In<'pending'>;
type Decided = In<'decided'>;

/** Parks a command until everybody has signed (申请审批); the first stage opens at once. */
export function request(input: RequestInput, context: Context): Outcome<Pending> {
  const { now, today, actor } = context;
  const { days, stages, ...told } = input;
  const at = { project: input.matter.project, today, excluded: [actor.person, ...(input.notBy ?? [])] };
  const record: Pending = {
    ...told,
    state: 'pending',
    requester: actor.person,
    stages: stages.map((stage, index) => (index === 0 ? opened(stage, context.reads as LoadedReads<Record<string, Read>>, at, input) : stage)),
    stage: 0,
    since: now,
    requestedAt: now,
    expiresAt: plus(now, { hours: days * 24 }),
  };
  return { record, notices: [asksFor(record)] };
}

const asksFor = (record: Pending) => ({
  type: 'approval.requested',
  to: { positions: awaited(record) },
  params: { command: record.commandTitle, summary: record.summary },
});

/** Whether what is asked for is to his own advantage (本人受益). */
const benefits = ({ notParties }: Pending, { party }: Actor): boolean => party !== undefined && notParties?.includes(party) === true;

/** Whether this person might sign now, as far as the record alone can tell. */
export function mayDecide(record: Pending, actor: Actor): boolean {
  return !excludedFrom(record).includes(actor.person) && !benefits(record, actor) && awaited(record).some((position) => actor.positions.includes(position));
}

/**
 * Signs, or refuses (审批). One refusal ends the chain; the last signature of the last stage approves.
 *
 * @throws DomainError `approval.own`, `approval.took-part`, `approval.signed-before`, `approval.not-yours`, `approval.expired`, `approval.comment-needed`.
 */
export function decide(
  record: Pending,
  { decision, comment }: z.infer<typeof Decision>,
  context: Context<LoadedReads<{ self: Read<MemberRecord>; company: Read<CompanyRecord | undefined> }>>,
): Outcome<Pending | Decided> {
  const { actor, now, today, reads } = context;
  const excluded = excludedFrom(record);
  if (actor.person === record.requester) forbid('approval.own');
  if (record.notBy?.includes(actor.person)) forbid('approval.took-part');
  if (benefits(record, actor)) forbid('approval.benefits');
  if (excluded.includes(actor.person)) forbid('approval.signed-before');
  const at = { project: record.matter.project, today, excluded, defined: actor.custom };
  const capacity = maySignAs(reads.self.record, awaited(record), at) ?? forbid('approval.not-yours', { positions: titlesOf(awaited(record)) });
  checkValid(record, now);
  if (decision === 'reject' && comment === undefined) refuse('approval.comment-needed', 'comment');
  const signature: Signature = {
    person: actor.person,
    ...capacity,
    at: now,
    approves: decision === 'approve',
    ...(comment === undefined ? {} : { comment }),
    member: reads.self.version,
    ...(maySignAs(reads.self.record, [capacity.position], { ...at, defined: [] }) ? {} : { company: reads.company?.version }),
  };
  const signed: Pending = { ...record, stages: record.stages.map((stage, index) => (index === record.stage ? signedBy(stage, signature) : stage)) };
  if (decision === 'reject') return decided(signed, 'rejected', context);
  if (awaited(signed).length === 0) return openStage({ ...signed, since: now }, signed.stage + 1, context);
  return openStage(signed, signed.stage, context);
}

/** What has run out has run out, though nobody has come by to say so. @throws DomainError `approval.expired` */
function checkValid({ expiresAt }: Pending, now: string): void {
  if (now > expiresAt) refuse('approval.expired', undefined, {}, 'conflict');
}

/** The signature goes where the fewest others could sign. */
function signedBy(stage: Stage, signature: Signature): Stage {
  const open = stage.slots.filter((slot) => !slot.signature && slot.positions.includes(signature.position));
  const [slot] = open.toSorted((a, b) => a.positions.length - b.positions.length);
  return { ...stage, slots: stage.slots.map((one) => (one === slot ? { ...one, signature } : one)) };
}

/** Opens a stage, or what is left of it, to those who may still sign; behind the last one there is the verdict. */
function openStage(record: Pending, index: number, context: Context): Outcome<Pending | Decided> {
  const next = record.stages[index];
  if (!next) return decided(record, 'approved', context);
  const at = { project: record.matter.project, today: context.today, excluded: excludedFrom(record) };
  const stage = opened(next, context.reads as LoadedReads<Record<string, Read>>, at, record);
  const asked: Pending = { ...record, stages: record.stages.with(index, stage), stage: index };
  const fresh = awaited(asked).some((position) => index !== record.stage || !awaited(record).includes(position));
  return { record: asked, ...(fresh ? { notices: [asksFor(asked)] } : {}) };
}

function decided(record: Pending, verdict: Verdict, { now }: Pick<Context, 'now'>): Outcome<Decided> {
  return { record: { ...record, state: 'decided', verdict, decidedAt: now, attempt: 0, carriedAt: now } };
}

/**
 * The requester takes it back (撤回), while nobody has signed yet.
 *
 * @throws DomainError `approval.not-requester`, `approval.expired`, `approval.too-late`.
 */
export function withdraw(record: Pending, _input: unknown, context: Context): Outcome<Decided> {
  if (context.actor.person !== record.requester) forbid('approval.not-requester');
  checkValid(record, context.now);
  if (signaturesOf(record.stages).length > 0) refuse('approval.too-late', undefined, {}, 'conflict');
  return decided(record, 'withdrawn', context);
}

/** Nobody has signed in time: the position above may as well, and where nobody holds that one, the next (升级). A timeout never signs. */
export function escalate(record: Pending, _input: unknown, { now, today, reads }: Context<LoadedReads<Record<string, Read>>>): Outcome<Pending> {
  const at = { project: record.matter.project, today, excluded: excludedFrom(record) };
  const stages = record.stages.map((stage, index) => (index === record.stage ? risen(stage, reads, at, record) : stage));
  const moved = { ...record, stages, since: now };
  return { record: moved, notices: [asksFor(moved)] };
}

/** Whether there is anybody above whom nobody has asked yet. */
export function canRise(record: Pending): boolean {
  return record.stages[record.stage]?.slots.some((slot) => !slot.signature && raised(slot) !== slot) ?? false;
}

/** Nobody has answered for so long that it ends without effect (过期). */
export function expire(record: Pending, _input: unknown, context: Context): Outcome<Decided> {
  return decided(record, 'expired', context);
}

/** The verdict has not reached its case yet: the carrier is told again (重新落实). */
export function carryOn(record: Decided, _input: unknown, { now }: Context): Outcome<Decided> {
  return { record: { ...record, attempt: record.attempt + 1, carriedAt: now } };
}

/** What the requester hears of a chain that did not approve. */
const told = { rejected: 'approval.rejected', withdrawn: 'approval.withdrawn', expired: 'approval.expired' } as const;

/** The verdict has reached its case (审批落实): the command has run, or was refused because the world had changed. */
export function conclude(record: Decided, { refusal }: Conclusion, { now }: Context): Outcome<Exclude<Approval, Pending | Decided>> {
  const base = Object.fromEntries(baseFields.flatMap((field) => (record[field] === undefined ? [] : [[field, record[field]]]))) as Omit<Pending, 'state'>;
  const { verdict, decidedAt } = record;
  const ended = { ...base, verdict, decidedAt, concludedAt: now };
  const to = { persons: [record.requester] };
  const params = { command: record.commandTitle, comment: lastComment(record) };
  if (verdict !== 'approved') return { record: { ...ended, state: verdict }, notices: [{ type: told[verdict], to, params }] };
  if (!refusal) return { record: { ...ended, state: 'executed' }, notices: [{ type: 'approval.executed', to, params }] };
  const signers = involvedIn(record);
  return {
    record: { ...ended, state: 'notExecuted', refusal },
    notices: [{ type: 'approval.notExecuted', to: { persons: signers }, params: { command: record.commandTitle, reason: refusal.sentence } }],
  };
}

function lastComment({ stages }: Pick<Pending, 'stages'>): string {
  const signatures = signaturesOf(stages);
  return signatures.findLast(({ approves }) => !approves)?.comment ?? signatures.at(-1)?.comment ?? '—';
}
