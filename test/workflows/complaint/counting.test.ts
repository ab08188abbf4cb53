import { describe, expect, it } from 'vitest';
import { complaint } from '../../../lib/workflows/complaint/workflow.ts';
import { answer, danger, factsOf, heavy, hours, litter, minutes, ordinary, play, refusal, start, tell, timerOf } from './story.ts';

describe('complaint 投诉: upward 上报', () => {
  it('is recorded for the manager and for headquarters, once each, and only of a major one', () => {
    const told = tell(
      heavy.graded(),
      ['reportUpward', { to: 'manager', how: '电话' }, { by: 'csm', at: minutes(40) }],
      ['reportUpward', { to: 'company', how: '邮件' }, { by: 'pm', at: minutes(90) }],
    );
    expect(told.upward).toEqual({ manager: { at: minutes(40), by: 'csm', how: '电话' }, company: { at: minutes(90), by: 'pm', how: '邮件' } });
    expect(timerOf(told, 'reportManager')).toMatchObject({ due: minutes(65), stop: minutes(40) });
    expect(timerOf(told, 'reportCompany')).toMatchObject({ due: hours(24, 5 * 60_000), stop: minutes(90) });
    expect(refusal(() => play(told, 'reportUpward', { to: 'manager', how: 'x' }, { by: 'csm' }))).toBe('complaint.upward-done');
    expect(refusal(() => play(ordinary.graded(), 'reportUpward', { to: 'manager', how: 'x' }, { by: 'csm' }))).toBe('complaint.upward-ordinary');
  });

  it('is known to a manager who grades it himself', () => {
    const registered = tell(undefined, ['register', danger]);
    const graded = (by: 'pm' | 'hq') => tell(registered, ['grade', { grade: 'major', grounds: ['safety'] }, { by, at: minutes(5) }]);
    expect(graded('pm').upward).toMatchObject({ manager: { by: 'pm' } });
    expect(graded('pm').upward?.company).toBeUndefined();
    expect(graded('hq').upward).toMatchObject({ manager: { by: 'hq' }, company: { by: 'hq' } });
  });
});

describe('complaint 投诉: what is counted', () => {
  it('counts every complaint by category, its cause, and whether it was settled at once', () => {
    const closed = ordinary.closed();
    expect(factsOf(closed, 'complaint.received')).toEqual([{ kpi: 'complaint.received', key: 'environment', on: '2026-07-01' }]);
    expect(factsOf(closed, 'complaint.cause')).toMatchObject([{ key: 'cleaning' }]);
    expect(factsOf(closed, 'complaint.reopened')).toMatchObject([{ met: true }]);
    const again = tell(
      answer(ordinary.reopened(), 'qian', 1600),
      ['handIn', {}, { by: 'qian', at: hours(30) }],
      ['visit', { opinion: 'satisfied', how: 'x' }, { by: 'csm', at: hours(31) }],
    );
    expect(factsOf(again, 'complaint.reopened')).toMatchObject([{ met: false }]);
  });

  it('counts by building and department, and what comes back', () => {
    expect(factsOf(ordinary.assigned(), 'complaint.building')).toMatchObject([{ key: '1' }]);
    expect(factsOf(ordinary.assigned(), 'complaint.department')).toMatchObject([{ key: '环境' }]);
    const again = tell(undefined, ['register', litter, { at: hours(30), others: [{ id: 'TS-20260701-0009', record: ordinary.closed() }] }]);
    expect(factsOf(again, 'complaint.suspicious')).toMatchObject([{ key: 'repeated', met: false }]);
  });

  it('counts nothing of a merged one, and a question that came as a complaint apart', () => {
    expect(complaint.facts(ordinary.merged(), 'x', { opened: start, now: start, today: '2026-07-01' })).toEqual([]);
    const question = tell(ordinary.graded(), ['invalidate', { reason: 'inquiry', note: '只是询问' }, { by: 'csm', at: minutes(9) }]);
    expect(factsOf(question, 'complaint.suspicious')).toMatchObject([{ key: 'reclassified' }]);
    expect(factsOf(ordinary.withdrawn(), 'complaint.suspicious')).toEqual([]);
    const byDesk = tell(ordinary.graded(), ['withdraw', { reason: 'x', word: '来电' }, { at: minutes(9) }]);
    expect(factsOf(byDesk, 'complaint.suspicious')).toMatchObject([{ key: 'withdrawnByDesk' }]);
  });
});
