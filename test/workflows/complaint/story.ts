import { expect } from 'vitest';
import type { Read } from '../../../lib/cases/contract.ts';
import type { Outcome } from '../../../lib/cases/definition.ts';
import { parseInput } from '../../../lib/cases/parse.ts';
import { firesAt, type Timer, type TimerView, timerView } from '../../../lib/cases/timer.ts';
import type { Actor } from '../../../lib/kernel/actor.ts';
import { civilDate } from '../../../lib/kernel/calendar.ts';
import { type Instant, instant, plus } from '../../../lib/kernel/clock.ts';
import { DomainError } from '../../../lib/kernel/error.ts';
import type { Position } from '../../../lib/kernel/position.ts';
import { mapDeep, Plain } from '../../../lib/kernel/sealed.ts';
import type { Complaint } from '../../../lib/workflows/complaint/record.ts';
import { complaint } from '../../../lib/workflows/complaint/workflow.ts';
import { actorOf, contextOf, project } from '../../support/context.ts';

/** Wednesday 1 July 2026, 10:00 in Shanghai: when the stories begin. */
export const start = instant('2026-07-01T10:00:00+08:00');
export const minutes = (n: number, ms = 0): Instant => plus(start, { minutes: n, ms });
export const hours = (n: number, ms = 0): Instant => plus(start, { hours: n, ms });

const resident = (party: string): Actor => ({ ...actorOf(`login.${party}`), party });
/** Everybody who appears in the stories; their members' records hold the same positions. */
export const people = {
  zhao: actorOf('zhao', 'FRONT'),
  qian: actorOf('qian', 'FRONT'),
  csm: actorOf('csm', 'CSM'),
  pm: actorOf('pm', 'PM'),
  hq: actorOf('hq', 'HQ-PROJ'),
  gm: actorOf('gm', 'GM'),
  engm: actorOf('engm', 'ENGM'),
  wang: actorOf('wang', 'ENG'),
  gate: actorOf('gate', 'GATE'),
  owner: resident('P1'),
  neighbour: resident('P9'),
  clock: { ...actorOf('system'), system: true },
} as const satisfies Record<string, Actor>;
export type Person = keyof typeof people;

const memberOf = (...positions: readonly Position[]) => ({
  state: 'current',
  grants: positions.map((position) => ({ project: 'p1', position, from: '2020-01-01' })),
  warnings: [],
});

/** The registers the stories read. */
const world: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(Object.values(people).map(({ person, positions }) => [`member/${person}`, memberOf(...positions)])),
  'member/nobody': memberOf(),
  'staff/cleaner': { state: 'offDuty', name: '保洁员' },
  ...Object.fromEntries(['1-2-301', '1-2-401', '1-2-501', '2-1-101', '3-1-101'].map((unit) => [`unit/${unit}`, { state: 'current' }])),
  'party/P1': { state: 'current' },
};

/** Another complaint of the project, by its number. */
export interface Other {
  readonly id: string;
  readonly record: Complaint;
}

function fulfilled(reads: Readonly<Record<string, Read>>, more: Readonly<Record<string, unknown>>, others: readonly Other[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(reads).map(([name, read]) => {
      const { find, contract, id } = read;
      if (find) {
        const record = others.filter((other) => complaint.terms(other.record, other.id).some(({ kind, value }) => kind === find.kind && value === find.value));
        return [name, { contract, id, version: 0, record }];
      }
      const record = more[`${contract.name}/${id}`] ?? world[`${contract.name}/${id}`] ?? others.find((other) => other.id === id)?.record;
      if (!record && !read.optional) throw new DomainError('unprocessable', 'reference.unknown', { title: contract.title, id });
      return [name, record && { contract, id, version: 1, record }];
    }),
  );
}

const sealed = (input: unknown): unknown =>
  mapDeep(input, (part) => (part instanceof Plain ? { c: 'c', k: `k.${part.expose()}`, m: part.mask, h: `hash-${part.expose()}` } : undefined));

