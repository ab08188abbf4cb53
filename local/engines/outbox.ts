/** What has been sent out of the house, as the providers see it; only here, where nobody is sent anything. */
export interface SentOut {
  readonly way: 'sms' | 'email' | 'wecom';
  /** Our number of it, where the channel has one. */
  readonly id?: string;
  readonly at: string;
  /** Phone number, mailbox, or key of the group's robot. */
  readonly to: string;
  readonly account?: string;
  readonly sign?: string;
  readonly template?: string;
  readonly params?: readonly string[];
  readonly subject?: string;
  readonly text?: string;
  /** How often it was handed in: a text message of one number goes out once all the same. */
  readonly handedIn: number;
}

/** What may go wrong with a provider (故障). */
export const faults = [
  'slow',
  'huge',
  'wrongTypes',
  'notJson',
  'lostAnswer',
  'lostRequest',
  'refused',
  'busy',
  'wrongSignature',
  'contradictory',
  'undeliverable',
  'error',
] as const;
export type Fault = (typeof faults)[number];

/** The providers' memory: what went out, and what is to go wrong next. */
export class Outbox {
  readonly #sent: SentOut[] = [];
  readonly #faults = new Map<SentOut['way'], { fault: Fault; times: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get sent(): readonly SentOut[] {
    return this.#sent;
  }

  /** Takes a message; of two with one number only the first goes out. */
  put(message: Omit<SentOut, 'at' | 'handedIn'>): void {
    const known = message.id === undefined ? -1 : this.#sent.findIndex(({ way, id }) => way === message.way && id === message.id);
    const before = this.#sent[known];
    if (before) this.#sent[known] = { ...before, handedIn: before.handedIn + 1 };
    else this.#sent.push({ ...message, at: new Date(this.#now()).toISOString(), handedIn: 1 });
  }

  find(id: string): SentOut | undefined {
    return this.#sent.find((message) => message.id === id);
  }

  /** The next `times` calls of a channel go wrong in this way. */
  fail(way: SentOut['way'], fault: Fault, times: number): void {
    this.#faults.set(way, { fault, times });
  }

  /** What goes wrong with this call, if anything. */
  fault(way: SentOut['way']): Fault | undefined {
    const next = this.#faults.get(way);
    if (!next || next.times <= 0) return undefined;
    this.#faults.set(way, { ...next, times: next.times - 1 });
    return next.fault;
  }

  clear(): void {
    this.#sent.length = 0;
    this.#faults.clear();
  }
}
