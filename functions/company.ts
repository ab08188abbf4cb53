import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import type { Definition } from '../lib/cases/definition.ts';
import type { Desk } from '../lib/cases/desk.ts';
import { foundCompany } from '../lib/cases/founding.ts';
import type { Answer } from '../lib/cases/idempotency.ts';
import { parseInput } from '../lib/cases/parse.ts';
import { readOne } from '../lib/cases/read.ts';
import { walk } from '../lib/cases/walk.ts';
import { registers, workflows } from '../lib/catalogue.ts';
import { channelsOf, forgetChannels } from '../lib/channels/settings.ts';
import { DomainError } from '../lib/kernel/error.ts';
import { hq } from '../lib/kernel/project-policy.ts';
import { id, idPattern } from '../lib/kernel/schema.ts';
import { caseLog } from '../lib/lists/case-log.ts';
import { onDuty } from '../lib/lists/duty.ts';
import { dutyGaps } from '../lib/lists/duty-gaps.ts';
import { householdFile } from '../lib/lists/household.ts';
import { myCases } from '../lib/lists/my-work.ts';
import { listProjects } from '../lib/lists/projects.ts';
import { search } from '../lib/lists/search.ts';
import { readInbox } from '../lib/notices/inbox.ts';
import { enterMerchants, openMerchants } from '../lib/providers/merchants.ts';
import { channelSettings, channelsId } from '../lib/registers/channel-settings/register.ts';
import { companyRegister } from '../lib/registers/company/register.ts';
import { memberRegister } from '../lib/registers/member/register.ts';
import { ProjectInput } from '../lib/registers/project/contract.ts';
import { projectRegister } from '../lib/registers/project/register.ts';
import { type Exchange, flag, httpHandler, jsonBody, listQuery, onceOf, pathId, pathProject } from './shared/http.ts';
import { invalid } from './shared/invalid.ts';
import { commonHeaders } from './shared/problem.ts';
import { ownTable } from './shared/runtime.ts';
import { runCommand } from './shared/serve.ts';

/** `POST /projects`: the project's settings and the id the company gives it. */
export const ProjectFounding = z.strictObject({ id: id(), ...ProjectInput.shape });

const definitions: readonly Definition[] = [companyRegister, channelSettings, projectRegister, memberRegister, ...registers, ...workflows];

