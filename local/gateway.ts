import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { RouteModel } from './cloud-model.ts';
import type { Functions } from './functions.ts';

/** The gateway's own limit for a body. */
const BODY_LIMIT = 10 * 1024 * 1024;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** What a function may answer: the proxy form, or any bare value, which the gateway takes for a 200 in JSON. */
interface ProxyAnswer {
  statusCode: number;
  headers?: Record<string, string | number | boolean>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

/** fastify's grammar for a gateway path: `{id}` is `:id`, the greedy `{proxy+}` is `*`. */
const fastifyPath = (path: string): string => path.replace(/\{(\w+)\+\}/g, '*').replace(/\{(\w+)\}/g, ':$1');

function pathParameters(request: FastifyRequest, path: string): Record<string, string> {
  const { '*': rest, ...named } = request.params as Record<string, string>;
  const greedy = /\{(\w+)\+\}/.exec(path)?.[1];
  return greedy === undefined || rest === undefined ? named : { ...named, [greedy]: rest };
}

/** Header and query values of one name, joined as HTTP APIs join them. */
const joined = (value: string | string[] | undefined): string => (Array.isArray(value) ? value.join(',') : (value ?? ''));

function queryOf(rawQuery: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQuery)) query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  return query;
}

/** Whether a body reaches the function as text; bytes that are no UTF-8, such as a GBK file, never do. */
function isText(type: string, body: Buffer): boolean {
  if (!isUtf8(body)) return false;
  return type === '' || /^(text\/|application\/(json|.*\+json|xml|x-www-form-urlencoded|javascript))/.test(type);
}

/** A request as an API Gateway HTTP API hands it to Lambda (payload format 2.0). */
function eventOf(request: FastifyRequest, route: RouteModel, now: number): Record<string, unknown> {
  const [rawPath = '/', rawQueryString = ''] = request.raw.url?.split(/\?(.*)/s) ?? [];
  const { cookie, ...rest } = request.headers;
  const headers = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, joined(value)]));
  const parameters = pathParameters(request, route.path);
  const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
  const base64 = !isText(headers['content-type'] ?? '', body);
  return {
    version: '2.0',
    routeKey: `${route.method} ${route.path}`,
    rawPath,
    rawQueryString,
    ...(cookie ? { cookies: cookie.split('; ') } : {}),
    headers,
    ...(rawQueryString ? { queryStringParameters: queryOf(rawQueryString) } : {}),
    ...(Object.keys(parameters).length > 0 ? { pathParameters: parameters } : {}),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: request.hostname,
      domainPrefix: 'local',
      http: { method: request.method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: request.ip, userAgent: headers['user-agent'] ?? '' },
      requestId: randomUUID(),
      routeKey: `${route.method} ${route.path}`,
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    ...(body.length > 0 ? { body: body.toString(base64 ? 'base64' : 'utf8') } : {}),
    isBase64Encoded: base64 && body.length > 0,
  };
}

function isProxyAnswer(answer: unknown): answer is ProxyAnswer {
  return typeof answer === 'object' && answer !== null && 'statusCode' in answer && typeof answer.statusCode === 'number';
}

async function send(reply: FastifyReply, answer: unknown): Promise<void> {
  if (!isProxyAnswer(answer)) {
    await reply
      .code(200)
      .header('content-type', 'application/json')
      .send(JSON.stringify(answer ?? null));
    return;
  }
  reply.code(answer.statusCode).header('content-type', 'application/json');
  for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, String(value));
  for (const cookie of answer.cookies ?? []) reply.header('set-cookie', cookie);
  await reply.send(Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8'));
}

const refuse = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  reply.code(status).header('content-type', 'application/json').send(JSON.stringify({ message }));

/** A server whose bodies reach the handlers as bytes, and which refuses in the gateway's own words. */
export function openGateway(): FastifyInstance {
  const server = Fastify({
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 4_096 },
    frameworkErrors: (_error, _request, reply) => void refuse(reply as unknown as FastifyReply, 400, 'Bad Request'),
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
  server.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'Not Found'));
  server.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    if (error.statusCode === 413) return refuse(reply, 413, 'Request Entity Too Large');
    if (error.statusCode !== undefined && error.statusCode < 500) return refuse(reply, error.statusCode, 'Bad Request');
    process.stderr.write(`gateway: ${error.message}\n`);
    return refuse(reply, 500, 'Internal Server Error');
  });
  return server;
}

/** Lays the template's routes on the server: every request becomes an event for its function. */
export function addRoutes(server: FastifyInstance, routes: RouteModel[], functions: Functions): void {
  for (const route of routes) {
    server.route({
      method: route.method === 'ANY' ? METHODS : route.method,
      url: fastifyPath(route.path),
      handler: async (request, reply) => {
        if ((request.params as Record<string, string>)['*'] === '') return reply.callNotFound();
        let answer: unknown;
        try {
          answer = await functions.invoke(route.functionName, eventOf(request, route, Date.now()));
        } catch (error) {
          process.stderr.write(`${route.functionName}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
          await send(reply, { statusCode: 500, body: '{"message":"Internal Server Error"}' });
          return reply;
        }
        await send(reply, answer);
        return reply;
      },
    });
  }
}
