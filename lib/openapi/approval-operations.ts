import type { Definition } from '../cases/definition.ts';
import { pageOf, parameterRef, schemaRef } from './components.ts';
import { answers, jsonBody, type Operation, operationId, type Placed, paging, parametersOf, refusals } from './operation.ts';
import { nothingRequired, type Schema } from './schema.ts';
import { answerName, inputName, problemName } from './slice-schemas.ts';

const path = '/approvals/{number}';

/** Approvals (审批) across all projects: what waits for me, what I have asked for, and each by the number people know. */
export function approvalOperations(approval: Definition, schemas: Readonly<Record<string, Schema>>): readonly Placed[] {
  const flag = (name: string, description: string): Schema => ({ name, in: 'query', description, schema: { type: 'boolean', default: false } });
  const list: Operation = {
    tags: [approval.name],
    operationId: operationId(approval, 'mine'),
    summary: '待我审批',
    description: '全部项目中现在可由本人签署的审批，时限最近的在前；requested 时为本人提出的申请，各项目最新的在前',
    parameters: parametersOf('/approvals', flag('mine', '待本人签署（默认）'), flag('requested', '本人提出的申请；不与 mine 同用'), ...paging),
    responses: { 200: answers('一页', pageOf(answerName(approval))), ...refusals('list', problemName(approval)) },
    'x-positions': approval.readBy,
  };
  const read: Operation = {
    tags: [approval.name],
    operationId: operationId(approval, 'readByNumber'),
    summary: '按单号查看审批',
    parameters: parametersOf(path),
    responses: { 200: answers(approval.title, schemaRef(answerName(approval))), ...refusals('read', problemName(approval)) },
    'x-positions': approval.readBy,
  };
  return [
    { method: 'get', path: '/approvals', operation: list },
    { method: 'get', path, operation: read },
    { method: 'post', path: `${path}/decision`, operation: command(approval, 'decide', 'decision', schemas) },
    { method: 'post', path: `${path}/withdraw`, operation: command(approval, 'withdraw', 'withdraw', schemas) },
  ];
}

function command(approval: Definition, name: string, action: string, schemas: Readonly<Record<string, Schema>>): Operation {
  const { title, by, from, to } = approval.commands[name] ?? notThere(name);
  const input = inputName(approval, name);
  return {
    tags: [approval.name],
    operationId: operationId(approval, `${name}ByNumber`),
    summary: `按单号${title}`,
    parameters: parametersOf(`${path}/${action}`, parameterRef('idempotencyKey')),
    requestBody: jsonBody(schemaRef(input), !nothingRequired(schemas[input] ?? {})),
    responses: { 200: answers(`办理后的${approval.title}`, schemaRef(answerName(approval))), ...refusals('command', problemName(approval)) },
    'x-positions': by,
    'x-from': from,
    'x-to': to,
  };
}

function notThere(name: string): never {
  throw new Error(`approvals have no command ${name}`);
}
