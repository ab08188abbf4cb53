import type { Answer } from '../lib/cases/idempotency.ts';
import { type CallList, callList, callLists } from '../lib/dunning/calls.ts';
import { startDunning } from '../lib/dunning/job.ts';
import { limitationList } from '../lib/dunning/limitation-list.ts';
import { DomainError } from '../lib/kernel/error.ts';
import { ledgerErrors } from '../lib/ledger/errors.ts';
import { dunning } from '../lib/workflows/dunning/workflow.ts';
import { instalment } from '../lib/workflows/instalment/workflow.ts';
import { type Exchange, listQuery, pathProject } from './shared/http.ts';
import { invalid } from './shared/invalid.ts';
import { serve } from './shared/serve.ts';

/** Collection (催缴): the ladder, instalments, the limitation clock, whom to call today. */
export const handler = serve([dunning, instalment], { with: [], above: lists, errors: ledgerErrors, starts: { dunning: startDunning } });

/** `GET …/limitation?within=P90D` and `GET …/calls?list=due|broken`. */
function lists(exchange: Exchange): Promise<Answer> | undefined {
  const { method, segments } = exchange;
  const [, project, what, ...more] = segments;
  if ((what !== 'limitation' && what !== 'calls') || more.length > 0) return undefined;
  if (method !== 'GET') return Promise.reject(new DomainError('not-found', 'access.not-found'));
  return answer(exchange, pathProject(project), what);
}

async function answer(exchange: Exchange, project: string, what: 'limitation' | 'calls'): Promise<Answer> {
  const { desk, identity, query } = exchange;
  const caller = { person: identity.person, project };
  if (what === 'limitation') return { status: 200, body: await limitationList(desk, caller, daysOf(query['within'])) };
  return { status: 200, body: await callList(desk, caller, listOf(query['list']), listQuery(exchange)) };
}

/** Days of a length such as `P90D`. @throws DomainError `request.invalid` */
function daysOf(text = 'P90D'): number {
  const [, days] = /^P(\d{1,4})D$/.exec(text) ?? [];
  if (days === undefined || Number(days) > 1100) throw invalid('within', 'request.value');
  return Number(days);
}

/** @throws DomainError `request.invalid` */
function listOf(text = 'due'): CallList {
  const list = callLists.find((one) => one === text);
  if (!list) throw invalid('list', 'request.value');
  return list;
}
