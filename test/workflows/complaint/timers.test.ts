import { describe, expect, it } from 'vitest';
import { type Instant, instant, plus } from '../../../lib/kernel/clock.ts';
import type { Complaint } from '../../../lib/workflows/complaint/record.ts';
import { complaint } from '../../../lib/workflows/complaint/workflow.ts';
import { danger, factsOf, litter, type Person, stagesOf, tell, timerAt, timerOf } from './story.ts';

const shanghai = (text: string): Instant => instant(`${text}+08:00`);
/** Ten minutes before midnight, when the same day is nearly over. */
const late = shanghai('2026-07-01T23:50:00');
const at = (moment: Instant, by: Person = 'zhao') => ({ by, at: moment });
const ms = (moment: Instant, more: number): Instant => plus(moment, { ms: more });

const registered = (input: object, moment: Instant) => tell(undefined, ['register', input, at(moment)]);
const ordinaryAt = (moment: Instant) => tell(registered(litter, moment), ['grade', { grade: 'ordinary' }, at(plus(moment, { minutes: 1 }))]);
const majorAt = (moment: Instant) => tell(registered(danger, moment), ['grade', { grade: 'major', grounds: ['safety'] }, at(plus(moment, { minutes: 1 }))]);

/** Answered at that moment, everything before it a second earlier each. */
function answeredAt(record: Complaint, moment: Instant): Complaint {
  const before = (seconds: number) => plus(moment, { seconds: -seconds });
  return tell(
    record,
    ['assign', { handler: 'qian' }, at(before(5), 'csm')],
    ['investigate', {}, at(before(4), 'qian')],
    ['establish', { cause: 'cleaning', text: '未顶岗' }, at(before(3), 'qian')],
    ['plan', { measures: '清运' }, at(before(2), 'qian')],
    ['handle', {}, at(before(1), 'qian')],
    ['reply', { text: '已清运', how: '电话' }, at(moment, 'qian')],
  );
}

const visitedAt = (record: Complaint, moment: Instant, opinion: string, by: Person = 'csm') =>
  tell(record, ['handIn', {}, at(moment, 'qian')], ['visit', { opinion, word: '说明', how: '电话' }, at(moment, by)]);

describe('complaint 投诉: limits of one registered at 23:50', () => {
  it('fall due exactly as the handbook says', () => {
    const ordinary = answeredAt(ordinaryAt(late), shanghai('2026-07-01T23:58:00'));
    const due = (record: Complaint, name: string) => timerOf(record, name)?.due;
    expect(due(ordinary, 'response')).toBe(shanghai('2026-07-02T00:05:00'));
    expect(due(ordinary, 'assign')).toBe(shanghai('2026-07-02T00:20:00'));
    expect(due(ordinary, 'sameDay')).toBe(shanghai('2026-07-01T23:59:59.999'));
    expect(due(ordinary, 'legalReply')).toBe(shanghai('2026-07-11T23:50:00'));
    expect(due(ordinary, 'visit')).toBe(shanghai('2026-07-04T23:58:00'));
    expect(timerOf(ordinary, 'feedback')).toBeUndefined();
    const major = majorAt(late);
    expect(due(major, 'feedback')).toBe(shanghai('2026-07-04T23:50:00'));
    expect(due(major, 'plan')).toBe(shanghai('2026-07-03T11:50:00'));
    expect(due(major, 'reportManager')).toBe(shanghai('2026-07-02T00:51:00'));
    expect(due(major, 'reportCompany')).toBe(shanghai('2026-07-02T23:51:00'));
    expect(due(major, 'progress')).toBe(shanghai('2026-07-04T23:51:00'));
    expect(timerOf(major, 'sameDay')).toBeUndefined();
  });

  it('climb the ladder of 24, 48 and 72 hours', () => {
    expect(stagesOf(majorAt(late), 'feedback')).toEqual({
      remind: shanghai('2026-07-02T23:50:00'),
      warn: shanghai('2026-07-03T23:50:00'),
      breach: shanghai('2026-07-04T23:50:00.001'),
    });
    const tell72 = timerOf(majorAt(late), 'feedback')?.stages.map((stage) => stage.tell?.positions);
    expect(tell72).toEqual([['CSM'], ['CSM', 'PM'], ['PM', 'HQ-PROJ']]);
  });

  it.each([
    ['a weekend', '2026-07-03T23:50:00', '2026-07-03T23:59:59.999', '2026-07-06T23:50:00', '2026-07-13T23:50:00'],
    ['the National Day', '2026-09-30T23:50:00', '2026-09-30T23:59:59.999', '2026-10-03T23:50:00', '2026-10-10T23:50:00'],
    ['New Year', '2026-12-31T23:50:00', '2026-12-31T23:59:59.999', '2027-01-03T23:50:00', '2027-01-10T23:50:00'],
  ])('do not wait for the end of %s', (_, moment, day, feedback, legal) => {
    expect(timerOf(ordinaryAt(shanghai(moment)), 'sameDay')?.due).toBe(shanghai(day));
    expect(timerOf(majorAt(shanghai(moment)), 'feedback')?.due).toBe(shanghai(feedback));
    expect(timerOf(majorAt(shanghai(moment)), 'legalReply')?.due).toBe(shanghai(legal));
  });
});

