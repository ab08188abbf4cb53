import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { DomainError, type ErrorCatalogue, type Language, sentence } from '../../lib/kernel/error.ts';
import { fault, statusOf } from '../../lib/kernel/problem.ts';
import { logger, metrics } from './log.ts';

/** A refusal as problem+json (RFC 9457): stable code, a sentence for the person at the counter, the fields concerned. */
export function problemBody(error: DomainError, language: Language, catalogue: ErrorCatalogue): Readonly<Record<string, unknown>> {
  const { status, title } = statusOf[error.kind];
  const errors = error.errors.map(({ path, code, detail, allowed }) => ({
    path,
    code,
    detail: `${detail || sentence(code, error.detail, language, catalogue)}${allowed ? `（${allowed}）` : ''}`,
  }));
  return {
    type: `urn:wuyun:error:${error.code}`,
    title,
    status,
    code: error.code,
    detail: sentence(error.code, error.detail, language, catalogue),
    ...(typeof error.detail['version'] === 'number' ? { version: error.detail['version'] } : {}),
    ...(errors.length > 0 ? { errors } : {}),
  };
}

/** Chinese unless the caller asks for English first. */
export function languageOf(accept: string | undefined): Language {
  return /^\s*en\b/i.test(accept ?? '') ? 'en' : 'zh';
}

/** Headers every answer carries. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000',
};

/** Turns what was thrown into an answer: a refusal into its problem, anything else into a 500 that says nothing and is logged with its cause. */
export function problems(catalogue: ErrorCatalogue): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  return {
    onError: (request) => {
      const { error } = request;
      const language = languageOf(request.event.headers['accept-language']);
      const refusal = error instanceof DomainError ? error : undefined;
      if (refusal?.detail['denied']) logger.error('the data role denied a key the code had built', { code: refusal.code, route: request.event.routeKey });
      if (!refusal) logger.error('unexpected failure', { route: request.event.routeKey, error: error instanceof Error ? error : new Error('not an error') });
      metrics.addMetric(refusal ? 'Refusal' : 'Fault', MetricUnit.Count, 1);
      const body = refusal ? problemBody(refusal, language, catalogue) : faultBody(language);
      request.response = {
        statusCode: Number(body['status']),
        headers: {
          ...commonHeaders,
          'content-type': 'application/problem+json; charset=utf-8',
          ...(body['status'] === 503 || body['status'] === 429 ? { 'retry-after': String(refusal?.detail['retryAfterSeconds'] ?? 2) } : {}),
        },
        body: JSON.stringify(body),
      };
    },
  };
}

function faultBody(language: Language): Readonly<Record<string, unknown>> {
  const detail = language === 'zh' ? '系统出现故障，已记录；请稍后重试，仍不行请联系管理员' : 'A fault of ours, recorded; try again later';
  return { type: `urn:wuyun:error:${fault.code}`, ...fault, detail };
}
