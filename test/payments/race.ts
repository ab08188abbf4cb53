import type { Scheduler } from 'fast-check';
import { commitWork } from '../../lib/cases/commit.ts';
import { billOf, entryOf } from '../../lib/cases/money-items.ts';
import { decide, openWork } from '../../lib/cases/walk.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import { setClock } from '../../lib/kernel/clock.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { billId } from '../../lib/ledger/names.ts';
import { payByChannel } from '../../lib/payments/channel.ts';
import { offsetHousehold } from '../../lib/payments/offset.ts';
import { useLayer } from '../../lib/table/transport.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { memoryDesk } from '../support/world.ts';
import { feeOf, flat, july20, type Receipted, till } from './till.ts';

/** Who may come for one bill at the same moment. `again` tells of the same transaction as `wechat`. */
export const payers = ['qian', 'sun', 'qianToo', 'whole', 'wechat', 'wechatAgain', 'alipay', 'offset'] as const;
export type Payer = (typeof payers)[number];

/** How it ended for one of them: the receipt, or the code of the refusal. */
export interface Came {
  readonly who: Payer;
  readonly receipt?: string;
  readonly refused?: string;
  /** What was settled of the bill. */
  readonly settledFen: number;
  readonly cashFen: number;
}

/** One bill of 235.03 and a prepayment of 300.00, on the engine in memory, to be raced for again and again from the same beginning. */
export async function paymentRace() {
  const engine = memoryEngine();
  const desk = memoryDesk();
  const at = await till({ desk });
  const bill = feeOf('2026-07', { origin: { kind: 'manual', id: 'qian' } });
  const id = billId(bill);
  await at.charge(bill);
  await at.take({ channel: 'cash', amountFen: 300_00, payer: 'K1', prepay: { unit: flat } });
  const again = engine.snapshot();
  const cash = (person: string) => at.take({ channel: 'cash', amountFen: 235_03, payer: 'K1', allocations: [{ bill: id }] }, { person, key: undefined });
  const channel = (name: 'wechat' | 'alipay', externalId: string) =>
    payByChannel(desk, { project: 'p1', channel: name, externalId, amountFen: 235_03, payer: 'K1', bills: [{ bill: id }] }).then(({ receipt }) => ({
      body: receipt,
    }));
  const offset = () =>
    decide(async () => {
      const actor = systemActor(desk.company);
      const { work } = await openWork(desk, { person: actor.person, project: 'p1', actor });
      const [entry] = await offsetHousehold(work, flat);
      await commitWork(work);
      return { body: { receiptNo: entry ? `${entry.book}-${entry.seq}` : 'nothing' } };
    });
  const acts: Readonly<Record<Payer, () => Promise<{ readonly body: unknown }>>> = {
    qian: () => cash('qian'),
    qianToo: () => cash('qian'),
    sun: () => cash('sun'),
    whole: () => at.take({ channel: 'card', amountFen: 235_03, payer: 'K1', units: [flat] }, { person: 'sun' }),
    wechat: () => channel('wechat', 'T1'),
    wechatAgain: () => channel('wechat', 'T1'),
    alipay: () => channel('alipay', 'T1'),
    offset,
  };
  const attempt = async (who: Payer): Promise<Came> => {
    try {
      const { receiptNo, bills = [], amountFen = 0 } = (await acts[who]()).body as Partial<Receipted>;
      return { who, receipt: receiptNo ?? '', settledFen: bills.reduce((sum, { principalFen }) => sum + principalFen, 0), cashFen: amountFen };
    } catch (error) {
      if (error instanceof DomainError) return { who, refused: error.code, settledFen: 0, cashFen: 0 };
      throw error;
    }
  };
  /** Lets them all run at once; every request to the table waits for its turn. */
  const race = async (scheduler: Scheduler, who: readonly Payer[]) => {
    again();
    setClock(() => Date.parse(july20));
    const stop = useLayer((next) => async (call) => {
      await scheduler.schedule(Promise.resolve(), call.op);
      return next(call);
    });
    let came: readonly Came[];
    try {
      came = await scheduler.waitFor(Promise.all(who.map(attempt)));
    } finally {
      stop();
    }
    const items = engine.items();
    const entries = items.filter(({ sk }) => sk.startsWith('E#')).map(entryOf);
    const stored = items.find(({ sk }) => sk.startsWith('BILL#'));
    if (!stored) throw new Error('the bill is gone');
    return { came, items, entries, bill: billOf(stored).value };
  };
  return { race, id, stop: engine.stop };
}
