import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exchange } from '../../functions/shared/http.ts';
import { statementRoutes } from '../../functions/shared/statement-routes.ts';
import { billId } from '../../lib/ledger/names.ts';
import { type MemoryEngine, memoryEngine } from '../support/memory-engine.ts';
import { billOf, countingHouse, on } from './office.ts';
import { rejection } from './refused.ts';

let engine: MemoryEngine;
beforeAll(() => {
  engine = memoryEngine();
});
afterAll(() => engine.stop());

async function counter() {
  const { desk, issue } = await countingHouse();
  const bill = billOf('1-1-101', '2026-07');
  await issue(bill);
  on('2026-07-20');
  const ask = (path: string, query: Record<string, string> = {}, method = 'GET', person = 'fin') =>
    statementRoutes({
      method,
      segments: path.split('/').filter(Boolean),
      query,
      rawQuery: '',
      header: () => undefined,
      bytes: new Uint8Array(),
      desk,
      identity: { person },
    } as unknown as Exchange);
  return { ask, bill };
}

describe('what is read from the ledger over HTTP', () => {
  it('answers bills, statements, totals and arrears', async () => {
    const { ask, bill } = await counter();
    expect(await ask('/projects/p1/units/1-1-101/bills')).toMatchObject({ status: 200, body: { items: [{ id: billId(bill) }] } });
    expect(await ask(`/projects/p1/bills/${billId(bill)}`)).toMatchObject({ status: 200, body: { openFen: 235_03 } });
    expect(await ask('/projects/p1/units/1-1-101/statement')).toMatchObject({ status: 200, body: { closing: { owedFen: 235_03 } } });
    expect(await ask('/projects/p1/parties/K1/statement')).toMatchObject({ status: 200, body: { closing: { owedFen: 235_03 } } });
    expect(await ask('/projects/p1/totals', { period: '2026-07' })).toMatchObject({ status: 200, body: { sum: { openFen: 235_03 } } });
    expect(await ask('/projects/p1/arrears', { by: 'payer' })).toMatchObject({ status: 200, body: { openFen: 235_03 } });
  });

  it('leaves everything else to the function’s other routes', async () => {
    const { ask } = await counter();
    for (const [path, method] of [
      ['/projects/p1/bills', 'POST'],
      ['/projects/p1/bills/x/void', 'POST'],
      ['/projects/p1/bills', 'GET'],
      ['/projects/p1/bills/x/history', 'GET'],
      ['/projects/p1/billing-runs', 'GET'],
      ['/projects/p1/units/1-1-101/restrict', 'POST'],
      ['/projects/p1/units/1-1-101/file', 'GET'],
      ['/projects/p1/parties/K1', 'GET'],
      ['/projects/p1/totals/2026-07', 'GET'],
      ['/inbox', 'GET'],
    ] as const)
      expect(ask(path, {}, method)).toBeUndefined();
  });

  it('refuses what nobody can mean, and knows nothing of headquarters’ own place', async () => {
    const { ask } = await counter();
    const answered = (path: string, query: Record<string, string> = {}) => rejection(async () => ask(path, query));
    expect(await answered('/projects/p1/units/1-1-101/bills', { state: 'closed' })).toBe('request.invalid');
    expect(await answered('/projects/p1/units/1-1-101/bills', { limit: '0' })).toBe('request.invalid');
    expect(await answered('/projects/p1/units/1-1-101/bills', { cursor: 'x' })).toBe('request.cursor');
    expect(await answered('/projects/p1/arrears', { cursor: 'x' })).toBe('request.cursor');
    expect(await answered('/projects/p1/units/a b/bills')).toBe('access.not-found');
    expect(await answered('/projects/hq/totals')).toBe('access.not-found');
    expect(await answered('/projects/p9/totals')).toBe('access.not-found');
    expect(await answered('/projects/p2/units/1-1-101/bills')).toBe('access.not-found');
  });
});