describe('complaint 投诉: first response 首次响应', () => {
  it.each([
    ['at 14:59', shanghai('2026-07-02T00:04:59'), 'metAt'],
    ['at 15:00', shanghai('2026-07-02T00:05:00'), 'metAt'],
    ['a millisecond after', shanghai('2026-07-02T00:05:00.001'), 'breachedAt'],
  ] as const)('%s', (_, moment, verdict) => {
    const graded = tell(registered(litter, late), ['grade', { grade: 'ordinary' }, at(moment)]);
    expect(timerAt(graded, 'response', plus(moment, { days: 9 }))).toHaveProperty(verdict);
    expect(stagesOf(graded, 'response')).toEqual({ warn: shanghai('2026-07-02T00:02:00'), breach: shanghai('2026-07-02T00:05:00.001') });
  });

  it('late spoils the same day as well (K06)', () => {
    const graded = (moment: Instant) => tell(registered(litter, shanghai('2026-07-01T09:00:00')), ['grade', { grade: 'ordinary' }, at(moment)]);
    const answered = (moment: Instant) => answeredAt(graded(moment), shanghai('2026-07-01T17:00:00'));
    expect(factsOf(answered(shanghai('2026-07-01T09:15:00')), 'K06')).toEqual([{ kpi: 'K06', key: 'strict', on: '2026-07-01', met: true }]);
    expect(factsOf(answered(shanghai('2026-07-01T09:15:00.001')), 'K06')).toMatchObject([{ met: false }]);
  });
});

