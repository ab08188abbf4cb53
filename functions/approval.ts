import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Answer } from '../lib/cases/idempotency.ts';
import { readOne } from '../lib/cases/read.ts';
import { DomainError } from '../lib/kernel/error.ts';
import { awaitingMe, requestedByMe } from '../lib/lists/approvals.ts';
import { approval } from '../lib/workflows/approval/workflow.ts';
import { type CarrierEvent, carryStep } from './shared/carrier.ts';
import { type Exchange, flag, listQuery, pathId, pathProject } from './shared/http.ts';
import { invalid } from './shared/invalid.ts';
import { type FireEvent, runCommand, serve } from './shared/serve.ts';

/** Approvals (审批): of a project, and across all projects of the company by their number. */
const served = serve([approval], { with: [], above });

/** Serves approvals, and carries their verdicts for the relay and the state machine. */
export function handler(event: APIGatewayProxyEventV2 | FireEvent | CarrierEvent, context: Context): Promise<unknown> {
  return 'wuyun' in event && event.wuyun === 'approval' ? carryStep(event) : served(event, context);
}

/** Under which name a decision is sent here, and which command it is. */
const commands: Readonly<Record<string, string>> = { decision: 'decide', withdraw: 'withdraw' };

function above(exchange: Exchange): Promise<Answer> | undefined {
  const [first, number, action, ...more] = exchange.segments;
  if (first !== 'approvals') return undefined;
  return answer(exchange, number, more.length > 0 ? more.join('/') : action);
}

async function answer(exchange: Exchange, number: string | undefined, action: string | undefined): Promise<Answer> {
  const { desk, identity, method, query } = exchange;
  if (number === undefined) {
    if (method !== 'GET') throw notFound();
    const requested = flag(query, 'requested');
    if (query['mine'] !== undefined && flag(query, 'mine') === requested) throw invalid('mine', 'request.value');
    const list = requested ? requestedByMe : awaitingMe;
    return { status: 200, body: await list(desk, approval, identity.person, listQuery(exchange)) };
  }
  const [, project, id] = /^(.+)-(SP-\d{8}-\d{4,})$/.exec(number) ?? [];
  const caller = { person: identity.person, project: pathProject(project) };
  if (action === undefined && method === 'GET') return { status: 200, body: await readOne(desk, approval, caller, pathId(id)) };
  const command = action !== undefined && Object.hasOwn(commands, action) ? commands[action] : undefined;
  if (method !== 'POST' || command === undefined) throw notFound();
  return runCommand(exchange, approval, caller, command, pathId(id));
}

const notFound = (): DomainError => new DomainError('not-found', 'access.not-found');
