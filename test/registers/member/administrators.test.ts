import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../lib/kernel/error.ts';
import { hq } from '../../../lib/kernel/project-policy.ts';
import { administersUntil } from '../../../lib/registers/member/administrators.ts';
import type { MemberGrant, MemberRecord } from '../../../lib/registers/member/record.ts';
import { memberRegister } from '../../../lib/registers/member/register.ts';
import { timeIs } from '../../support/clock.ts';
import { house, testHouse } from '../../support/house.ts';

const today = '2026-07-01';
const grant = (from: string, to?: string, more: Partial<MemberGrant> = {}): MemberGrant => ({
  project: '*',
  position: 'HQ-ADM',
  from,
  ...(to ? { to } : {}),
  ...more,
});
const member = (...grants: MemberGrant[]): MemberRecord => ({ state: 'current', grants, warnings: [] });

describe('how long somebody is an administrator', () => {
  it.each<[string, MemberRecord, string]>([
    ['for good', member(grant('2026-01-01')), '9999-12-31'],
    ['until his last day', member(grant('2026-01-01', '2026-08-01')), '2026-08-01'],
    ['not yet', member(grant('2026-07-02')), today],
    ['no longer', member(grant('2026-01-01', today)), today],
    ['without a gap', member(grant('2026-08-01', '2026-09-01'), grant('2026-01-01', '2026-08-01')), '2026-09-01'],
    ['with a gap', member(grant('2026-01-01', '2026-08-01'), grant('2026-08-02')), '2026-08-01'],
    ['as a deputy', member(grant('2026-01-01', '2026-08-01', { onBehalfOf: 'boss' })), today],
    ['leaving', { ...member(grant('2026-01-01')), leavesOn: '2026-07-20' }, '2026-07-20'],
    ['locked', { ...member(grant('2026-01-01')), state: 'locked', lockedAt: '2026-06-01T00:00:00.000Z' as never, lockReason: 'x' }, today],
  ])('%s', (_, record, expected) => {
    expect(administersUntil(record, today)).toBe(expected);
  });
});

async function company() {
  timeIs('2026-07-01T10:00:00+08:00');
  const at = await testHouse(house);
  await at.hire('first', ['HQ-ADM']);
  await at.hire('second', ['HQ-ADM']);
  await at.hire('hr', ['HR']);
  const asks = (person: string, command: string, id: string, input: object = {}) =>
    at.by(person, memberRegister, command, input, { id, project: hq, anywhere: true }).then(
      () => 'done',
      (error: unknown) => (error instanceof DomainError ? error.code : Promise.reject(error as Error)),
    );
  return { ...at, asks };
}

describe('the last administrator 公司行政部', () => {
  it.each<[string, object]>([
    ['put', { grants: [] }],
    ['put', { grants: [{ project: '*', position: 'HQ-ADM', from: '2026-01-01', to: '2026-12-31' }] }],
    ['lock', { reason: '调查' }],
    ['end', {}],
    ['end', { on: '2026-12-31' }],
  ])('is not taken away by %s %j', async (command, input) => {
    const { asks } = await company();
    expect(await asks('first', command, 'second', input)).toBe('done');
    await asks('first', 'unlock', 'second');
    await asks('first', 'lock', 'second', { reason: '调查' });
    expect(await asks('first', 'put', 'first', { grants: [] })).toBe('member.last-administrator');
    expect(await asks('second', 'lock', 'first', { reason: '调查' })).toBe('access.locked');
  });

  it('goes once somebody stays as long as he would have', async () => {
    const { asks } = await company();
    expect(await asks('first', 'put', 'hr', { grants: [{ project: '*', position: 'HQ-ADM', to: '2026-12-31' }] })).toBe('done');
    expect(await asks('second', 'end', 'first')).toBe('done');
    expect(await asks('second', 'put', 'second', { grants: [] })).toBe('member.last-administrator');
    expect(await asks('hr', 'put', 'second', { grants: [{ project: '*', position: 'HQ-ADM', to: '2026-12-31' }] })).toBe('member.last-administrator');
    expect(await asks('second', 'put', 'hr', { grants: [{ project: '*', position: 'HQ-ADM' }] })).toBe('done');
    expect(await asks('second', 'put', 'second', { grants: [] })).toBe('done');
  });

  it('remains when two end each other at once', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { asks } = await company();
      const said = await Promise.all([asks('first', 'end', 'second'), asks('second', 'end', 'first')]);
      expect(
        said.filter((one) => one === 'done'),
        JSON.stringify(said),
      ).toHaveLength(1);
    }
  });
});

describe('an appointment', () => {
  it('to a project that does not exist is refused at its place in the list', async () => {
    const { by } = await company();
    const grants = [
      { project: 'p1', position: 'FRONT' },
      { project: 'p9', position: 'FRONT' },
    ];
    const error = await by('first', memberRegister, 'put', { grants }, { id: 'li', project: hq, anywhere: true }).catch((refused: unknown) => refused);
    expect(error).toMatchObject({ kind: 'unprocessable', code: 'reference.unknown', errors: [{ path: 'grants.1.project' }] });
  });
});