describe('complaint 投诉: handled the same day 当日处理', () => {
  it.each([
    ['in the last millisecond of the day', shanghai('2026-07-01T23:59:59.999'), true],
    ['at midnight', shanghai('2026-07-02T00:00:00'), false],
  ])('%s', (_, moment, met) => {
    const answered = answeredAt(ordinaryAt(late), moment);
    expect(timerAt(answered, 'sameDay', plus(moment, { days: 9 }))).toHaveProperty(met ? 'metAt' : 'breachedAt');
    expect(factsOf(answered, 'K06')).toMatchObject([{ met }]);
  });

  it('is not yet known while the day lasts, and lost when it is over', () => {
    const open = ordinaryAt(late);
    expect(factsOf(open, 'K06', shanghai('2026-07-01T23:59:59.999'))).toMatchObject([{ met: undefined }]);
    expect(factsOf(open, 'K06', shanghai('2026-07-02T00:00:00'))).toMatchObject([{ met: false }]);
  });

  it('is not counted when the complainant took it back in time', () => {
    const word = { reason: '已解决', word: '来电', allAgree: true };
    const inTime = tell(ordinaryAt(late), ['withdraw', word, at(shanghai('2026-07-01T23:59:59.999'))]);
    const tooLate = tell(ordinaryAt(late), ['withdraw', word, at(shanghai('2026-07-02T00:00:00'))]);
    expect(factsOf(inTime, 'K06')).toEqual([]);
    expect(factsOf(tooLate, 'K06', shanghai('2026-07-02T00:00:00'))).toMatchObject([{ met: false }]);
    expect(complaint.timers(inTime, late).map(({ name }) => name)).not.toContain('sameDay');
    expect(timerAt(tooLate, 'sameDay', plus(late, { days: 9 }))).toHaveProperty('breachedAt');
  });

  it('has the next day too only where the project has set a cut-off, which stands beside the rate', () => {
    const opened = (moment: string) => tell(undefined, ['register', litter, { ...at(shanghai(moment)), sla: { sameDayCutoff: '22:00' } }]);
    expect(timerOf(opened('2026-07-01T21:59:59'), 'sameDay')?.due).toBe(shanghai('2026-07-01T23:59:59.999'));
    expect(timerOf(opened('2026-07-01T22:00:00'), 'sameDay')?.due).toBe(shanghai('2026-07-02T23:59:59.999'));
    const graded = tell(opened('2026-07-01T23:50:00'), ['grade', { grade: 'ordinary' }, at(shanghai('2026-07-01T23:51:00'))]);
    expect(factsOf(answeredAt(graded, shanghai('2026-07-02T20:00:00')), 'K06')).toEqual([{ kpi: 'K06', key: 'cutoff 22:00', on: '2026-07-01', met: true }]);
  });
});

describe('complaint 投诉: feedback on a major one 重大反馈', () => {
  const feedback = (moment: Instant) =>
    tell(
      majorAt(late),
      ['assign', { handler: 'qian' }, at(late, 'csm')],
      ['investigate', {}, at(late, 'qian')],
      ['feedback', { findings: '钢丝绳打滑', measures: '停梯检修', how: '电话' }, at(moment, 'qian')],
    );

  it.each([
    ['at the 72nd hour', shanghai('2026-07-04T23:50:00'), true],
    ['a millisecond later', shanghai('2026-07-04T23:50:00.001'), false],
  ])('%s', (_, moment, met) => {
    expect(factsOf(feedback(moment), 'K07')).toEqual([{ kpi: 'K07', key: 'major', on: '2026-07-04', met }]);
    expect(timerAt(feedback(moment), 'feedback', plus(late, { days: 9 }))).toHaveProperty(met ? 'metAt' : 'breachedAt');
  });

  it('is not a word of progress', () => {
    const told = tell(majorAt(late), ['reportProgress', { text: '正在查', how: '电话' }, at(plus(late, { days: 1 }), 'csm')]);
    expect(timerOf(told, 'feedback')?.stop).toBeUndefined();
    expect(timerOf(told, 'progress')?.due).toBe(plus(late, { days: 4 }));
  });

  it('is the reply too, when that comes first', () => {
    const moment = plus(late, { days: 1 });
    expect(timerOf(answeredAt(majorAt(late), moment), 'feedback')?.stop).toBe(moment);
  });

  it('is followed by progress every three days until it is closed', () => {
    const answered = answeredAt(majorAt(late), plus(late, { days: 1 }));
    expect(timerOf(answered, 'progress')?.due).toBe(plus(late, { days: 4 }));
    const visited = visitedAt(answered, plus(late, { days: 2 }), 'satisfied', 'pm');
    expect(timerOf(visited, 'progress')).toBeDefined();
    expect(timerOf(tell(visited, ['close', { note: 'x' }, at(plus(late, { days: 3 }), 'pm')]), 'progress')).toBeUndefined();
  });
});

