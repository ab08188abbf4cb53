import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { schedules } from '../../lib/schedules.ts';
import { burstPipe, type Caller, CloudProcess } from '../support/cloud.ts';
import { pictureOf } from '../support/furnished.ts';

const cloud = new CloudProcess();
let front: Caller;
let manager: Caller;

beforeAll(() => cloud.start(), 60_000);
afterAll(() => cloud.stop());
/** Empty, at ten in the morning of 1 July 2026, with a project and a flat. */
beforeEach(async () => {
  await reset();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  await furnish();
});

const reset = () => cloud.call('POST', '/local/reset', {});

async function furnish(): Promise<void> {
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  front = await cloud.person('meihua', 'front', ['FRONT', 'ARCH', 'CSM']);
  manager = await cloud.person('meihua', 'manager', ['PM']);
  await front.put('/projects/p1/units/1-2-301', { buildingAreaDm2: 9_875 });
}

const clock = (body: unknown) => cloud.call<{ now: string; code: string }>('POST', '/local/clock', body);
const sweep = (at?: string) => cloud.call('POST', '/local/schedules/timers', at ? { at } : {});
const inboxOf = async (who: Caller, type: string) => (await who.get('/inbox?limit=100')).body.items.filter((notice) => notice['type'] === type);

describe('the clock', () => {
  it('may begin anywhere in an empty cloud, and after that only goes on, also over a restart', async () => {
    await reset();
    expect((await clock({ now: '2019-12-31T23:59:59.999+08:00' })).body.now).toBe('2019-12-31T15:59:59.999Z');
    expect(await clock({ now: '2019-12-31T23:59:59+08:00' })).toMatchObject({ status: 409, body: { code: 'local.clock-backwards' } });
    await cloud.kill();
    await cloud.start();
    expect(await clock({ now: '2018-01-01T00:00:00Z' })).toMatchObject({ status: 409 });
    expect((await clock({ now: '2020-01-01T00:00:00Z' })).body.now).toBe('2020-01-01T00:00:00.000Z');
    expect((await clock({ advance: 'P1DT2H3M4.5S' })).body.now).toBe('2020-01-02T02:03:04.500Z');
    expect((await cloud.call<{ now: string }>('GET', '/local/clock')).body.now).toBe('2020-01-02T02:03:04.500Z');
  });

  it('does not move for what is no instant with its zone and no duration forward', async () => {
    const nows = ['2026-07-01T12:00:00', '2026-07-01', 'tomorrow', 1_782_871_200_000, null, {}];
    const advances = ['31 minutes', '-PT1M', 'PT', 'P1W', 'P1M', 60, '', null];
    for (const body of [{}, [], 'x', ...nows.map((now) => ({ now })), ...advances.map((advance) => ({ advance }))]) {
      expect((await clock(body)).status, JSON.stringify(body)).toBe(400);
    }
    expect((await cloud.call<{ now: string }>('GET', '/local/clock')).body.now).toBe('2026-07-01T02:00:00.000Z');
  });
});

describe('a sweep', () => {
  it('that comes twice, at once, or for another instant changes nothing', async () => {
    await front.post('/projects/p1/repairs', burstPipe);
    await cloud.advance('PT31M');
    const before = pictureOf(cloud);
    await Promise.all([
      sweep(),
      sweep(),
      sweep('2026-07-01T10:05:00+08:00'),
      sweep('2026-07-02T10:00:00+08:00'),
      cloud.call('POST', '/local/invoke/timers', {}),
    ]);
    await sweep();
    expect(pictureOf(cloud)).toEqual(before);
    expect(await inboxOf(manager, 'repair.arrival.breach')).toHaveLength(1);
  });

  it('that comes forty minutes late, because the machine was off, finds the same verdict and tells once', async () => {
    const { body } = await front.post('/projects/p1/repairs', burstPipe);
    await cloud.idle();
    await cloud.kill();
    const state = new DatabaseSync(`${cloud.folder}/cloud.sqlite`);
    state.exec('UPDATE clock SET travelled = travelled + 40 * 60000');
    state.close();
    await cloud.start();
    const arrival = async () => (await front.get(`/projects/p1/repairs/${body.id}`)).body.timers.find(({ name }) => name === 'arrival');
    const due = { dueAt: '2026-07-01T02:30:00.000Z', stage: 'breach', breachedAt: '2026-07-01T02:30:00.000Z' };
    expect(await arrival()).toMatchObject(due);
    await cloud.idle();
    await sweep();
    expect(await arrival()).toMatchObject(due);
    expect(await inboxOf(manager, 'repair.arrival.breach')).toHaveLength(1);
  });

  it('is asked for by its own name only', async () => {
    const known = [...schedules.map(({ name }) => name), 'timers'].toSorted();
    expect((await cloud.call<{ schedules: string[] }>('GET', '/local/schedules')).body.schedules.toSorted()).toEqual(known);
    expect(await cloud.call('POST', '/local/schedules/sweeps', {})).toMatchObject({ status: 404 });
    expect(await cloud.call('POST', '/local/schedules/timers', { at: 'now' })).toMatchObject({ status: 400 });
  });
});

describe('the key count', () => {
  const counts = async () => (await front.get('/projects/p1/key-counts?limit=100')).body.items;

  it('is opened once for each day a jump passes, whatever else wakes the planner', async () => {
    await cloud.advance('P3D');
    const opened = await counts();
    expect(opened.map((one) => [one['period'], one['countKind']])).toEqual(['2026-07-01', '2026-07-02', '2026-07-03'].map((period) => [period, 'daily']));
    const again = ['2026-07-01T17:30:00+08:00', '2026-07-03T17:30:00+08:00', '2026-07-03T17:30:00+08:00'];
    await Promise.all(again.map((at) => cloud.call('POST', '/local/schedules/key-count', { at })));
    await cloud.idle();
    expect(await counts()).toEqual(opened);
  });

  it('is one of the whole register on the last day of a month, and comes to a project as soon as there is one', async () => {
    await reset();
    await cloud.setClock('2026-07-30T18:00:00+08:00');
    await furnish();
    const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
    await admin.post('/projects', { id: 'p2', name: '二号院' });
    await cloud.advance('P1D');
    expect((await counts()).filter((one) => one['countKind'] === 'monthly').map((one) => one['period'])).toEqual(['2026-07-31']);
    const keeper = await cloud.person('meihua', 'keeper', ['FRONT'], ['p2']);
    expect((await keeper.get('/projects/p2/key-counts')).body.items.map((one) => one['period'])).toEqual(['2026-07-31']);
  });
});

describe('rest and reset', () => {
  it('after idle every notice has arrived', async () => {
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(Array.from({ length: 5 }, () => front.post('/projects/p1/repairs', burstPipe)));
      await cloud.idle();
      expect(await inboxOf(front, 'repair.toDispatch')).toHaveLength(5 * (round + 1));
    }
  });

  it('a reset leaves nothing: no record, no number, no notice, no member, no clock', async () => {
    const { body } = await front.post('/projects/p1/repairs', burstPipe);
    await cloud.advance('PT31M');
    await reset();
    expect(pictureOf(cloud).size).toBe(0);
    expect((await front.get(`/projects/p1/repairs/${body.id}`)).status).toBe(404);
    expect((await front.get('/inbox')).body.items).toEqual([]);
    await cloud.setClock('2026-07-01T09:00:00+08:00');
    await furnish();
    expect((await front.post('/projects/p1/repairs', burstPipe)).body.id).toBe(body.id);
    await cloud.idle();
    expect(await inboxOf(manager, 'repair.arrival.breach')).toEqual([]);
  });
});