/** Who does it, when, and what else is different. */
export interface Scene {
  readonly by?: Person;
  readonly at?: Instant;
  readonly id?: string;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly others?: readonly Other[];
  readonly sla?: Partial<typeof project.sla>;
}

/** The context a command meets in a scene. */
export function sceneOf(record: Complaint | undefined, name: string, input: unknown, scene: Scene) {
  const { by = 'zhao', at = start, id = 'TS-20260701-0001', more = {}, others = [], sla = {} } = scene;
  const command = complaint.commands[name];
  if (!command) throw new Error(`no command ${name}`);
  const actor = people[by];
  const parsed = sealed(command.internal ? input : parseInput(command.input, input));
  const today = civilDate(at, project.timeZone);
  const reads = fulfilled(command.reads(parsed, record, { today, actor, project: 'p1', id }), more, others);
  return { command, parsed, context: contextOf({ actor, now: at, today, id, reads, project: { ...project, sla: { ...project.sla, ...sla } } }) };
}

/** Runs one command as the walk does: input parsed and sealed, state checked, reads fulfilled, and the record it makes parsed by its own strict schema. */
export function play(record: Complaint | undefined, name: string, input: unknown = {}, scene: Scene = {}): Outcome<Complaint> {
  const from = complaint.commands[name]?.from ?? [];
  if (!from.includes(record?.state ?? 'new')) throw new DomainError('conflict', 'case.wrong-state', { state: record?.state, command: name });
  const { command, parsed, context } = sceneOf(record, name, input, scene);
  const outcome = command.apply(record, parsed, context) as Outcome<Complaint>;
  expect(command.to).toContain(outcome.record.state);
  const stored = complaint.record.safeParse(JSON.parse(JSON.stringify(outcome.record)));
  expect(stored.error?.issues ?? []).toEqual([]);
  return { ...outcome, record: stored.data as Complaint };
}

/** Who has to sign, stage by stage; undefined when nobody has to. */
export function signers(record: Complaint, name: string, input: unknown, scene: Scene): readonly (readonly Position[])[] | undefined {
  const { command, parsed, context } = sceneOf(record, name, input, scene);
  return command.approval?.(record, parsed, context)?.stages.map(({ need }) => need);
}

/** A scene of a story: command, input, and who or when. */
export type Act = readonly [command: string, input?: unknown, scene?: Scene];

/** Plays several commands after each other and answers the last record. */
export function tell(from: Complaint | undefined, ...acts: readonly Act[]): Complaint {
  let record = from;
  for (const [command, input, scene] of acts) record = play(record, command, input, scene).record;
  if (!record) throw new Error('a story without acts');
  return record;
}

