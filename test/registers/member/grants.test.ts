import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position } from '../../../lib/kernel/position.ts';
import { grantsOverlap, incompatibleGrants, positionsAnywhere, positionsIn } from '../../../lib/registers/member/grants.ts';
import type { MemberGrant, MemberRecord } from '../../../lib/registers/member/record.ts';

const memberWith = (...grants: MemberGrant[]): MemberRecord => ({ state: 'current', grants, warnings: [] });
const days = Array.from({ length: 12 }, (_, day) => `2026-07-${String(day + 1).padStart(2, '0')}`);

const grant: fc.Arbitrary<MemberGrant> = fc
  .record({
    project: fc.constantFrom('p1', 'p2', '*'),
    position: fc.constantFrom<Position>('FRONT', 'PM', 'CASHIER'),
    start: fc.nat(10),
    length: fc.option(fc.integer({ min: 1, max: 6 })),
  })
  .map(({ project, position, start, length }) => ({
    project,
    position,
    from: days[start] ?? '2026-07-12',
    ...(length === null || start + length > 11 ? {} : { to: days[start + length] ?? '2026-07-12' }),
  }));

const counts = ({ from, to }: MemberGrant, day: string) => day >= from && (to === undefined || day < to);

describe('positions of a member 任职', () => {
  it('are those of the project and of every project, on the days they run', () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 6 }), fc.constantFrom('p1', 'p2', 'hq'), fc.constantFrom(...days), (grants, project, day) => {
        const expected = new Set(grants.filter((one) => (one.project === project || one.project === '*') && counts(one, day)).map(({ position }) => position));
        expect(new Set(positionsIn(memberWith(...grants), project, day).positions)).toEqual(expected);
      }),
    );
  });

  it('overlap exactly when they share a day', () => {
    fc.assert(fc.property(grant, grant, (a, b) => grantsOverlap(a, b) === days.some((day) => counts(a, day) && counts(b, day))));
  });

  it.each([
    ['2026-06-30', []],
    ['2026-07-01', ['FRONT']],
    ['2026-07-09', ['FRONT']],
    ['2026-07-10', []],
  ])('from 1 to 10 July are on %s %j', (day, expected) => {
    expect(positionsIn(memberWith({ project: 'p1', position: 'FRONT', from: '2026-07-01', to: '2026-07-10' }), 'p1', day).positions).toEqual(expected);
  });

  it('in one project are nothing in another, and at headquarters only what holds everywhere', () => {
    const member = memberWith({ project: 'p1', position: 'PM', from: '2026-07-01' }, { project: '*', position: 'HQ-FIN', from: '2026-07-01' });
    expect(positionsIn(member, 'p1', '2026-07-01').positions).toEqual(['PM', 'HQ-FIN']);
    expect(positionsIn(member, 'p2', '2026-07-01').positions).toEqual(['HQ-FIN']);
    expect(positionsIn(member, 'hq', '2026-07-01').positions).toEqual(['HQ-FIN']);
    expect(positionsAnywhere(member, '2026-07-01').positions).toEqual(['PM', 'HQ-FIN']);
  });

  it('are limited to buildings only while every one of them is', () => {
    const north = { project: 'p1', position: 'FRONT', from: '2026-07-01', buildings: ['1', '2'] } as const;
    const limited = { ...north, buildings: ['1', '2'] };
    expect(positionsIn(memberWith(limited), 'p1', '2026-07-01').buildings).toEqual(['1', '2']);
    expect(positionsIn(memberWith(limited, { project: '*', position: 'GM', from: '2026-07-05' }), 'p1', '2026-07-01').buildings).toEqual(['1', '2']);
    expect(positionsIn(memberWith(limited, { project: '*', position: 'GM', from: '2026-07-05' }), 'p1', '2026-07-05')).not.toHaveProperty('buildings');
    expect(positionsIn(memberWith(), 'p1', '2026-07-01')).toEqual({ positions: [] });
  });
});

describe('incompatible positions 岗位冲突', () => {
  const cashier: MemberGrant = { project: 'p1', position: 'CASHIER', from: '2026-07-01', to: '2026-07-10' };

  it.each<[string, MemberGrant, boolean]>([
    ['in one project at one time', { project: 'p1', position: 'CSM', from: '2026-07-09' }, true],
    ['one after the other', { project: 'p1', position: 'CSM', from: '2026-07-10' }, false],
    ['in two projects', { project: 'p2', position: 'CSM', from: '2026-07-01' }, false],
    ['with headquarters finance', { project: '*', position: 'HQ-FIN', from: '2026-07-01' }, true],
    ['with the archive', { project: 'p1', position: 'ARCH', from: '2026-07-01' }, false],
  ])('%s', (_, other, warned) => {
    expect(incompatibleGrants([cashier, other])).toEqual(warned ? [{ project: 'p1', positions: ['CASHIER', other.position] }] : []);
  });
});
