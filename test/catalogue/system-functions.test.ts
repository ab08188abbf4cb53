import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { OutEvent } from '../../lib/cases/history.ts';
import { plan } from '../../lib/cases/plan.ts';
import { readOne } from '../../lib/cases/read.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { instant } from '../../lib/kernel/clock.ts';
import { schedules } from '../../lib/schedules.ts';
import { recordKey } from '../../lib/table/keys.ts';
import { keyText } from '../../lib/table/table.ts';
import { keyCount } from '../../lib/workflows/key-count/workflow.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { tableName, testEngine } from '../support/engine.ts';
import { fakeAws } from '../support/fake-aws.ts';
import { definitionOf, memoryDesk, morning, project } from '../support/world.ts';

const functions = JSON.stringify({ repair: 'fn-repair', 'key-count': 'fn-key-count', staff: 'fn-registers', 'key-set': 'fn-registers' });
await testEngine();
const aws = await fakeAws({
  WUYUN_TABLE: tableName,
  WUYUN_BUS: 'bus',
  WUYUN_JOB_MACHINE: 'arn:aws:states:::machine',
  WUYUN_FUNCTIONS: functions,
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
const [relay, timers, planner] = await Promise.all([
  import('../../functions/relay.ts'),
  import('../../functions/timers.ts'),
  import('../../functions/planner.ts'),
]);

const event = (id: string, type: string, data: object = {}): OutEvent =>
  ({ id, type, company: 'c', project: 'p1', kind: 'repair', caseId: 'x', at: instant(morning), data }) as unknown as OutEvent;

/** A record of the stream: a history entry that was inserted with what it has to tell. */
const inserted = (sequence: string, ...out: OutEvent[]): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: sequence, NewImage: marshall({ pk: 'T#c#P#p1#C#x', sk: 'H#000001', out }) as never },
});

