import type { Answer } from '../../lib/cases/idempotency.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import type { Caller } from '../../lib/cases/walk.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { dateText, idPattern } from '../../lib/kernel/schema.ts';
import { candidates } from '../../lib/payments/candidates.ts';
import { PaymentInput } from '../../lib/payments/payment-input.ts';
import { pay } from '../../lib/payments/payments.ts';
import { mostQuotedUnits, quote } from '../../lib/payments/quotes.ts';
import { listReceipts, readReceipt } from '../../lib/payments/receipts.ts';
import { type Exchange, jsonBody, listQuery, onceOf, pathId, pathProject } from './http.ts';
import { invalid } from './invalid.ts';
import type { Above } from './serve.ts';

/** Taking money (收款): payments and their receipts, quotes, results of a bank's batch, proposals for unclaimed transfers. `undefined` leaves the request to the others of the function. */
export const paymentRoutes: Above = (exchange) => {
  const { method, segments, identity } = exchange;
  const [first, project, area, second, third, ...more] = segments;
  if (first !== 'projects' || more.length > 0) return undefined;
  const caller = { person: identity.person, project: pathProject(project) };
  if (area === 'quotes' && second === undefined && method === 'GET') return quoted(exchange, caller);
  if (area !== 'payments') return undefined;
  if (second === undefined) return method === 'POST' ? paid(exchange, caller) : method === 'GET' ? listed(exchange, caller) : undefined;
  if (second === 'candidates' && third === undefined && method === 'GET') return proposed(exchange, caller);
  if (second === 'bank-batch') return batch(exchange, caller, third);
  return third === undefined && method === 'GET' ? shown(readReceipt(exchange.desk, caller, second)) : undefined;
};

async function shown(body: Promise<unknown>): Promise<Answer> {
  return { status: 200, body: await body };
}

async function paid(exchange: Exchange, caller: Caller): Promise<Answer> {
  const input = parseInput(PaymentInput, jsonBody(exchange)) as PaymentInput;
  return pay(exchange.desk, caller, input, await onceOf(exchange));
}

async function listed(exchange: Exchange, caller: Caller): Promise<Answer> {
  const { day, book } = exchange.query;
  const { limit, cursor } = listQuery(exchange);
  if (book !== undefined && !idPattern.test(book)) throw invalid('book', 'request.id');
  return { status: 200, body: await listReceipts(exchange.desk, caller, { day: dayOf(day, 'day'), book, limit, cursor }) };
}

async function proposed(exchange: Exchange, caller: Caller): Promise<Answer> {
  const { suspense = '' } = exchange.query;
  if (!idPattern.test(suspense)) throw invalid('suspense', 'request.id');
  return shown(candidates(exchange.desk, caller, suspense));
}

async function quoted(exchange: Exchange, caller: Caller): Promise<Answer> {
  const { units: text, on } = exchange.query;
  if (text === undefined) throw invalid('units', 'request.missing');
  const units = [...new Set(text.split(',').map((unit) => unit.trim().normalize('NFC')))];
  if (units.length > mostQuotedUnits) throw invalid('units', 'request.too-many');
  if (!units.every((unit) => unit.isWellFormed() && idPattern.test(unit))) throw invalid('units', 'request.id');
  return { status: 200, body: await quote(exchange.desk, caller, { units, on: dayOf(on, 'on') }) };
}

function dayOf(text: string | undefined, name: string): string | undefined {
  if (text !== undefined && !dateText().safeParse(text).success) throw invalid(name, 'request.date');
  return text;
}

/** What reads spreadsheets and the bucket is loaded with the first request that needs it. */
async function batch(exchange: Exchange, caller: Caller, run: string | undefined): Promise<Answer> {
  const { method, desk, bytes, query } = exchange;
  if (method !== (run === undefined ? 'POST' : 'GET')) throw new DomainError('not-found', 'access.not-found');
  const [{ filesFor }, requests] = await Promise.all([import('./files.ts'), import('../../lib/payments/bank-batch.ts')]);
  const bench = { desk, files: filesFor(desk.company) };
  if (run !== undefined) return { status: 200, body: await requests.readBankBatch(bench, caller, pathId(run)) };
  return requests.requestBankBatch(bench, caller, { bytes, query }, await onceOf(exchange));
}
