import { parseInput } from '../../lib/cases/parse.ts';
import { commandNamed } from '../../lib/cases/perform.ts';
import { walk } from '../../lib/cases/walk.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import { now } from '../../lib/kernel/clock.ts';
import { bookPayment, orderRecord } from '../../lib/providers/book-payment.ts';
import { paymentOrder } from '../../lib/workflows/payment-order/workflow.ts';
import type { Scene, Step } from './stories.ts';

function idOf({ ids }: Scene, of: string): string {
  const id = ids.get(of);
  if (!id) throw new Error(`there is no order ${of}`);
  return id;
}

/** What the provider has answered is written down (渠道答复). */
export const answers = (minutes: number, of: string, command: string, input: object = {}): Step => ({
  name: `payment-order.${command} ${of}`,
  at: minutes,
  run: (scene, key) => {
    const { desk } = scene.project;
    const actor = systemActor(desk.company);
    const body = parseInput(commandNamed(paymentOrder, command).input, input);
    const request = { definition: paymentOrder, person: actor.person, actor, project: 'p1', id: idOf(scene, of), command, input: body };
    return walk(desk, { ...request, once: { key, bind: 'b' } });
  },
});

/** A payment the provider has proven is booked (到账). */
export const arrives = (minutes: number, of: string): Step => ({
  name: `money for ${of}`,
  at: minutes,
  run: async (scene) => {
    const { desk } = scene.project;
    const id = idOf(scene, of);
    const order = await orderRecord(desk, { project: 'p1', kind: paymentOrder.name, id });
    if (!order) throw new Error(`there is no order ${id}`);
    const { channel, amountFen, tradeNo } = order;
    const success = { transaction: `4200${tradeNo}`, tradeNo, merchant: '1900000001', app: 'wx', amountFen, currency: 'CNY', paidAt: now() };
    await bookPayment(desk, { project: 'p1', id }, { channel, success, via: 'callback' });
  },
});
