import { disputeBill, resolveDispute } from '../../lib/bills/dispute.ts';
import { issueBill } from '../../lib/bills/manual.ts';
import { type DisputeEnd, DisputeWish, DisputeEnd as EndBody, ManualBill, Restriction, VoidWish } from '../../lib/bills/manual-input.ts';
import { refuseRestriction } from '../../lib/bills/restrict.ts';
import type { Answer } from '../../lib/cases/idempotency.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { type Caller, walk } from '../../lib/cases/walk.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { BillId } from '../../lib/ledger/names.ts';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import { type Exchange, jsonBody, onceOf, pathId, pathProject } from './http.ts';
import type { Above } from './serve.ts';

/**
 * Bills by hand (账单): `POST /projects/{p}/bills`, `POST …/bills/{billId}/void|dispute|resolveDispute`, and `POST …/units/{u}/restrict`, which is always refused. Reading
 * bills is the statements' business.
 */
export const billRoutes: Above = (exchange) => {
  const { method, segments, identity } = exchange;
  const [first, project, area, id, command, ...more] = segments;
  if (method !== 'POST' || first !== 'projects' || more.length > 0) return undefined;
  const caller = { person: identity.person, project: pathProject(project) };
  if (area === 'units' && command === 'restrict') return restricted(exchange, caller, id);
  if (area !== 'bills') return undefined;
  if (id === undefined) return issued(exchange, caller);
  return command === undefined ? undefined : changed(exchange, caller, command, id);
};

async function issued(exchange: Exchange, caller: Caller): Promise<Answer> {
  const input = parseInput(ManualBill, jsonBody(exchange)) as ManualBill;
  return issueBill(exchange.desk, caller, input, await onceOf(exchange));
}

async function changed(exchange: Exchange, caller: Caller, command: string, text: string): Promise<Answer> {
  const { desk } = exchange;
  const id = pathBill(text);
  switch (command) {
    case 'void': {
      const { reason } = parseInput(VoidWish, jsonBody(exchange)) as { reason: string };
      return walk(desk, { ...caller, definition: correction, command: 'voidBill', input: { bill: id, reason }, once: await onceOf(exchange) });
    }
    case 'dispute':
      return disputeBill(desk, caller, id, parseInput(DisputeWish, jsonBody(exchange)) as DisputeWish, await onceOf(exchange));
    case 'resolveDispute':
      return resolveDispute(desk, caller, id, parseInput(EndBody, jsonBody(exchange)) as DisputeEnd, await onceOf(exchange));
    default:
      throw new DomainError('not-found', 'access.not-found');
  }
}

/** An id out of a path that no bill can have is simply not found. */
function pathBill(text: string): string {
  const { success, data } = BillId.safeParse(text);
  if (!success) throw new DomainError('not-found', 'access.not-found');
  return data;
}

async function restricted(exchange: Exchange, caller: Caller, unit: string | undefined): Promise<Answer> {
  parseInput(Restriction, jsonBody(exchange));
  await onceOf(exchange);
  return refuseRestriction(exchange.desk, caller, pathId(unit));
}
