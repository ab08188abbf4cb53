import { describe, expect, it } from 'vitest';
import { ApprovalOffice, needs } from '../../support/approval-office.ts';

const people = { lin: ['FRONT'], chen: ['CSM'], pm: ['PM'], proj: ['HQ-PROJ'], gm: ['GM'] } as const;
const office = () => new ApprovalOffice(people).request('lin', needs(['CSM']));
const types = (at: ApprovalOffice) => at.told.map(({ type }) => type);

describe('a stage nobody answers', () => {
  it('asks again at half of its day and at nine tenths, both sides of the instant', () => {
    const at = office();
    at.at('2026-07-01T21:59:59.999+08:00');
    expect(types(at)).toEqual(['approval.requested']);
    at.at('2026-07-01T22:00:00+08:00');
    expect(types(at)).toEqual(['approval.requested', 'signature.remind']);
    at.at('2026-07-02T07:35:59.999+08:00');
    expect(types(at)).toHaveLength(2);
    at.at('2026-07-02T07:36:00+08:00');
    expect(at.told.at(-1)).toMatchObject({ type: 'signature.warn', positions: ['CSM'] });
  });

  it('is in time at the twenty-fourth hour, and open to the project manager right after it', () => {
    const at = office().at('2026-07-02T10:00:00+08:00');
    expect(at.open).toEqual([['CSM']]);
    at.at('2026-07-02T10:00:00.001+08:00');
    expect(at.open).toEqual([['CSM', 'PM']]);
    expect(at.told.slice(-2)).toMatchObject([
      { type: 'signature.breach', positions: ['CSM', 'PM'] },
      { type: 'approval.requested', positions: ['CSM', 'PM'] },
    ]);
    expect(at.approve('pm').record).toMatchObject({ state: 'decided', verdict: 'approved' });
  });

  it('climbs a position a day: supervisor, project manager, headquarters, general manager, and no further', () => {
    const at = office();
    const ladder = ['CSM', 'PM', 'HQ-PROJ', 'GM', 'GM', 'GM'].map((top, day) => {
      at.at(`2026-07-${String(2 + day).padStart(2, '0')}T09:59:59+08:00`);
      return at.open[0]?.at(-1) === top;
    });
    expect(ladder).toEqual([true, true, true, true, true, true]);
    expect(at.record?.state).toBe('pending');
  });

  it('climbs past a position nobody holds', () => {
    const at = new ApprovalOffice({ ...people, pm: [] }).request('lin', needs(['CSM']));
    at.at('2026-07-02T10:01:00+08:00');
    expect(at.open).toEqual([['CSM', 'PM', 'HQ-PROJ']]);
  });

  it('has its own length where the command says so', () => {
    const at = new ApprovalOffice(people).request('lin', [{ slots: [{ positions: ['CSM'] }], hours: 48 }]);
    at.at('2026-07-03T10:00:00+08:00');
    expect(at.open).toEqual([['CSM']]);
    at.at('2026-07-03T10:00:00.001+08:00');
    expect(at.open).toEqual([['CSM', 'PM']]);
  });

  it('begins its day anew when the next stage opens', () => {
    const at = new ApprovalOffice(people).request('lin', needs(['CSM'], ['PM']));
    at.at('2026-07-02T09:00:00+08:00').approve('chen');
    at.at('2026-07-03T09:00:00+08:00');
    expect(at.open).toEqual([['PM']]);
    at.at('2026-07-03T09:00:00.001+08:00');
    expect(at.open).toEqual([['PM', 'HQ-PROJ']]);
  });
});

describe('an approval nobody decides', () => {
  it('warns the requester and those asked a day before, and ends without effect after seven days', () => {
    const at = office().at('2026-07-07T10:00:00+08:00');
    expect(at.told.at(-1)).toMatchObject({ type: 'validity.warn', persons: ['lin'] });
    at.at('2026-07-08T10:00:00+08:00');
    expect(at.record?.state).toBe('pending');
    at.at('2026-07-08T10:00:00.001+08:00');
    expect(at.record).toMatchObject({ state: 'decided', verdict: 'expired' });
  });

  it('can be signed up to the very instant, and neither signed nor withdrawn after it, though no sweep has come by', () => {
    const last = office();
    last.late(7 * 1440);
    expect(last.tried(() => last.approve('chen'))).toBe('decided');
    const late = office();
    late.late(7 * 1440 + 1);
    expect(late.tried(() => late.approve('chen'))).toBe('approval.expired');
    expect(late.tried(() => late.run('lin', 'withdraw', {}))).toBe('approval.expired');
  });
});

describe('a verdict that does not reach its case', () => {
  it('is carried again after ten minutes, twenty, forty, each time under a new attempt', () => {
    const at = office().approve('chen');
    const attempt = () => (at.record?.state === 'decided' ? at.record.attempt : undefined);
    at.at('2026-07-01T10:10:00+08:00');
    expect(attempt()).toBe(0);
    at.at('2026-07-01T10:10:00.001+08:00');
    expect(attempt()).toBe(1);
    at.at('2026-07-01T10:30:00.002+08:00');
    expect(attempt()).toBe(2);
    at.at('2026-07-01T11:10:00.003+08:00');
    expect(attempt()).toBe(3);
    at.at('2026-07-31T10:00:00+08:00');
    expect(attempt()).toBeLessThan(50);
  });
});
