import { describe, expect, it } from 'vitest';
import { dueStages, timerView } from '../../../lib/cases/timer.ts';
import type { KeyLoan } from '../../../lib/workflows/key-loan/record.ts';
import { keyLoan } from '../../../lib/workflows/key-loan/workflow.ts';
import { at } from '../../registers/key-set/given-keys.ts';
import { actorOf } from '../../support/context.ts';
import { around, does, entered, giveBack, lent, lost, refused, takenSet, timer, timers, unmandatedSet } from './given-loans.ts';

const entry = () => entered().record;
const pm = actorOf('pm.1', 'PM');
const paper = { text: '关阀，无财物移动', evidence: ['入户照片'], ownerTold: '电话告知李四' };
const report = (record: KeyLoan, local = '2026-07-01T10:00', body: object = paper) => does('fileReport', record, body, { local }).record;
const ratify = (record: KeyLoan, overrides: Parameters<typeof does>[3] = {}, verdict = 'approved') =>
  does('ratify', record, { verdict }, { actor: pm, ...overrides });

describe('emergency entry 紧急入户', () => {
  it('gives two persons the keys at once, without mandate or approval, and tells manager and owners in the same moment at any hour', () => {
    const { record, also, notices } = entered({}, { local: '2026-07-01T03:00', reads: around({ set: unmandatedSet }) });
    expect(record).toMatchObject({
      state: 'out',
      purpose: 'emergency',
      borrower: { person: 'wang' },
      witness: 'zhou',
      emergency: { hazard: 'leak', second: { person: 'zhou', name: '周' } },
    });
    expect(also).toMatchObject([{ command: 'checkOut' }]);
    expect(notices).toMatchObject([{ type: 'key-loan.emergency', emergency: true, to: { positions: ['PM', 'CSM'], parties: ['C2', 'C3'] } }]);
  });

  it('is never one person’s, nor of the keeper who enters first; he may be the second', () => {
    expect(refused(() => entered({ second: 'wang' }))).toMatchObject({ code: 'key-loan.two-persons', path: 'second' });
    expect(refused(() => entered({}, { actor: actorOf('wang', 'ENG') }))).toMatchObject({ kind: 'forbidden', code: 'key-loan.keeper-borrows' });
    expect(entered({}, { actor: actorOf('zhou', 'GATE') }).record.state).toBe('out');
    expect(refused(() => entered({}, { reads: around({ second: undefined }) }))).toMatchObject({ code: 'key-loan.unknown-borrower', path: 'second' });
  });

  it('says which flat, the right one, and cannot take keys somebody has', () => {
    expect(refused(() => entered({ unit: undefined })).code).toBe('key-loan.unit-needed');
    expect(refused(() => entered({ unit: '1-2-302' })).code).toBe('key-loan.other-unit');
    expect(refused(() => entered({}, { reads: around({ set: takenSet }) }))).toMatchObject({
      code: 'key-loan.already-out',
      says: expect.stringContaining('王师傅'),
    });
  });

  it('owes a report and a judgement within 24 hours, whatever becomes of the keys', () => {
    const fired = (local: string) => dueStages(timers(entry()), {}, at(local)).map(({ timer: { name }, stage }) => `${name}.${stage.name}`);
    expect(fired('2026-07-02T10:00')).not.toContain('report.breach');
    expect(fired('2026-07-02T10:00:00.001')).toEqual(expect.arrayContaining(['report.breach', 'ratify.breach']));
    expect(timer(entry(), 'ratify').stages.map(({ tell }) => tell?.positions?.[0])).toEqual(['PM', 'PM', 'HQ-PROJ']);
    expect(timers(lost(entry())).map(({ name }) => name)).toEqual(['return', 'tellOwner', 'lockChange', 'report', 'ratify']);
  });

  it.each([
    ['2026-07-02T10:00', true],
    ['2026-07-02T10:00:00.001', false],
  ])('reported and judged at %s is in time: %s', (local, met) => {
    const done = ratify(report(entry(), local), { local }).record;
    for (const name of ['report', 'ratify']) expect('metAt' in timerView(timer(done, name), at(local))).toBe(met);
    const facts = keyLoan.facts(done, 'YS-1', { opened: at('2026-07-01T10:00'), now: at(local), today: '2026-07-02' });
    expect(facts.filter(({ kpi }) => kpi.startsWith('key-emergency'))).toEqual([
      { kpi: 'key-emergency-report', key: 'YS-1', on: '2026-07-01', met },
      { kpi: 'key-emergency-ratified', key: 'YS-1', on: '2026-07-01', met },
    ]);
  });

  it('reports with evidence and how the owner was told, once', () => {
    expect(refused(() => report(entry(), undefined, { text: 'x', evidence: ['x'] }))).toMatchObject({ code: 'key-loan.owner-untold', path: 'ownerTold' });
    expect(() => report(entry(), undefined, { ...paper, evidence: [] })).toThrow('request.invalid');
    expect(refused(() => report(report(entry()))).code).toBe('key-loan.report-filed');
    expect(refused(() => report(lent())).code).toBe('key-loan.no-emergency');
  });

  it('is judged by a manager who neither entered nor sent', () => {
    for (const person of ['wang', 'zhou', 'front.1']) {
      expect(refused(() => ratify(entry(), { actor: actorOf(person, 'PM') }))).toMatchObject({ kind: 'forbidden', code: 'key-loan.own-entry' });
      expect(keyLoan.commands['ratify']?.may(entry(), actorOf(person, 'PM'))).toBe(false);
    }
    expect(refused(() => ratify(ratify(entry()).record)).code).toBe('key-loan.decided');
    expect(refused(() => ratify(lent())).code).toBe('key-loan.no-emergency');
    expect(ratify(entry(), {}, 'rejected').notices).toMatchObject([{ type: 'key-loan.entry-rejected', to: { positions: ['CSM', 'HQ-PROJ'] } }]);
  });

  it.each([
    ['report then judgement', (record: KeyLoan) => ratify(report(record)).record],
    ['judgement then report', (record: KeyLoan) => report(ratify(record).record)],
  ])('waits for its paper after the keys are back, and ends with %s', (_, both) => {
    const back = giveBack(entry()).record;
    expect(back).toMatchObject({ state: 'underReview', ending: { state: 'returned' } });
    expect(keyLoan.claims(back, 'YS-1')).toEqual([]);
    expect(timer(back, 'return').stop).toBe(at('2026-07-01T10:00'));
    expect([report(back).state, ratify(back).record.state]).toEqual(['underReview', 'underReview']);
    expect(both(back)).toMatchObject({ state: 'returned', returnedAt: at('2026-07-01T10:00') });
    expect(giveBack(both(entry())).record.state).toBe('returned');
  });

  it('ends as a new lock when its keys were lost, once the paper is there', () => {
    const told = does('tellOwner', lost(entry()), { how: '当面' }).record;
    const replaced = does('replaceLock', told, { responsible: '物业公司' }).record;
    expect(replaced).toMatchObject({ state: 'underReview', ending: { state: 'lockReplaced' } });
    expect(ratify(report(replaced)).record).toMatchObject({ state: 'lockReplaced', settled: { responsible: '物业公司' } });
  });

  it('is the owner’s to read, with what was done in his flat', () => {
    expect(keyLoan.residentView(report(entry()), 'C2')).toMatchObject({ emergency: { hazard: 'leak', second: '周', report: '关阀，无财物移动' } });
  });
});