/** What belongs to the company as a whole: itself, its projects, the inbox, the case log, the household file, the API's own description. */
export async function handler(event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2> {
  if (event.rawPath === '/health') return plain({ status: 'ok' });
  if (event.rawPath === '/openapi.json') return plain((await import('../lib/openapi/document.ts')).openApi());
  return http(event, context);
}

const http = httpHandler(definitions, answer);

function plain(body: unknown): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, headers: { ...commonHeaders, 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}

function answer(exchange: Exchange): Promise<Answer> {
  const [first, second, third, ...rest] = exchange.segments;
  if (first === 'company' && second === undefined) return company(exchange);
  if (first === 'company' && second === 'channels' && third === undefined) return channels(exchange);
  if (first === 'inbox' && second === undefined) return inbox(exchange);
  if (first === 'search' && second === undefined) return find(exchange);
  if (first === 'cases' && second === undefined) return ownCases(exchange);
  if (first !== 'projects') throw notFound();
  if (second === undefined) return projects(exchange);
  const project = pathProject(second);
  if (third === undefined) return record(exchange, projectRegister, project, project);
  return inProject(exchange, project, [third, ...rest]);
}

const notFound = (): DomainError => new DomainError('not-found', 'access.not-found');

async function company(exchange: Exchange): Promise<Answer> {
  const { desk, identity, method } = exchange;
  if (method === 'PUT') {
    const founded = await foundCompany(desk, identity.person, jsonBody(exchange));
    if (founded) return { status: 201, body: await readOne(desk, companyRegister, { person: identity.person, project: hq }, identity.company) };
  }
  return record(exchange, companyRegister, identity.company, hq);
}

/** By which channels notices go out. Where they are remembered, they are asked for again. */
async function channels(exchange: Exchange): Promise<Answer> {
  const answer = await record(exchange, channelSettings, channelsId, hq);
  if (exchange.method === 'PUT') await remember(exchange.desk);
  return { ...answer, location: answer.location && '/company/channels' };
}

/** What has been changed is asked for again; and callbacks find the company by its merchant accounts. */
async function remember(desk: Desk): Promise<void> {
  forgetChannels(desk.company);
  const channels = await channelsOf(desk);
  if (channels) await enterMerchants(openMerchants(ownTable()), desk.company, channels.settings);
}

/** One record of a company-wide register: read it or put it. */
async function record(exchange: Exchange, definition: Definition, id: string, project: string): Promise<Answer> {
  const { desk, identity, method } = exchange;
  const caller = { person: identity.person, project };
  if (method === 'PUT') return runCommand(exchange, definition, caller, 'put', id);
  if (method !== 'GET') throw notFound();
  return { status: 200, body: await readOne(desk, definition, caller, id) };
}

async function projects(exchange: Exchange): Promise<Answer> {
  const { desk, identity, method } = exchange;
  if (method === 'GET') return { status: 200, body: await listProjects(desk, identity.person, listQuery(exchange)) };
  if (method !== 'POST') throw notFound();
  const { id: project, ...input } = parseInput(ProjectFounding, jsonBody(exchange)) as { id: string };
  const once = await onceOf(exchange);
  return walk(desk, { definition: projectRegister, person: identity.person, project: hq, id: project, command: 'put', input, once, create: true });
}

async function inbox({ desk, identity, method, query }: Exchange): Promise<Answer> {
  if (method !== 'GET') throw notFound();
  return { status: 200, body: await readInbox(desk, identity.person, listQuery({ query })) };
}

/** Search over units, customers and cases, in all the caller's projects or in one. */
async function find({ desk, identity, method, query }: Exchange): Promise<Answer> {
  if (method !== 'GET') throw notFound();
  const { q, project } = query;
  const { limit, cursor } = listQuery({ query });
  if (project !== undefined && !(project.isWellFormed() && idPattern.test(project))) throw invalid('project', 'request.id');
  return { status: 200, body: await search(desk, identity.person, { q, project, limit, cursor }) };
}

/** The caller's own open cases in all his projects. */
async function ownCases({ desk, identity, method, query }: Exchange): Promise<Answer> {
  if (method !== 'GET') throw notFound();
  if (query['mine'] !== undefined && !flag(query, 'mine')) throw invalid('mine', 'request.value');
  const { limit, cursor } = listQuery({ query });
  return { status: 200, body: await myCases(desk, identity.person, workflows, { limit, cursor, kind: query['kind'], overdue: flag(query, 'overdue') }) };
}

async function inProject(exchange: Exchange, project: string, rest: readonly string[]): Promise<Answer> {
  const { desk, identity, method, query } = exchange;
  const [first, second, third, ...more] = rest;
  const caller = { person: identity.person, project };
  const list = listQuery(exchange);
  if (method === 'GET' && first === 'cases' && second === undefined) {
    const [overdue, closed, mine] = [flag(query, 'overdue'), flag(query, 'closed'), flag(query, 'mine')];
    return { status: 200, body: await caseLog(desk, caller, workflows, { ...list, kind: query['kind'], overdue, closed, mine }) };
  }
  if (method === 'GET' && first === 'units' && third === 'file' && more.length === 0) {
    return { status: 200, body: await householdFile(desk, caller, [...workflows, ...registers], { ...list, unit: pathId(second) }) };
  }
  if (method === 'GET' && first === 'duty' && second === undefined) return { status: 200, body: await onDuty(desk, caller, query) };
  if (method === 'GET' && first === 'duty' && second === 'gaps' && third === undefined) return { status: 200, body: await dutyGaps(desk, caller, query) };
  if (method === 'POST' && first !== undefined && second === undefined) return runCommand(exchange, projectRegister, caller, first, project);
  throw notFound();
}