describe('the relay', () => {
  it('carries what each record has to tell, in order, and starts a run once however often it is asked', async () => {
    const [carried, started]: [string[], string[]] = [[], []];
    aws.publish = (_, detail) => void carried.push((detail as OutEvent).id);
    aws.start = (name) => void started.push(name);
    const run = event('r', 'run.requested', { job: 'import', run: '1' });
    const batch = { Records: [inserted('1', event('a', 'case.opened'), event('b', 'notice')), inserted('2', run), inserted('3', event('c', 'case.moved'))] };
    expect(await relay.handler(batch)).toEqual({ batchItemFailures: [] });
    expect(carried).toEqual(['a', 'b', 'r', 'c']);
    expect(await relay.handler(batch)).toEqual({ batchItemFailures: [] });
    expect(carried).toEqual(['a', 'b', 'r', 'c', 'a', 'b', 'r', 'c']);
    expect(started).toHaveLength(1);
  });

  it('carries more events of one record than the bus takes at once', async () => {
    const carried: string[] = [];
    aws.publish = (_, detail) => void carried.push((detail as OutEvent).id);
    const many = Array.from({ length: 23 }, (_, n) => event(`e${n}`, 'notice'));
    await relay.handler({ Records: [inserted('1', ...many)] });
    expect(carried).toEqual(many.map(({ id }) => id));
  });

  it('names the record that could not be carried and nothing after it is lost: the stream comes again from there', async () => {
    const carried: string[] = [];
    let broken = true;
    aws.publish = (_, detail) => {
      const { id } = detail as OutEvent;
      if (broken && id === 'b') throw new Error('the bus is down');
      carried.push(id);
    };
    const records = [inserted('1', event('a', 'notice')), inserted('2', event('b', 'notice')), inserted('3', event('c', 'notice'))];
    expect(await relay.handler({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    broken = false;
    expect(await relay.handler({ Records: records.slice(1) })).toEqual({ batchItemFailures: [] });
    expect(carried).toEqual(['a', 'b', 'c']);
  });

  it('tells nothing of what was touched again or has expired', async () => {
    const carried: unknown[] = [];
    aws.publish = (_, detail) => void carried.push(detail);
    const again = { ...inserted('1', event('a', 'notice')), eventName: 'MODIFY' as const };
    expect(await relay.handler({ Records: [again, { eventName: 'REMOVE', dynamodb: { SequenceNumber: '2' } }] })).toEqual({ batchItemFailures: [] });
    expect(carried).toEqual([]);
  });
});

describe('the sweep of every minute', () => {
  it('parks a record that fails five times with the others swept meanwhile, and takes it back when somebody touches it', async () => {
    const desk = memoryDesk();
    const { by } = await project(desk);
    const burst = { unit: '1-2-301', category: 'water', description: '爆管', urgent: true, urgentKind: 'burstPipe', source: 'phone', caller: { name: '刘' } };
    const [bad, good] = [(await by('zhao', repair, 'register', burst)).body.id, (await by('zhao', repair, 'register', burst)).body.id];
    const swept: unknown[] = [];
    let poisoned = true;
    aws.invoke = async (_, payload) => {
      const { kind, id, company, project: place } = payload as Record<'kind' | 'id' | 'company' | 'project', string>;
      if (company !== desk.company) return undefined;
      if (poisoned && id === bad) throw new Error('poison');
      swept.push(id);
      return sweep(desk, definitionOf(kind), { project: place, kind, id });
    };
    timeIs('2026-07-01T10:40:00+08:00');
    const itemOf = async (id: string) => {
      const key = recordKey(desk.company, 'case', { project: 'p1', kind: 'repair', id });
      return (await desk.table.getAll([key])).get(keyText(key));
    };
    for (let minute = 1; minute <= 4; minute += 1) expect(await timers.handler()).toMatchObject({ failed: 1 });
    expect(await itemOf(bad)).toMatchObject({ failures: 4, dpk: expect.stringContaining('DUE#U') });
    await timers.handler();
    expect(await itemOf(bad)).toMatchObject({ failures: 5, parkedAt: '2026-07-01T02:40:00.000Z' });
    expect((await itemOf(bad))?.['dpk']).toBeUndefined();
    expect(await timers.handler()).toMatchObject({ failed: 0 });
    expect(swept.filter((id) => id === good)).toHaveLength(1);

    poisoned = false;
    await by('zhao', repair, 'comment', { text: '请处理', audience: 'internal' }, { id: bad });
    expect(await itemOf(bad)).not.toHaveProperty('parkedAt');
    await timers.handler();
    expect(swept).toContain(bad);
    const { timers: shown } = (await readOne(desk, repair, { person: 'zhao', project: 'p1' }, bad)) as { timers: readonly object[] };
    expect(shown).toContainEqual(expect.objectContaining({ name: 'arrival', breachedAt: '2026-07-01T02:30:00.000Z' }));
  });
});

describe('the planner', () => {
  it('plans every project though one fails, and says so, so that the wake-up comes again', async () => {
    const desk = memoryDesk();
    await project(desk);
    const [schedule] = schedules;
    if (!schedule) throw new Error('there is a schedule');
    const planned: [string, readonly string[]][] = [];
    let broken = true;
    aws.invoke = async (_, payload) => {
      const { company, project: place, at } = payload as Record<'company' | 'project' | 'at', string>;
      if (company !== desk.company) return undefined;
      if (broken && place === 'p1') throw new Error('not now');
      planned.push([place, await plan(desk, keyCount, schedule, place, at)]);
      return undefined;
    };
    timeIs('2026-07-01T17:30:00+08:00');
    const wakeUp = { name: schedule.name, at: '2026-07-01T17:30:00+08:00' };
    await expect(planner.handler(wakeUp)).rejects.toThrow('could not be planned');
    broken = false;
    await planner.handler(wakeUp);
    const started = planned.map(([place, days]) => `${place} ${days.join()}`);
    expect(started.toSorted()).toEqual(['p1 2026-07-01', 'p2 ', 'p2 2026-07-01']);
  });

  it('knows its schedules and no others', async () => {
    await expect(planner.handler({ name: 'nothing', at: morning })).rejects.toThrow('no schedule');
  });
});
