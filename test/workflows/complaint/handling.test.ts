import { describe, expect, it } from 'vitest';
import { complaint } from '../../../lib/workflows/complaint/workflow.ts';
import { factsOf, heavy, hours, minutes, ordinary, type Person, play, refusal, rude, signers, tell, timerOf } from './story.ts';

const visit = { opinion: 'satisfied', how: '电话' };

describe('complaint 投诉: handling 处理', () => {
  it('is the handler’s alone', () => {
    expect(refusal(() => play(ordinary.assigned(), 'investigate', {}, { by: 'gate' }))).toBe('complaint.not-your-case');
    expect(refusal(() => play(ordinary.handling(), 'reply', { text: 'x', how: 'x' }, { by: 'csm' }))).toBe('complaint.not-your-case');
    const other = tell(ordinary.handling(), ['assign', { handler: 'gate' }, { by: 'pm', at: minutes(30) }]);
    expect(other).toMatchObject({
      state: 'assigned',
      handlers: ['qian', 'gate'],
      handler: { at: minutes(30) },
      waits: { from: minutes(0), sentAt: minutes(20) },
    });
    expect(timerOf(other, 'assign')?.stop).toBe(minutes(20));
  });

  it('begins only when the essence is known (R048)', () => {
    const planned = tell(ordinary.investigating(), ['plan', { measures: '清运' }, { by: 'qian', at: minutes(23) }]);
    expect(refusal(() => play(planned, 'handle', {}, { by: 'qian' }))).toBe('complaint.essence-required');
    expect(refusal(() => play(ordinary.planned(), 'handle', {}, { by: 'qian' }))).toBeUndefined();
    expect(refusal(() => play(ordinary.investigating(), 'plan', { measures: 'x', promisedOn: '2026-06-30' }, { by: 'qian' }))).toBe('complaint.promise-past');
  });

  it('tells the complainant what was found, how it stands, and the answer', () => {
    const told = { findings: '排班有缺口', measures: '补排', how: '电话' };
    expect(play(ordinary.investigating(), 'feedback', told, { by: 'qian' }).notices).toMatchObject([{ type: 'complaint.feedback', to: { parties: ['P1'] } }]);
    expect(play(ordinary.planned(), 'reportProgress', { text: '正在清运', how: '电话' }, { by: 'qian' }).notices).toMatchObject([{ to: { parties: ['P1'] } }]);
    const { notices } = play(ordinary.handling(), 'reply', { text: '已清运', how: '电话' }, { by: 'qian' });
    expect(notices).toMatchObject([{ type: 'complaint.replied', to: { parties: ['P1'] }, params: { text: '已清运' } }, { type: 'complaint.toHandIn' }]);
    expect(refusal(() => play(ordinary.investigating(), 'feedback', told, { by: 'gate' }))).toBe('complaint.not-your-case');
  });

  it('is the supervisor’s to chase: not assigned in 30 minutes, not planned at half time', () => {
    const { stages: [breach] = [], due } = timerOf(ordinary.graded(), 'assign') ?? {};
    expect({ due, tell: breach?.tell }).toEqual({ due: minutes(30), tell: { positions: ['CSM'] } });
    expect(timerOf(ordinary.graded(), 'plan')).toMatchObject({ due: hours(7), stages: [{ tell: { positions: ['PM'] } }] });
    expect(timerOf(heavy.graded(), 'plan')?.due).toBe(hours(36));
    expect(timerOf(ordinary.graded(), 'sameDay')?.stages.at(-1)?.tell).toEqual({ positions: ['PM', 'HQ-PROJ'] });
  });
});

