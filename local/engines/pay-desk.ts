import { createHash } from 'node:crypto';

export type PayChannel = 'wechat' | 'alipay';

/** What may go wrong with a payment provider (故障). */
export const payFaults = ['slow', 'huge', 'wrongTypes', 'notJson', 'lostAnswer', 'lostRequest', 'refused', 'busy', 'wrongSignature', 'error'] as const;
export type PayFault = (typeof payFaults)[number];

/** An order as a provider knows it. */
export interface Trade {
  readonly channel: PayChannel;
  readonly merchant: string;
  readonly app: string;
  readonly tradeNo: string;
  readonly title: string;
  readonly amountFen: number;
  readonly notifyUrl: string;
  /** Milliseconds of the business clock. */
  readonly expiresAt: number;
  /** Which of the platform's keys the merchant believes. */
  readonly serial: string;
  state: 'waiting' | 'paid' | 'closed' | 'failed';
  paidAt: number;
  /** How often it was handed in. */
  handedIn: number;
  /** By the merchant's number of each. */
  readonly refunds: Map<string, number>;
}

/** The providers' memory (支付模拟器): orders, payments, and what is to go wrong next. It is lost with the process. */
export class PayDesk {
  readonly #trades = new Map<string, Trade>();
  readonly #faults = new Map<PayChannel, { fault: PayFault; times: number }>();
  readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  get trades(): readonly Trade[] {
    return [...this.#trades.values()];
  }

  /** Takes an order; one that is known is the same order. */
  put(order: Omit<Trade, 'state' | 'paidAt' | 'handedIn' | 'refunds'>): Trade {
    const key = `${order.channel}/${order.tradeNo}`;
    const known = this.#trades.get(key);
    if (known) {
      known.handedIn += 1;
      return known;
    }
    const made: Trade = { ...order, state: 'waiting', paidAt: 0, handedIn: 1, refunds: new Map() };
    this.#trades.set(key, made);
    return made;
  }

  find(channel: PayChannel, tradeNo: string): Trade | undefined {
    return this.#trades.get(`${channel}/${tradeNo}`);
  }

  /** By its number as the merchant's people say it: the title ends with it. */
  named(order: string): Trade | undefined {
    return this.trades.findLast(({ tradeNo, title }) => tradeNo === order || title.endsWith(` ${order}`));
  }

  fail(channel: PayChannel, fault: PayFault, times: number): void {
    this.#faults.set(channel, { fault, times });
  }

  /** What goes wrong with this call, if anything. */
  fault(channel: PayChannel): PayFault | undefined {
    const next = this.#faults.get(channel);
    if (!next || next.times <= 0) return undefined;
    this.#faults.set(channel, { ...next, times: next.times - 1 });
    return next.fault;
  }

  clear(): void {
    this.#trades.clear();
    this.#faults.clear();
  }
}

/** The provider's own number of a payment. */
export const transactionOf = ({ channel, tradeNo }: Pick<Trade, 'channel' | 'tradeNo'>): string =>
  `4200${BigInt(`0x${createHash('sha256').update(`${channel}/${tradeNo}`).digest('hex').slice(0, 18)}`)}`.slice(0, 28);

/** Beijing time on the wall, `2026-07-01 10:00:00`. */
export const wallTime = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
