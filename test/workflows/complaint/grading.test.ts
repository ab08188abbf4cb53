import { describe, expect, it } from 'vitest';
import type { Complaint } from '../../../lib/workflows/complaint/record.ts';
import { danger, factsOf, heavy, hours, litter, minutes, type Other, ordinary, play, refusal, type Scene, signers, start, tell, timerOf } from './story.ts';

const grade = (record: Complaint, input: object, scene: Scene = {}) => refusal(() => play(record, 'grade', input, scene));
const found = (record: Complaint) => record.found?.map(({ ground }) => ground) ?? [];
const from = (unit: string, more: object = {}) => ({ ...litter, unit, complainant: { name: `住户${unit}` }, ...more });

describe('complaint 投诉: grading 定级', () => {
  it('is ordinary without grounds, major with at least one', () => {
    expect(grade(ordinary.registered(), { grade: 'ordinary' })).toBeUndefined();
    expect(grade(ordinary.registered(), { grade: 'ordinary', grounds: ['safety'] })).toBe('complaint.grounds-idle');
    expect(grade(ordinary.registered(), { grade: 'major' })).toBe('complaint.grounds-required');
    expect(grade(ordinary.registered(), { grade: 'major', grounds: ['injury'] })).toBeUndefined();
  });

  it('tells the complainant, the supervisor, and the project manager of a major one', () => {
    const { notices = [] } = play(ordinary.registered(), 'grade', { grade: 'major', grounds: ['safety', 'injury'] });
    expect(notices).toMatchObject([
      { type: 'complaint.graded', to: { parties: ['P1'] } },
      { type: 'complaint.toAssign', to: { positions: ['CSM'] } },
      { type: 'complaint.major', to: { positions: ['PM'] }, params: { grounds: '安全隐患、人身伤害' } },
    ]);
  });

  it.each([
    ['12345', { channel: 'hotline12345' }, ['authority']],
    ['a newspaper', { channel: 'media' }, ['media']],
    ['a loss of ¥1 000', { lossFen: 100_000 }, []],
    ['a loss of ¥1 000.01', { lossFen: 100_001 }, ['loss']],
  ])('is forced by %s', (_, more, grounds) => {
    const record = tell(undefined, ['register', { ...litter, ...more }]);
    expect(found(record)).toEqual(grounds);
    expect(grade(record, { grade: 'ordinary' })).toBe(grounds.length > 0 ? 'complaint.grade-below-found' : undefined);
    if (grounds.length > 0) expect(tell(record, ['grade', { grade: 'major' }])).toMatchObject({ grounds });
  });
});

