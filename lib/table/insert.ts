import { DomainError } from '../kernel/error.ts';
import { backOff, patiently } from './transport.ts';

/** What became of an item that was to be new: it is in, its key was taken, or the table would not have it. */
export type Inserted = 'inserted' | 'exists' | 'refused';

/** Statements of a request, as many as the service takes, and requests on their way at the same time. */
const perRequest = 25;
const inFlight = 8;
/** How often a statement the table was too busy for is sent again. */
const attempts = 8;

/** Attributes by name, its keys among them. */
type NewItem = Readonly<Record<string, unknown>>;

type Send = (input: Record<string, unknown>) => Promise<Record<string, unknown>>;

interface Answered {
  readonly Error?: { readonly Code?: string };
}

/** Codes of one statement after which it may be sent again; what the others mean is said below. */
const busy = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError', 'RequestLimitExceeded', 'TransactionConflict', 'InternalServerError']);

/**
 * Puts many new items in (批量新增), each on the condition that its key is free: 25 to a request, and one write unit each where a transaction takes two. There is no
 * `BatchWriteItem` here, for it would write over a bill that has been paid.
 *
 * Each statement stands for itself: one that comes too fast is sent again, alone with the others of its kind, while the rest are in. An answer that was lost is asked for again and then says
 * `exists`; whoever must know whose item that is reads it.
 *
 * @returns what became of each, in their order
 * @throws DomainError `service.unavailable`, `service.unknown-outcome`
 */
export async function insertAll(send: Send, table: string, items: readonly NewItem[]): Promise<readonly Inserted[]> {
  const outcomes = new Array<Inserted>(items.length);
  const batches = Array.from({ length: Math.ceil(items.length / perRequest) }, (_, at) => at * perRequest).values();
  const lane = async (): Promise<void> => {
    for (const from of batches) {
      const batch = items.slice(from, from + perRequest);
      for (const [at, outcome] of (await insertBatch(send, table, batch)).entries()) outcomes[from + at] = outcome;
    }
  };
  // All lanes come to their end before the first failure is told: nothing of ours writes on behind the back of who hears of it.
  const lanes = await Promise.allSettled(Array.from({ length: inFlight }, lane));
  for (const outcome of lanes) if (outcome.status === 'rejected') throw outcome.reason;
  return outcomes;
}

async function insertBatch(send: Send, table: string, items: readonly NewItem[]): Promise<readonly Inserted[]> {
  const outcomes = new Array<Inserted>(items.length);
  let waiting = items.map((_, at) => at);
  for (let attempt = 1; waiting.length > 0; attempt += 1) {
    if (attempt > attempts) throw new DomainError('unavailable', 'service.unavailable');
    if (attempt > 1) await backOff(attempt);
    const statements = waiting.map((at) => statementFor(table, items[at] ?? {}));
    const output = await patiently(() => send({ Statements: statements }), { writes: true });
    const answers = (output['Responses'] ?? []) as readonly Answered[];
    const again: number[] = [];
    for (const [at, index] of waiting.entries()) {
      const code = answers[at]?.Error?.Code;
      if (answers[at] === undefined || (code !== undefined && busy.has(code))) again.push(index);
      else outcomes[index] = code === undefined ? 'inserted' : code === 'DuplicateItem' ? 'exists' : refusedFor(code);
    }
    waiting = again;
  }
  return outcomes;
}

/** A denial by the policy is not a matter of one item. @throws DomainError as the table says it elsewhere */
function refusedFor(code: string): 'refused' {
  if (code === 'AccessDenied') throw new DomainError('not-found', 'access.not-found', { denied: 'policy' });
  return 'refused';
}

/** Every attribute by its name and its value apart, so that no value is ever read as part of the statement. */
function statementFor(table: string, item: NewItem): { Statement: string; Parameters: readonly unknown[] } {
  const attributes = Object.entries(item).filter(([, value]) => value !== undefined);
  return {
    Statement: `INSERT INTO "${table}" VALUE {${attributes.map(([name]) => `'${name}': ?`).join(', ')}}`,
    Parameters: attributes.map(([, value]) => value),
  };
}
