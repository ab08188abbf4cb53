import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openFen } from '../../lib/ledger/bill.ts';
import { cashOf } from '../../lib/ledger/journal.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { type Payer, payers, paymentRace } from './race.ts';

/** The same schedules on every machine. `WUYUN_SEED` replays or draws others. */
const seed = Number(process.env['WUYUN_SEED'] ?? (process.env['WUYUN_DEEP'] ? Math.floor(Math.random() * 2 ** 31) : 20_260_720));
const runs = process.env['WUYUN_DEEP'] ? 20_000 : 250;

/** Pauses between tries are for machines that are busy; here nobody else is. */
vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void) => void queueMicrotask(run)) as never);
const field = await paymentRace();
afterAll(() => {
  field.stop();
  vi.restoreAllMocks();
});

type Outcome = Awaited<ReturnType<typeof field.race>>;

const counters: readonly Payer[] = ['qian', 'qianToo', 'sun'];

/** Everything that is not as it must be when they have all come to their end. */
function wrongs({ came, entries, bill }: Outcome, who: readonly Payer[]): readonly string[] {
  const wrong: string[] = [];
  const must = (holds: boolean, what: string) => holds || wrong.push(what);
  const cameTo = (payer: Payer) => came.find((one) => one.who === payer);
  must(openFen(bill) === 0 && bill.state === 'settled', `the bill is ${bill.state}`);
  must(bill.paid.length === 1, `settled ${bill.paid.length} times`);
  for (const one of came)
    if (counters.includes(one.who)) must(one.refused === undefined ? one.settledFen === 235_03 : one.refused === 'bill.not-open', `${one.who} ${one.refused}`);
  for (const one of came) if (!counters.includes(one.who)) must(one.refused === undefined, `${one.who} was refused: ${one.refused}`);
  if (who.includes('wechat') && who.includes('wechatAgain'))
    must(cameTo('wechat')?.receipt === cameTo('wechatAgain')?.receipt, 'one transaction has two receipts');
  // Everybody who holds a receipt has his money in the books, once; who was refused has not.
  const receipts = new Set(came.filter(({ refused, cashFen }) => refused === undefined && cashFen > 0).map(({ receipt }) => receipt));
  const cash = entries.reduce((sum, entry) => sum + cashOf(entry), 0);
  must(cash === 300_00 + receipts.size * 235_03, `${cash} fen of ${receipts.size} receipts`);
  const sum = (account: string) => entries.flatMap(({ postings }) => postings).reduce((all, { account: of, fen }) => (of === account ? all + fen : all), 0);
  must(sum('receivable') === 0, `${sum('receivable')} fen are open`);
  must(cash + sum('prepaid') + sum('income') === 0, 'money was made or lost');
  return wrong;
}

describe('all who may come for one bill', () => {
  it(`settle it once, and no fen is lost, whoever is first by a hair: ${runs} interleavings of 2 to 8 payers`, { timeout: 3_600_000 }, async () => {
    const seen = new Map<string, number>();
    let nth = 0;
    const race = async (scheduler: fc.Scheduler, who: readonly Payer[]) => {
      const outcome = await field.race(scheduler, who);
      expect(wrongs(outcome, who), who.join(' ')).toEqual([]);
      nth += 1;
      if (nth % 50 === 0) expect(verifyItems(outcome.items)).toEqual([]);
      const first = outcome.came.find(({ settledFen }) => settledFen > 0)?.who ?? 'offset';
      seen.set(first, (seen.get(first) ?? 0) + 1);
    };
    const some = fc
      .shuffledSubarray([...payers], { minLength: 2, maxLength: 8 })
      .filter((who) => who.some((one) => one !== 'wechatAgain' || who.includes('wechat')));
    await fc.assert(fc.asyncProperty(fc.scheduler(), some, race), { numRuns: runs, seed, endOnFailure: true });
    // Each of them wins somewhere, or the schedules are not what they should be.
    expect([...seen.keys()].toSorted()).toEqual([...payers].toSorted());
  });
});
