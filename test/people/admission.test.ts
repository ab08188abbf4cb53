import { describe, expect, it } from 'vitest';
import { listCases, readHistory, readOne } from '../../lib/cases/read.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { householdFile } from '../../lib/lists/household.ts';
import { listMembers } from '../../lib/lists/members.ts';
import { myCases } from '../../lib/lists/my-work.ts';
import { listProjects } from '../../lib/lists/projects.ts';
import { searchRegister } from '../../lib/lists/register-search.ts';
import { search } from '../../lib/lists/search.ts';
import { readInbox } from '../../lib/notices/inbox.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';

const wish = { what: '送信', dueAt: '2026-07-01T18:00:00+08:00' };
const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : Promise.reject(error as Error)),
  );

async function office() {
  timeIs('2026-07-01T10:00:00+08:00');
  const at = await testHouse([errand, trolley]);
  await at.hire('boss', ['HQ-ADM']);
  await at.hire('li', ['FRONT']);
  await at.hire('wang', ['FRONT']);
  await at.system(unitRegister, 'p1', '1-2-301', { buildingAreaDm2: 9875 });
  const { body } = await at.by('li', errand, 'ask', wish);
  const decides = (command: string, input: object, id = 'li') => at.by('boss', memberRegister, command, input, { id, project: hq, anywhere: true });
  return { ...at, decides, id: body.id };
}

type Office = Awaited<ReturnType<typeof office>>;

/** Everything somebody may ask, of what is there and of what is not. */
function requests({ desk, by, id }: Office, person: string): readonly (readonly [string, () => Promise<unknown>])[] {
  const caller = { person, project: 'p1' };
  const above = { person, project: hq, anywhere: true };
  return [
    ['open', () => by(person, errand, 'ask', wish)],
    ['command', () => by(person, errand, 'take', {}, { id })],
    ['command on nothing', () => by(person, errand, 'take', {}, { id: 'PT-20260701-9999' })],
    ['comment', () => by(person, errand, 'comment', { text: '在吗', audience: 'internal' }, { id })],
    ['put', () => by(person, unitRegister, 'put', { buildingAreaDm2: 1 }, { id: '1-2-301' })],
    ['read', () => readOne(desk, errand, caller, id)],
    ['read nothing', () => readOne(desk, errand, caller, 'PT-20260701-9999')],
    ['read in a project that is not', () => readOne(desk, errand, { person, project: 'p9' }, id)],
    ['himself', () => readOne(desk, memberRegister, above, person)],
    ['history', () => readHistory(desk, errand, caller, id, { limit: 20 })],
    ['list', () => listCases(desk, errand, caller, { limit: 20 })],
    ['mine', () => myCases(desk, person, [errand], { limit: 20 })],
    ['find', () => search(desk, person, { q: '1-2-301', limit: 20 })],
    ['search', () => searchRegister(desk, unitRegister, caller, { limit: 20, q: '1-2-301' })],
    ['file', () => householdFile(desk, caller, [unitRegister], { limit: 20, unit: '1-2-301' })],
    ['projects', () => listProjects(desk, person, { limit: 20 })],
    ['members', () => listMembers(desk, above, { limit: 20 })],
    ['inbox', () => readInbox(desk, person, { limit: 20 })],
  ];
}

describe('whoever is not let in', () => {
  it.each<[string, (at: Office) => Promise<unknown>]>([
    ['locked', (at) => at.decides('lock', { reason: '调查' })],
    ['gone', (at) => at.decides('end', {})],
    [
      'gone since this morning',
      async (at) => {
        await at.decides('end', { on: '2026-07-02' });
        timeIs('2026-07-02T00:00:00+08:00');
      },
    ],
  ])('%s is told so by everything alike, at once, and by nothing more', async (_, done) => {
    const at = await office();
    await done(at);
    for (const [name, ask] of requests(at, 'li')) expect({ name, code: await codeOf(ask()) }).toEqual({ name, code: 'access.locked' });
    expect(await codeOf(at.by('wang', errand, 'take', {}, { id: at.id }))).toBe('done');
    expect(JSON.stringify(await readHistory(at.desk, errand, { person: 'wang', project: 'p1' }, at.id, { limit: 50 }))).not.toContain('locked');
  });

  it('is let in to the last moment, and again when he is unlocked', async () => {
    const at = await office();
    await at.decides('end', { on: '2026-07-02' });
    timeIs('2026-07-01T23:59:59.999+08:00');
    expect(await codeOf(at.by('li', errand, 'ask', wish))).toBe('done');
    await at.decides('rejoin', {});
    await at.decides('put', { grants: [{ project: 'p1', position: 'FRONT' }] });
    await at.decides('lock', { reason: '调查' });
    await at.decides('unlock', {});
    timeIs('2026-07-02T00:00:00+08:00');
    expect(await codeOf(at.by('li', errand, 'ask', wish))).toBe('done');
  });

  it('is not brought back by a new token', async () => {
    const at = await office();
    await at.decides('end', {});
    await at.hire('li', ['FRONT', 'PM']);
    expect(await codeOf(at.by('li', errand, 'ask', wish))).toBe('access.locked');
  });
});

