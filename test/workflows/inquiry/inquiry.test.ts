import { describe, expect, it } from 'vitest';
import type { Read } from '../../../lib/cases/contract.ts';
import type { Outcome } from '../../../lib/cases/definition.ts';
import { parseInput } from '../../../lib/cases/parse.ts';
import { firesAt, timerView } from '../../../lib/cases/timer.ts';
import { civilDate } from '../../../lib/kernel/calendar.ts';
import { type Instant, instant, plus } from '../../../lib/kernel/clock.ts';
import { DomainError } from '../../../lib/kernel/error.ts';
import type { Position } from '../../../lib/kernel/position.ts';
import { mapDeep, Plain } from '../../../lib/kernel/sealed.ts';
import type { Inquiry } from '../../../lib/workflows/inquiry/record.ts';
import { inquiry } from '../../../lib/workflows/inquiry/workflow.ts';
import { actorOf, contextOf, project } from '../../support/context.ts';

const shanghai = (text: string): Instant => instant(`${text}+08:00`);
const start = shanghai('2026-07-01T10:00:00');
const people = {
  zhao: actorOf('zhao', 'FRONT'),
  csm: actorOf('csm', 'CSM'),
  pm: actorOf('pm', 'PM'),
  owner: { ...actorOf('login.P1'), party: 'P1' },
  neighbour: { ...actorOf('login.P9'), party: 'P9' },
};
type Person = keyof typeof people;

interface Scene {
  readonly by?: Person;
  readonly at?: Instant;
}

const grants = (position: Position) => ({ state: 'current', grants: [{ project: 'p1', position, from: '2020-01-01' }], warnings: [] });
const members: Readonly<Record<string, unknown>> = { zhao: grants('FRONT'), csm: grants('CSM') };

const loaded = (reads: Readonly<Record<string, Read>>) =>
  Object.fromEntries(
    Object.entries(reads).map(([name, { contract, id }]) => {
      const record = contract.name === 'member' ? members[id] : contract.name === 'staff' ? undefined : {};
      return [name, record && { contract, id, version: 1, record }];
    }),
  );
const sealed = (input: unknown): unknown => mapDeep(input, (part) => (part instanceof Plain ? { c: 'c', k: 'k', m: part.mask, h: part.expose() } : undefined));

/** Runs one command as the walk does. */
function play(record: Inquiry | undefined, name: string, input: unknown = {}, { by = 'zhao', at = start }: Scene = {}): Outcome<Inquiry> {
  const command = inquiry.commands[name];
  if (!command?.from.includes(record?.state ?? 'new')) throw new DomainError('conflict', 'case.wrong-state');
  const parsed = sealed(parseInput(command.input, input));
  const today = civilDate(at, project.timeZone);
  const id = 'ZX-20260701-0001';
  const reads = loaded(command.reads(parsed, record, { today, actor: people[by], project: 'p1', id }));
  const outcome = command.apply(record, parsed, contextOf({ actor: people[by], now: at, today, id, reads })) as Outcome<Inquiry>;
  const stored = inquiry.record.safeParse(JSON.parse(JSON.stringify(outcome.record)));
  expect(stored.error?.issues ?? []).toEqual([]);
  return { ...outcome, record: stored.data as Inquiry };
}

