import { expect, it } from 'vitest';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { aDay } from './story.ts';
it('finds nothing', async () => {
  const { items, ids } = await aDay();
  console.log(items.length, ids, items.map(i=>i.pk+' | '+i.sk).join('\n'));
  expect(verifyItems(items, { settled: true })).toEqual([]);
});
