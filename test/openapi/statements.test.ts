import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { billId } from '../../lib/ledger/names.ts';
import { openApi } from '../../lib/openapi/document.ts';
import { readArrears } from '../../lib/statements/arrears.ts';
import { readBill, unitBills } from '../../lib/statements/bills.ts';
import { partyStatement, unitStatement } from '../../lib/statements/read-statement.ts';
import { readTotals } from '../../lib/statements/read-totals.ts';
import { billOf, countingHouse, on, paying } from '../statements/office.ts';
import { type MemoryEngine, memoryEngine } from '../support/memory-engine.ts';
import { standalone } from './operations.ts';

let engine: MemoryEngine;
beforeAll(() => {
  engine = memoryEngine();
});
afterAll(() => engine.stop());

it('describes bills, statements, totals and arrears as they are answered', async () => {
  const { desk, caller, issue, book } = await countingHouse();
  const late = { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } as const;
  const bill = billOf('2-1-201', '2026-05', { payer: 'K3', joint: ['K2'], late, agency: true });
  await issue(bill);
  on('2026-07-20');
  await book({ kind: 'payment', postings: paying('cash', [[bill, 100_00, 1_00]], ['prepaid~2-1-201~K3', 5_00]), reason: '现场收款' });
  const as = caller('fin');
  const answers = {
    BillShown: await readBill(desk, as, billId(bill)),
    BillShownPage: await unitBills(desk, as, { unit: '2-1-201', limit: 1 }),
    UnitStatement: await unitStatement(desk, as, '2-1-201', {}),
    PartyStatement: await partyStatement(desk, as, 'K3', {}),
    PeriodTotals: await readTotals(desk, as, { period: '2026-05' }),
    Arrears: await readArrears(desk, as, { limit: 1, by: 'payer' }),
  };
  const strict = (schema: Record<string, unknown>): Record<string, unknown> =>
    JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
      const object = value as { type?: unknown; properties?: unknown; additionalProperties?: unknown } | null;
      return object?.type === 'object' && object.properties && object.additionalProperties === undefined ? { ...object, additionalProperties: false } : value;
    }) as Record<string, unknown>;
  for (const [name, answer] of Object.entries(answers)) {
    const schema = standalone(openApi(), name);
    const loose = z.fromJSONSchema(schema).safeParse(JSON.parse(JSON.stringify(answer)));
    expect(loose.error && `${name}: ${z.prettifyError(loose.error)}`).toBeUndefined();
    // Nothing is answered that is not described. A line of a bill is described in two parts, neither of which knows the other.
    if (name.startsWith('BillShown')) continue;
    const { error } = z.fromJSONSchema(strict(schema)).safeParse(JSON.parse(JSON.stringify(answer)));
    expect(error && `${name}: ${z.prettifyError(error)}`).toBeUndefined();
  }
});
