import type { Definition } from '../cases/definition.ts';
import { moves } from '../cases/routes.ts';
import { positions, type Role } from '../kernel/position.ts';
import { InvitationCode } from '../people/acceptance.ts';
import { BindingAnswer, BindingPlace, BindingWish } from '../people/bindings.ts';
import { peopleErrors } from '../people/errors.ts';
import { InvitationWish } from '../people/invitations.ts';
import { command, recordOperations } from './company-operations.ts';
import { pageOf, problemSchema, schemaRef } from './components.ts';
import { answers, jsonBody, locationHeader, type Operation, operationId, type Placed, paging, parametersOf, refusals } from './operation.ts';
import type { Schema } from './schema.ts';
import { answerName, bodySchema, inputName, problemName } from './slice-schemas.ts';

type Schemas = Readonly<Record<string, Schema>>;

const everybody: readonly Role[] = [...positions, 'RESIDENT'];
/** Invitations and bindings are refused by the accounts, by the bindings, and before either is asked. */
const peopleProblem = 'PeopleProblem';
const oneMember = '/members/{person}';

/** People above the projects: members and their accounts, invitations, residents' bindings. */
export function peopleOperations(member: Definition, binding: Definition | undefined, schemas: Schemas): readonly Placed[] {
  const commands = moves(member).map(([name]): Placed => {
    const path = `${oneMember}/${name}`;
    const operation = command(member, name, path, schemas);
    return { method: 'post', path, operation: name === 'invite' ? inviting(operation) : operation };
  });
  return [
    { method: 'get', path: '/members', operation: memberList(member) },
    ...recordOperations(member, oneMember, schemas),
    { method: 'get', path: `${oneMember}/history`, operation: memberHistory(member) },
    ...commands,
    { method: 'post', path: '/invitations/accept', operation: accepting(member) },
    ...(binding ? bindingOperations(binding) : []),
  ];
}

/** Bodies and answers of these that no record or command describes. */
export function peopleSchemas(member: Definition, binding: Definition | undefined): Schemas {
  const text: Schema = { type: 'string' };
  const instant: Schema = { type: 'string', format: 'date-time' };
  return {
    [peopleProblem]: problemSchema(member.errors, binding?.errors ?? {}, peopleErrors),
    MemberPage: pageOf(answerName(member)),
    [inputName(member, 'invite')]: bodySchema(InvitationWish, true),
    InvitedMember: {
      title: '受邀的成员',
      allOf: [
        schemaRef(answerName(member)),
        {
          type: 'object',
          properties: {
            invitationCode: { type: 'string', description: '邀请码，只显示这一次' },
            sent: { type: 'boolean', description: '是否已发送给受邀人' },
          },
        },
      ],
    },
    InvitationCodeInput: bodySchema(InvitationCode, false),
    SignedIn: { title: '关联的成员', type: 'object', properties: { company: text, person: text }, required: ['company', 'person'] },
    ...(binding
      ? {
          BindingWishInput: bodySchema(BindingWish, false),
          BindingAnswerInput: bodySchema(BindingAnswer, false),
          BindingPlaceInput: bodySchema(BindingPlace, false),
          BindingAsked: { title: '验证申请', type: 'object', properties: { id: text, project: text, until: instant }, required: ['id', 'project', 'until'] },
          OwnBinding: {
            title: '本人的住户绑定',
            type: 'object',
            properties: {
              id: text,
              project: text,
              state: { type: 'string', enum: binding.states, 'x-titles': binding.stateTitles },
              phone: { type: 'string', description: '掩码，如 138****1234' },
              until: instant,
              boundAt: instant,
            },
            required: ['id', 'project', 'state', 'phone', 'until'],
          },
          OwnBindingPage: pageOf('OwnBinding'),
        }
      : {}),
  };
}

function memberList(member: Definition): Operation {
  const filter = (name: string, description: string): Schema => ({ name, in: 'query', description, schema: { type: 'string', maxLength: 64 } });
  return {
    tags: [member.name],
    operationId: operationId(member, 'list'),
    summary: '成员列表',
    description: '按岗位（可加项目，默认各项目通用的任职）、按项目，或按状态',
    parameters: parametersOf(
      '/members',
      filter('project', '项目'),
      filter('position', '岗位'),
      filter('state', '状态，默认 current'),
      { name: 'conflicts', in: 'query', description: '只看兼任不相容岗位的；可加项目', schema: { type: 'boolean', default: false } },
      ...paging,
    ),
    responses: { 200: answers('一页', schemaRef('MemberPage')), ...refusals('list', problemName(member)) },
    'x-positions': member.readBy,
  };
}

function memberHistory(member: Definition): Operation {
  return {
    tags: [member.name],
    operationId: operationId(member, 'history'),
    summary: '成员操作记录',
    parameters: parametersOf(`${oneMember}/history`, ...paging),
    responses: { 200: answers('一页，最早的在前', schemaRef('HistoryPage')), ...refusals('list', problemName(member)) },
    'x-positions': member.readBy,
  };
}

/** The answer to whoever invites has the code in it. */
function inviting(operation: Operation): Operation {
  const answer = schemaRef('InvitedMember');
  const responses = { ...operation.responses, 200: answers('受邀的成员', answer), 201: answers('新的成员', answer, locationHeader) };
  return { ...operation, description: '邀请码只在本次答复中出现一次，7 天内有效', responses };
}

function accepting(member: Definition): Operation {
  return {
    tags: [member.name],
    operationId: operationId(member, 'acceptInvitation'),
    summary: '接受邀请',
    description: '用尚未关联成员的登录账号；每个账号每小时最多试 5 次',
    parameters: parametersOf('/invitations/accept'),
    requestBody: jsonBody(schemaRef('InvitationCodeInput'), true),
    responses: { 200: answers('关联的成员', schemaRef('SignedIn')), ...refusals('command', peopleProblem) },
    'x-positions': everybody,
  };
}

function bindingOperations(binding: Definition): readonly Placed[] {
  const problem = peopleProblem;
  const own = (id: string, summary: string, path: string, body: string, more: Partial<Operation> = {}): Placed => {
    const operation: Operation = {
      tags: [binding.name],
      operationId: operationId(binding, id),
      summary,
      parameters: parametersOf(path),
      requestBody: jsonBody(schemaRef(body), true),
      responses: { 200: answers('办理后的绑定', schemaRef('OwnBinding')), ...refusals('command', problem) },
      'x-positions': everybody,
      ...more,
    };
    return { method: 'post', path, operation };
  };
  const project: Schema = { name: 'project', in: 'query', description: '只看这个项目', schema: { type: 'string', maxLength: 64 } };
  const list: Operation = {
    tags: [binding.name],
    operationId: operationId(binding, 'listOwn'),
    summary: '本人的住户绑定',
    parameters: parametersOf('/bindings', project, ...paging),
    responses: { 200: answers('一页', schemaRef('OwnBindingPage')), ...refusals('list', problem) },
    'x-positions': everybody,
  };
  return [
    { method: 'get', path: '/bindings', operation: list },
    own('requestCode', '获取绑定验证码', '/bindings', 'BindingWishInput', {
      description: '无论号码是否登记，答复相同；只有登记的住户会收到短信',
      responses: { 202: answers('已受理', schemaRef('BindingAsked')), ...refusals('command', problem) },
    }),
    own('confirmCode', '验证并绑定', '/bindings/{id}/confirm', 'BindingAnswerInput'),
    own('unbindOwn', '解除本人的绑定', '/bindings/{id}/unbind', 'BindingPlaceInput'),
  ];
}
