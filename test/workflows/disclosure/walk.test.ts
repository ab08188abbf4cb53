import { afterAll, describe, expect, it } from 'vitest';
import { readHistory, readOne } from '../../../lib/cases/read.ts';
import { listDisclosures } from '../../../lib/lists/disclosures.ts';
import { disclose, mostADay } from '../../../lib/people/disclosing.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { staffRegister } from '../../../lib/registers/staff/register.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { disclosure } from '../../../lib/workflows/disclosure/workflow.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { testHouse } from '../../support/house.ts';
import { Searcher } from '../../support/plaintext.ts';
import { rememberWrites } from '../../support/stored-items.ts';
import { counted } from '../../support/transport.ts';

const phone = '13800001234';
const identity = '11010119900307123X';
const written = rememberWrites();
afterAll(() => written.stop());

const code = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

async function desk() {
  timeIs('2026-07-01T08:00:00+08:00');
  const house = await testHouse([staffRegister, repair, disclosure]);
  for (const [person, position] of [
    ['zhao', 'FRONT'],
    ['csm', 'CSM'],
    ['pm', 'PM'],
    ['wang', 'ENG'],
    ['gate', 'GATE'],
  ])
    await house.hire(person ?? '', [position ?? '']);
  await house.hire('sup', ['HQ-SUP'], []);
  await house.by('zhao', partyRegister, 'put', { name: '刘', phones: [phone], documents: [{ kind: 'identityCard', number: identity }] }, { id: 'liu' });
  await house.by('zhao', unitRegister, 'put', { buildingAreaDm2: 9000, relations: [{ party: 'liu', role: 'owner' }] }, { id: '1-1-101' });
  const show = (person: string, on: object, more: object = {}, once?: string, project = 'p1') =>
    disclose(house.desk, {
      ...{ person, project },
      input: { on, reason: '水管爆裂，联系关阀', ...more } as never,
      ...(once ? { once: { key: once, bind: 'b' } } : {}),
    }) as Promise<{ status: number; body: { id: string; values: Record<string, string> } }>;
  const seen = async (person: string, query: object) => (await listDisclosures(house.desk, { person, project: 'p1' }, { limit: 20, ...query })).items;
  return { ...house, show, seen };
}

const liu = { kind: 'party', id: 'liu' };

