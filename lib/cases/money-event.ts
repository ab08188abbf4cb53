import { cashOf, type Entry } from '../ledger/journal.ts';
import { entryId, receiptNo } from '../ledger/names.ts';
import type { BookedEvent } from './history.ts';
import type { Work } from './work.ts';

/** Bills an event names; whoever wants all of them reads the entry. */
const namedBills = 3;

/** What leaves the table with an entry (入账事件); the payer of a payment is told by whoever relays it. */
export function bookedEvent({ desk, project, policy, now }: Pick<Work, 'desk' | 'project' | 'policy' | 'now'>, entry: Entry): BookedEvent {
  const id = entryId(entry);
  return {
    id: `money.${project}.${id}`,
    type: 'money.booked',
    company: desk.company,
    project,
    kind: 'entry',
    caseId: id,
    at: now,
    data: {
      kind: entry.kind,
      receiptNo: receiptNo(entry),
      ...(entry.payer === undefined ? {} : { payer: entry.payer }),
      cashFen: cashOf(entry),
      bills: [...new Set(entry.postings.flatMap(({ bill }) => (bill === undefined ? [] : [bill])))].slice(0, namedBills),
      ...(entry.kind === 'payment' && entry.payer !== undefined ? { tell: { zone: policy.timeZone, quietHours: policy.quietHours } } : {}),
    },
  };
}
