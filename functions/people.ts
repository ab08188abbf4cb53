import type { Answer } from '../lib/cases/idempotency.ts';
import { parseInput } from '../lib/cases/parse.ts';
import { readHistory, readOne } from '../lib/cases/read.ts';
import { moves } from '../lib/cases/routes.ts';
import { provenCompany } from '../lib/kernel/actor.ts';
import { DomainError, refuse } from '../lib/kernel/error.ts';
import { hq } from '../lib/kernel/project-policy.ts';
import { listMembers } from '../lib/lists/members.ts';
import { acceptInvitation, InvitationCode } from '../lib/people/acceptance.ts';
import { decideAccount } from '../lib/people/accounts.ts';
import { BindingAnswer, BindingPlace, BindingWish, confirmBinding, listBindings, requestBinding, unbind } from '../lib/people/bindings.ts';
import { peopleErrors } from '../lib/people/errors.ts';
import { InvitationWish, invite } from '../lib/people/invitations.ts';
import { companyRegister } from '../lib/registers/company/register.ts';
import { memberRegister } from '../lib/registers/member/register.ts';
import { staffRegister } from '../lib/registers/staff/register.ts';
import { binding } from '../lib/workflows/binding/workflow.ts';
import { complaint } from '../lib/workflows/complaint/workflow.ts';
import { disclosure } from '../lib/workflows/disclosure/workflow.ts';
import { inquiry } from '../lib/workflows/inquiry/workflow.ts';
import { keyLoan } from '../lib/workflows/key-loan/workflow.ts';
import { repair } from '../lib/workflows/repair/workflow.ts';
import { codes } from './shared/codes.ts';
import { disclosureRoutes } from './shared/disclosure-routes.ts';
import { foundation } from './shared/foundation.ts';
import { type Exchange, flag, jsonBody, type Knock, listQuery, onceKeyOf, onceOf, pathId, pathProject, splitVersion } from './shared/http.ts';
import { invalid } from './shared/invalid.ts';
import { deskFor, ownTable, signIns } from './shared/runtime.ts';
import { runCommand, serve } from './shared/serve.ts';
import { forgetSignIn, signInOf } from './shared/token.ts';

/** People (人员): members and their accounts, invitations, residents' bindings, and the slices that serve them. */
export const handler = serve([binding, disclosure], {
  with: [staffRegister, complaint, inquiry, keyLoan, repair],
  extra: disclosureRoutes,
  above,
  reception,
  errors: peopleErrors,
});

const notFound = (): DomainError => new DomainError('not-found', 'access.not-found');

function above(exchange: Exchange): Promise<Answer> | undefined {
  const [first, ...rest] = exchange.segments;
  if (first === 'members') return members(exchange, rest);
  return first === 'bindings' ? bindings(exchange, rest) : undefined;
}

/** The one thing somebody may ask who is nobody yet. */
function reception(knock: Knock): Promise<Answer> | undefined {
  const [first, second, ...rest] = knock.segments;
  return first === 'invitations' && second === 'accept' && rest.length === 0 && knock.method === 'POST' ? accept(knock) : undefined;
}

async function accept(knock: Knock): Promise<Answer> {
  const account = await signInOf(knock.header('authorization'));
  const { code } = parseInput(InvitationCode, jsonBody(knock)) as { code: string };
  onceKeyOf(knock);
  if (account === undefined) return refuse('invitation.no-need', undefined, {}, 'conflict');
  const deskOf = (company: string) => deskFor(provenCompany(company), [companyRegister, ...foundation]);
  const answer = await acceptInvitation({ table: ownTable(), directory: signIns(), deskOf }, account, code);
  forgetSignIn(account);
  return answer;
}

async function members(exchange: Exchange, [id, name, ...rest]: readonly string[]): Promise<Answer> {
  const { desk, identity, method, query } = exchange;
  const caller = { person: identity.person, project: hq, anywhere: true };
  if (rest.length > 0) throw notFound();
  if (id === undefined) {
    if (method !== 'GET') throw notFound();
    return {
      status: 200,
      body: await listMembers(desk, caller, {
        ...listQuery(exchange),
        project: word(query, 'project'),
        position: word(query, 'position'),
        conflicts: flag(query, 'conflicts'),
      }),
    };
  }
  const person = pathId(id);
  if (method === 'PUT' && name === undefined) return runCommand(exchange, memberRegister, caller, 'put', person);
  if (method === 'POST' && name === 'invite') return invited(exchange, person);
  if (method === 'POST' && name !== undefined) return decided(exchange, person, name);
  if (method !== 'GET') throw notFound();
  if (name === undefined) return { status: 200, body: await readOne(desk, memberRegister, caller, person) };
  if (name !== 'history') throw notFound();
  return { status: 200, body: await readHistory(desk, memberRegister, caller, person, listQuery(exchange)) };
}

/** A word of the query that is an id, or `*`. @throws DomainError `request.invalid` */
function word(query: Exchange['query'], name: 'project' | 'position'): string | undefined {
  const value = query[name];
  if (value !== undefined && !/^(\*|[\p{L}\p{N}][\p{L}\p{N}._-]{0,63})$/u.test(value)) throw invalid(name, 'request.id');
  return value;
}

async function invited(exchange: Exchange, id: string): Promise<Answer> {
  const { desk, identity } = exchange;
  const { input: body, version } = splitVersion(jsonBody(exchange));
  const input = parseInput(InvitationWish, body) as Parameters<typeof invite>[2]['input'];
  return invite(desk, codes, { person: identity.person, project: hq, anywhere: true, id, input, version, once: await onceOf(exchange) });
}

async function decided(exchange: Exchange, id: string, command: string): Promise<Answer> {
  const { desk, identity } = exchange;
  const found = moves(memberRegister).find(([name]) => name === command)?.[1];
  if (!found) throw new DomainError('not-found', 'case.unknown-command', { command });
  const { input: body, version } = splitVersion(jsonBody(exchange));
  const input = parseInput(found.input, body);
  const request = { person: identity.person, project: hq, anywhere: true, definition: memberRegister, id, command, input, version };
  return decideAccount(desk, signIns(), { ...request, once: await onceOf(exchange) });
}

async function bindings(exchange: Exchange, [id, name, ...rest]: readonly string[]): Promise<Answer> {
  const { desk, identity, method, query } = exchange;
  const { person } = identity;
  if (rest.length > 0 || (id !== undefined && name === undefined)) throw notFound();
  if (id === undefined && method === 'GET') {
    const project = word(query, 'project');
    const place = project === undefined ? {} : { project: pathProject(project) };
    return { status: 200, body: await listBindings(desk, person, { ...listQuery(exchange), ...place }) };
  }
  if (method !== 'POST') throw notFound();
  const body = jsonBody(exchange);
  const once = await onceOf(exchange);
  if (id === undefined) {
    const { project, phone } = parseInput(BindingWish, body) as Parameters<typeof requestBinding>[2];
    return requestBinding(desk, { sender: codes }, { person, project: pathProject(project), phone, once });
  }
  if (name === 'confirm') {
    const { project, code } = parseInput(BindingAnswer, body) as { project: string; code: string };
    return confirmBinding(desk, { person, project: pathProject(project), id: pathId(id), code, once });
  }
  if (name !== 'unbind') throw notFound();
  const { project } = parseInput(BindingPlace, body) as { project: string };
  return unbind(desk, { person, project: pathProject(project), id: pathId(id), once });
}
