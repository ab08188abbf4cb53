import { describe, expect, it } from 'vitest';
import { dueStages } from '../../../lib/cases/timer.ts';
import { instant } from '../../../lib/kernel/clock.ts';
import { dunning } from '../../../lib/workflows/dunning/workflow.ts';
import { actorOf } from '../../support/context.ts';
import { billOf, dead, does, june, payer, phoning, refused, settled } from './given.ts';

const pm = actorOf('pm', 'PM');
const csm = actorOf('csm', 'CSM');
const promising = (on: string, more: object = {}, given: object = {}) => does('promise', phoning(), { on, ...more }, { at: '2026-07-12T10:00', ...given });
const promised = () => promising('2026-07-20', { evidence: '承诺书' }).record;

describe('a promise 承诺付款', () => {
  it('stops the ladder until its day, and acknowledges the debt where something proves it', () => {
    expect(promising('2026-07-20', { evidence: '承诺书' })).toMatchObject({
      record: { state: 'paused', was: 'phoning', pause: { reason: 'promise', until: '2026-07-20', endsAt: instant('2026-07-21T00:00:00+08:00') } },
      also: [{ notes: [{ interruption: { by: 'promise', on: '2026-07-12' } }] }],
    });
    expect(promising('2026-07-20').also).toEqual([]);
  });

  it.each([
    ['2026-07-12', false],
    ['2026-07-13', true],
    ['2026-07-27', true],
    ['2026-07-28', false],
  ])('for %s is taken: %s', (on, taken) => {
    if (taken) expect(promising(on).record.state).toBe('paused');
    else expect(refused(() => promising(on))).toMatchObject({ code: 'dunning.promise-day', says: expect.stringContaining('15 天') });
  });

  it('is not more than what is owed', () => {
    expect(refused(() => promising('2026-07-20', { fen: 235_04 }))).toMatchObject({ code: 'dunning.promise-amount', says: expect.stringContaining('235.03') });
    expect(promising('2026-07-20', { fen: 235_03 }).record.promises).toMatchObject([{ fen: 235_03, owedFen: 235_03 }]);
  });

  it('is taken twice, and no third time', () => {
    const once = does('judge', promised(), {}, { at: '2026-07-21T00:00:01' }).record;
    const twice = does('judge', does('promise', once, { on: '2026-07-25' }, { at: '2026-07-22T10:00' }).record, {}, { at: '2026-07-26T00:00' }).record;
    expect(twice.promises.map(({ kept }) => kept)).toEqual([false, false]);
    expect(refused(() => does('promise', twice, { on: '2026-07-30' }, { at: '2026-07-27T10:00' }))).toMatchObject({
      kind: 'conflict',
      code: 'dunning.promise-third',
    });
    const call = { result: 'reached', promise: { on: '2026-07-30' } };
    expect(refused(() => does('call', twice, call, { at: '2026-07-27T10:00' })).code).toBe('dunning.promise-third');
  });

  it('that is kept ends the case or lets the ladder go on in peace; a broken one is told to the manager', () => {
    expect(does('judge', promised(), {}, { at: '2026-07-21T00:00', bills: [settled(june)] }).record).toMatchObject({
      state: 'paid',
      promises: [{ kept: true }],
    });
    const part = promising('2026-07-20', { fen: 100_00 }).record;
    const kept = does('judge', part, {}, { at: '2026-07-21T00:00', bills: [settled(june, 100_00)] });
    expect(kept.record).toMatchObject({ state: 'phoning', promises: [{ kept: true }] });
    expect(kept.notices).toBeUndefined();
    const short = does('judge', part, {}, { at: '2026-07-21T00:00', bills: [settled(june, 99_99)] });
    expect(short.record).toMatchObject({ state: 'phoning', broken: true, promises: [{ kept: false }] });
    expect(short.notices).toMatchObject([{ type: 'dunning.broken', to: { positions: ['PM', 'FRONT'] }, params: { open: '135.04' } }]);
  });

  it('moves what was to come by the days it lasted', () => {
    const broken = does('judge', promised(), {}, { at: '2026-07-21T00:00' }).record;
    expect(broken).toMatchObject({ heldDays: 9, nextAt: instant('2026-07-29T08:30:00+08:00') });
  });

  it('stays on the manager’s list until somebody has spoken to the payer', () => {
    const broken = does('judge', promised(), {}, { at: '2026-07-21T00:00' }).record;
    expect(dunning.terms(broken, 'CS-1')).toContainEqual({ kind: 'dunning', value: 'broken' });
    const called = does('call', broken, { result: 'noAnswer' }, { at: '2026-07-21T10:00' }).record;
    expect(dunning.terms(called, 'CS-1')).not.toContainEqual({ kind: 'dunning', value: 'broken' });
  });

  it('is recalled the day before at nine, and judged when its day is over', () => {
    const fired = (at: string) =>
      dueStages(dunning.timers(promised(), instant('2026-07-03T00:30:00Z')), {}, instant(`${at}+08:00`)).map(({ stage }) => [stage.name, stage.tell]);
    expect(fired('2026-07-19T08:59')).toEqual([]);
    expect(fired('2026-07-19T09:00')).toEqual([['remind', { parties: ['liu'] }]]);
    expect(fired('2026-07-21T00:00:00.000')).toHaveLength(1);
    expect(fired('2026-07-21T00:00:00.001').map(([name]) => name)).toEqual(['remind', 'judge']);
  });
});

