import { describe, expect, it } from 'vitest';
import type { Repair } from '../../../lib/workflows/repair/record.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { drip, factsOf, hours, lamp, leak, minutes, ordinary, play, refusal, start, tell, timerAt, urgent } from './story.ts';

/** Merges a report into another one, as the order does in one transaction. */
function mergeInto(
  survivor: Repair,
  duplicate: Repair,
  at = minutes(6),
): { survivor: Repair; merged: Repair; parts: readonly { id: string; kind: string }[]; told: readonly (string | undefined)[] } {
  const more = { 'repair/BX-1': survivor };
  const outcome = play(duplicate, 'merge', { into: 'BX-1', reason: '上下层同一漏点' }, { by: 'csm', id: 'BX-2', at, more });
  const effect = outcome.also?.[0];
  if (effect?.effect !== 'order') throw new Error('merge orders nothing');
  expect(effect).toMatchObject({ id: 'BX-1', command: 'absorb' });
  const absorbed = play(survivor, 'absorb', effect.input, { by: 'clock', at, id: 'BX-1' });
  return {
    survivor: absorbed.record,
    merged: outcome.record,
    parts: absorbed.parts ?? [],
    told: [...(outcome.notices ?? []), ...(absorbed.notices ?? [])].flatMap(({ to }) => to.parties ?? []),
  };
}
const upstairs = (at = minutes(3)) =>
  tell(undefined, ['register', { ...leak, unit: '1-2-401', caller: { name: '李先生', phone: '13900005678', party: 'P1' } }, { at }]);

