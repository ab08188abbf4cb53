import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Definition } from '../../lib/cases/definition.ts';
import type { Desk } from '../../lib/cases/desk.ts';
import type { Answer, AnswerFile, Once } from '../../lib/cases/idempotency.ts';
import type { ListQuery } from '../../lib/cases/read.ts';
import { fingerprint } from '../../lib/kernel/company-key.ts';
import { DomainError, type ErrorCatalogue } from '../../lib/kernel/error.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { idPattern } from '../../lib/kernel/schema.ts';
import { savedAs } from './disposition.ts';
import { invalid } from './invalid.ts';
import { parseJson } from './json.ts';
import { logger, metrics } from './log.ts';
import { commonHeaders, problems } from './problem.ts';
import { deskFor } from './runtime.ts';
import { type Identity, identify } from './token.ts';

/** One request taken apart. */
export interface Knock {
  readonly method: string;
  /** Path segments, decoded. */
  readonly segments: readonly string[];
  /** What stands behind the question mark, as sent. */
  readonly rawQuery: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly header: (name: string) => string | undefined;
  /** The body's bytes as sent. */
  readonly bytes: Uint8Array;
}

/** One request, of somebody we know. */
export interface Exchange extends Knock {
  readonly identity: Identity;
  readonly desk: Desk;
}

/** What a function answers before it asks who somebody is, to those who are nobody yet; `undefined` leaves the request to the others. */
export type Reception = (knock: Knock) => Promise<Answer> | undefined;

type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** The stack around every HTTP function: logger, metrics, problem+json, token; inside, one line of meaning. `errors`: sentences beyond the definitions' own. */
export function httpHandler(
  definitions: readonly Definition[],
  answer: (exchange: Exchange) => Promise<Answer>,
  errors: ErrorCatalogue = {},
  reception: Reception = () => undefined,
): HttpHandler {
  const catalogue: ErrorCatalogue = { ...errors };
  for (const definition of definitions) Object.assign(catalogue, definition.errors);
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(injectLambdaContext(logger, { clearState: true }))
    .use(logMetrics(metrics))
    .use(problems(catalogue))
    .handler(async (event) => {
      metrics.addMetric('Request', MetricUnit.Count, 1);
      const knock = opened(event);
      return respond(await (reception(knock) ?? answer(await known(event, knock, definitions))));
    });
}

async function known(event: APIGatewayProxyEventV2, knock: Knock, definitions: readonly Definition[]): Promise<Exchange> {
  const identity = await identify(event.headers['authorization']);
  logger.appendKeys({ company: identity.company, actor: identity.person, route: event.routeKey });
  return { ...knock, identity, desk: deskFor(identity.company, definitions, identity.login) };
}