describe('disclosure in the walk 敏感信息查阅', () => {
  it('shows the values to the one who asked, and leaves them nowhere', async () => {
    const { desk: own, show } = await desk();
    const { status, body } = await show('zhao', liu, {}, 'once');
    expect(status).toBe(201);
    expect(body.values).toEqual({ 'phones.0': phone, 'documents.0.number': identity });
    expect(await readOne(own, disclosure, { person: 'pm', project: 'p1' }, body.id)).toMatchObject({ state: 'disclosed', person: 'zhao', on: liu });
    const items = await written.items(own.table);
    expect(items.some(({ sk }) => sk === 'ONCE')).toBe(true);
    const secrets = new Searcher([phone, identity]);
    expect(
      items.flatMap((item) => secrets.in(JSON.stringify(item, (_, part) => (part instanceof Uint8Array ? Buffer.from(part).toString('latin1') : part)))),
    ).toEqual([]);
    expect(secrets.in(JSON.stringify(body))).toHaveLength(2);
    expect((await readHistory(own, disclosure, { person: 'pm', project: 'p1' }, body.id, { limit: 5 })).items).toHaveLength(1);
  });

  it('shows the same again to a request that is repeated, counts it once, and not for ever', async () => {
    const { show, seen } = await desk();
    const first = await show('zhao', liu, { fields: ['phones.0'] }, 'k');
    timeIs('2026-07-01T08:09:59+08:00');
    expect(await show('zhao', liu, { fields: ['phones.0'] }, 'k')).toEqual(first);
    timeIs('2026-07-01T08:10:01+08:00');
    expect(await code(show('zhao', liu, { fields: ['phones.0'] }, 'k'))).toBe('disclosure.over');
    expect(await seen('sup', { person: 'zhao' })).toHaveLength(1);
  });

  it('is not for whoever cannot see the record, and shows a worker only what he works on', async () => {
    const { by, show } = await desk();
    expect(await code(show('gate', liu))).toBe('access.not-found');
    expect(await code(show('sup', liu))).toBe('access.forbidden');
    expect(await code(show('zhao', { kind: 'party', id: 'nobody' }))).toBe('access.not-found');
    expect(await code(show('zhao', liu, {}, undefined, 'p2'))).toBe('access.not-found');
    expect(await code(show('wang', liu))).toBe('disclosure.not-for-position');
    const caller = { name: '刘', party: 'liu', phone };
    const burst = { unit: '1-1-101', category: 'water', description: '爆管', urgent: true, urgentKind: 'burstPipe', source: 'phone', payer: 'public', caller };
    const { body } = await by('zhao', repair, 'register', burst);
    const on = { kind: 'repair', id: body.id };
    expect(await code(show('wang', on))).toBe('disclosure.not-your-case');
    await by('csm', repair, 'reassign', { to: 'wang', reason: '值班' }, { id: body.id });
    expect(Object.values((await show('wang', on)).body.values)).toEqual([phone]);
  });

  it('of another company is not there', async () => {
    await desk();
    const other = await testHouse([disclosure]);
    await other.hire('zhao', ['FRONT']);
    const asking = { person: 'zhao', project: 'p1', input: { on: { kind: 'party', id: 'liu' } as const, reason: '联系' } };
    expect(await code(disclose(other.desk, asking))).toBe('access.not-found');
  });

  it('opens what came from a double that was merged, whose salt is its own', async () => {
    const { by, show } = await desk();
    await by('zhao', partyRegister, 'put', { name: '刘', phones: ['13900005678'] }, { id: 'double' });
    await by('csm', partyRegister, 'merge', { into: 'liu', reason: '重复', evidence: '本人' }, { id: 'double' });
    expect((await show('zhao', liu)).body.values).toMatchObject({ 'phones.0': phone, 'phones.1': '13900005678' });
    expect(await code(show('zhao', { kind: 'party', id: 'double' }))).toBe('disclosure.nothing');
  });

  it('says who saw whom, either way, and only to supervision or to oneself', async () => {
    const { show, seen, desk: own } = await desk();
    await show('zhao', liu);
    timeIs('2026-07-01T09:00:00+08:00');
    await show('csm', liu, { fields: ['phones.0'] });
    expect(await seen('sup', { of: 'party:liu' })).toMatchObject([{ person: 'csm', fields: ['phones.0'] }, { person: 'zhao' }]);
    expect(await seen('pm', { person: 'zhao' })).toMatchObject([{ on: liu, reason: '水管爆裂，联系关阀' }]);
    expect(await seen('zhao', { person: 'zhao' })).toHaveLength(1);
    expect(await code(seen('zhao', { person: 'csm' }))).toBe('access.not-found');
    expect(await code(seen('zhao', { of: 'party:liu' }))).toBe('access.not-found');
    expect(await code(seen('sup', {}))).toBe('request.invalid');
    expect(await code(seen('sup', { person: 'zhao', of: 'party:liu' }))).toBe('request.invalid');
    expect(await seen('sup', { of: 'party:ma' })).toEqual([]);
    const { requests } = await counted(() => listDisclosures(own, { person: 'sup', project: 'p1' }, { limit: 20, of: 'party:liu' }));
    expect(requests).toEqual({ BatchGetItem: 3, Query: 1 });
    const first = await listDisclosures(own, { person: 'sup', project: 'p1' }, { limit: 1, of: 'party:liu' });
    expect(first.cursor).toBeDefined();
    expect((await listDisclosures(own, { person: 'sup', project: 'p1' }, { limit: 1, of: 'party:liu', cursor: first.cursor })).items).toMatchObject([
      { person: 'zhao' },
    ]);
  });

  it(`ends at ${mostADay} a day, with a word to supervision, and begins anew at midnight`, async () => {
    const { show, seen, desk: own } = await desk();
    const fields = { fields: ['phones.0'] };
    // Refused ones count as well: trying numbers out is what the limit is for.
    for (let at = 0; at < mostADay / 2; at += 1) await code(show('zhao', { kind: 'party', id: `K${at}` }, fields));
    await Promise.all(Array.from({ length: mostADay / 2 - 1 }, () => show('zhao', liu, fields)));
    expect((await show('zhao', liu, fields)).status).toBe(201);
    const tries = await Promise.all(Array.from({ length: 3 }, () => show('zhao', liu, fields).catch((error: unknown) => error)));
    for (const one of tries) expect(one).toMatchObject({ kind: 'too-many', code: 'disclosure.daily-cap', detail: { most: mostADay } });
    expect(await code(show('csm', liu, fields))).toBe('done');
    const refused = (await written.items(own.table)).filter((item) => item['kind'] === 'disclosure' && item['state'] === 'refused');
    expect(refused).toMatchObject([{ record: { person: 'zhao', on: liu } }]);
    const { items } = await own.table.query({ pk: refused[0]?.pk ?? '', prefix: 'H#', limit: 1 });
    expect(JSON.stringify(items[0]?.['out'])).toContain('"positions":["HQ-SUP"]');
    timeIs('2026-07-01T23:59:59+08:00');
    expect(await code(show('zhao', liu, fields))).toBe('disclosure.daily-cap');
    timeIs('2026-07-02T00:00:00+08:00');
    expect(await code(show('zhao', liu, fields))).toBe('done');
    expect(await seen('sup', { person: 'zhao' })).toHaveLength(20);
  });

  it('costs one number, one transaction and little reading', async () => {
    const { show } = await desk();
    await show('csm', liu);
    const { requests } = await counted(() => show('zhao', liu, {}, 'once'));
    // Whether it was answered before; the request's own records; the record; and that again after the commit.
    expect(requests).toEqual({ BatchGetItem: 4, UpdateItem: 2, TransactWriteItems: 1 });
  });
});