describe('one’s own account', () => {
  it('is shown to everybody, as much as concerns him, and nobody else’s', async () => {
    const { desk, hire } = await office();
    await hire('resident', []);
    const caller = (person: string) => ({ person, project: hq, anywhere: true });
    expect(await readOne(desk, memberRegister, caller('li'), 'li')).toMatchObject({
      grants: [{ position: 'FRONT' }],
      commands: ['delegate', 'revokeDelegation'],
    });
    expect(await readOne(desk, memberRegister, caller('resident'), 'resident')).toMatchObject({ grants: [] });
    for (const person of ['li', 'resident']) expect(await codeOf(readOne(desk, memberRegister, caller(person), 'wang'))).toBe('access.not-found');
  });

  it('is delegated by himself, in one go with the deputy’s, and every conflict is noted there', async () => {
    const { desk, hire, by } = await office();
    await hire('cashier', ['CASHIER']);
    await hire('csm', ['CSM']);
    const own = (person: string) => ({ id: person, project: hq, anywhere: true });
    await by('csm', memberRegister, 'delegate', { to: 'cashier', until: '2026-07-05', reason: '病假' }, own('csm'));
    expect(await readOne(desk, memberRegister, { person: 'boss', project: hq, anywhere: true }, 'cashier')).toMatchObject({
      warnings: [{ project: 'p1', positions: ['CASHIER', 'CSM'] }],
    });
    expect(await codeOf(by('csm', memberRegister, 'delegate', { to: 'nobody', until: '2026-07-05', reason: '病假' }, own('csm')))).toBe('reference.unknown');
    expect(await codeOf(by('li', memberRegister, 'delegate', { to: 'csm', until: '2026-07-05', reason: '病假' }, own('csm')))).toBe('access.not-found');
    await by('csm', memberRegister, 'revokeDelegation', {}, own('csm'));
    expect(await readOne(desk, memberRegister, { person: 'boss', project: hq, anywhere: true }, 'cashier')).toMatchObject({ warnings: [] });
  });

  it('is nobody’s to delegate to who is locked or has left', async () => {
    const at = await office();
    const delegates = () =>
      at.by('wang', memberRegister, 'delegate', { to: 'li', until: '2026-07-05', reason: '病假' }, { id: 'wang', project: hq, anywhere: true });
    await at.decides('lock', { reason: '调查' });
    expect(await codeOf(delegates())).toBe('reference.wrong-state');
    await at.decides('end', {});
    expect(await codeOf(delegates())).toBe('reference.wrong-state');
  });
});

describe('the list of members 成员列表', () => {
  it('finds them by project, by position and by state, for those who may know', async () => {
    const at = await office();
    await at.hire('hr', ['HR']);
    await at.decides('lock', { reason: '调查' }, 'wang');
    const ids = async (query: object, person = 'hr') => {
      const { items } = await listMembers(at.desk, { person, project: hq }, { limit: 20, ...query });
      return (items as readonly { id: string }[]).map(({ id }) => id).toSorted();
    };
    expect(await ids({})).toEqual(['boss', 'hr', 'li']);
    expect(await ids({ state: 'locked' })).toEqual(['wang']);
    expect(await ids({ project: 'p1' })).toEqual(['hr', 'li', 'wang']);
    expect(await ids({ project: 'p1', position: 'FRONT' })).toEqual(['li']);
    expect(await ids({ position: 'HQ-ADM' })).toEqual(['boss']);
    expect(await codeOf(ids({ state: 'x' }))).toBe('request.invalid');
    expect(await codeOf(ids({}, 'li'))).toBe('access.not-found');
    const { cursor } = await listMembers(at.desk, { person: 'hr', project: hq }, { limit: 2 });
    expect((await listMembers(at.desk, { person: 'hr', project: hq }, { limit: 2, cursor })).items).toHaveLength(1);
  });
});