describe('complaint 投诉: visit 回访', () => {
  const replied = shanghai('2026-07-01T23:58:00');
  const due = shanghai('2026-07-04T23:58:00');

  it.each([
    ['three days after the reply', due, true],
    ['a millisecond later', ms(due, 1), false],
  ])('%s', (_, moment, met) => {
    const closed = visitedAt(answeredAt(ordinaryAt(late), replied), moment, 'satisfied');
    expect(timerAt(closed, 'visit', plus(late, { days: 9 }))).toHaveProperty(met ? 'metAt' : 'breachedAt');
  });

  it('counts when the case is closed, or on the day the visit is overdue (K05)', () => {
    const open = answeredAt(ordinaryAt(late), replied);
    expect(factsOf(open, 'K05', due)).toEqual([]);
    expect(factsOf(open, 'K05', ms(due, 1))).toEqual([{ kpi: 'K05', key: 'complaint', on: '2026-07-04', met: false }]);
    expect(factsOf(visitedAt(open, shanghai('2026-07-03T09:00:00'), 'satisfied'), 'K05', due)).toEqual([
      { kpi: 'K05', key: 'complaint', on: '2026-07-03', met: true },
    ]);
    expect(factsOf(visitedAt(open, shanghai('2026-07-06T09:00:00'), 'satisfied'), 'K05', due)).toMatchObject([{ on: '2026-07-04', met: true }]);
  });
});

describe('complaint 投诉: reopened 重开', () => {
  const once = visitedAt(answeredAt(ordinaryAt(late), shanghai('2026-07-01T23:58:00')), shanghai('2026-07-03T10:00:00'), 'dissatisfied');

  it('never moves the first clock: the same day is over, and the second answer is late', () => {
    expect(once.registeredAt).toBe(late);
    expect(timerOf(once, 'sameDay')?.due).toBe(shanghai('2026-07-01T23:59:59.999'));
    expect(factsOf(once, 'K06', shanghai('2026-07-03T10:00:00'))).toMatchObject([{ on: '2026-07-01', met: false }]);
    const again = answeredAt(once, shanghai('2026-07-03T11:00:00'));
    expect(timerAt(again, 'sameDay', plus(late, { days: 9 }))).toHaveProperty('breachedAt');
    expect(factsOf(again, 'K06')).toMatchObject([{ met: false }]);
  });

  it('cannot hide a late first answer behind a second one', () => {
    const tardy = visitedAt(answeredAt(ordinaryAt(late), shanghai('2026-07-02T09:00:00')), shanghai('2026-07-02T10:00:00'), 'dissatisfied');
    expect(factsOf(answeredAt(tardy, shanghai('2026-07-02T11:00:00')), 'K06')).toMatchObject([{ met: false }]);
  });

  it('has limits of its own for the people at work, from the reopening', () => {
    expect(timerOf(once, 'assign')?.due).toBe(shanghai('2026-07-03T10:30:00'));
    expect(timerOf(once, 'again')?.due).toBe(shanghai('2026-07-04T10:00:00'));
    expect(timerOf(once, 'plan')).toBeUndefined();
    expect(timerOf(answeredAt(once, shanghai('2026-07-03T11:00:00')), 'visit')?.due).toBe(shanghai('2026-07-06T11:00:00'));
  });

  it('keeps the first feedback and the first reply, which were given', () => {
    const heavy = answeredAt(majorAt(late), plus(late, { days: 1 }));
    const reopened = visitedAt(heavy, plus(late, { days: 2 }), 'dissatisfied', 'pm');
    expect(timerOf(reopened, 'feedback')?.stop).toBe(plus(late, { days: 1 }));
    expect(timerOf(reopened, 'legalReply')?.stop).toBe(plus(late, { days: 1 }));
    expect(factsOf(reopened, 'K07')).toMatchObject([{ met: true }]);
  });

  it('tells the general manager the third time', () => {
    let record = once;
    const times = [1];
    for (const day of [4, 5]) {
      record = visitedAt(answeredAt(record, shanghai(`2026-07-0${day}T11:00:00`)), shanghai(`2026-07-0${day}T12:00:00`), 'dissatisfied');
      times.push(record.reopens);
    }
    expect(times).toEqual([1, 2, 3]);
  });
});
