import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excludes, mergeRelations, overlaps, transferred } from '../../../lib/registers/unit/merge.ts';
import { type Relation, type RelationRole, UnitRecord } from '../../../lib/registers/unit/record.ts';
import { heldDuring, holdsOn, holdsUnit, relationsOn } from '../../../lib/registers/unit/relations.ts';
import { isWhole, shareProblem } from '../../../lib/registers/unit/shares.ts';

/** A short month of days, so that intervals often meet. */
const days = Array.from({ length: 12 }, (_, day) => `2026-07-${String(day + 1).padStart(2, '0')}`);
const at = (index: number): string => days[index] ?? '2026-07-31';
const role = fc.constantFrom<RelationRole>('owner', 'developer', 'tenant', 'merchant', 'occupant', 'familyMember', 'decorator');
const half = { n: 1, d: 2 };

const relation: fc.Arbitrary<Relation> = fc
  .record({
    party: fc.constantFrom('A', 'B', 'C'),
    role,
    start: fc.integer({ min: 0, max: 10 }),
    length: fc.option(fc.integer({ min: 1, max: 6 })),
    share: fc.option(fc.constantFrom(half, { n: 1, d: 1 })),
  })
  .map(({ party, role: of, start, length, share }) => ({
    party,
    role: of,
    from: at(start),
    ...(length === null || start + length > 11 ? {} : { to: at(start + length) }),
    ...(of === 'owner' && share ? { share } : {}),
  }));

const unitOf = (relations: readonly Relation[]): UnitRecord =>
  UnitRecord.parse({ state: 'current', building: '1', room: '301', kind: 'residential', relations });

/** Day by day: on no day may two true relations exclude each other. The slow model the quick one is held against. */
function naivelyPossible(relations: readonly Relation[]): boolean {
  return days.every((day) => {
    const today = relations.filter(({ from, to }) => from <= day && (to === undefined || day < to));
    const one = (wanted: RelationRole) => today.filter((found) => found.role === wanted).length;
    const twice = new Set(today.map(({ party, role: of }) => `${party} ${of}`)).size < today.length;
    return !twice && one('tenant') <= 1 && one('merchant') <= 1 && one('developer') <= 1 && !(one('developer') > 0 && one('owner') > 0);
  });
}

/** Day by day: all owners have shares that make one, or none has one. */
function naivelyWhole(relations: readonly Relation[]): boolean {
  return days.every((day) => {
    const owners = relations.filter((found) => found.role === 'owner' && found.from <= day && (found.to === undefined || day < found.to));
    const shares = owners.flatMap(({ share }) => (share ? [share.n / share.d] : []));
    return shares.length === 0 || (shares.length === owners.length && shares.reduce((sum, part) => sum + part, 0) === 1);
  });
}

