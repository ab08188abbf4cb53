import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { DomainError } from '../kernel/error.ts';

/** One call to the table, as the seam sees it. No Scan exists here, nor in the policy. */
export interface Call {
  readonly op: Op;
  /** The operation's input in the document client's shape: plain JavaScript values. */
  readonly input: Record<string, unknown>;
  /** Whose credentials sign the call: a company session's, or a system function's own. */
  readonly accessKeyId: string;
}

const commands = {
  BatchExecuteStatement: BatchExecuteStatementCommand,
  BatchGetItem: BatchGetCommand,
  DeleteItem: DeleteCommand,
  GetItem: GetCommand,
  PutItem: PutCommand,
  Query: QueryCommand,
  TransactWriteItems: TransactWriteCommand,
  UpdateItem: UpdateCommand,
} as const;

export type Op = keyof typeof commands;

/** Sends a call and answers the operation's output. */
export type Send = (call: Call) => Promise<Record<string, unknown>>;

/** Credentials as the SDK takes them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Without it the SDK would keep them for ever. */
  readonly expiration?: Date;
}

const layers: ((next: Send) => Send)[] = [];

/**
 * The one seam of the transport: a layer sees every call to the table. The local cloud evaluates the data role's policy here, and tests inject faults.
 *
 * @returns removes the layer again.
 */
export function useLayer(layer: (next: Send) => Send): () => void {
  layers.push(layer);
  return () => {
    const at = layers.indexOf(layer);
    if (at >= 0) layers.splice(at, 1);
  };
}

/** The SDK renders every input and output for `info`, a twentieth of a command's time, unless the logger has none. */
const nothing = () => undefined;
const silent = { trace: nothing, debug: nothing, warn: nothing } as unknown as NonNullable<DynamoDBClientConfig['logger']>;

const openDocuments = (credentials?: () => Promise<Credentials>): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 3, logger: silent, ...(credentials ? { credentials } : {}) }), {
    marshallOptions: { removeUndefinedValues: true },
  });

let ownDocuments: DynamoDBDocumentClient | undefined;

/**
 * A transport signing with the credentials given, asked anew for every call because company sessions expire; without any, with the function's own. A client
 * keeps its connections open, so whoever opens a transport keeps it as long as the process lives.
 */
export function openTransport(credentials?: () => Promise<Credentials>): (op: Op, input: Record<string, unknown>) => Promise<Record<string, unknown>> {
  ownDocuments ??= openDocuments();
  const documents = credentials ? openDocuments(credentials) : ownDocuments;
  const raw: Send = ({ op, input }) => {
    const Command = commands[op] as unknown as new (input: Record<string, unknown>) => Parameters<typeof documents.send>[0];
    return documents.send(new Command(input)) as Promise<Record<string, unknown>>;
  };
  return async (op, input) => {
    const { accessKeyId } = credentials ? await credentials() : { accessKeyId: 'system' };
    const send = layers.reduce((next, layer) => layer(next), raw);
    return send({ op, input, accessKeyId });
  };
}

/** Names of failures after which the same request may be sent again. */
const transient = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
  'ServiceUnavailable',
  'TransactionInProgressException',
  'TimeoutError',
  'NetworkingError',
]);

/** True for throttling, network trouble and faults of the service: the outcome may be unknown, the request may be repeated. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return transient.has(error.name) || ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT'].includes(code);
}

/** Pause with full jitter before attempt `n` (1, 2, …). Real time: it waits for machines, not for people. */
export function backOff(attempt: number): Promise<void> {
  const ms = Math.random() * Math.min(400, 10 * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Failures that say for sure that nothing was done: the request was turned away, or never arrived. */
const turnedAway = /Throttl|ThroughputExceeded|RequestLimitExceeded|ECONNREFUSED/;

/**
 * Runs a request, repeating it while it fails transiently, at most `attempts` times.
 *
 * @throws DomainError `service.unavailable` when nothing was done; `service.unknown-outcome` when a write may have been, and its answer was lost: a timeout is no failure.
 */
export async function patiently<T>(run: () => Promise<T>, { writes = false, attempts = 5 } = {}): Promise<T> {
  let unknown = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!isTransient(error)) throw error;
      unknown ||= writes && !turnedAway.test(`${(error as Error).name} ${String((error as { code?: unknown }).code)}`);
      if (attempt >= attempts) throw new DomainError('unavailable', unknown ? 'service.unknown-outcome' : 'service.unavailable');
    }
    await backOff(attempt);
  }
}