describe('complaint 投诉: three households 三户以上', () => {
  const other = (id: string, input: object, scene: Scene = {}): Other => ({ id, record: tell(undefined, ['register', input, { id, ...scene }]) });
  const two = [other('TS-20260701-0011', from('1-2-401')), other('TS-20260701-0012', from('1-2-501'))];
  const third = (input: object, scene: Scene = {}) => play(undefined, 'register', input, { others: two, at: hours(1), ...scene });

  it('of one building with the same matter within 24 hours make it major, and raise the others', () => {
    const { record, also } = third(litter);
    expect(record.found).toEqual([{ ground: 'households', of: ['TS-20260701-0011', 'TS-20260701-0012'] }]);
    expect(also).toMatchObject([
      { effect: 'order', id: 'TS-20260701-0011', command: 'alert', input: { ground: 'households', of: 'TS-20260701-0001' } },
      { effect: 'order', id: 'TS-20260701-0012', command: 'alert' },
    ]);
  });

  it.each([
    ['the second household again', from('1-2-401'), {}],
    ['another category', from('1-2-301', { category: 'order' }), {}],
    ['another building', from('2-1-101'), {}],
    ['a public place, not the flats', from('1-2-301', { publicPlace: '大堂' }), {}],
    ['somebody of whom nothing is known', { ...litter, unit: undefined, complainant: undefined, anonymous: true, aboutUnit: '1-2-401' }, {}],
    ['a day and a millisecond later', litter, { at: hours(24, 1) }],
  ])('are not found with %s', (_, input, scene) => {
    expect(found(third(input, scene).record)).not.toContain('households');
  });

  it('are found up to the 24th hour, across midnight', () => {
    expect(found(third(litter, { at: hours(24) }).record)).toContain('households');
  });

  it('are found by the words of the public place, whatever their width and blanks', () => {
    const place = (publicPlace: string) => ({ publicPlace });
    const others = [other('TS-20260701-0011', from('1-2-401', place('Ｂ1 车库'))), other('TS-20260701-0012', from('3-1-101', place('b1车库')))];
    expect(found(play(undefined, 'register', from('1-2-301', place('B1车库')), { others }).record)).toContain('households');
  });

  it('do not name a complaint that is kept from somebody', () => {
    const secret = {
      id: 'TS-20260701-0012',
      record: tell(undefined, ['register', from('1-2-501', { against: { persons: ['gate'] } })]),
    };
    const others = [two[0] ?? secret, secret];
    expect(play(undefined, 'register', litter, { others }).record.found).toEqual([{ ground: 'households', of: ['TS-20260701-0011'] }]);
    const { also } = play(undefined, 'register', { ...litter, against: { persons: ['gate'] } }, { others });
    expect(also).toMatchObject([{ input: { ground: 'households' } }, { input: { ground: 'households' } }]);
    expect(JSON.stringify(also)).not.toContain('TS-20260701-0001');
  });

  it('make an ungraded one gradeable only as major, and a graded one major at once', () => {
    const alert = { ground: 'households', of: 'TS-20260701-0013' };
    expect(grade(tell(ordinary.registered(), ['alert', alert]), { grade: 'ordinary' })).toBe('complaint.grade-below-found');
    const raised = play(ordinary.graded(), 'alert', alert, { at: hours(1) });
    expect(raised.record).toMatchObject({ grade: 'major', grounds: ['households'], majorSince: hours(1) });
    expect(raised.notices?.map(({ type }) => type)).toContain('complaint.major');
  });

  it('leave alone what the manager has lowered', () => {
    const lowered = tell(heavy.graded(), ['lower', { reason: '不是同一事项' }, { by: 'pm', at: minutes(10) }]);
    expect(tell(lowered, ['alert', { ground: 'households' }])).toMatchObject({ grade: 'ordinary' });
    const others = [
      { id: 'TS-20260701-0011', record: tell(undefined, ['register', from('1-2-401')]) },
      {
        id: 'TS-20260701-0012',
        record: {
          ...lowered,
          publicPlace: undefined,
          category: 'environment' as const,
          unit: '1-2-501',
          complainants: [{ ...lowered.complainants[0], unit: '1-2-501', channel: 'phone' as const, at: start, times: 1 }],
        },
      },
    ];
    expect(play(undefined, 'register', litter, { others }).also).toHaveLength(1);
  });
});

describe('complaint 投诉: the same matter again 再次投诉', () => {
  const earlier = (record: Complaint): Scene => ({ others: [{ id: 'TS-20260630-0001', record }] });

  it('is major when the household comes back after our reply, or on another day', () => {
    expect(found(play(undefined, 'register', litter, { ...earlier(ordinary.replied()), at: minutes(79) }).record)).toEqual([]);
    expect(found(play(undefined, 'register', litter, { ...earlier(ordinary.replied()), at: minutes(80) }).record)).toEqual(['repeated']);
    expect(found(play(undefined, 'register', litter, { ...earlier(ordinary.graded()), at: hours(14) }).record)).toEqual(['repeated']);
  });

  it('is a duplicate to be merged while the first of the day is unanswered', () => {
    const { record } = play(undefined, 'register', litter, { ...earlier(ordinary.graded()), at: hours(13) });
    expect(record).toMatchObject({ similar: ['TS-20260630-0001'] });
    expect(found(record)).toEqual([]);
  });

  it('is something else after 90 days, in another category, or when the first was none', () => {
    expect(found(play(undefined, 'register', litter, { ...earlier(ordinary.closed()), at: hours(90 * 24) }).record)).toEqual(['repeated']);
    expect(found(play(undefined, 'register', litter, { ...earlier(ordinary.closed()), at: hours(90 * 24, 1) }).record)).toEqual([]);
    expect(found(play(undefined, 'register', danger, { ...earlier(ordinary.closed()), at: hours(30) }).record)).toEqual([]);
    expect(found(play(undefined, 'register', litter, { ...earlier(ordinary.invalid()), at: hours(30) }).record)).toEqual([]);
    expect(found(play(undefined, 'register', litter, { ...earlier(ordinary.withdrawn()), at: hours(30) }).record)).toEqual([]);
  });

  it('is found by its cause as well, once the handler knows it', () => {
    const investigating = tell(
      undefined,
      ['register', { ...litter, category: 'service' }, { at: hours(30) }],
      ['grade', { grade: 'ordinary' }, { at: hours(30) }],
    );
    const assigned = tell(investigating, ['assign', { handler: 'qian' }, { by: 'csm', at: hours(30) }], ['investigate', {}, { by: 'qian', at: hours(30) }]);
    const scene = { ...earlier(ordinary.closed()), by: 'qian', at: hours(31) } as const;
    expect(tell(assigned, ['establish', { cause: 'cleaning', text: '又未顶岗' }, scene])).toMatchObject({
      grade: 'major',
      grounds: ['repeated'],
      found: [{ ground: 'repeated', of: ['TS-20260630-0001'] }],
    });
    expect(tell(assigned, ['establish', { cause: 'attitude', text: '态度' }, scene])).toMatchObject({ grade: 'ordinary' });
  });
});

