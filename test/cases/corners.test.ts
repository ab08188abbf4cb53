import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOne } from '../../lib/cases/read.ts';
import { dueStages, type FiredStages, markFired, type Timer } from '../../lib/cases/timer.ts';
import { instant, plus } from '../../lib/kernel/clock.ts';
import { searchRegister } from '../../lib/lists/register-search.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { useLayer } from '../../lib/table/transport.ts';
import { keyCount } from '../../lib/workflows/key-count/workflow.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { type MemoryEngine, memoryEngine } from '../support/memory-engine.ts';
import { memoryDesk, project } from '../support/world.ts';

let engine: MemoryEngine;
beforeEach(() => {
  engine = memoryEngine();
});
afterEach(() => engine.stop());

const zhao = { person: 'zhao', project: 'p1' };
const burst = { unit: '1-2-301', category: 'water', description: '爆管', urgent: true, urgentKind: 'burstPipe', source: 'phone', caller: { name: '刘' } };

describe('what random sequences have found', () => {
  it('a number of another workflow is no number of this one', async () => {
    const desk = memoryDesk();
    const { by } = await project(desk);
    const { body } = await by('zhao', keyCount, 'start', {});
    await expect(readOne(desk, repair, zhao, body.id)).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(by('zhao', repair, 'register', { ...burst, reworkOf: body.id })).rejects.toMatchObject({ code: 'reference.unknown' });
  });

  it('a command in a state it does not start from is refused by name, whatever that state lacks', async () => {
    const { by } = await project(memoryDesk());
    const { body } = await by('zhao', repair, 'register', burst);
    await expect(by('wang', repair, 'accept', {}, { id: body.id })).rejects.toMatchObject({ code: 'case.wrong-state', detail: { command: '接单' } });
  });

  it('what is impossible in the other record is refused in the other record’s name', async () => {
    const { by } = await project(memoryDesk());
    const [one, other] = [(await by('zhao', repair, 'register', burst)).body.id, (await by('zhao', repair, 'register', burst)).body.id];
    await by('zhao', repair, 'withdraw', { reason: '误报', word: '电话' }, { id: other });
    await expect(by('zhao', repair, 'merge', { into: other }, { id: one })).rejects.toMatchObject({
      code: 'reference.wrong-state',
      detail: { id: other, state: '已撤销', command: '并入' },
    });
  });

  it('a word with the sign that divides our keys is found like any other', async () => {
    const desk = memoryDesk();
    const { by } = await project(desk);
    await by('hr', staffRegister, 'put', { name: '新人', department: '#2#楼', skills: [] }, { id: 'neu' });
    expect((await searchRegister(desk, staffRegister, zhao, { limit: 9, q: '#2#楼' })).items).toMatchObject([{ id: 'neu' }]);
  });
});

it('a card shows the beginning of a long name, and no half of a character', async () => {
  const { by } = await project(memoryDesk());
  await by('hr', staffRegister, 'put', { name: `${'长'.repeat(39)}𠮷`, department: '客服', skills: [] }, { id: 'neu' });
  const card = engine.items().find(({ sk }) => sk === 'neu')?.['card'] as { title: string };
  expect([card.title.length, card.title.isWellFormed()]).toEqual([39, true]);
});

describe('a limit that moves away and back', () => {
  const at = instant('2026-07-01T02:00:00Z');
  const dueAt = (hours: number): Timer => {
    const due = plus(at, { hours });
    return {
      name: 'dispatch',
      from: at,
      due,
      stages: [
        { name: 'warn', at: plus(due, { minutes: -10 }) },
        { name: 'breach', at: due },
      ],
    };
  };
  /** Fires all that is due, and says what. */
  const fire = (timer: Timer, fired: FiredStages): readonly [FiredStages, readonly string[]] => {
    const due = dueStages([timer], fired, plus(at, { hours: 100 }));
    return [due.reduce((marked, { stage }) => markFired(marked, timer, stage), fired), due.map(({ stage }) => stage.name)];
  };

  it('begins its ladder anew for another instant, and tells nothing twice for the same', () => {
    const [first, told] = fire(dueAt(1), {});
    const [second, toldLater] = fire(dueAt(2), first);
    const [, toldAgain] = fire(dueAt(1), second);
    expect([told, toldLater, toldAgain]).toEqual([['warn', 'breach'], ['warn', 'breach'], []]);
  });

  it('does so however often it has moved, and what is remembered stays small', () => {
    let fired: FiredStages = {};
    for (let hours = 1; hours <= 40; hours += 1) [fired] = fire(dueAt(hours), fired);
    expect(Object.keys(fired['dispatch'] ?? {}).length).toBeLessThanOrEqual(12);
    for (const hours of [40, 39, 1]) {
      [fired] = fire(dueAt(hours), fired);
      expect(fire(dueAt(hours), fired)[1]).toEqual([]);
    }
  });
});

describe('a table that does not answer', () => {
  const failing = (name: string, { after = false } = {}) =>
    useLayer((next) => async (call) => {
      if (call.op !== 'TransactWriteItems') return next(call);
      if (after) await next(call);
      throw Object.assign(new Error(name), { name });
    });

  it.each([
    { name: 'ThrottlingException', after: false, code: 'service.unavailable' },
    { name: 'TimeoutError', after: false, code: 'service.unknown-outcome' },
    { name: 'TimeoutError', after: true, code: 'service.unknown-outcome' },
  ])('by $name (done: $after) is answered with $code: a timeout is no failure', async ({ name, after, code }) => {
    const { by } = await project(memoryDesk());
    const stop = failing(name, { after });
    await expect(by('zhao', repair, 'register', burst, { once: { key: 'k', bind: 'b' } })).rejects.toMatchObject({ kind: 'unavailable', code });
    stop();
    const again = await by('zhao', repair, 'register', burst, { once: { key: 'k', bind: 'b' } });
    expect(engine.items().filter(({ pk, sk }) => sk === 'CASE' && pk.includes('#C#BX-'))).toHaveLength(1);
    expect(again.body.state).toBe('registered');
  });
});
