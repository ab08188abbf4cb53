import * as z from 'zod';
import type { Work } from '../cases/work.ts';
import { newRunId, nothing, requestWrite } from '../jobs/run.ts';
import { dateText, id } from '../kernel/schema.ts';
import type { Share } from '../ledger/allocation.ts';
import { billId } from '../ledger/names.ts';
import type { Write } from '../table/table.ts';

/** One bill of a run: `[bill, principal, late fee]`, as the payment divided it. */
const OffsetLine = z.tuple([z.string(), z.int(), z.int()]);

/** What the run that settles many bills out of a payer's account is to do. */
export const OffsetOrder = z.strictObject({ payer: id(), valueOn: dateText(), lines: z.array(OffsetLine) });
/** See the schema. */
export type OffsetOrder = z.infer<typeof OffsetOrder>;

/** Asks for the run (逐笔冲抵) in the transaction of the payment, so that there is never the one without the other. */
export function offsetLater(
  work: Work,
  { payer, valueOn, shares }: { payer: string; valueOn: string; shares: readonly Share[] },
): { run: string; write: Write } {
  const order: OffsetOrder = { payer, valueOn, lines: shares.map(({ bill, principalFen, lateFen }) => [billId(bill), principalFen, lateFen]) };
  const run = newRunId(work.today);
  const head = { project: work.project, job: 'offset', id: run, state: 'requested', person: work.actor.person, register: 'payment' } as const;
  const write = requestWrite(work.desk.table, { ...head, order, requestedAt: work.now, chunks: 0, total: shares.length, tally: nothing, errors: [] });
  return { run, write };
}
