import type { Timer } from '../../cases/timer.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { type In, isOutside, type Message } from './record.ts';

/** How long a message may wait for its provider once its time has come; at the end of it the sending is tried again, whatever became of the first wake-up. */
const handOverMinutes = 15;

/** The clocks of a message: its sending, its staleness, the provider's missing answer, the evidence of delivery, the work of a colleague. */
export function messageTimers(record: Message, opened: Instant): readonly Timer[] {
  switch (record.state) {
    case 'queued':
    case 'held':
      return [sending(record), staleness(record, opened)];
    case 'sending':
      return [sending(record), wake('answer', record.begunAt, record.askAt, 'ask', record.emergency)];
    case 'sent':
      return [sending(record, record.accepted.at), wake('receipt', record.accepted.at, record.seekAt, 'seek', false)];
    case 'byHand':
      return [handwork(record)];
    case 'delivered':
    case 'unconfirmed':
    case 'failed':
    case 'suppressed':
      return [];
  }
}

function sending({ sendAt, emergency }: In<'queued' | 'held' | 'sending' | 'sent'>, stop?: Instant): Timer {
  const due = plus(sendAt, { minutes: handOverMinutes });
  const stages = [
    { name: 'go', at: sendAt, command: 'begin' },
    { name: 'again', at: due, command: 'begin' },
  ];
  return { name: 'send', from: sendAt, due, stages, urgent: emergency, ...(stop ? { stop } : {}) };
}

function staleness({ staleAt }: In<'queued' | 'held'>, opened: Instant): Timer {
  return { name: 'stale', from: opened, due: staleAt, stages: [{ name: 'over', at: staleAt, command: 'expire' }] };
}

/** Wakes the message's function, whose command says when the next time is: whatever breaks in between, it is woken again. */
function wake(name: string, from: Instant, at: Instant, command: string, urgent: boolean): Timer {
  return { name, from, due: at, stages: [{ name: command, at, command }], urgent };
}

function handwork(record: In<'byHand'>): Timer {
  const tell = { positions: isOutside(record) ? (['CSM', 'FRONT'] as const) : (['CSM'] as const) };
  return { name: 'hand', from: record.handedAt, due: record.dueAt, stages: [{ name: 'late', at: record.dueAt, tell }], urgent: record.emergency };
}