/** The code a command is refused with, or `undefined` when it is not. */
export function refusal(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

export const litter = {
  kind: 'complaint',
  channel: 'phone',
  category: 'environment',
  text: '楼道垃圾两天无人清理',
  demand: '当天清理',
  unit: '1-2-301',
  complainant: { name: '张女士', phone: '13800001234', party: 'P1' },
};
export const danger = { ...litter, category: 'facility', text: '电梯突然下坠', publicPlace: '2单元电梯' };
export const unnamed = { kind: 'report', channel: 'letter', category: 'order', text: '夜间有人喧哗', publicPlace: '中心花园', anonymous: true };
export const rude = { ...litter, category: 'service', text: '前台态度恶劣', against: { persons: ['zhao'] } };
const major = { grade: 'major', grounds: ['safety'] };

const by = (person: Person, at = 0): Scene => ({ by: person, at: minutes(at) });
const shut = { note: '资料齐全' };

/** From registration to the reply, by a handler, on the day. */
export const answer = (of: Complaint, person: Person = 'qian', from = 20): Complaint =>
  tell(
    of,
    ['assign', { handler: person }, by('csm', from)],
    ['investigate', {}, by(person, from + 1)],
    ['establish', { cause: 'cleaning', text: '保洁员请假未顶岗' }, by(person, from + 2)],
    ['plan', { measures: '立即清运' }, by(person, from + 3)],
    ['handle', {}, by(person, from + 4)],
    ['reply', { text: '已清运', how: '电话' }, by(person, from + 60)],
  );

/** An ordinary complaint in every state, but a major one where only that gets there. */
export const ordinary: Record<Complaint['state'], () => Complaint> = {
  registered: () => tell(undefined, ['register', litter]),
  graded: () => tell(ordinary.registered(), ['grade', { grade: 'ordinary' }, by('zhao', 5)]),
  assigned: () => tell(ordinary.graded(), ['assign', { handler: 'qian', department: '环境' }, by('csm', 20)]),
  investigating: () => tell(ordinary.assigned(), ['investigate', { note: '现场查看' }, by('qian', 21)]),
  planned: () =>
    tell(ordinary.investigating(), ['establish', { cause: 'cleaning', text: '未顶岗' }, by('qian', 22)], ['plan', { measures: '清运' }, by('qian', 23)]),
  handling: () => tell(ordinary.planned(), ['handle', {}, by('qian', 24)]),
  replied: () => tell(ordinary.handling(), ['reply', { text: '已清运', how: '电话' }, by('qian', 80)]),
  awaitingVisit: () => tell(ordinary.replied(), ['handIn', {}, by('qian', 81)]),
  unreachable: () =>
    tell(ordinary.awaitingVisit(), ['visitUnreached', {}, by('csm', 100)], ['visitUnreached', {}, by('csm', 1540)], ['visitUnreached', {}, by('csm', 2980)]),
  visited: () => tell(heavy.awaitingVisit(), ['visit', { opinion: 'satisfied', how: '上门' }, by('pm', 200)]),
  reopened: () => tell(ordinary.awaitingVisit(), ['visit', { opinion: 'dissatisfied', word: '又脏了', how: '电话' }, by('csm', 1500)]),
  transferredToRepair: () => tell(ordinary.investigating(), ['transferToRepair', { reason: '设施故障', report: { category: 'door' } }, by('csm', 30)]),
  transferredToLegal: () => tell(ordinary.handling(), ['transferToLegal', { matter: '索赔' }, by('pm', 40)]),
  closed: () => tell(ordinary.awaitingVisit(), ['visit', { opinion: 'satisfied', how: '电话' }, by('csm', 1500)]),
  merged: () =>
    tell(ordinary.graded(), ['merge', { into: 'TS-20260701-0002' }, { ...by('csm', 6), others: [{ id: 'TS-20260701-0002', record: ordinary.registered() }] }]),
  invalid: () => tell(ordinary.graded(), ['invalidate', { reason: 'outOfScope', note: '市政道路' }, by('csm', 60)]),
  withdrawn: () => tell(ordinary.graded(), ['withdraw', { reason: '已解决' }, by('owner', 60)]),
};

/** A major one. */
export const heavy = {
  graded: () => tell(undefined, ['register', danger], ['grade', major, by('zhao', 5)]),
  replied: () => answer(heavy.graded()),
  awaitingVisit: () => tell(heavy.replied(), ['handIn', {}, by('qian', 81)]),
  closed: () => tell(ordinary.visited(), ['close', shut, by('csm', 210)]),
};

/** A timer of the record. */
export function timerOf(record: Complaint, name: string): Timer | undefined {
  return complaint.timers(record, start).find((one) => one.name === name);
}

/** A timer of the record as an answer shows it at `now`. */
export function timerAt(record: Complaint, name: string, now: Instant): TimerView | undefined {
  const timer = timerOf(record, name);
  return timer && timerView(timer, now);
}

/** When the stages of a timer fire. */
export function stagesOf(record: Complaint, name: string): Readonly<Record<string, Instant>> {
  const timer = timerOf(record, name);
  return Object.fromEntries((timer?.stages ?? []).map((stage) => [stage.name, timer ? firesAt(timer, stage) : stage.at]));
}

/** The facts of one KPI, as they stand at `now`. */
export function factsOf(record: Complaint, kpi: string, now: Instant = start) {
  return complaint.facts(record, 'TS-20260701-0001', { opened: start, now, today: civilDate(now, project.timeZone) }).filter((fact) => fact.kpi === kpi);
}