describe('repair 报修: duplicates 重复报修合并', () => {
  it('keep all callers and the earliest time on the surviving case, and end the other', () => {
    const early = urgent.registered();
    const late = upstairs();
    const { survivor, merged, told } = mergeInto(late, early);
    expect(survivor).toMatchObject({ callerCount: 2, registeredAt: start, merged: ['BX-2'], response: { urgency: { since: start } } });
    expect(survivor.callers.map(({ name }) => name)).toEqual(['李先生', '张女士']);
    expect(merged).toMatchObject({ state: 'merged', into: 'BX-1' });
    expect(told.length).toBe(2);
    expect(timerAt(survivor, 'arrival', minutes(10))?.dueAt).toBe(minutes(30));
    expect(repair.terms(survivor, 'x').map(({ value }) => value)).toEqual(['hash-13900005678', 'hash-13800001234']);
  });

  it('count once: the surviving case answers for both', () => {
    const { survivor, merged } = mergeInto(upstairs(), urgent.registered());
    expect(repair.facts(merged, 'x', { opened: start, now: start, today: '2026-07-01' })).toEqual([]);
    expect(factsOf(survivor, 'K10')).toHaveLength(1);
  });

  it('make an ordinary repair urgent when the other was, counting from that report', () => {
    const { survivor } = mergeInto(ordinary.registered(), upstairs(minutes(3)));
    expect(timerAt(survivor, 'arrival', minutes(3))?.dueAt).toBe(minutes(33));
  });

  it('do not start the thirty minutes before anybody spoke of danger', () => {
    const { survivor } = mergeInto(upstairs(minutes(3)), ordinary.registered());
    expect(survivor).toMatchObject({ registeredAt: start, response: { urgency: { since: minutes(3) } } });
  });

  it('do not hide a lowered report: it stays counted, unless the danger is real in the other', () => {
    const lowered = tell(upstairs(), ['lower', { reason: '误报', window: { from: hours(1), to: hours(2) } }, { by: 'csm', at: minutes(4) }]);
    const quiet = mergeInto(ordinary.registered(), lowered).survivor;
    expect(quiet.response.kind).toBe('appointed');
    expect(factsOf(quiet, 'K10')).toHaveLength(1);
    const real = mergeInto(urgent.registered(), lowered).survivor;
    expect(real.response).toMatchObject({ kind: 'urgent', urgency: { since: start } });
    expect(real.response.kind === 'urgent' && real.response.urgency.lowered).toBeFalsy();
    const first = tell(urgent.registered(), ['lower', { reason: '误报', window: { from: hours(1), to: hours(2) } }, { by: 'csm', at: minutes(1) }]);
    const proven = mergeInto(upstairs(), first).survivor;
    expect(proven.response).toEqual({ kind: 'urgent', urgency: { danger: 'burstPipe', since: start, on: '2026-07-01' } });
  });

  it('are reached by whoever already stands there', () => {
    const { survivor } = mergeInto(ordinary.arrived(), upstairs(minutes(252)), minutes(254));
    expect(factsOf(survivor, 'K10')).toMatchObject([{ met: true }]);
    expect(timerAt(survivor, 'urgentArrival', hours(9))?.metAt).toBe(minutes(250));
  });

  it.each(['nobodyHome', 'awaitingContact', 'quoteRefused', 'waitingParts', 'paused', 'outsourced', 'developerWarranty'] as const)(
    'are not urgent ones where nobody is there or going: %s',
    (state) => {
      expect(refusal(() => mergeInto(ordinary[state](), upstairs(minutes(400)), minutes(401)))).toBe('repair.merge-unanswered');
      expect(refusal(() => mergeInto(ordinary[state](), ordinary.registered(), minutes(401)))).toBeUndefined();
    },
  );

  it.each([ordinary.registered, ordinary.enRoute, ordinary.arrived, ordinary.quoted, ordinary.working])(
    'are urgent ones where somebody is there or going',
    (make) => {
      expect(refusal(() => mergeInto(make(), upstairs(minutes(400)), minutes(401)))).toBeUndefined();
    },
  );

  it('are refused into themselves, for a rework, and after the work is done', () => {
    expect(refusal(() => play(urgent.registered(), 'merge', { into: 'BX-1' }, { id: 'BX-1' }))).toBe('repair.merge-self');
    const rework = { ...ordinary.registered(), rework: { of: 'BX-0', worker: 'wang' } };
    expect(refusal(() => play(rework, 'merge', { into: 'BX-1' }))).toBe('repair.rework-not-merged');
    expect(repair.commands['absorb']?.from).not.toContain('finished');
    expect(repair.commands['merge']?.from).toEqual(['registered', 'rescheduled', 'dispatched']);
  });

  it.each([
    ['the same flat', drip, {}, 'front', undefined],
    ['the same common part', lamp, { publicPlace: '3栋大堂' }, 'front', undefined],
    ['another flat, by the front desk', drip, { unit: '1-2-401' }, 'front', 'repair.merge-by-supervisor'],
    ['another flat, without a reason', drip, { unit: '1-2-401' }, 'csm', 'repair.merge-reason'],
    ['another common part', lamp, { publicPlace: '4栋大堂' }, 'csm', 'repair.merge-reason'],
    ['a flat and a common part', drip, { publicPlace: '3栋大堂' }, 'csm', 'repair.merge-reason'],
  ] as const)('are of one place, or the head of customer service says why: %s', (_, report, place, by, code) => {
    const survivor = tell(undefined, [
      'register',
      { ...report, ...('publicPlace' in place && report === drip ? { unit: undefined } : {}), ...place },
      { by: 'front' },
    ]);
    const merge = (reason?: string) =>
      refusal(() => play(tell(undefined, ['register', report]), 'merge', { into: 'BX-1', reason }, { by, more: { 'repair/BX-1': survivor } }));
    expect(merge()).toBe(code);
    expect(merge('同一立管')).toBe(code === 'repair.merge-reason' ? undefined : code);
  });

  it('keep the reason on the one that ends', () => {
    expect(mergeInto(upstairs(), urgent.registered()).merged).toMatchObject({ ended: { note: '上下层同一漏点' } });
  });

  it('tell the duplicate’s worker that he need not come', () => {
    expect(play(urgent.dispatched(), 'merge', { into: 'BX-1' }, { id: 'BX-2' }).notices?.at(-1)).toEqual({
      type: 'repair.stoodDown',
      to: { persons: ['wang'] },
    });
  });

  it('keep fifty callers on the record and the rest as parts, each with a number of its own', () => {
    const crowd = (count: number, name: string) => Array.from({ length: count }, (_, at) => ({ name: `${name}${at}`, at: start }));
    let record: Repair = { ...ordinary.registered(), callers: crowd(49, '甲'), callerCount: 49 };
    const seen: string[] = [];
    for (const from of ['BX-2', 'BX-3']) {
      const outcome = play(record, 'absorb', { from, callers: crowd(50, from), registeredAt: start, registeredOn: '2026-07-01' }, { by: 'clock' });
      record = outcome.record;
      seen.push(...(outcome.parts ?? []).map(({ id }) => id));
    }
    expect(record).toMatchObject({ callerCount: 149 });
    expect(record.callers).toHaveLength(50);
    expect(seen).toHaveLength(99);
    expect(new Set(seen).size).toBe(99);
    expect(refusal(() => play({ ...record, callerCount: 51 }, 'merge', { into: 'BX-9' }))).toBe('repair.too-many-callers');
    expect(refusal(() => play({ ...record, callerCount: 50 }, 'merge', { into: 'BX-9' }))).toBeUndefined();
  });

  it('move on with the survivor when that is merged in turn', () => {
    const { survivor } = mergeInto(upstairs(), urgent.registered());
    const third = tell(undefined, ['register', { ...drip, urgent: true, urgentKind: 'burstPipe', window: undefined }, { at: minutes(5) }]);
    expect(mergeInto(third, survivor).survivor).toMatchObject({ callerCount: 3, registeredAt: start });
  });
});
