import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Relation, UnitRecord } from '../../../lib/registers/unit/record.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { holdsOn } from '../../../lib/registers/unit/relations.ts';
import { refusal, run } from '../given.ts';

const flat = (relations: readonly object[]): UnitRecord => ({
  state: 'current',
  building: '1',
  room: '301',
  kind: 'residential',
  buildingAreaDm2: 9875,
  relations: relations as Relation[],
});
const rename = (relations: readonly object[]) =>
  run<UnitRecord>(unitRegister, 'renameParty', flat(relations), { from: 'K2', into: 'K1' }, { id: '1-1-301' }).record.relations;
const owner = (party: string, from: string, to?: string, share?: readonly [number, number]) => ({
  ...{ party, role: 'owner', ...(share ? { share: { n: share[0], d: share[1] } } : {}), from },
  ...(to ? { to } : {}),
});

describe('a flat whose owner was registered twice 客户合并', () => {
  it('names the survivor where it named the double, and nobody else', () => {
    expect(rename([owner('K2', '2020-01-01', '2022-01-01'), { party: 'K3', role: 'tenant', from: '2021-01-01' }])).toEqual([
      owner('K1', '2020-01-01', '2022-01-01'),
      { party: 'K3', role: 'tenant', from: '2021-01-01' },
    ]);
  });

  it.each([
    ['the same days', [owner('K1', '2020-01-01'), owner('K2', '2020-01-01')], [owner('K1', '2020-01-01')]],
    ['days that overlap', [owner('K2', '2021-01-01'), owner('K1', '2020-01-01', '2022-01-01')], [owner('K1', '2020-01-01')]],
    ['one within the other', [owner('K1', '2020-01-01', '2025-01-01'), owner('K2', '2021-01-01', '2022-01-01')], [owner('K1', '2020-01-01', '2025-01-01')]],
    [
      'one after the other',
      [owner('K1', '2020-01-01', '2022-01-01'), owner('K2', '2022-01-01')],
      [owner('K1', '2020-01-01', '2022-01-01'), owner('K1', '2022-01-01')],
    ],
    [
      'three in a chain',
      [owner('K1', '2020-01-01', '2021-01-01'), owner('K1', '2021-01-01', '2023-01-01'), owner('K2', '2020-06-01', '2022-01-01')],
      [owner('K1', '2020-01-01', '2023-01-01')],
    ],
    [
      'another role',
      [owner('K1', '2020-01-01'), { ...owner('K2', '2020-01-01'), role: 'occupant' }],
      [owner('K1', '2020-01-01'), { ...owner('K1', '2020-01-01'), role: 'occupant' }],
    ],
    ['halves', [owner('K1', '2020-01-01', undefined, [1, 2]), owner('K2', '2020-01-01', undefined, [1, 2])], [owner('K1', '2020-01-01', undefined, [1, 1])]],
    [
      'a half that came later',
      [owner('K1', '2020-01-01', undefined, [1, 2]), owner('K3', '2020-01-01', '2022-01-01', [1, 2]), owner('K2', '2022-01-01', undefined, [1, 2])],
      [owner('K1', '2020-01-01', '2022-01-01', [1, 2]), owner('K1', '2022-01-01', undefined, [1, 1]), owner('K3', '2020-01-01', '2022-01-01', [1, 2])],
    ],
  ])('makes one of doubles with %s', (_, before, after) => {
    expect(rename(before)).toEqual(after);
  });

  it('refuses shares that no fraction can say', () => {
    const odd = [owner('K1', '2020-01-01', undefined, [1, 999_983]), owner('K2', '2020-01-01', undefined, [1, 999_979])];
    expect(refusal(unitRegister, () => rename(odd))).toMatchObject({ code: 'unit.share-sum', path: 'into', says: expect.stringContaining('1-1-301') });
  });

  it('leaves everybody exactly the days he had', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-01-${String(n).padStart(2, '0')}`);
    const relation = fc
      .record({ party: fc.constantFrom('K1', 'K2', 'K3'), role: fc.constantFrom('owner', 'occupant'), from: day, to: fc.option(day, { nil: undefined }) })
      .filter(({ from, to }) => to === undefined || from < to)
      .map(({ to, ...rest }) => ({ ...rest, ...(to ? { to } : {}) }));
    fc.assert(
      fc.property(fc.array(relation, { maxLength: 8 }), (relations) => {
        const after = rename(relations);
        for (let n = 1; n <= 29; n += 1) {
          const date = `2026-01-${String(n).padStart(2, '0')}`;
          const who = (all: readonly object[], as: (party: string) => string) =>
            new Set((all as Relation[]).filter((one) => holdsOn(one, date)).map(({ party, role }) => `${as(party)} ${role}`));
          expect(who(after, (party) => party)).toEqual(who(relations, (party) => (party === 'K2' ? 'K1' : party)));
        }
        expect(after.some(({ party }) => party === 'K2')).toBe(false);
      }),
    );
  });
});
