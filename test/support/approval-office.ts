import { actorIn } from '../../lib/cases/access.ts';
import type { LoadedReads, Reads } from '../../lib/cases/contract.ts';
import type { Context } from '../../lib/cases/definition.ts';
import { dueStages, type FiredStages, markFired } from '../../lib/cases/timer.ts';
import { provenCompany, systemActor } from '../../lib/kernel/actor.ts';
import { civilDate } from '../../lib/kernel/calendar.ts';
import { type Instant, instant, plus } from '../../lib/kernel/clock.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { headquarters, type Position } from '../../lib/kernel/position.ts';
import type { MemberRecord } from '../../lib/registers/member/contract.ts';
import type { Approval } from '../../lib/workflows/approval/contract.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { contextOf } from './context.ts';

/** An appointment as the tests write it: from the beginning of time unless it says so. */
export interface Appointment {
  readonly position: Position;
  readonly project?: string;
  readonly from?: string;
  readonly to?: string;
  readonly onBehalfOf?: string;
  readonly buildings?: readonly string[];
}

type Grant = MemberRecord['grants'][number];

const grantOf = ({ buildings, ...appointment }: Appointment): Grant => ({
  project: headquarters.includes(appointment.position) ? '*' : 'p1',
  from: '2020-01-01',
  ...appointment,
  ...(buildings ? { buildings: [...buildings] } : {}),
});

/** One signature, or several, as a command asks for them. */
export const needs = (...need: readonly (readonly Position[])[]) =>
  need.map((positions) => ({ slots: positions.map((position) => ({ positions: [position] })), hours: 24 }));

const asked = {
  matter: { project: 'p1', kind: 'errand', id: 'PT-20260701-0001', title: '垫付' },
  command: 'spend',
  commandTitle: '垫付',
  input: { yuan: 600 },
  summary: '垫付 600 元',
  days: 7,
  readers: ['FRONT', 'CSM', 'PM', 'HQ-PROJ', 'HQ-FIN', 'GM', 'ENGM', 'CASHIER'],
};

/**
 * An approval and the people around it, without a table: rules, positions, time limits and what the walk checks before a rule runs. What is refused leaves everything as it was.
 */
export class ApprovalOffice {
  /** Member records by version; the last one counts. */
  readonly members = new Map<string, MemberRecord[]>();
  now: Instant;
  record: Approval | undefined;
  fired: FiredStages = {};
  /** Whom a notice went to, newest last. */
  readonly told: { readonly type: string; readonly positions: readonly Position[]; readonly persons: readonly (string | undefined)[] }[] = [];

  constructor(people: Readonly<Record<string, readonly (Position | Appointment)[]>>, now = '2026-07-01T10:00:00+08:00') {
    this.now = instant(now);
    for (const [person, appointments] of Object.entries(people)) this.appoint(person, appointments);
  }

  /** Appoints a person anew: what he held before is over. */
  appoint(person: string, appointments: readonly (Position | Appointment)[], more: Partial<MemberRecord> = {}): void {
    const grants = appointments.map((one) => grantOf(typeof one === 'string' ? { position: one } : one));
    const record = { state: 'current', grants, warnings: [], ...more } as MemberRecord;
    this.members.set(person, [...(this.members.get(person) ?? []), record]);
  }

  memberOf(person: string): MemberRecord | undefined {
    return this.members.get(person)?.at(-1);
  }

  get today(): string {
    return civilDate(this.now, 'Asia/Shanghai');
  }

  /** The clock is set; what falls due on the way happens at its own instant, as the sweep of every minute has it. */
  at(now: string): this {
    const target = instant(now);
    for (let due = this.nextDue(target); due; due = this.nextDue(target)) {
      if (due.at > this.now) this.now = due.at;
      this.fired = markFired(this.fired, due.timer, due.stage);
      if (due.stage.tell)
        this.told.push({ type: `${due.timer.name}.${due.stage.name}`, positions: due.stage.tell.positions ?? [], persons: due.stage.tell.persons ?? [] });
      if (due.stage.command && approval.commands[due.stage.command]?.from.includes(this.record?.state ?? '')) this.run('system', due.stage.command, {});
    }
    this.now = target;
    return this;
  }

