import { fromItem } from '../cases/stored.ts';
import { fetchItems, keyOf, refFor, type Work } from '../cases/work.ts';
import { formatLocal } from '../kernel/calendar.ts';
import { aboutPartition } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { paymentOrder } from '../workflows/payment-order/contract.ts';
import { type PaymentOrder, payChannelTitles } from '../workflows/payment-order/record.ts';
import type { QrCode } from './paper.ts';
import { money } from './wording.ts';

/** Orders of a unit that are looked through; older ones have long expired. */
const mostOrders = 40;

/**
 * The codes by which a unit's payers can pay by phone (缴费二维码): those of open payment orders that still hold, the longest one for each payer. An order for a notice is made beforehand
 * (`printed`); printing asks no provider.
 */
export async function payCodes(work: Work, unit: string): Promise<ReadonlyMap<string, QrCode>> {
  const { desk, project, now, policy } = work;
  const definition = desk.definitions.get(paymentOrder.name);
  if (!definition) return new Map();
  const question = {
    index: 'about',
    pk: aboutPartition(desk.company, project, unit),
    prefix: `${definition.name}#`,
    limit: mostOrders,
    backwards: true,
  } as const;
  const cards = (await desk.table.query(question)).items.map((item) => item['card'] as { readonly id: string; readonly state: string });
  const keys = cards.filter(({ state }) => state === 'open').map(({ id }) => keyOf(work, definition, refFor(definition, project, id)));
  await fetchItems(work, keys);
  const orders = keys.flatMap((key) => {
    const item = work.items.get(keyText(key));
    return item ? [fromItem(definition, item).record as PaymentOrder] : [];
  });
  const good = orders.flatMap((order) =>
    order.state === 'open' && order.code.kind === 'qr' && order.expiresAt > now ? [{ ...order, text: order.code.text }] : [],
  );
  const longest = good.toSorted((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1));
  return new Map(
    longest.map(({ payer, text, channel, amountFen, expiresAt }) => [
      payer,
      { text, caption: `${payChannelTitles[channel]}扫码缴费 ${money(amountFen)}，${formatLocal(expiresAt, policy.timeZone)} 前有效` },
    ]),
  );
}