describe('complaint 投诉: visit 回访', () => {
  it.each([
    ['an ordinary one by the supervisor', ordinary.awaitingVisit, 'csm', undefined],
    ['an ordinary one by the manager', ordinary.awaitingVisit, 'pm', undefined],
    ['an ordinary one by its handler', ordinary.awaitingVisit, 'qian', 'complaint.visit-own-case'],
    ['an ordinary one by the front desk', ordinary.awaitingVisit, 'zhao', 'complaint.visit-by-supervisor'],
    ['a major one by the supervisor', heavy.awaitingVisit, 'csm', 'complaint.visit-by-manager'],
    ['a major one by the manager', heavy.awaitingVisit, 'pm', undefined],
    ['a major one by headquarters', heavy.awaitingVisit, 'hq', undefined],
  ] as const)('%s', (_, record, by, code) => {
    expect(refusal(() => play(record(), 'visit', visit, { by, at: hours(5) }))).toBe(code);
    expect(refusal(() => play(record(), 'visitUnreached', {}, { by, at: hours(5) }))).toBe(code);
  });

  it('is nobody’s who has ever handled it, was complained about, or repaired it', () => {
    const passedOn = tell(ordinary.graded(), ['assign', { handler: 'csm' }, { by: 'pm' }]);
    expect(passedOn.handlers).toEqual(['csm']);
    const waiting = { ...ordinary.awaitingVisit(), handlers: ['csm', 'qian'] };
    expect(refusal(() => play(waiting, 'visit', visit, { by: 'csm' }))).toBe('complaint.visit-own-case');
    const about = { ...ordinary.awaitingVisit(), against: { persons: ['csm'], positions: [], desks: ['CSM' as const] } };
    expect(refusal(() => play(about, 'visit', visit, { by: 'csm' }))).toBe('complaint.visit-by-supervisor');
    expect(refusal(() => play(about, 'visit', visit, { by: 'pm' }))).toBeUndefined();
    const repaired = { ...ordinary.awaitingVisit(), repairs: ['BX-20260701-0001'] };
    const more = { 'repair/BX-20260701-0001': { workers: ['csm'] } };
    expect(refusal(() => play(repaired, 'visit', visit, { by: 'csm', more }))).toBe('complaint.visit-own-case');
    expect(refusal(() => play(repaired, 'visit', visit, { by: 'pm', more }))).toBeUndefined();
  });

  it('tells whoever has to make it, past those it is kept from', () => {
    const toVisit = (record: ReturnType<typeof ordinary.replied>) => play(record, 'handIn', {}, { by: 'qian' }).notices;
    expect(toVisit(ordinary.replied())).toMatchObject([{ to: { positions: ['CSM'] } }]);
    expect(toVisit(heavy.replied())).toMatchObject([{ to: { positions: ['PM'] } }]);
    const about = { ...heavy.replied(), against: { persons: [], positions: [], desks: ['PM' as const] } };
    expect(toVisit(about)).toMatchObject([{ to: { positions: ['HQ-PROJ'] } }]);
  });

  it.each([
    ['satisfied', true],
    ['mostlySatisfied', true],
    ['dissatisfied', false],
  ])('counts %s (K08)', (opinion, met) => {
    const visited = tell(ordinary.awaitingVisit(), ['visit', { opinion, word: 'x', how: '电话' }, { by: 'csm', at: hours(5) }]);
    expect(factsOf(visited, 'K08')).toEqual([{ kpi: 'K08', key: 'visit', on: '2026-07-01', met }]);
  });

  it('of a dissatisfied complainant reopens it with his words, and must be assigned anew', () => {
    expect(refusal(() => play(ordinary.awaitingVisit(), 'visit', { opinion: 'dissatisfied', how: 'x' }, { by: 'csm' }))).toBe('complaint.opinion-needed');
    const reopened = ordinary.reopened();
    expect(reopened).toMatchObject({ state: 'reopened', reopens: 1, visit: { word: '又脏了' }, handlers: ['qian'] });
    for (const gone of ['handler', 'plan', 'reply', 'handling']) expect(reopened).not.toHaveProperty(gone);
    expect(factsOf(reopened, 'K05', hours(999))).toEqual([]);
  });

  it('of the third time is the general manager’s', () => {
    const notices = (reopens: number) =>
      play({ ...ordinary.awaitingVisit(), reopens }, 'visit', { opinion: 'dissatisfied', word: 'x', how: 'x' }, { by: 'csm' }).notices ?? [];
    expect(notices(1).map(({ type }) => type)).not.toContain('complaint.reopenedAgain');
    expect(notices(2)).toContainEqual(expect.objectContaining({ type: 'complaint.reopenedAgain', to: { positions: ['GM'] } }));
  });

  it('needs three attempts on three days before it counts as not made', () => {
    const once = tell(ordinary.awaitingVisit(), ['visitUnreached', {}, { by: 'csm', at: hours(2) }]);
    expect(refusal(() => play(once, 'visitUnreached', {}, { by: 'csm', at: hours(14, -1) }))).toBe('complaint.visit-tried-today');
    const twice = tell(once, ['visitUnreached', {}, { by: 'csm', at: hours(14) }]);
    expect(twice.state).toBe('awaitingVisit');
    const unreachable = tell(twice, ['visitUnreached', {}, { by: 'csm', at: hours(38) }]);
    expect(unreachable.state).toBe('unreachable');
    const closed = tell(unreachable, ['close', { note: '三次未接' }, { by: 'csm', at: hours(40) }]);
    expect(closed).toMatchObject({ state: 'closed', ending: 'notVisited' });
    expect(factsOf(closed, 'K05', hours(40))).toEqual([{ kpi: 'K05', key: 'complaint', on: '2026-07-03', met: false }]);
    expect(complaint.archive(closed)).toContainEqual({ name: '回访记录表', present: false });
    expect(tell(unreachable, ['visit', visit, { by: 'csm', at: hours(39) }])).toMatchObject({ state: 'closed', ending: 'done' });
  });
});

