import { expect, it } from 'vitest';
import { sweep } from '../../lib/cases/sweep.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';
import { rememberWrites } from '../support/stored-items.ts';

it('hashes an entry as it is stored: a notice to nobody in particular does not break the chain', async () => {
  timeIs('2026-07-01T08:00:00+08:00');
  const writes = rememberWrites();
  const { by, desk, hire } = await testHouse([staffRegister, repair]);
  await hire('zhao', ['FRONT', 'CSM']);
  const report = { publicPlace: '大堂', category: 'water', description: '爆管', urgent: true, urgentKind: 'burstPipe', source: 'patrol', payer: 'public' };
  const { body } = await by('zhao', repair, 'register', report);
  timeIs('2026-07-01T08:31:00+08:00');
  expect((await sweep(desk, repair, { project: 'p1', kind: 'repair', id: body.id })).fired.length).toBeGreaterThan(3);
  expect(verifyItems(await writes.items(desk.table))).toEqual([]);
  writes.stop();
});