function refusal(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

const question = {
  channel: 'counter',
  category: 'charge',
  question: '预存物业费有何优惠？',
  unit: '1-2-301',
  asker: { name: '张女士', phone: '13800001234', party: 'P1' },
};
const asked = (more: object = {}, scene: Scene = {}): Inquiry => play(undefined, 'register', { ...question, ...more }, scene).record;
const factsOf = (record: Inquiry, kpi: string) =>
  inquiry.facts(record, 'x', { opened: start, now: start, today: '2026-07-01' }).filter((fact) => fact.kpi === kpi);
const repairNeeds = { category: 'water', urgent: true, urgentKind: 'burstPipe' };
const complaintNeeds = { kind: 'complaint', category: 'service' };

const table: Record<Inquiry['state'], readonly string[]> = {
  open: ['answer', 'cancel', 'reclassify', 'turnIntoComplaint', 'turnIntoRepair'],
  answered: [],
  turnedIntoRepair: [],
  turnedIntoComplaint: [],
  cancelled: [],
};
const reach: Record<Inquiry['state'], () => Inquiry> = {
  open: () => asked(),
  answered: () => play(asked(), 'answer', { answer: '详见公示', minutes: 5 }).record,
  turnedIntoRepair: () => play(asked(), 'turnIntoRepair', repairNeeds).record,
  turnedIntoComplaint: () => play(asked(), 'turnIntoComplaint', complaintNeeds).record,
  cancelled: () => play(asked(), 'cancel', { reason: '已自行了解' }).record,
};

describe('inquiry 咨询: states', () => {
  it.each(Object.keys(table) as Inquiry['state'][])('in %s allows what it should and nothing else', (state) => {
    expect(
      Object.entries(inquiry.commands)
        .flatMap(([name, { from }]) => (from.includes(state) ? [name] : []))
        .toSorted(),
    ).toEqual(table[state]);
    expect(reach[state]().state).toBe(state);
  });
});

describe('inquiry 咨询: reception 接待登记', () => {
  it('is answered at once, with who, what, the answer and the minutes', () => {
    const record = asked({ answer: '预存满一年赠一个月', minutes: 4 });
    expect(record).toMatchObject({ state: 'answered', minutes: 4, receptionist: 'zhao', answer: { text: '预存满一年赠一个月', by: 'zhao' } });
    expect(inquiry.timers(record, start)).toEqual([]);
    expect(factsOf(record, 'inquiry.answered')).toEqual([{ kpi: 'inquiry.answered', key: 'charge', on: '2026-07-01', met: true }]);
    expect(refusal(() => asked({ answer: 'x' }))).toBe('inquiry.minutes-needed');
  });

  it('needs no name', () => {
    expect(asked({ asker: undefined })).not.toHaveProperty('asker');
    expect(asked({ asker: {} })).not.toHaveProperty('asker');
  });

  it.each([
    ['on a Wednesday', '2026-07-01T10:00:00', '2026-07-02T18:00:00'],
    ['just before midnight', '2026-07-01T23:59:59', '2026-07-02T18:00:00'],
    ['on a Friday', '2026-07-03T17:00:00', '2026-07-06T18:00:00'],
    ['on a Sunday', '2026-07-05T09:00:00', '2026-07-06T18:00:00'],
    ['before the National Day', '2026-09-30T10:00:00', '2026-10-08T18:00:00'],
    ['before a Saturday that is worked', '2026-10-09T10:00:00', '2026-10-10T18:00:00'],
  ])('asked %s is due at the end of the next working day', (_, at, due) => {
    const record = asked({}, { at: shanghai(at) });
    expect(record).toMatchObject({ state: 'open', dueAt: shanghai(due) });
    const [timer] = inquiry.timers(record, shanghai(at));
    const breach = timer?.stages.at(-1);
    expect(timer && breach && firesAt(timer, breach)).toBe(plus(shanghai(due), { ms: 1 }));
    expect(breach?.tell).toEqual({ positions: ['CSM'] });
  });

  it.each([
    ['at the closing hour', '2026-07-02T18:00:00', true],
    ['a millisecond later', '2026-07-02T18:00:00.001', false],
  ])('answered %s', (_, at, met) => {
    const record = play(asked(), 'answer', { answer: 'x', minutes: 3 }, { at: shanghai(at) }).record;
    const [timer] = inquiry.timers(record, start);
    expect(timer && timerView(timer, shanghai('2026-08-01T00:00:00'))).toHaveProperty(met ? 'metAt' : 'breachedAt');
    expect(factsOf(record, 'inquiry.answered')).toMatchObject([{ met }]);
  });

  it('refuses a day nobody has a calendar for, rather than guess', () => {
    expect(refusal(() => asked({}, { at: shanghai('2026-12-31T10:00:00') }))).toBe('calendar.year-missing');
    expect(refusal(() => asked({ answer: 'x', minutes: 1 }, { at: shanghai('2026-12-31T10:00:00') }))).toBeUndefined();
  });

  it.each([
    ['through the app', { channel: 'app', asker: undefined }, undefined],
    ['through another channel', {}, 'inquiry.channel-app'],
    ['and answers himself', { channel: 'app', asker: undefined, answer: 'x', minutes: 1 }, 'inquiry.resident-answers'],
    ['for somebody else', { channel: 'app', asker: { party: 'P9' } }, 'inquiry.not-yourself'],
  ])('by a resident %s', (_, more, code) => {
    expect(refusal(() => asked(more, { by: 'owner' }))).toBe(code);
  });

  it('shows the asker his question and its answer, and nobody else', () => {
    expect(inquiry.secrecy(asked())).toEqual({ onlyParties: ['P1'] });
    expect(inquiry.residentView(reach.answered(), 'P1')).toMatchObject({ question: question.question, answer: { text: '详见公示' } });
    expect(inquiry.residentView(reach.answered(), 'P9')).toEqual({ category: 'charge', receivedAt: start });
    expect(play(asked(), 'answer', { answer: 'x' }).notices).toMatchObject([{ to: { parties: ['P1'] } }]);
  });

  it('is cancelled by the desk or the asker', () => {
    expect(refusal(() => play(asked(), 'cancel', { reason: 'x' }, { by: 'owner' }))).toBeUndefined();
    expect(refusal(() => play(asked(), 'cancel', { reason: 'x' }, { by: 'neighbour' }))).toBe('inquiry.not-yourself');
    expect(factsOf(reach.cancelled(), 'inquiry.answered')).toEqual([]);
  });
});

describe('inquiry 咨询: what is no question', () => {
  it.each(['repair', 'complaint'])('of category %s is neither answered nor cancelled by the desk', (category) => {
    expect(refusal(() => asked({ category, answer: 'x', minutes: 1 }))).toBe('inquiry.turn-instead');
    expect(refusal(() => play(asked({ category }), 'answer', { answer: 'x' }))).toBe('inquiry.turn-instead');
    expect(refusal(() => play(asked({ category }), 'cancel', { reason: 'x' }))).toBe('inquiry.turn-instead');
  });

  it('becomes a question only by a supervisor, and each change is counted', () => {
    const wrong = asked({ category: 'complaint' });
    const change = { category: 'charge', reason: '只是询价' };
    expect(refusal(() => play(wrong, 'reclassify', change))).toBe('inquiry.reclassify-by-supervisor');
    const changed = play(wrong, 'reclassify', change, { by: 'csm' }).record;
    expect(changed).toMatchObject({ category: 'charge', reclassified: [{ from: 'complaint', to: 'charge', by: 'csm', reason: '只是询价' }] });
    expect(factsOf(changed, 'inquiry.reclassified')).toEqual([{ kpi: 'inquiry.reclassified', key: 'complaint-charge', on: '2026-07-01', met: false }]);
    expect(refusal(() => play(asked(), 'reclassify', { category: 'complaint', reason: 'x' }))).toBeUndefined();
    expect(refusal(() => play(asked(), 'reclassify', { category: 'charge', reason: 'x' }))).toBe('inquiry.same-category');
    const often = {
      ...asked(),
      reclassified: Array.from({ length: 10 }, () => ({ from: 'charge' as const, to: 'other' as const, reason: 'x', at: start, by: 'csm' })),
    };
    expect(refusal(() => play(often, 'reclassify', { category: 'policy', reason: 'x' }))).toBe('inquiry.too-many-changes');
  });

  it('opens a repair from the time it was asked, with the asker as caller', () => {
    const later = { at: shanghai('2026-07-01T10:25:00') };
    const { record, also } = play(asked(), 'turnIntoRepair', { ...repairNeeds, reason: '实为爆管' }, later);
    expect(record).toMatchObject({ state: 'turnedIntoRepair', category: 'repair', reclassified: [{ from: 'charge', to: 'repair' }], turned: { by: 'zhao' } });
    expect(also).toMatchObject([
      {
        effect: 'open',
        contract: { name: 'repair' },
        command: 'receive',
        input: { unit: '1-2-301', urgent: true, description: question.question, caller: { name: '张女士', party: 'P1' }, source: 'counter', receivedAt: start },
      },
    ]);
    const unnamed = play(asked({ asker: undefined }), 'turnIntoRepair', { ...repairNeeds, publicPlace: '大堂' });
    expect(unnamed.also).toMatchObject([{ input: { publicPlace: '大堂', caller: { anonymous: true, unit: '1-2-301' } } }]);
    expect(factsOf(record, 'inquiry.turned')).toMatchObject([{ key: 'repair' }]);
  });

  it('opens a complaint from the time it was asked, and is kept from those it is about', () => {
    const { record, also } = play(asked(), 'turnIntoComplaint', { ...complaintNeeds, against: { persons: ['zhao'] } }, { by: 'csm' });
    expect(inquiry.secrecy(record)).toEqual({ persons: ['zhao'], positions: ['FRONT'], onlyParties: ['P1'] });
    expect(also).toMatchObject([
      {
        contract: { name: 'complaint' },
        command: 'receive',
        input: { channel: 'inquiry', text: question.question, unit: '1-2-301', complainant: { party: 'P1' }, receivedAt: start, inquiry: 'ZX-20260701-0001' },
      },
    ]);
    const unnamed = play(asked({ asker: undefined }), 'turnIntoComplaint', { ...complaintNeeds, publicPlace: '大堂' });
    expect(unnamed.also).toMatchObject([{ input: { anonymous: true, publicPlace: '大堂' } }]);
    expect((unnamed.also?.[0] as { input: object } | undefined)?.input).not.toHaveProperty('unit');
  });
});