describe('complaint 投诉: signatures 审批', () => {
  const aboutFront = (grade: object, positions: readonly string[] = ['FRONT']) =>
    tell(undefined, ['register', { ...rude, against: { positions } }], ['grade', grade, { by: 'pm' }]);
  const major = { grade: 'major', grounds: ['misconduct'] };

  it.each([
    ['of an ordinary one', ordinary.unreachable, 'csm', undefined],
    ['of a major one, asked by the supervisor', ordinary.visited, 'csm', [['PM'], ['HQ-PROJ']]],
    ['of a major one, asked by the manager', ordinary.visited, 'pm', [['HQ-PROJ']]],
    ['of a major one, asked by headquarters', ordinary.visited, 'hq', [['PM']]],
  ] as const)('for closing %s', (_, record, by, stages) => {
    expect(signers(record(), 'close', { note: 'x' }, { by })).toEqual(stages);
  });

  it('for closing go past those it is about', () => {
    const visited = { ...ordinary.visited(), against: { persons: [], positions: [], desks: ['PM' as const] } };
    expect(signers(visited, 'close', { note: 'x' }, { by: 'csm' })).toEqual([['HQ-PROJ'], ['GM']]);
  });

  it.each([
    ['the supervisor', 'csm', [['PM']]],
    ['the manager', 'pm', [['CSM']]],
    ['headquarters', 'hq', [['CSM'], ['PM']]],
  ] as const)('for finding it invalid, asked by %s, are two persons’', (_, by: Person, stages) => {
    expect(signers(ordinary.graded(), 'invalidate', { reason: 'untrue', note: 'x' }, { by })).toEqual(stages);
  });

  it('for finding it invalid go past those it is about', () => {
    expect(signers(aboutFront(major, ['CSM']), 'invalidate', { reason: 'untrue', note: 'x' }, { by: 'pm' })).toEqual([['HQ-PROJ']]);
    expect(signers(aboutFront(major, ['PM']), 'invalidate', { reason: 'untrue', note: 'x' }, { by: 'csm' })).toEqual([['HQ-PROJ']]);
  });
});
