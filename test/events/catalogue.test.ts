import { describe, expect, it } from 'vitest';
import { events } from '../../events/catalogue.ts';
import type { OutEvent } from '../../lib/cases/history.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { casePartition } from '../../lib/table/keys.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';

const phone = '13812345678';

/** Everything an errand's history sends out: opened with a phone number in it, watched, taken, and late. */
async function sentOut(): Promise<readonly OutEvent[]> {
  timeIs('2026-07-01T08:00:00+08:00');
  const { desk, hire, by } = await testHouse([errand, trolley]);
  await hire('zhao', ['FRONT']);
  await hire('sun', ['PM']);
  const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt: '2026-07-01T10:00:00+08:00', phone });
  await by('sun', errand, 'watch', {}, { id: body.id });
  await by('zhao', errand, 'take', {}, { id: body.id });
  timeIs('2026-07-01T12:00:00+08:00');
  await sweep(desk, errand, { project: 'p1', kind: 'errand', id: body.id });
  const { items } = await desk.table.query({
    pk: casePartition(desk.company, 'case', { project: 'p1', kind: 'errand', id: body.id }),
    prefix: 'H#',
    limit: 50,
  });
  return items.flatMap((item) => (item['out'] ?? []) as readonly OutEvent[]);
}

describe('events', () => {
  it('leave the table as the catalogue says, without personal data', async () => {
    const sent = await sentOut();
    expect(new Set(sent.map(({ type }) => type))).toEqual(new Set(['case.opened', 'case.moved', 'case.fired', 'notice']));
    for (const event of sent) expect(events[event.type].safeParse(JSON.parse(JSON.stringify(event))).error?.issues).toBeUndefined();
    expect(JSON.stringify(sent)).not.toContain(phone);
  });

  it('have an id each, by which consumers know what they have seen', async () => {
    const ids = (await sentOut()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