  /** Time passes and nobody sweeps. */
  late(minutes: number): this {
    this.now = plus(this.now, { minutes });
    return this;
  }

  private nextDue(target: Instant) {
    return this.record && dueStages(approval.timers(this.record, this.record.requestedAt), this.fired, target)[0];
  }

  request(person: string, stages: ReturnType<typeof needs>, more: object = {}): this {
    this.record = undefined;
    this.fired = {};
    const actor = actorIn(provenCompany('a'), person, this.memberOf(person), 'p1', this.today);
    this.apply('request', { ...asked, stages, ...more }, { actor });
    return this;
  }

  /** What the walk would do for this person: positions, state, rule. @throws DomainError */
  run(person: string, command: string, input: unknown): this {
    const { record } = this;
    const rule = approval.commands[command];
    if (!record || !rule) throw new Error(`there is no ${command}`);
    const system = person === 'system';
    const actor = system ? systemActor(provenCompany('a')) : actorIn(provenCompany('a'), person, this.memberOf(person), 'p1', this.today);
    if (!system && (rule.internal || !this.sees(person))) throw new DomainError('not-found', 'access.not-found');
    if (!rule.from.includes(record.state)) throw new DomainError('conflict', 'case.wrong-state');
    this.apply(command, input, { actor });
    return this;
  }

  approve = (person: string): this => this.run(person, 'decide', { decision: 'approve' });
  reject = (person: string, comment = '不同意'): this => this.run(person, 'decide', { decision: 'reject', comment });

  /** The code of the refusal, or what it came to. */
  tried(attempt: () => unknown): string {
    try {
      attempt();
      return this.record?.state ?? '';
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      throw error;
    }
  }

  /** Positions that may sign now, slot by slot. */
  get open(): readonly (readonly Position[])[] {
    const { record } = this;
    return record?.state === 'pending'
      ? (record.stages[record.stage]?.slots.filter(({ signature }) => !signature).map(({ positions }) => positions) ?? [])
      : [];
  }

  private sees(person: string): boolean {
    const { record } = this;
    const secrecy = record && approval.secrecy(record);
    const { positions } = actorIn(provenCompany('a'), person, this.memberOf(person), 'p1', this.today);
    return !secrecy?.persons?.includes(person) && positions.some((position) => !secrecy?.positions?.includes(position));
  }

  private apply(command: string, input: unknown, { actor }: Pick<Context, 'actor'>): void {
    const rule = approval.commands[command];
    const { now, today, record } = this;
    const facts = { today, actor, project: 'p1', id: 'SP-20260701-0001' };
    const reads = this.load(rule?.reads(input, record, facts) ?? {});
    const outcome = rule?.apply(record, input, contextOf({ actor, now, today, reads, id: 'SP-20260701-0001' }));
    if (!outcome || !rule?.to.includes(outcome.record.state)) throw new Error(`${command} ended in ${outcome?.record.state}`);
    this.record = outcome.record as Approval;
    for (const { type, to } of outcome.notices ?? []) this.told.push({ type, positions: to.positions ?? [], persons: to.persons ?? [] });
  }

  private load(reads: Reads): LoadedReads<Reads> {
    return Object.fromEntries(
      Object.entries(reads).map(([name, { contract, id, find, optional }]) => {
        const all = [...this.members].map(([person, versions]) => ({ id: person, record: versions.at(-1) as MemberRecord }));
        const under = (record: MemberRecord) => record.grants.some(({ project, position }) => `${project}.${position}` === find?.value);
        if (find) return [name, { contract, id, version: 0, record: all.filter(({ record }) => under(record)) }];
        if (optional) return [name, undefined];
        const versions = this.members.get(id);
        if (!versions) throw new DomainError('unprocessable', 'reference.unknown');
        return [name, { contract, id, version: versions.length, record: versions.at(-1) }];
      }),
    ) as LoadedReads<Reads>;
  }
}
