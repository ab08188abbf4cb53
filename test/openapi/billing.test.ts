import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openApi } from '../../lib/openapi/document.ts';
import { countingHouse, perArea, unitId } from '../billing/counting-house.ts';
import { standalone } from './operations.ts';

const document = openApi();
const expectDescribed = (name: string, answer: unknown) => {
  const { error } = z.fromJSONSchema(standalone(document, name)).safeParse(JSON.parse(JSON.stringify(answer)));
  expect(error && `${name}: ${z.prettifyError(error)}`).toBeUndefined();
};

describe('the description of billing runs', () => {
  it('is what they answer, at every stage', async () => {
    const { settle, publish, start, list, release, withdraw, look } = await countingHouse({ release: 'secondPerson' });
    await expect(start('zhao', { period: '2026-06' })).rejects.toMatchObject({ code: 'law.no-published-tariff' });
    expectDescribed('BillingRun', await look('zhao', '2026-06'));
    await publish('WY', perArea);
    await publish('GT', { feeClass: 'shared', title: '公摊电费', method: { kind: 'shared' } });
    await settle([
      [unitId(0), {}],
      [unitId(1), { relations: [] }],
    ]);
    expectDescribed('BillingRun', (await start('zhao', { period: '2026-06', dryRun: true })).body);
    await start('zhao', { period: '2026-06', costs: [{ tariff: 'GT', wholeFen: 100, evidence: '发票' }] });
    expectDescribed('BillingRun', await look('zhao', '2026-06'));
    expectDescribed('BillingRun', (await release('pm', '2026-06')).body);
    await start('zhao', { period: '2026-07' });
    expectDescribed('BillingRun', await look('zhao', '2026-07'));
    expectDescribed('BillingRun', (await withdraw('pm', '2026-07')).body);
    expectDescribed('BillingRunPage', await list('zhao'));
  });
});
