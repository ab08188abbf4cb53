import type { Answer } from '../../lib/cases/idempotency.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { commandNamed } from '../../lib/cases/perform.ts';
import { type Caller, walk } from '../../lib/cases/walk.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { ReceiptNo } from '../../lib/ledger/names.ts';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import { type Exchange, jsonBody, onceOf, pathProject } from './http.ts';
import { invalid } from './invalid.ts';
import type { Above } from './serve.ts';

const commands: readonly string[] = ['void', 'reverse', 'refund'];

/** `POST /projects/{p}/payments/{receiptNo}/void|reverse|refund`: each opens a correction (更正) of that receipt. */
export const correctionRoutes: Above = (exchange) => {
  const { method, segments, identity } = exchange;
  const [first, project, area, receipt, command = '', ...more] = segments;
  if (method !== 'POST' || first !== 'projects' || area !== 'payments' || !commands.includes(command) || more.length > 0) return undefined;
  return opened(exchange, { person: identity.person, project: pathProject(project) }, command, receipt);
};

async function opened(exchange: Exchange, caller: Caller, command: string, receipt: string | undefined): Promise<Answer> {
  if (!ReceiptNo.safeParse(receipt).success) throw new DomainError('not-found', 'access.not-found');
  const body = jsonBody(exchange);
  if ('receipt' in body) throw invalid('receipt', 'request.unknown-field');
  const input = parseInput(commandNamed(correction, command).input, { ...body, receipt });
  return walk(exchange.desk, { ...caller, definition: correction, command, input, once: await onceOf(exchange) });
}
