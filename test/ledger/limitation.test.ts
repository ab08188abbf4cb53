import { describe, expect, it } from 'vitest';
import type { Bill } from '../../lib/ledger/bill.ts';
import { limitationExpiry, limitationOf, stillEnforceable } from '../../lib/ledger/limitation.ts';

type Facts = Parameters<typeof limitationOf>[0];
const bill = (more: Partial<Facts> = {}): Facts => ({ dueOn: '2023-07-31', paid: [], ...more });
const demand = (on: string, by = 'letter') => ({ on, by });
const paid = (valueOn: string, fen: number, as: Bill['paid'][number]['as'] = 'paid') => ({ entry: `2024~front~${valueOn}`, on: valueOn, valueOn, fen, as });

describe('limitation 诉讼时效', () => {
  it('ends three years after the due day, on the same day of the year (民法典188、202)', () => {
    expect(limitationExpiry(bill())).toBe('2026-07-31');
    expect(limitationExpiry(bill({ dueOn: '2024-02-29' }))).toBe('2027-02-28');
  });

  it('begins anew with each demand: 31 July 2023, letter on 1 June 2025, call on 1 May 2027 → 1 May 2030', () => {
    expect(limitationExpiry(bill({ interruptions: [demand('2025-06-01')] }))).toBe('2028-06-01');
    expect(limitationExpiry(bill({ interruptions: [demand('2025-06-01'), demand('2027-05-01', 'call')] }))).toBe('2030-05-01');
  });

  it.each([
    ['2026-07-30', true, '2029-07-30'],
    ['2026-07-31', true, '2029-07-31'],
    ['2026-08-01', false, '2026-07-31'],
  ])('a demand on %s counts: %s', (on, counted, expiresOn) => {
    expect(stillEnforceable(bill(), on)).toBe(counted);
    expect(limitationOf(bill({ interruptions: [demand(on)] }))).toMatchObject({ expiresOn, events: [{ counted }] });
  });

  it('is not revived by a demand that came too late, nor by the ones after it', () => {
    const late = bill({ interruptions: [demand('2026-08-01'), demand('2027-01-01', 'promise')] });
    expect(limitationOf(late)).toMatchObject({ expiresOn: '2026-07-31', events: [{ counted: false }, { counted: false }] });
  });

  it('counts events in the order of their days, not of their entry', () => {
    const entered = bill({ interruptions: [demand('2028-05-01', 'call'), demand('2025-06-01')] });
    expect(limitationExpiry(entered)).toBe('2031-05-01');
    expect(limitationOf(entered).events.map(({ on }) => on)).toEqual(['2025-06-01', '2028-05-01']);
  });

  it('begins anew with a part payment of the debtor, not with what the house set off, waived or took back', () => {
    expect(limitationExpiry(bill({ paid: [paid('2025-01-10', 100_00)] }))).toBe('2028-01-10');
    expect(limitationExpiry(bill({ paid: [paid('2025-01-10', 100_00, 'offset'), paid('2025-02-10', 50_00, 'waived')] }))).toBe('2026-07-31');
    expect(limitationExpiry(bill({ paid: [paid('2025-01-10', 100_00), paid('2025-01-12', -100_00)] }))).toBe('2026-07-31');
    expect(limitationExpiry(bill({ paid: [paid('2024-01-10', 30_00), paid('2025-01-10', 100_00), paid('2025-01-12', -100_00)] }))).toBe('2027-01-10');
  });

  it('is not moved by what lies on or before the due day', () => {
    expect(limitationExpiry(bill({ interruptions: [demand('2023-07-31')] }))).toBe('2026-07-31');
  });
});
