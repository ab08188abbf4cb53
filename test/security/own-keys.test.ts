import { describe, expect, it } from 'vitest';
import { onceKeyOf } from '../../functions/shared/http.ts';
import { houseKey } from '../../lib/cases/idempotency.ts';
import { plan } from '../../lib/cases/plan.ts';
import { timeIs } from '../support/clock.ts';
import { errand } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';

const at = '2026-07-01T08:00:00+08:00';
const dueAt = '2026-07-01T10:00:00+08:00';
const day = '2026-07-01';

describe('what the house asks of itself', () => {
  it('is answered by nobody who sends a key of its form beforehand: a day’s schedule starts all the same', async () => {
    timeIs(at);
    const { desk, hire, by } = await testHouse([errand]);
    await hire('zhao', ['FRONT']);
    const schedule = { name: 'daily', cron: 'cron(0 8 * * ? *)', zone: 'Asia/Shanghai', job: 'errand', command: 'ask', input: () => ({ what: '巡查', dueAt }) };
    for (const key of [`plan.p1.daily.${day}`, `plan-p1-daily-${day}`])
      await by('zhao', errand, 'ask', { what: '送信', dueAt }, { once: { key, bind: 'zhao' } });
    expect(await plan(desk, errand, schedule, 'p1', at)).toEqual([day]);
  });
});

describe('a caller’s own key', () => {
  it('never has the form of one of the house', () => {
    const key = houseKey('notice', 'p1', 'x');
    expect(() => onceKeyOf({ header: () => key })).toThrow('request.idempotency-key');
    expect(onceKeyOf({ header: () => 'notice.p1.x' })).toBe('notice.p1.x');
  });
});
