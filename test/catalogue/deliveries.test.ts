import { afterEach, describe, expect, it } from 'vitest';
import type { NoticeEvent, OutEvent } from '../../lib/cases/history.ts';
import { plan } from '../../lib/cases/plan.ts';
import { readHistory } from '../../lib/cases/read.ts';
import { canonical } from '../../lib/kernel/canonical.ts';
import { instant, plus } from '../../lib/kernel/clock.ts';
import { addressees, deliver, deliverAt } from '../../lib/notices/deliver.ts';
import { readInbox } from '../../lib/notices/inbox.ts';
import { schedules } from '../../lib/schedules.ts';
import { type Item, openTable, type Table } from '../../lib/table/table.ts';
import { keyCount } from '../../lib/workflows/key-count/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { newCompany, tableName, testEngine } from '../support/engine.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { rememberWrites } from '../support/stored-items.ts';
import { crashing } from '../support/transport.ts';
import { memoryDesk, project } from '../support/world.ts';
import { type Scene, stories, take } from './stories.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});
const inMemory = () => {
  const engine = memoryEngine();
  stops.push(engine.stop);
  return engine;
};

const isNotice = (event: OutEvent): event is NoticeEvent => event.type === 'notice';

/** Every notice of an urgent repair and of an emergency entry, as the relay would carry them. */
async function noticesOfADay(): Promise<readonly NoticeEvent[]> {
  const engine = inMemory();
  const scene: Scene = { project: await project(memoryDesk()), ids: new Map() };
  const day = [...(stories['an urgent repair from the call to the visit'] ?? []), ...(stories['an emergency entry, its paper and its judgement'] ?? [])];
  for (const [at, step] of day.entries()) await take(scene, step, `k.${at}`);
  const events = engine.items().flatMap((item) => (item['out'] ?? []) as OutEvent[]);
  engine.stop();
  return events.filter(isNotice);
}

/** What lies in the inboxes of a company, without its name. */
const inboxes = (items: readonly Item[], { company }: Table) =>
  items.map((item) => canonical([item.pk, item.sk, item['card'], item['mpk'], item['msk']]).replaceAll(company, 'c')).toSorted();

describe('a notice that leaves the table at least once', () => {
  it('lies in each inbox once, whether it comes once, twice, backwards or all at the same time', async () => {
    const events = await noticesOfADay();
    expect(events.length).toBeGreaterThan(12);
    await testEngine();
    const written = rememberWrites();
    stops.push(written.stop);
    const filled = async (carry: (table: Table) => Promise<unknown>) => {
      const table = openTable(newCompany(), tableName);
      await carry(table);
      return inboxes(await written.items(table), table);
    };
    const inOrder = async (table: Table, list: readonly NoticeEvent[]) => {
      for (const event of list) await deliver(table, event);
    };
    const once = await filled((table) => inOrder(table, events));
    expect(once.length).toBeGreaterThan(events.length);
    expect(await filled((table) => inOrder(table, [...events, ...events]))).toEqual(once);
    expect(await filled((table) => inOrder(table, events.toReversed()))).toEqual(once);
    expect(await filled((table) => Promise.all([...events, ...events].map((event) => deliver(table, event))))).toEqual(once);
  });
});

const notice = (at: string, more: Partial<NoticeEvent['data']> = {}, projectId = 'p1'): NoticeEvent => ({
  id: `e-${at}-${projectId}`,
  type: 'notice',
  company: 'c',
  project: projectId,
  kind: 'repair',
  caseId: 'BX-20260701-0001',
  at: instant(at),
  data: {
    type: 'repair.finished',
    to: { parties: ['liu'], persons: ['wang'], positions: ['FRONT'] },
    title: '报修',
    text: { zh: '已完工', en: 'done' },
    period: at,
    emergency: false,
    zone: 'Asia/Shanghai',
    quietHours: { from: '21:00', to: '08:00' },
    ...more,
  },
});

