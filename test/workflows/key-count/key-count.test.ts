import { describe, expect, it } from 'vitest';
import { keyCount } from '../../../lib/workflows/key-count/workflow.ts';
import { at } from '../../registers/key-set/given-keys.ts';
import { project } from '../../support/context.ts';
import { csm, does, finish, flagged, gone, planned, reading, refused, right, seen, submit, system } from './given-counts.ts';

describe('key count 钥匙盘点', () => {
  it.each([
    ['new', ['plan', 'start']],
    ['open', ['submit', 'finish', 'miss']],
    ['counting', ['submit', 'finish', 'explain', 'miss']],
    ['mismatch', ['explain']],
    ['explained', ['close']],
    ['closed', []],
    ['missed', []],
  ])('in %s allows %j and nothing else', (state, allowed) => {
    const names = Object.entries(keyCount.commands).filter(([, command]) => command.from.includes(state));
    expect(names.map(([name]) => name).toSorted()).toEqual(allowed.toSorted());
  });
});

describe('opening', () => {
  it.each([
    ['2026-07-01', 'daily'],
    ['2026-07-30', 'daily'],
    ['2026-07-31', 'monthly'],
    ['2028-02-28', 'daily'],
    ['2028-02-29', 'monthly'],
  ])('on %s plans a %s count, due at the end of that day’s shift even when the schedule is late', (period, kind) => {
    const late = does('plan', undefined, { period }, { actor: system, local: '2028-03-05T09:00' }).record;
    expect(late).toMatchObject({ state: 'open', origin: 'schedule', kind, period, dueAt: at(`${period}T18:30`) });
  });

  it.each([
    ['2026-07-01T18:29:59.999', '2026-07-01T18:30'],
    ['2026-07-01T18:30', '2026-07-01T19:30'],
    ['2026-07-01T23:30', '2026-07-02T00:30'],
  ])('by hand at %s is due at %s', (local, due) => {
    expect(does('start', undefined, {}, { local }).record).toMatchObject({ origin: 'hand', kind: 'daily', period: '2026-07-01', dueAt: at(due) });
  });

  it('by hand happens once a day and kind; the schedule’s own count is never in its way', () => {
    const hand = does('start', undefined, { kind: 'daily' }).record;
    expect(keyCount.claims(hand, 'YP-2')).toEqual([
      { claim: 'hold', name: 'key-count/daily/2026-07-01', label: { number: 'YP-2' }, error: 'key-count.already-open' },
    ]);
    expect(keyCount.claims(planned(), 'YP-1')).toEqual([]);
  });

  it('follows the project’s own end of shift', () => {
    expect(does('start', undefined, {}, { project: { ...project, ...{ keys: { twoPersonCabinets: 'all', shiftEnd: '20:00' } } } }).record.dueAt).toBe(
      at('2026-07-01T20:00'),
    );
  });
});

describe('counting', () => {
  it('keeps each sheet as a part, with what the books said and where the rest was', () => {
    const { record, parts, also } = submit(seen(['A', 2], ['B', 0], ['C', 1]));
    expect(record).toMatchObject({ state: 'counting', sheets: 1, counters: ['front.1'], differences: [] });
    expect(parts).toMatchObject([
      {
        kind: 'sheet',
        id: '00001',
        data: {
          by: 'front.1',
          lines: [
            { set: 'A', seen: 2, expected: 2, custody: 'inCabinet' },
            { set: 'B', seen: 0, expected: 0, custody: 'out' },
            { set: 'C', seen: 1, expected: 1, custody: 'out' },
          ],
        },
      },
    ]);
    expect(also).toEqual([]);
    expect(submit(right, record).parts?.[0]?.id).toBe('00002');
  });

  it.each([
    ['A', 1, 2],
    ['A', 3, 2],
    ['B', 1, 0],
    ['C', 2, 1],
    ['D', 0, 1],
    ['E', 1, 0],
  ])('takes set %s out of circulation when %i keys are seen instead of %i', (set, number, expected) => {
    const { record, also } = submit(seen([set, number]));
    expect(record.differences).toEqual([{ set, seen: number, expected }]);
    expect(also).toMatchObject([{ effect: 'order', id: set, command: 'flagDiscrepancy', input: { keyCount: 'YP-1', seen: number } }]);
  });

  it('notes keys of a set that is written off or flagged already, without flagging it again', () => {
    const sets = { F: gone, G: flagged };
    const lines = seen(['F', 1], ['G', 1]);
    const { record, also } = submit(lines, planned(), { reads: reading(lines, sets) });
    expect(record.differences.map(({ set }) => set)).toEqual(['F', 'G']);
    expect(also).toEqual([]);
  });

  it('keeps a difference once seen, even when the next look agrees', () => {
    const first = submit(seen(['A', 1])).record;
    const again = submit(seen(['A', 2]), first).record;
    expect(again.differences).toEqual([{ set: 'A', seen: 2, expected: 2 }]);
    expect(finish(again, submit(right).parts).record.state).toBe('mismatch');
  });

  it('refuses a set twice on a sheet, an unknown one, an empty sheet, and more lines than fit', () => {
    expect(refused(() => submit(seen(['A', 2], ['A', 1])))).toMatchObject({ code: 'key-count.twice', path: 'lines.1.set' });
    expect(refused(() => submit(seen(['Z', 2]))).code).toBe('key-count.unread');
    expect(() => submit([])).toThrow('request.invalid');
    const many = Array.from({ length: 41 }, (_, index) => ({ set: `K${index}`, seen: 0 }));
    expect(() => submit(many)).toThrow('request.invalid');
  });

  it('asks for each set by name, so that an unknown tag is told in its line', () => {
    const reads = keyCount.commands['submit']?.reads({ lines: seen(['A', 2], ['B', 0]) }, planned(), {
      today: '2026-07-01',
      actor: csm,
      project: 'p1',
      id: 'x',
    });
    expect(Object.entries(reads ?? {}).map(([name, { id, mode, path }]) => [name, id, mode, path])).toEqual([
      ['A', 'A', 'asOf', 'lines.0.set'],
      ['B', 'B', 'asOf', 'lines.1.set'],
    ]);
  });
});
