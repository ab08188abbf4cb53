import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '../local/cloud.ts';
import { forget, foundMember } from '../local/house.ts';

type Handler = (event: never, context: never) => Promise<unknown>;

/** An answer of a handler, opened. */
export interface Reply {
  readonly status: number;
  readonly body: { readonly id: string } & Readonly<Record<string, unknown>>;
}

/** Calls a function's handler in this process, with an event as the gateway makes it. */
export type Ask = (handler: Handler, method: string, path: string, body?: unknown) => Promise<Reply>;

/** A house to measure in: the local cloud, one project, and somebody who may do anything in it. */
export interface House {
  readonly url: string;
  readonly token: string;
  readonly table: string;
  readonly ask: Ask;
  /** Waits until relay and notices have come to rest, so that they are not measured with what follows. */
  readonly rest: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

const context = {
  awsRequestId: 'bench',
  functionName: 'bench',
  functionVersion: '1',
  invokedFunctionArn: 'bench',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => 30_000,
};

/** Starts the local cloud in this process; the handlers are then called past its gateway. */
export async function openHouse(): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'wuyun-bench-'));
  const cloud = await startCloud({ port: 0, folder, empty: true, foundMember, forget });
  const post = async (path: string, body: unknown, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    return (await (await fetch(`${cloud.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as { token: string };
  };
  const positions = ['FRONT', 'CSM', 'ENG', 'ARCH'];
  const holder = { company: 'bench', person: 'somebody', positions: [...positions, 'HQ-ADM'], projects: ['p1'], units: [] };
  const { token } = await post('/local/token', holder);
  await post('/projects', { id: 'p1', name: '测试项目' }, token);
  return {
    url: cloud.url,
    token,
    table: cloud.model.table.name,
    ask: (handler, method, path, body) => ask(handler, { method, path, body, token }),
    rest: () => post('/local/idle', {}),
    close: async () => {
      await cloud.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ask(handler: Handler, { method, path, body, token }: { method: string; path: string; body: unknown; token: string }): Promise<Reply> {
  const [rawPath, query = ''] = path.split('?');
  const event = {
    version: '2.0',
    routeKey: `ANY ${rawPath}`,
    rawPath,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
    requestContext: { http: { method } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  const answer = (await handler(event as never, context as never)) as { statusCode: number; body: string };
  const reply: Reply = { status: answer.statusCode, body: JSON.parse(answer.body) as Reply['body'] };
  if (reply.status >= 400) throw new Error(`${method} ${path} → ${answer.body}`);
  return reply;
}