function opened(event: APIGatewayProxyEventV2): Knock {
  return {
    method: event.requestContext.http.method,
    segments: segmentsOf(event),
    rawQuery: event.rawQueryString,
    query: event.queryStringParameters ?? {},
    header: (name) => event.headers[name],
    bytes: event.body === undefined ? new Uint8Array() : Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** Gateways disagree on whether `rawPath` is decoded; ids hold no `%`, so decoding twice is harmless. */
function segmentsOf(event: APIGatewayProxyEventV2): readonly string[] {
  try {
    return event.rawPath
      .split('/')
      .filter(Boolean)
      .map((segment) => decodeURIComponent(segment).normalize('NFC'));
  } catch {
    throw new DomainError('not-found', 'access.not-found');
  }
}

function respond({ status, body, location, file }: Answer): APIGatewayProxyStructuredResultV2 {
  if (file) return respondFile(status, file);
  return {
    statusCode: status,
    headers: { ...commonHeaders, 'content-type': 'application/json; charset=utf-8', ...(location ? { location } : {}) },
    body: JSON.stringify(body),
  };
}

/** A file leaves as base64, the only form in which the gateway takes bytes; its name as RFC 5987 has it, so that it may be Chinese. */
function respondFile(status: number, { bytes, type, name, inline = false }: AnswerFile): APIGatewayProxyStructuredResultV2 {
  const way = inline ? 'inline' : 'attachment';
  return {
    statusCode: status,
    headers: {
      ...commonHeaders,
      'content-type': type,
      ...(name === undefined ? {} : { 'content-disposition': savedAs(name, way) }),
      ...(type.startsWith('text/html') ? { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'" } : {}),
    },
    body: Buffer.from(bytes).toString('base64'),
    isBase64Encoded: true,
  };
}

/** Bodies of commands; files have their own limit. */
const maxBodyBytes = 256 * 1024;

/**
 * The JSON object of a request.
 *
 * @throws DomainError `request.too-large`, and what {@link parseJson} refuses
 */
export function jsonBody({ bytes }: Pick<Knock, 'bytes'>): Readonly<Record<string, unknown>> {
  if (bytes.byteLength > maxBodyBytes) throw new DomainError('too-large', 'request.too-large', { limit: '256 KB' });
  if (bytes.byteLength === 0) return {};
  const value = parseJson(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new DomainError('invalid', 'request.not-json');
  return value as Record<string, unknown>;
}

/** `version` of a command's body, taken out of the input. */
export function splitVersion(body: Readonly<Record<string, unknown>>): { input: unknown; version: number | undefined } {
  const { version, ...input } = body;
  if (version !== undefined && !(typeof version === 'number' && Number.isSafeInteger(version) && version > 0)) throw invalid('version', 'request.type');
  return { input, version: version };
}

/** The request's idempotency key, bound to who asks what with which query and body. @throws DomainError `request.idempotency-key` */
export async function onceOf({ header, desk, identity, method, segments, rawQuery, bytes }: Exchange): Promise<Once | undefined> {
  const key = onceKeyOf({ header });
  if (key === undefined) return undefined;
  const what = [method, `${segments.join('/')}?${rawQuery}`, identity.person, Buffer.from(bytes).toString('base64')].join('\n');
  return { key, bind: fingerprint(await desk.keys(), what) };
}

/** The idempotency key as sent. @throws DomainError `request.idempotency-key` */
export function onceKeyOf({ header }: Pick<Knock, 'header'>): string | undefined {
  const key = header('idempotency-key');
  if (key !== undefined && !/^[\w.:-]{1,128}$/.test(key)) throw new DomainError('invalid', 'request.idempotency-key');
  return key;
}

/** How long what a list is asked for may be, in characters. */
const queryLengths = { cursor: 2000, q: 100, kind: 100, state: 100 } as const;

/** `limit`, `cursor`, `state`, `unit` of a list. @throws DomainError for a limit outside 1–100, and for texts nobody can mean */
export function listQuery({ query }: Pick<Exchange, 'query'>): ListQuery {
  const limit = /^\d{1,3}$/.test(query['limit'] ?? '20') ? Number(query['limit'] ?? 20) : 0;
  if (limit < 1 || limit > 100) throw invalid('limit', 'request.value');
  for (const [name, longest] of Object.entries(queryLengths)) if ((query[name]?.length ?? 0) > longest) throw invalid(name, 'request.too-long');
  const { cursor, state, unit } = query;
  if (unit !== undefined && !idPattern.test(unit)) throw invalid('unit', 'request.id');
  return { limit, cursor, state, unit };
}

/** A yes or no of a query: `?mine` and `?mine=true` are yes. @throws DomainError for what is neither */
export function flag(query: Knock['query'], name: string): boolean {
  const value = query[name];
  if (value === undefined || value === 'false') return false;
  if (value === '' || value === 'true') return true;
  throw invalid(name, 'request.value');
}

/** An id out of a path: one that cannot exist is simply not found. */
export function pathId(text: string | undefined): string {
  if (!text?.isWellFormed() || !idPattern.test(text)) throw new DomainError('not-found', 'access.not-found');
  return text;
}

/** The project of a path; the company's own place among them (`hq`) holds no cases and no registers of a project. */
export function pathProject(text: string | undefined): string {
  if (text === hq) throw new DomainError('not-found', 'access.not-found');
  return pathId(text);
}
