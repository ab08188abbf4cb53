import { type Call, type Send, useLayer } from '../../lib/table/transport.ts';

/** What one stretch of work asked of the table. */
export interface Counted {
  readonly calls: readonly Call[];
  /** Requests by operation. */
  readonly requests: Readonly<Record<string, number>>;
  /** Write units, indexes included. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Items the table looked at for the answers, whether it gave them out or not. */
  readonly itemsRead: number;
}

interface Capacity {
  readonly CapacityUnits?: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}

const reads = new Set(['GetItem', 'BatchGetItem', 'Query']);

/** Runs some work and counts what it cost, as the engine charges it. */
export async function counted<T>(work: () => Promise<T>): Promise<Counted & { readonly result: T }> {
  const calls: Call[] = [];
  let [writeUnits, readUnits, itemsRead] = [0, 0, 0];
  const stop = useLayer((next) => async (call) => {
    calls.push(call);
    const output = await next({ ...call, input: { ...call.input, ReturnConsumedCapacity: 'INDEXES' } });
    const capacities = [output['ConsumedCapacity'] ?? []].flat() as Capacity[];
    const units = capacities.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    itemsRead += itemsIn(output);
    if (reads.has(call.op)) readUnits += units;
    else writeUnits += units;
    return output;
  });
  try {
    const result = await work();
    const requests: Record<string, number> = {};
    for (const { op } of calls) requests[op] = (requests[op] ?? 0) + 1;
    return { result, calls, requests, writeUnits, readUnits, itemsRead };
  } finally {
    stop();
  }
}

function itemsIn(output: Readonly<Record<string, unknown>>): number {
  if (Array.isArray(output['Responses'])) return 0;
  const scanned = Number(output['ScannedCount'] ?? (output['Items'] as unknown[] | undefined)?.length ?? 0);
  return scanned + Object.values((output['Responses'] ?? {}) as Record<string, unknown[]>).reduce((sum, found) => sum + found.length, 0);
}

/** A fault at one call: the process dies, or the answer is lost. */
export interface Fault {
  readonly nth: number;
  /** `before`: the call never arrives. `after`: it is done, and nobody learns of it. */
  readonly side: 'before' | 'after';
}

/** The process is gone; nothing of ours may catch it. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems', 'BatchExecuteStatement']);

/** Runs some work that dies at its n-th write, on one side of it. Answers what became of it. */
export async function crashing<T>({ nth, side }: Fault, work: () => Promise<T>): Promise<T | Crash> {
  let seen = 0;
  let dead = false;
  const layer =
    (next: Send): Send =>
    async (call) => {
      if (dead) throw new Crash('the process is gone');
      if (!writes.has(call.op)) return next(call);
      seen += 1;
      if (seen !== nth) return next(call);
      dead = true;
      if (side === 'after') await next(call);
      throw new Crash(`${side} write ${nth}`);
    };
  const stop = useLayer(layer);
  try {
    return await work();
  } catch (error) {
    if (error instanceof Crash) return error;
    throw error;
  } finally {
    stop();
  }
}

/** How many writes some work does. */
export async function countWrites(work: () => Promise<unknown>): Promise<number> {
  const { calls } = await counted(work);
  return calls.filter(({ op }) => writes.has(op)).length;
}

/** A transport that throttles, conflicts or loses answers at random, reproducibly. */
export async function unreliable<T>(seed: number, share: number, work: () => Promise<T>): Promise<T> {
  let state = seed;
  const chance = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  const stop = useLayer((next) => async (call) => {
    if (chance() >= share) return next(call);
    const kind = chance();
    if (call.op === 'TransactWriteItems' && kind < 0.4) throw conflict(call);
    if (call.op === 'BatchExecuteStatement' && kind < 0.4) return inPart(call, next, chance);
    if (kind < 0.7) throw named('ThrottlingException');
    await next(call);
    throw named('TimeoutError');
  });
  try {
    return await work();
  } finally {
    stop();
  }
}

/** Takes some statements of a batch and turns the others away, one by one, as a busy partition does. */
async function inPart(call: Call, next: Send, chance: () => number): Promise<Record<string, unknown>> {
  const statements = call.input['Statements'] as readonly unknown[];
  const taken = statements.map(() => chance() < 0.5);
  const sent = statements.filter((_, at) => taken[at]);
  const output = sent.length > 0 ? await next({ ...call, input: { ...call.input, Statements: sent } }) : {};
  const answers = ((output['Responses'] ?? []) as unknown[]).values();
  return { ...output, Responses: taken.map((one) => (one ? answers.next().value : { Error: { Code: 'ThrottlingError', Message: 'too fast' } })) };
}

function named(name: string): Error {
  const error = new Error(name);
  error.name = name;
  return error;
}

function conflict({ input }: Call): Error {
  const items = input['TransactItems'] as unknown[];
  return Object.assign(named('TransactionCanceledException'), {
    CancellationReasons: items.map((_, at) => ({ Code: at === 0 ? 'TransactionConflict' : 'None' })),
  });
}
