import { commitWork } from '../../lib/cases/commit.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { book } from '../../lib/cases/perform.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { openWork } from '../../lib/cases/walk.ts';
import { channelsOf, forgetChannels } from '../../lib/channels/settings.ts';
import { provenCompany } from '../../lib/kernel/actor.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import type { Bill } from '../../lib/ledger/bill.ts';
import { billId } from '../../lib/ledger/names.ts';
import { PaymentInput } from '../../lib/payments/payment-input.ts';
import { pay } from '../../lib/payments/payments.ts';
import { advance, carryOrder } from '../../lib/providers/carry.ts';
import { enterMerchants, openMerchants } from '../../lib/providers/merchants.ts';
import type { Delivery, PayOperator } from '../../lib/providers/provider.ts';
import { type Received, receive } from '../../lib/providers/reception.ts';
import { channelSettings, channelsId } from '../../lib/registers/channel-settings/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { dueShards, parseDue } from '../../lib/table/keys.ts';
import { type Item, openTable } from '../../lib/table/table.ts';
import type { PaymentOrder } from '../../lib/workflows/payment-order/record.ts';
import { paymentOrder } from '../../lib/workflows/payment-order/workflow.ts';
import { alipayCallback } from '../../local/engines/alipay.ts';
import { Outbox } from '../../local/engines/outbox.ts';
import { startOutlets } from '../../local/engines/outlets.ts';
import { PayDesk, type Trade, transactionOf } from '../../local/engines/pay-desk.ts';
import { localMerchant } from '../../local/engines/payment-keys.ts';
import { type Change, wechatCallback } from '../../local/engines/wechat.ts';
import { readBill } from '../payments/till.ts';
import { timeIs } from '../support/clock.ts';
import { tableName } from '../support/engine.ts';
import { testHouse } from '../support/house.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { memoryDesk } from '../support/world.ts';

let clock = 0;
export const payDesk = new PayDesk(() => clock);
const outlets = await startOutlets(new Outbox(() => clock), 0, payDesk);
export const stopOutlets = (): Promise<void> => outlets.stop();
let counters = 0;

/** Moves the clock of everybody. */
export const timeGoes = (at: string): void => {
  clock = Date.parse(timeIs(at));
};

export const morning = '2026-07-20T10:00:00+08:00';
/** The table behind all of it. */
export const engine = memoryEngine();

