import { type Answer, Answered, answerWrite, type Once } from '../cases/idempotency.ts';
import { decide } from '../cases/walk.ts';
import type { Table } from '../table/table.ts';
import { type Run, requestWrite } from './run.ts';

/** The run an earlier answer was about. */
export const runIdIn = ({ body }: Answer): string => (body as { readonly id: string }).id;

/** Asks for a run, once for each key. @returns the id of the run, which is an earlier one when the request has been made before */
export async function askOnce(table: Table, run: Run, once: Once | undefined): Promise<string> {
  const { id } = run;
  try {
    const writes = [requestWrite(table, run), ...(once ? [answerWrite(table.company, once, { status: 202, body: { id } })] : [])];
    await decide(() => table.commit(writes));
    return id;
  } catch (error) {
    if (!(error instanceof Answered)) throw error;
    return runIdIn(error.answer);
  }
}
