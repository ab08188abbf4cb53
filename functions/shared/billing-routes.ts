import type { BillingRequest } from '../../lib/billing/requests.ts';
import * as requests from '../../lib/billing/requests.ts';
import type { Answer } from '../../lib/cases/idempotency.ts';
import { patience } from '../../lib/jobs/waiting.ts';
import { type Exchange, jsonBody, listQuery, onceOf, pathId, pathProject } from './http.ts';
import type { Above } from './serve.ts';

/** Billing runs (出账): `GET` and `POST …/billing-runs`, `GET …/billing-runs/{id}`, `POST …/billing-runs/{id}/release` and `…/withdraw`; for an id, a month stands for its latest run. */
export const billingRoutes: Above = (exchange) => {
  const [first, project, area, id, command, ...more] = exchange.segments;
  if (first !== 'projects' || area !== 'billing-runs' || more.length > 0) return undefined;
  const caller = { person: exchange.identity.person, project: pathProject(project) };
  return answer(exchange, { desk: exchange.desk, caller, until: patience() }, id, command);
};

function answer(exchange: Exchange, request: BillingRequest, id: string | undefined, command: string | undefined): Promise<Answer> | undefined {
  const { method } = exchange;
  if (id === undefined) {
    if (method === 'GET') return list(exchange, request);
    return method === 'POST' ? posted(exchange, (body, once) => requests.requestRun(request, body, once)) : undefined;
  }
  if (command === undefined) return method === 'GET' ? requests.readBillingRun(request, pathId(id)) : undefined;
  if (method !== 'POST') return undefined;
  if (command === 'release') return posted(exchange, (body, once) => requests.releaseRun(request, pathId(id), body, once));
  return command === 'withdraw' ? posted(exchange, (body, once) => requests.withdrawRun(request, pathId(id), body, once)) : undefined;
}

async function list(exchange: Exchange, request: BillingRequest): Promise<Answer> {
  return { status: 200, body: await requests.listBillingRuns(request, listQuery(exchange)) };
}

async function posted(exchange: Exchange, run: (body: unknown, once: Awaited<ReturnType<typeof onceOf>>) => Promise<Answer>): Promise<Answer> {
  return run(jsonBody(exchange), await onceOf(exchange));
}
