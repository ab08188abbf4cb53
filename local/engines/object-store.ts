import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import S3rver from 's3rver';
import type { Statement } from '../cloud-model.ts';
import { AwsError } from './aws-error.ts';
import { bodyOf } from './aws-server.ts';
import { checkObjectRequest } from './object-guard.ts';

/** The object store of the local cloud. */
export interface ObjectStore {
  endpoint: string;
  port: number;
  /** Stores an object in the cloud's own name, as Lambda does with a parked record. */
  put(bucket: string, key: string, body: string): Promise<void>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  folder: string;
  buckets: string[];
  port: number;
  /** Secret from which every access key's secret is derived. */
  root: Buffer;
  /** The data role's policy: a company's session reaches only its own prefix. */
  statements: Statement[];
}

function refuse(response: ServerResponse, error: unknown): void {
  const { code, message, status } = error instanceof AwsError ? error : new AwsError('InternalError', String(error), 500);
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

/** Sends a checked request on to s3rver, without its signature: the check has been done. */
function pass(port: number, request: { method: string; path: string; headers: IncomingMessage['headers'] }, body: Buffer): Promise<IncomingMessage> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(
      ([name]) => !/^(authorization|host|connection|transfer-encoding|if-none-match|x-amz-(date|security-token|content-sha256))$/.test(name),
    ),
  );
  return new Promise((resolve, reject) => {
    const outgoing = forward(
      { port, host: '127.0.0.1', method: request.method, path: request.path, headers: { ...headers, 'content-length': body.length } },
      resolve,
    );
    outgoing.on('error', reject).end(body);
  });
}

async function answered(response: IncomingMessage): Promise<number> {
  response.resume();
  await new Promise((resolve) => response.once('close', resolve));
  return response.statusCode ?? 500;
}

/** Puts to a name that must be free: s3rver knows no condition, so the check and the write go one pair after the other. */
function openConditionalPut(port: number): (path: string, put: () => Promise<IncomingMessage>) => Promise<IncomingMessage> {
  let turn: Promise<unknown> = Promise.resolve();
  return (path, put) => {
    const mine = turn.then(async () => {
      const present = await answered(await pass(port, { method: 'HEAD', path, headers: {} }, Buffer.alloc(0)));
      if (present === 200) throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
      return put();
    });
    turn = mine.catch(() => undefined);
    return mine;
  };
}

/** The bucket lets any page use an address it was given (CORS). */
const anyPage = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'PUT, GET',
  'access-control-allow-headers': 'content-type, x-amz-checksum-sha256, x-amz-tagging',
};

/** The guard's server: each request is checked, then sent on. */
function openGuard(inner: number, options: Options): Server {
  const putIfAbsent = openConditionalPut(inner);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '/', 'http://local');
    const method = request.method ?? 'GET';
    if (method === 'OPTIONS') return void response.writeHead(200, anyPage).end();
    checkObjectRequest(request, url, body, options);
    for (const name of [...url.searchParams.keys()]) if (/^x-amz-/i.test(name) || name === 'x-id') url.searchParams.delete(name);
    const send = (): Promise<IncomingMessage> => pass(inner, { method, path: `${url.pathname}${url.search}`, headers: request.headers }, body);
    const conditional = method === 'PUT' && request.headers['if-none-match'] === '*';
    const incoming = await (conditional ? putIfAbsent(url.pathname, send) : send());
    response.writeHead(incoming.statusCode ?? 500, { ...incoming.headers, ...anyPage });
    incoming.pipe(response);
  }

  return createServer((request, response) => {
    serve(request, response).catch((error: unknown) => refuse(response, error));
  });
}

/** Starts s3rver on the folder and the guard in front of it. */
export async function startObjectStore(options: Options): Promise<ObjectStore> {
  const store = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: join(options.folder, 'objects'),
    vhostBuckets: false,
    configureBuckets: options.buckets.map((name) => ({ name, configs: [] })),
  });
  const { port: inner } = await store.run();
  const guard = openGuard(inner, options);
  await new Promise<void>((resolve, reject) => guard.once('error', reject).listen(options.port, '127.0.0.1', resolve));
  const address = guard.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.port;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    async put(bucket, key, body) {
      const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
      const status = await answered(await pass(inner, { method: 'PUT', path, headers: {} }, Buffer.from(body)));
      if (status !== 200) throw new Error(`object store answered ${status} to ${path}`);
    },
    async clear() {
      store.reset();
      await store.configureBuckets();
    },
    async stop() {
      guard.closeAllConnections();
      await new Promise((resolve) => guard.close(resolve));
      store.httpServer.closeAllConnections();
      await store.close();
    },
  };
}
