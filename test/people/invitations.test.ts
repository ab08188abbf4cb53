import { describe, expect, it } from 'vitest';
import { readOne } from '../../lib/cases/read.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { timeIs } from '../support/clock.ts';
import { rememberWrites } from '../support/stored-items.ts';
import { Crash, countWrites, crashing } from '../support/transport.ts';
import { accepts, frontDoor, signIn } from './reception.ts';

const morning = '2026-07-01T10:00:00+08:00';
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof DomainError ? error.code : Promise.reject(error as Error)),
  );

async function opened(count = 1) {
  timeIs(morning);
  const door = await frontDoor(count);
  const [first] = door.tenants;
  if (!first) throw new Error('no company');
  return { ...door, first };
}

describe('an invitation 邀请', () => {
  it('links the sign-in of whoever brings its code, and answers him twice the same', async () => {
    const { first, reception, directory } = await opened();
    const code = await first.invited('li');
    const target = { company: first.desk.company, person: 'li' };
    expect(await accepts(reception, 'sub-1', code)).toEqual({ status: 200, body: target });
    expect(await accepts(reception, 'sub-1', code)).toEqual({ status: 200, body: target });
    expect(await directory.find(signIn('sub-1'))).toMatchObject(target);
    expect((await first.account('li'))?.login?.account.h).toBe(signIn('sub-1'));
  });

  it('is used once: another sign-in with the same code is refused like one with a wrong code', async () => {
    const { first, reception, directory } = await opened();
    const code = await first.invited('li');
    await accepts(reception, 'sub-1', code);
    for (const wrong of [code, `${code}x`, `${first.desk.company}.${'A'.repeat(20)}`, `nobody.${'A'.repeat(20)}`, 'x', '.', '..', 'T#a.b'])
      expect(await codeOf(accepts(reception, `other ${wrong}`, wrong)), wrong).toBe('invitation.refused');
    expect(await directory.find(signIn(`other ${code}`))).toBeUndefined();
  });

  it('makes the one before it worthless', async () => {
    const { first, reception } = await opened();
    const [lost, good] = [await first.invited('li'), await first.invited('li', 'deputy')];
    expect(await codeOf(accepts(reception, 'sub-1', lost))).toBe('invitation.refused');
    expect(await codeOf(accepts(reception, 'sub-1', good))).toBe('accepted');
  });

  it.each([
    ['2026-07-08T09:59:59+08:00', 'accepted'],
    ['2026-07-08T10:00:00+08:00', 'accepted'],
    ['2026-07-08T10:00:00.001+08:00', 'invitation.refused'],
  ])('is good for seven days: at %s %s', async (at, expected) => {
    const { first, reception } = await opened();
    const code = await first.invited('li');
    timeIs(at);
    expect(await codeOf(accepts(reception, 'sub-1', code))).toBe(expected);
  });

  it('stands nowhere in the clear, and its hash is shown to nobody', async () => {
    const { first, reception } = await opened();
    const written = rememberWrites();
    const code = await first.invited('li');
    await accepts(reception, 'sub-1', code);
    written.stop();
    const secret = code.slice(code.lastIndexOf('.') + 1);
    const items = await written.items(first.desk.table);
    expect(items.length).toBeGreaterThan(3);
    expect(JSON.stringify(items)).not.toContain(secret);
    const shown = JSON.stringify(await readOne(first.desk, memberRegister, { person: 'boss', project: hq, anywhere: true }, 'li'));
    expect(shown).toContain('******');
    expect(shown).not.toContain(signIn('sub-1'));
  });

  it('is not for somebody who has a sign-in, is locked or has left', async () => {
    const { first, reception } = await opened();
    await accepts(reception, 'sub-1', await first.invited('li'));
    expect(await codeOf(first.invited('li'))).toBe('member.linked');
    const code = await first.invited('wang');
    await first.decides('boss', 'lock', 'wang', { reason: '调查' });
    expect(await codeOf(accepts(reception, 'sub-2', code))).toBe('invitation.refused');
    expect(await codeOf(first.invited('wang'))).toBe('case.wrong-state');
    await first.decides('boss', 'end', 'wang');
    expect(await codeOf(accepts(reception, 'sub-2', code))).toBe('invitation.refused');
  });
});

describe('a code of another company', () => {
  it('is none, though its people have the same ids: neither under its own name nor under the other', async () => {
    const { tenants, reception } = await opened(2);
    const [ours, theirs] = tenants;
    if (!ours || !theirs) throw new Error('two companies');
    const code = await ours.invited('li');
    await theirs.invited('li');
    const secret = code.slice(code.lastIndexOf('.') + 1);
    expect(await codeOf(accepts(reception, 'sub-1', `${theirs.desk.company}.${secret}`))).toBe('invitation.refused');
    expect((await theirs.account('li'))?.login).toBeUndefined();
    expect(await accepts(reception, 'sub-1', code)).toMatchObject({ body: { company: ours.desk.company } });
  });
});

describe('guessing codes', () => {
  it('ends after five tries an hour, whatever is tried, and the sixth costs no look into any company', async () => {
    const { first, reception } = await opened();
    const code = await first.invited('li');
    for (let n = 0; n < 5; n += 1) expect(await codeOf(accepts(reception, 'sub-1', `nobody.${n}`))).toBe('invitation.refused');
    expect(await codeOf(accepts(reception, 'sub-1', code))).toBe('invitation.too-many');
    timeIs('2026-07-01T10:59:59.999+08:00');
    expect(await codeOf(accepts(reception, 'sub-1', code))).toBe('invitation.too-many');
    timeIs('2026-07-01T11:00:00+08:00');
    expect(await codeOf(accepts(reception, 'sub-1', code))).toBe('accepted');
  });

  it('is counted one by one, however many come at once', async () => {
    const { reception } = await opened();
    const said = await Promise.all(Array.from({ length: 40 }, (_, n) => codeOf(accepts(reception, 'sub-1', `nobody.${n}`))));
    expect(said.filter((code) => code === 'invitation.refused').length).toBeLessThanOrEqual(5);
    expect(new Set(said)).toEqual(new Set(['invitation.refused', 'invitation.too-many']));
  });
});