describe('quiet hours 免打扰', () => {
  it.each([
    { at: '2026-07-01T20:59:59.999+08:00', seen: '2026-07-01T20:59:59.999+08:00' },
    { at: '2026-07-01T21:00:00.000+08:00', seen: '2026-07-02T08:00:00.000+08:00' },
    { at: '2026-07-02T00:00:00.000+08:00', seen: '2026-07-02T08:00:00.000+08:00' },
    { at: '2026-07-02T07:59:59.999+08:00', seen: '2026-07-02T08:00:00.000+08:00' },
    { at: '2026-07-02T08:00:00.000+08:00', seen: '2026-07-02T08:00:00.000+08:00' },
  ])('a household hears at $seen of what happened at $at; staff at once, and everybody of an emergency', ({ at, seen }) => {
    const [quiet, emergency] = [notice(at), notice(at, { emergency: true })];
    for (const to of addressees(quiet)) expect(deliverAt(quiet, to)).toBe(instant('party' in to ? seen : at));
    for (const to of addressees(emergency)) expect(deliverAt(emergency, to)).toBe(instant(at));
  });

  it('a household’s inbox shows it in the morning and not before', async () => {
    inMemory();
    const desk = memoryDesk();
    await project(desk);
    await deliver(desk.table, notice('2026-07-01T21:30:00+08:00'));
    const seen = async (at: string, person: string) => {
      timeIs(at);
      return (await readInbox(desk, person, { limit: 10 })).items.length;
    };
    expect(await seen('2026-07-01T21:30:00+08:00', 'wang')).toBe(1);
    expect(await seen('2026-07-01T21:30:00+08:00', 'zhao')).toBe(1);
    expect(await seen('2026-07-02T07:59:59+08:00', 'liu')).toBe(0);
    expect(await seen('2026-07-02T08:00:00+08:00', 'liu')).toBe(1);
  });

  it('a position of headquarters has one inbox for all projects, a position of a project its own', async () => {
    inMemory();
    const desk = memoryDesk();
    const { hire } = await project(desk);
    await hire('front.2', ['FRONT'], ['p2']);
    const to = { positions: ['HQ-PROJ', 'FRONT'] as const };
    for (const id of ['p1', 'p2']) await deliver(desk.table, notice('2026-07-01T10:00:00+08:00', { to }, id));
    const projectsSeen = async (person: string) =>
      (await readInbox(desk, person, { limit: 10 })).items.map((card) => (card as { project: string }).project).toSorted();
    expect(await projectsSeen('hq')).toEqual(['p1', 'p2']);
    expect(await projectsSeen('zhao')).toEqual(['p1']);
    expect(await projectsSeen('front.2')).toEqual(['p2']);
  });
});

const daily = schedules.find(({ job }) => job === 'key-count');

/** The wake-up of half past five on a day of July, in Shanghai. */
const wake = (day: number): string => `2026-07-${String(day).padStart(2, '0')}T17:30:00+08:00`;

async function planned() {
  const engine = inMemory();
  const desk = memoryDesk();
  await project(desk);
  if (!daily) throw new Error('the key count has a schedule');
  const run = (at: string) => plan(desk, keyCount, daily, 'p1', at);
  /** The counts there are, in the order of their numbers. */
  const counts = () => {
    const cases = engine.items().filter(({ sk, pk }) => sk === 'CASE' && pk.includes('#C#YP-'));
    return cases
      .toSorted((a, b) => (`${a['openedAt']} ${a.pk}` < `${b['openedAt']} ${b.pk}` ? -1 : 1))
      .map(({ record }) => (record as { period: string }).period);
  };
  return { desk, run, counts };
}

describe('a wake-up of the planner', () => {
  it('that comes twice, or ten times at once, starts a day once', async () => {
    const { desk, run, counts } = await planned();
    timeIs(wake(1));
    expect(await run(wake(1))).toEqual(['2026-07-01']);
    expect(await run(wake(1))).toEqual([]);
    timeIs(wake(2));
    await Promise.all(Array.from({ length: 10 }, () => run(wake(2))));
    expect(counts()).toEqual(['2026-07-01', '2026-07-02']);
    expect((await readHistory(desk, keyCount, { person: 'zhao', project: 'p1' }, 'YP-20260702-0001', { limit: 9 })).items).toHaveLength(1);
  });

  it('that was missed is made up for by the next, day by day in order', async () => {
    const { run, counts } = await planned();
    timeIs(wake(1));
    await run(wake(1));
    timeIs(wake(5));
    expect(await run(wake(5))).toEqual(['2026-07-02', '2026-07-03', '2026-07-04', '2026-07-05']);
    expect(counts()).toEqual(['2026-07-01', '2026-07-02', '2026-07-03', '2026-07-04', '2026-07-05']);
  });

  it('that comes late, after a younger one, starts nothing again', async () => {
    const { run, counts } = await planned();
    timeIs(wake(2));
    await run(wake(1));
    await run(wake(2));
    timeIs(plus(instant(wake(2)), { hours: 5 }));
    expect(await run(wake(1))).toEqual([]);
    expect(counts()).toEqual(['2026-07-01', '2026-07-02']);
  });

  it('opens the count of its own day however late it comes, due at the end of that day’s shift', async () => {
    const { desk, run } = await planned();
    timeIs('2026-07-03T02:00:00+08:00');
    await run(wake(2));
    const { items } = await readHistory(desk, keyCount, { person: 'zhao', project: 'p1' }, 'YP-20260703-0001', { limit: 1 });
    expect(items).toMatchObject([{ input: { period: '2026-07-02' } }]);
  });

  it('that dies on the way goes on where it was', async () => {
    const { run, counts } = await planned();
    timeIs(wake(1));
    await run(wake(1));
    timeIs(wake(4));
    for (const nth of [1, 2, 3, 4, 5]) await crashing({ nth, side: 'after' }, () => run(wake(4)));
    await run(wake(4));
    expect(counts()).toEqual(['2026-07-01', '2026-07-02', '2026-07-03', '2026-07-04']);
  });
});