describe('relations of a unit 房屋关系', () => {
  it('overlap exactly when a day belongs to both', () => {
    fc.assert(fc.property(relation, relation, (a, b) => overlaps(a, b) === days.some((day) => holdsOn(a, day) && holdsOn(b, day))));
  });

  it('exclude each other exactly when the day-by-day model finds a day they cannot share', () => {
    fc.assert(
      fc.property(relation, relation, (a, b) => excludes(a, b) === !naivelyPossible([a, b])),
      { numRuns: 500 },
    );
  });

  it('are taken over exactly when every day stays possible, whatever the order they come in', () => {
    fc.assert(
      fc.property(fc.array(relation, { maxLength: 6 }), (inputs) => {
        const once = inputs.filter(
          (input, index) => !inputs.slice(0, index).some(({ party, role: of, from }) => party === input.party && of === input.role && from === input.from),
        );
        const { relations, problem } = mergeRelations([], once, { today: '2026-07-01', coOwners: true });
        expect(relations).toEqual(once);
        expect(problem === undefined).toBe(naivelyPossible(once) && naivelyWhole(once));
      }),
      { numRuns: 500 },
    );
  });

  it('have wrong shares exactly when some day has', () => {
    const owners = fc.array(relation, { maxLength: 5 }).map((list) => list.map((found) => ({ ...found, role: 'owner' as const })));
    fc.assert(
      fc.property(owners, (list) => (shareProblem(list) === undefined) === naivelyWhole(list)),
      { numRuns: 500 },
    );
  });

  it('stay as they are when the same list is taken over again', () => {
    fc.assert(
      fc.property(fc.array(relation, { maxLength: 6 }), (inputs) => {
        const first = mergeRelations([], inputs, { today: '2026-07-01', coOwners: true });
        if (first.problem) return;
        const again = mergeRelations(first.relations, inputs, { today: '2026-07-09', coOwners: false });
        expect(again).toEqual({ relations: first.relations, added: [], problem: undefined });
      }),
    );
  });

  it('never lose a day of the past in a change of owner, and leave nobody but the new owners from that day', () => {
    fc.assert(
      fc.property(fc.array(relation, { maxLength: 5 }), fc.integer({ min: 1, max: 11 }), (inputs, day) => {
        const before = mergeRelations([], inputs, { today: '2026-07-01', coOwners: true });
        if (before.problem) return;
        const { relations, problem } = transferred(before.relations, [{ party: 'N' }], at(day));
        if (problem) return;
        const held = (list: readonly Relation[], date: string) =>
          list
            .filter((found) => holdsOn(found, date))
            .map(({ party, role: of }) => `${party} ${of}`)
            .toSorted();
        for (const date of days.slice(0, day)) expect(held(relations, date)).toEqual(held(before.relations, date));
        for (const date of days.slice(day)) expect(held(relations, date).filter((who) => /owner|developer/.test(who))).toEqual(['N owner']);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['2026-06-30', false],
    ['2026-07-01', true],
    ['2026-07-09', true],
    ['2026-07-10', false],
  ])('of 1 to 10 July half-open hold on %s: %s', (date, expected) => {
    const unit = unitOf([{ party: 'A', role: 'tenant', from: '2026-07-01', to: '2026-07-10' }]);
    expect(holdsUnit(unit, 'A', date)).toBe(expected);
    expect(relationsOn(unit, date)).toHaveLength(expected ? 1 : 0);
  });

  it.each([
    ['2026-06-20', '2026-06-30', false],
    ['2026-06-20', '2026-07-01', true],
    ['2026-07-09', '2026-07-20', true],
    ['2026-07-10', '2026-07-20', false],
  ])('let the tenant of 1 to 10 July see a case open from %s through %s: %s', (from, through, expected) => {
    expect(heldDuring(unitOf([{ party: 'A', role: 'tenant', from: '2026-07-01', to: '2026-07-10' }]), 'A', from, through)).toBe(expected);
  });

  it('make a resident of the household only, not of the decorator, the worker or another party', () => {
    const unit = unitOf([
      { party: 'A', role: 'familyMember', from: '2026-07-01' },
      { party: 'B', role: 'decorator', from: '2026-07-01' },
      { party: 'C', role: 'worker', from: '2026-07-01' },
    ]);
    expect(['A', 'B', 'C', 'D'].map((party) => holdsUnit(unit, party, '2026-07-05'))).toEqual([true, false, false, false]);
  });

  it('knows three thirds as a whole, and 33.33 % three times as less', () => {
    expect(
      isWhole([
        { n: 1, d: 3 },
        { n: 1, d: 3 },
        { n: 1, d: 3 },
      ]),
    ).toBe(true);
    expect(
      isWhole([
        { n: 3333, d: 10_000 },
        { n: 3333, d: 10_000 },
        { n: 3333, d: 10_000 },
      ]),
    ).toBe(false);
    expect(isWhole(Array.from({ length: 20 }, (_, k) => ({ n: 1, d: 999_983 - k })))).toBe(false);
  });
});
