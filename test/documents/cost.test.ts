import { expect, it } from 'vitest';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { document } from '../../lib/workflows/document/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { testHouse } from '../support/house.ts';
import { counted } from '../support/transport.ts';
import { morning } from '../support/world.ts';

it('a document costs at most 12 write units to open, besides its number', async () => {
  timeIs(morning);
  const { by, hire, system } = await testHouse([document]);
  await hire('zhao', ['FRONT']);
  await system(unitRegister, 'p1', '1-2-301', { buildingAreaDm2: 9875 });
  const input = { on: { kind: 'unit', id: '1-2-301' }, name: '房屋交接照片', type: 'image/jpeg', bytes: 245_760, sha256: 'a'.repeat(64) };
  const { requests, writeUnits } = await counted(() => by('zhao', document, 'announce', input, { once: { key: 'a', bind: 'b' } }));
  expect(requests).toEqual({ BatchGetItem: 2, Query: 1, UpdateItem: 1, TransactWriteItems: 1 });
  // record 2 + history 2 + answer 2 + word 2, queue 1, household 1, due 1; and the number 1.
  expect(writeUnits).toBeLessThanOrEqual(12 + 1);
});