/** A project with a cashier and two households, whose company takes money by WeChat and Alipay, with providers of its own: one that breaks is nobody else's. */
export async function counter() {
  timeGoes(morning);
  forgetChannels();
  counters += 1;
  const operator: PayOperator = {
    wechatUrl: `${outlets.url}/wechatpay${'/'.repeat(counters)}`,
    alipayUrl: `${outlets.url}/alipay/gateway.do${'/'.repeat(counters)}`,
    callbackUrl: 'https://api.example',
  };
  const desk = memoryDesk();
  const house = await testHouse([], desk);
  const { system, by, hire } = house;
  for (const [person, position] of [
    ['qian', 'CASHIER'],
    ['front', 'FRONT'],
    ['gate', 'GATE'],
  ] as const)
    await hire(person, [position]);
  for (const [party, unit] of [
    ['K1', '1-1-101'],
    ['K2', '1-1-102'],
  ] as const) {
    await system(partyRegister, 'p1', party, { name: `业主${party}` });
    await system(unitRegister, 'p1', unit, { buildingAreaDm2: 9875, relations: [{ party, role: 'owner', from: '2024-01-01' }] });
    await hire(party, [], ['p1'], [unit]);
  }
  const merchants = (['wechat', 'alipay'] as const).map((channel) =>
    localMerchant(channel, `19${String(counters).padStart(8, '0')}`, { project: '*', unclaimed: 'p1' }),
  );
  await system(channelSettings, hq, channelsId, { pay: merchants });
  const directory = openMerchants(openTable(provenCompany('-'), tableName));
  const channels = await channelsOf(desk);
  if (channels) await enterMerchants(directory, desk.company, channels.settings);
  /** Bills as somebody has written them out by hand. */
  const issue = async (...bills: readonly Bill[]): Promise<readonly string[]> => {
    const { work } = await openWork(desk, { person: 'qian', project: 'p1' });
    for (const bill of bills) {
      const { feeClass, period, issuedFen: fen, payer } = bill;
      const issued = { account: 'receivable', as: 'issued', bill: billId(bill), fen } as const;
      const by = { ...bill, origin: { kind: 'manual', id: period } };
      await book(work, { kind: 'bill', book: 'system', issues: [by], payer, postings: [issued, { account: 'income', feeClass, period, fen: -fen }] });
    }
    await commitWork(work);
    return bills.map(billId);
  };
  let keys = 0;
  /** Cash at the counter. */
  const cash = async (body: object) => {
    keys += 1;
    const input = parseInput(PaymentInput, { channel: 'cash', payer: 'K1', ...body }) as PaymentInput;
    return pay(desk, { person: 'qian', project: 'p1' }, input, { key: `c${keys}`, bind: 'b' });
  };
  const own = () => engine.items().filter(({ pk }) => pk === `T#${desk.company}` || pk.startsWith(`T#${desk.company}#`));

  const at = (id: string) => ({ project: 'p1', kind: paymentOrder.name, id });
  const read = async (id: string): Promise<PaymentOrder> =>
    (await desk.table.getAll([{ pk: `T#${desk.company}#P#p1#C#${id}`, sk: 'CASE' }])).values().next().value?.['record'] as PaymentOrder;
  const ask = (id: string) => advance({ desk, operator, ref: at(id) });
  const order = async (body: object, person = 'qian'): Promise<string> => {
    const { body: made } = await by(person, paymentOrder, 'create', body);
    await ask(made.id);
    return made.id;
  };
  const command = async (id: string, name: string, person = 'qian') => {
    await by(person, paymentOrder, name, {}, { id });
    await ask(id);
  };
  const tradeOf = async (id: string): Promise<Trade> => {
    const { channel, tradeNo } = await read(id);
    const trade = payDesk.find(channel, tradeNo);
    if (!trade) throw new Error(`no provider knows ${id}`);
    return trade;
  };
  const hear = (channel: Trade['channel'], delivery: Delivery): Promise<Received> =>
    receive({ directory, operator, deskOf: (company) => ({ ...desk, company }) }, channel, delivery);
  /** The provider's callback, as it is or changed, delivered. */
  const tell = async (id: string, change: Change = {}): Promise<Received> => {
    const trade = await tradeOf(id);
    return hear(trade.channel, deliveryOf(trade, change));
  };
  /** The payer pays; whether we hear of it is another matter. */
  const pays = async (id: string): Promise<string> => {
    const trade = await tradeOf(id);
    Object.assign(trade, { state: 'paid', paidAt: clock });
    return transactionOf(trade);
  };
  const due = async (): Promise<readonly Item[]> => {
    const found = await Promise.all(
      dueShards.map((pk) => desk.table.query({ index: 'due', pk, to: `${new Date(clock).toISOString()}#\u{10FFFF}`, limit: 500 })),
    );
    return found.flatMap(({ items }) => items).filter((item) => parseDue(String(item['dsk'])).company === desk.company);
  };
  /** The minute's sweep, at these instants. */
  const sweepAt = async (...instants: readonly string[]) => {
    for (const instant of instants) {
      timeGoes(instant);
      for (const item of await due()) {
        const { ref } = parseDue(String(item['dsk']));
        if (ref.kind === paymentOrder.name) await carryOrder(desk, operator, ref);
        else await sweep(desk, house.desk.definitions.get(ref.kind) ?? paymentOrder, ref);
      }
    }
  };
  return {
    ...house,
    operator,
    directory,
    issue,
    cash,
    own,
    bill: (id: string) => readBill(desk, id),
    read,
    order,
    command,
    ask,
    tradeOf,
    hear,
    tell,
    pays,
    sweepAt,
  };
}

export function deliveryOf(trade: Trade, change: Change = {}): Delivery {
  const { headers, body } = trade.channel === 'wechat' ? wechatCallback(trade, change) : alipayCallback(trade, change);
  return { header: (name) => headers[name], body };
}