describe('complaint 投诉: raising and lowering', () => {
  it('counts 72 hours from the first registration', () => {
    const raised = tell(ordinary.assigned(), ['raise', { grounds: ['media'], reason: '记者来电' }, { by: 'csm', at: hours(5) }]);
    expect(timerOf(raised, 'feedback')?.due).toBe(hours(72));
    expect(timerOf(raised, 'reportManager')?.from).toBe(hours(5));
    expect(refusal(() => play(raised, 'raise', { grounds: ['media'], reason: 'x' }, { by: 'csm' }))).toBe('complaint.already-major');
  });

  it('does not save a same day that was over: it stays missed (K06)', () => {
    const raise = (at: Scene['at']) => tell(ordinary.assigned(), ['raise', { grounds: ['media'], reason: 'x' }, { by: 'csm', ...(at ? { at } : {}) }]);
    const midnight = hours(14);
    expect(factsOf(raise(hours(14, -1)), 'K06', hours(20))).toEqual([]);
    expect(factsOf(raise(midnight), 'K06', midnight)).toMatchObject([{ met: false }]);
    expect(timerOf(raise(midnight), 'sameDay')).toBeDefined();
  });

  it('is lowered with the project manager’s signature, or by himself', () => {
    const reason = { reason: '查无此事' };
    expect(signers(heavy.graded(), 'lower', reason, { by: 'csm' })).toEqual([['PM']]);
    expect(signers(heavy.graded(), 'lower', reason, { by: 'pm' })).toBeUndefined();
    expect(signers(heavy.graded(), 'lower', reason, { by: 'hq' })).toBeUndefined();
    const aboutManager = tell(undefined, ['register', { ...danger, against: { positions: ['PM'] } }], ['grade', { grade: 'major', grounds: ['law'] }]);
    expect(signers(aboutManager, 'lower', reason, { by: 'csm' })).toEqual([['HQ-PROJ']]);
    expect(refusal(() => play(ordinary.graded(), 'lower', reason, { by: 'pm' }))).toBe('complaint.already-ordinary');
  });

  it('wins no time by lowering: the day of registration counts again, and a missed feedback stays missed', () => {
    const lower = (at: Scene['at']) => tell(heavy.graded(), ['lower', { reason: 'x' }, { by: 'pm', ...(at ? { at } : {}) }]);
    expect(timerOf(lower(hours(30)), 'sameDay')?.due).toBe(hours(14, -1));
    expect(factsOf(lower(hours(30)), 'K06', hours(30))).toMatchObject([{ met: false }]);
    expect(factsOf(lower(hours(72)), 'K07', hours(99))).toEqual([]);
    expect(factsOf(lower(hours(72, 1)), 'K07', hours(99))).toMatchObject([{ met: false }]);
  });

  it('never passes silently when the time is nearly over', () => {
    const lower = (at: NonNullable<Scene['at']>) => play(heavy.graded(), 'lower', { reason: 'x' }, { by: 'pm', at });
    const deadline = hours(72 * 0.8);
    expect(lower(deadline).record.gradings.at(-1)).not.toHaveProperty('late');
    const late = lower(hours(72 * 0.8, 1));
    expect(late.record.gradings.at(-1)).toMatchObject({ to: 'ordinary', late: true, by: 'pm', reason: 'x' });
    expect(late.notices).toContainEqual(expect.objectContaining({ type: 'complaint.loweredLate', to: { positions: ['HQ-PROJ'] } }));
    expect(factsOf(late.record, 'complaint.suspicious')).toMatchObject([{ key: 'lateLowering', met: false }]);
  });

  it('keeps who graded it, when and why', () => {
    const lowered = tell(heavy.graded(), ['lower', { reason: '误报' }, { by: 'pm', at: minutes(30) }]);
    expect(lowered.gradings).toEqual([
      { at: minutes(5), by: 'zhao', to: 'major', grounds: ['safety'] },
      { at: minutes(30), by: 'pm', to: 'ordinary', grounds: ['safety'], reason: '误报' },
    ]);
  });
});
