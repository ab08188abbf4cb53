import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { commitWork } from '../../lib/cases/commit.ts';
import { balanceOf, billOf, entryOf } from '../../lib/cases/money-items.ts';
import { book } from '../../lib/cases/perform.ts';
import { openWork } from '../../lib/cases/walk.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import { setClock } from '../../lib/kernel/clock.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { balanceId, billId, entryId } from '../../lib/ledger/names.ts';
import { offsetHousehold } from '../../lib/payments/offset.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { memoryDesk } from '../support/world.ts';
import { type Act, acts, journalOf, nothingYet, type State, step, violations } from './household-model.ts';
import { flat, till } from './till.ts';

const deep = process.env['WUYUN_DEEP'] !== undefined;
const seed = Number(process.env['WUYUN_SEED'] ?? (deep ? Math.floor(Math.random() * 2 ** 31) : 20_260_720));
const sequences = fc.array(acts, { minLength: 1, maxLength: 25 });

describe('any sequence of what can happen to a household’s money', () => {
  it('leaves every account, bill and balance equal to its postings: 10 000 sequences on the pure fold', { timeout: 300_000 }, () => {
    const seen = new Map<string, number>();
    const run = (sequence: readonly Act[]) => {
      let state: State = nothingYet;
      for (const act of sequence) {
        const next = step(state, act);
        if (next !== state) seen.set(act.do, (seen.get(act.do) ?? 0) + 1);
        state = next;
        const wrong = violations(state);
        if (wrong.length > 0) throw new Error(`${JSON.stringify(act)}: ${wrong.join('; ')}`);
      }
    };
    fc.assert(fc.property(sequences, run), { numRuns: 10_000, seed });
    // Everything happens often enough to mean something.
    expect([...seen].filter(([, times]) => times < 300)).toEqual([]);
    expect(seen.size).toBe(12);
  });
});

vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void) => void queueMicrotask(run)) as never);
const engine = memoryEngine();
afterAll(() => {
  engine.stop();
  vi.restoreAllMocks();
});

describe('the same on the engine', () => {
  it(`satisfies the independent verifier after each step: ${deep ? 2000 : 200} sequences`, { timeout: 900_000 }, async () => {
    const desk = memoryDesk();
    const at = await till({ desk });
    const again = engine.snapshot();
    const actor = systemActor(desk.company);
    const caller = { person: actor.person, project: 'p1', actor };
    const stateNow = (today: string): State => {
      const items = engine.items();
      const entries = items.filter(({ sk }) => sk.startsWith('E#')).map(entryOf);
      return {
        today,
        bills: new Map(items.filter(({ bill }) => bill !== undefined).map((item) => [billId(billOf(item).value), billOf(item).value])),
        balances: new Map(items.filter(({ balance }) => balance !== undefined).map((item) => [balanceId(balanceOf(item).value), balanceOf(item).value])),
        booked: entries.map((entry) => ({ id: entryId(entry), journal: entry })),
      };
    };
    const perform = async (act: Act, state: State): Promise<void> => {
      if (act.do === 'pay' && act.pick === undefined) return void (await at.take({ channel: 'cash', amountFen: act.fen, payer: 'K1', units: [flat] }));
      if (act.do === 'prepay') return void (await at.take({ channel: 'cash', amountFen: act.fen, payer: 'K1', prepay: { unit: flat } }));
      const journal = act.do === 'offset' ? undefined : journalOf(act, state);
      if (act.do !== 'offset' && !journal) return;
      const { work } = await openWork(desk, caller);
      if (journal) await book(work, journal);
      else await offsetHousehold(work, flat);
      await commitWork(work);
    };
    const run = async (sequence: readonly Act[]) => {
      again();
      let now = Date.parse('2026-07-20T10:00:00+08:00');
      setClock(() => now);
      for (const act of sequence) {
        if (act.do === 'wait') now += act.days * 86_400_000;
        const today = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);
        await perform(act, stateNow(today)).catch((error: unknown) => {
          if (!(error instanceof DomainError)) throw error;
        });
        expect(violations(stateNow(today)), JSON.stringify(act)).toEqual([]);
      }
      expect(verifyItems(engine.items())).toEqual([]);
    };
    await fc.assert(fc.asyncProperty(fc.array(acts, { minLength: 1, maxLength: 12 }), run), { numRuns: deep ? 2000 : 200, seed });
  });
});