describe('an objection 异议', () => {
  const objected = billOf('2026-06', { dispute: { complaint: 'TS-1', at: instant('2026-07-11T00:00:00Z'), reason: '面积' } });

  it('stops the ladder, with a complaint or a bill that is under one', () => {
    expect(refused(() => does('object', phoning(), { note: '面积有误' })).code).toBe('dunning.no-objection');
    expect(does('object', phoning(), { note: '面积有误', complaint: 'TS-1' }).record).toMatchObject({
      state: 'paused',
      pause: { reason: 'dispute', ref: 'TS-1' },
    });
    expect(does('object', phoning(), { note: '面积有误' }, { bills: [objected] }).record.state).toBe('paused');
  });

  it('of all bills stops it by itself, and its end lets it go on', () => {
    const paused = does('advance', phoning(), {}, { at: '2026-07-20T08:30', bills: [objected] }).record;
    expect(paused).toMatchObject({ state: 'paused', was: 'phoning', pause: { reason: 'dispute' } });
    expect(does('look', paused, {}, { at: '2026-07-22T08:30', bills: [objected] }).record.state).toBe('paused');
    expect(refused(() => does('resume', paused, { note: '已核实' }, { bills: [objected], by: csm })).code).toBe('dunning.still-objected');
    expect(does('look', paused, {}, { at: '2026-07-22T08:30' }).record).toMatchObject({ state: 'phoning', heldDays: 2 });
  });

  it('of one bill among others stops nothing by itself', () => {
    const other = billOf('2026-05');
    expect(does('advance', phoning(), {}, { at: '2026-07-20T08:30', bills: [objected, other] }).record.state).toBe('visiting');
  });
});

describe('a household in hardship 困难家庭', () => {
  const flagged = () => does('flagVulnerable', phoning(), { reason: '低保' }).record;

  it('waits for the project manager', () => {
    expect(flagged()).toMatchObject({ state: 'paused', vulnerable: { reason: '低保' }, pause: { reason: 'vulnerable' } });
    expect(refused(() => does('resume', flagged(), { note: '可催' }, { by: csm }))).toMatchObject({ kind: 'forbidden', code: 'dunning.manager-decides' });
    expect(dunning.commands['resume']?.may(flagged(), csm)).toBe(false);
    expect(does('resume', flagged(), { note: '可催' }, { by: pm }).record.state).toBe('phoning');
  });

  it('is spared for half a year at most, and then asked about again', () => {
    const spare = (until: string, record = flagged()) => does('spare', record, { until, note: '低保家庭' }, { at: '2026-07-12T10:00', by: pm });
    expect(spare('2027-01-08').record).toMatchObject({ pause: { until: '2027-01-08' } });
    for (const until of ['2026-07-12', '2027-01-09']) expect(refused(() => spare(until)).code).toBe('dunning.spare-day');
    expect(refused(() => spare('2026-08-01', promised())).code).toBe('dunning.not-vulnerable');
    const timers = dunning.timers(spare('2026-08-01').record, instant('2026-07-03T00:30:00Z'));
    expect(dueStages(timers, {}, instant('2026-08-02T00:00:01+08:00'))).toMatchObject([{ stage: { name: 'late', tell: { positions: ['PM'] } } }]);
  });
});

describe('a payer who cannot be asked 去世、破产、查封', () => {
  it('stops the ladder at the next look, and the ladder goes on when that is over', () => {
    const stopped = does('look', phoning(), {}, { at: '2026-07-12T08:30', reads: payer(dead) });
    expect(stopped).toMatchObject({ record: { state: 'paused', pause: { reason: 'standing' } }, notices: [{ type: 'dunning.stopped' }] });
    expect(does('look', stopped.record, {}, { at: '2026-07-13T08:30', reads: payer(dead) }).notices).toBeUndefined();
    expect(refused(() => does('resume', stopped.record, { note: 'x' }, { reads: payer(dead), by: pm })).code).toBe('dunning.payer-deceased');
    expect(does('look', stopped.record, {}, { at: '2026-07-14T08:30' }).record).toMatchObject({ state: 'phoning', heldDays: 2 });
  });

  it.each([
    ['bankrupt', '管理人'],
    ['seized', '法院'],
  ])('%s: says where to turn', (kind, word) => {
    const reads = payer({ ...dead, kind });
    expect(refused(() => does('call', phoning(), { result: 'reached' }, { reads }))).toMatchObject({
      code: `dunning.payer-${kind}`,
      says: expect.stringContaining(word),
    });
  });
});

describe('an instalment plan 分期', () => {
  it('holds the ladder until the plan itself lets go', () => {
    const held = does('hold', phoning(), { plan: 'FQ-1' }, { at: '2026-07-12T10:00' }).record;
    expect(held).toMatchObject({ state: 'paused', pause: { reason: 'instalment', ref: 'FQ-1' } });
    expect(refused(() => does('resume', held, { note: 'x' }, { by: pm })).code).toBe('dunning.plan-runs');
    expect(does('release', held, { plan: 'FQ-2' }, { at: '2026-08-12T10:00' }).record.state).toBe('paused');
    expect(does('release', held, { plan: 'FQ-1' }, { at: '2026-08-12T10:00' }).record).toMatchObject({ state: 'phoning', heldDays: 31 });
    expect(does('release', held, { plan: 'FQ-1' }, { bills: [settled(june)] }).record.state).toBe('paid');
  });

  it('takes the place of a promise', () => {
    expect(does('hold', promised(), { plan: 'FQ-1' }).record).toMatchObject({ was: 'phoning', pause: { reason: 'instalment' } });
  });
});

it('giving a case up is the project manager’s, and says why', () => {
  expect(dunning.commands['withdraw']?.by).toEqual(['PM']);
  expect(does('withdraw', phoning(), { reason: '账单有误' }, { by: pm }).record).toMatchObject({ state: 'withdrawn', reason: '账单有误' });
});