describe('a race', () => {
  it('of two sign-ins for one code has one winner, and the loser stays free', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { first, reception, directory } = await opened();
      const code = await first.invited('li');
      const subs = ['sub-a', 'sub-b', 'sub-c'].map((sub) => `${sub}${first.desk.company}`);
      const said = await Promise.all(subs.map((sub) => codeOf(accepts(reception, sub, code))));
      expect(said.toSorted()).toEqual(['accepted', 'invitation.refused', 'invitation.refused']);
      const winner = subs[said.indexOf('accepted')] ?? '';
      expect((await first.account('li'))?.login?.account.h).toBe(signIn(winner));
      for (const sub of subs) expect((await directory.find(signIn(sub)))?.person).toBe(sub === winner ? 'li' : undefined);
    }
  });

  it('of one sign-in for the codes of two companies links one of them', async () => {
    const { tenants, reception, directory } = await opened(2);
    const codes = await Promise.all(tenants.map((tenant) => tenant.invited('li')));
    const sub = `both ${tenants[0]?.desk.company}`;
    const said = await Promise.all(codes.map((code) => codeOf(accepts(reception, sub, code))));
    expect(said.filter((code) => code === 'accepted')).toHaveLength(1);
    const linked = await Promise.all(tenants.map(async (tenant) => (await tenant.account('li'))?.login !== undefined));
    expect(linked).toEqual(said.map((code) => code === 'accepted'));
    expect((await directory.find(signIn(sub)))?.company).toBe(tenants[said.indexOf('accepted')]?.desk.company);
  });
});

describe('a sign-in', () => {
  it('that belongs to somebody in another company of the same ids is not linked a second time', async () => {
    const { tenants, reception } = await opened(2);
    const [ours, theirs] = tenants;
    const code = await theirs?.invited('li');
    await accepts(reception, 'sub-1', (await ours?.invited('li')) ?? '');
    expect(await codeOf(accepts(reception, 'sub-1', code ?? ''))).toBe('invitation.linked-elsewhere');
    expect((await theirs?.account('li'))?.login).toBeUndefined();
  });

  it('is free again once it was reset, at once for its bearer and for the next code', async () => {
    const { tenants, reception, directory } = await opened(2);
    const [ours, theirs] = tenants;
    if (!ours || !theirs) throw new Error('two companies');
    await accepts(reception, 'sub-1', await ours.invited('li'));
    const desk = { ...ours.desk, login: signIn('sub-1') };
    await readOne(desk, memberRegister, { person: 'li', project: hq, anywhere: true }, 'li');
    await ours.decides('boss', 'reset', 'li', { reason: '换手机' });
    expect(await codeOf(readOne(desk, memberRegister, { person: 'li', project: hq, anywhere: true }, 'li'))).toBe('auth.unlinked');
    expect(await directory.find(signIn('sub-1'))).toBeUndefined();
    expect(await codeOf(accepts(reception, 'sub-1', await theirs.invited('li')))).toBe('accepted');
  });

  it('keeps its entry when an old request to reset is repeated after it was linked anew', async () => {
    const { first, reception, directory } = await opened();
    await accepts(reception, 'sub-1', await first.invited('li'));
    await first.decides('boss', 'reset', 'li', { reason: '换手机' });
    await accepts(reception, 'sub-1', await first.invited('li'));
    await first.decides('boss', 'end', 'li', { on: '2026-08-01' });
    expect(await directory.find(signIn('sub-1'))).toMatchObject({ person: 'li' });
  });
});

describe('a crash', () => {
  it('at any write of an acceptance leaves nothing that the same request does not heal', async () => {
    const rehearsal = await opened();
    const rehearsed = await rehearsal.first.invited('li');
    const writes = await countWrites(() => accepts(rehearsal.reception, `sub ${rehearsal.first.desk.company}`, rehearsed));
    expect(writes).toBe(3);
    for (let nth = 1; nth <= writes; nth += 1) {
      for (const side of ['before', 'after'] as const) {
        const { first, reception, directory } = await opened();
        const sub = `sub ${first.desk.company}`;
        const code = await first.invited('li');
        expect(await crashing({ nth, side }, () => accepts(reception, sub, code))).toBeInstanceOf(Crash);
        expect(await codeOf(accepts(reception, sub, code)), `${side} ${nth}`).toBe('accepted');
        expect(await directory.find(signIn(sub))).toMatchObject({ person: 'li' });
        expect((await first.account('li'))?.login?.account.h).toBe(signIn(sub));
      }
    }
  });

  it('that nobody comes back from leaves an entry that gives way after a minute', async () => {
    const { tenants, reception, directory } = await opened(2);
    const [ours, theirs] = tenants;
    if (!ours || !theirs) throw new Error('two companies');
    const stale = { company: ours.desk.company, person: 'li' };
    const sub = `sub ${stale.company}`;
    await directory.enter(signIn(sub), stale);
    const code = await theirs.invited('li');
    expect(await codeOf(accepts(reception, sub, code))).toBe('case.busy');
    const later = { ...directory, find: async (account: string) => (await directory.find(account)) && { ...stale, since: 0 } };
    expect(await codeOf(accepts({ ...reception, directory: later }, sub, code))).toBe('accepted');
    expect(await directory.find(signIn(sub))).toMatchObject({ company: theirs.desk.company });
  });
});
