import { describe, expect, it } from 'vitest';
import { dueStages, timerView } from '../../../lib/cases/timer.ts';
import type { KeyCount } from '../../../lib/workflows/key-count/record.ts';
import { keyCount } from '../../../lib/workflows/key-count/workflow.ts';
import { at, lentSet, loaded } from '../../registers/key-set/given-keys.ts';
import { actorOf } from '../../support/context.ts';
import { counted, does, explain, facts, finish, gone, half, listing, planned, refused, register, right, seen, short, submit } from './given-counts.ts';

describe('finishing', () => {
  it('closes when everything that should hang there does: register = cabinet + loans + handed over + lost', () => {
    const { record } = counted();
    expect(record).toMatchObject({ state: 'closed', tally: { sets: 5, registered: 10, expected: 4, seen: 4, out: 3, handedOver: 2, lost: 1 } });
    const tally = 'tally' in record ? record.tally : expect.fail('not finished');
    expect(tally.registered).toBe(tally.expected + tally.out + tally.handedOver + tally.lost);
  });

  it('is refused while a set with keys in a cabinet was not looked at, and names it', () => {
    expect(refused(() => counted(seen(['A', 2], ['C', 1])))).toMatchObject({
      kind: 'conflict',
      code: 'key-count.uncounted',
      says: expect.stringContaining('D'),
    });
    expect(refused(() => finish(planned())).says).toContain('3 套');
    expect(finish(planned(), [], { reads: listing({ B: lentSet(), F: gone }) }).record.state).toBe('closed');
  });

  it('wants every set of the register once a month, wherever it is', () => {
    const { record, parts } = submit(right, planned('2026-07-31'));
    expect(refused(() => finish(record, parts)).says).toContain('B、E');
    const all = submit([...right, ...seen(['B', 0], ['E', 0])], planned('2026-07-31'));
    expect(finish(all.record, all.parts).record.state).toBe('closed');
  });

  it('judges a set by when it was looked at, so that a loan in between unbalances nothing', () => {
    const { record, parts } = submit(right);
    const later = listing({ ...register, A: lentSet() });
    expect(finish(record, parts, { reads: later }).record).toMatchObject({ state: 'closed', tally: { registered: 10, expected: 4, out: 3 } });
  });

  it('takes the last look at a set, in the order of the sheets', () => {
    const first = submit(seen(['A', 1], ['C', 1], ['D', 1]));
    const second = submit(seen(['A', 2]), first.record);
    const parts = [...(second.parts ?? []), ...(first.parts ?? [])];
    expect(finish(second.record, parts).record).toMatchObject({ tally: { seen: 4 } });
  });

  it('does not close the shift on a difference, and tells the supervisor', () => {
    const outcome = counted(seen(['A', 1], ['C', 1], ['D', 1]));
    expect(outcome.record).toMatchObject({ state: 'mismatch', tally: { expected: 4, seen: 3 } });
    expect(outcome.notices).toEqual([{ type: 'key-count.mismatch', to: { positions: ['CSM'] }, params: { count: '1' } }]);
  });
});

describe('explaining', () => {
  it('is never the counter’s, and frees the set', () => {
    expect(refused(() => explain(short(), {}, { actor: actorOf('front.1', 'CSM') }))).toMatchObject({ kind: 'forbidden', code: 'key-count.counter-explains' });
    expect(keyCount.commands['explain']?.may(short(), actorOf('front.1', 'CSM'))).toBe(false);
    const { record, also } = explain(short());
    expect(record).toMatchObject({ state: 'explained', differences: [{ explained: { by: 'csm.1', finding: 'restored' } }] });
    expect(also).toMatchObject([{ id: 'A', command: 'explain', input: { finding: 'restored', note: '挂错钩' } }]);
    expect(does('close', record).record).toMatchObject({ state: 'closed', ended: { by: 'front.1' } });
  });

  it('of the last difference only opens the way to close', () => {
    const two = counted(seen(['A', 1], ['C', 0], ['D', 1])).record;
    const one = explain(two).record;
    expect(one.state).toBe('mismatch');
    expect(explain(one, { set: 'C' }, { reads: { set: loaded('C', half) } })).toMatchObject({ record: { state: 'explained' }, also: [] });
    expect(refused(() => explain(one))).toMatchObject({ kind: 'conflict', code: 'key-count.no-difference' });
  });

  it('is possible while the count goes on; what was explained then needs no second time', () => {
    const { record, parts } = submit(seen(['A', 1], ['C', 1], ['D', 1]));
    const explained = explain(record).record;
    expect(explained.state).toBe('counting');
    expect(finish(explained, parts).record.state).toBe('explained');
    expect(submit(seen(['A', 2]), explained).record.differences[0]?.explained).toBeDefined();
    expect(submit(seen(['A', 0]), explained).record.differences).toEqual([{ set: 'A', seen: 0, expected: 2 }]);
  });
});

describe('end of shift 交班', () => {
  const fired = (record: KeyCount, local: string) =>
    dueStages(keyCount.timers(record, at('2026-07-01T17:30')), {}, at(local)).map(({ stage }) => [stage.name, stage.tell?.positions]);

  it.each([
    ['2026-07-01T18:30', 0],
    ['2026-07-01T18:30:00.001', 1],
    ['2026-07-02T09:00', 1],
    ['2026-07-02T09:00:00.001', 2],
  ])('has told %s: %i stages', (local, stages) => {
    expect(fired(planned(), local)).toEqual(
      [
        ['late', ['FRONT', 'ARCH', 'CSM']],
        ['nextDay', ['PM']],
      ].slice(0, stages),
    );
    expect(fired(short(), local)).toHaveLength(stages);
  });

  it.each([
    ['2026-07-01T18:30', true],
    ['2026-07-01T18:30:00.001', false],
  ])('closed at %s is on time: %s', (local, met) => {
    const { record, parts } = submit(right);
    const closed = finish(record, parts, { local }).record;
    const [timer] = keyCount.timers(closed, at('2026-07-01T17:30'));
    expect(timer && 'metAt' in timerView(timer, at(local))).toBe(met);
    expect(facts(closed)).toEqual([
      { kpi: 'key-count-match', key: 'YP-1', on: '2026-07-01', met: true },
      { kpi: 'key-count-on-time', key: 'YP-1', on: '2026-07-01', met },
    ]);
  });

  it('counts any difference against the match, explained or not, and a count nobody made', () => {
    const match = (record: KeyCount) => facts(record).find(({ kpi }) => kpi === 'key-count-match')?.met;
    expect([match(planned()), match(short()), match(explain(short()).record), match(counted().record)]).toEqual([undefined, false, false, true]);
    expect(facts(does('miss', planned(), { note: '停电' }, { actor: actorOf('pm', 'PM') }).record).map(({ met }) => met)).toEqual([false, false]);
  });

  it('does not let a difference be forgotten by calling the count missed', () => {
    expect(refused(() => does('miss', submit(seen(['A', 1])).record, { note: 'x' })).code).toBe('key-count.explain-first');
  });
});
