import * as z from 'zod';
import { commandBodies } from '../../events/commands.ts';
import { ProjectFounding } from '../../functions/company.ts';
import { BillingWish, Nothing, Withdrawal } from '../../lib/billing/order.ts';
import { DisputeEnd, DisputeWish, ManualBill, Restriction, VoidWish } from '../../lib/bills/manual-input.ts';
import type { Definition } from '../../lib/cases/definition.ts';
import { commandNamed } from '../../lib/cases/perform.ts';
import { moves, type Route, routesOf } from '../../lib/cases/routes.ts';
import { standingCommands } from '../../lib/cases/standing.ts';
import { registers, workflows } from '../../lib/catalogue.ts';
import { ExportWish } from '../../lib/jobs/export-wish.ts';
import { TrialBalance } from '../../lib/openings/trial-balance.ts';
import { PaymentInput } from '../../lib/payments/payment-input.ts';
import { InvitationCode } from '../../lib/people/acceptance.ts';
import { BindingAnswer, BindingPlace, BindingWish } from '../../lib/people/bindings.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import { sampleFiles } from '../events/sample-files.ts';

/** One address of the API with everything a test needs to knock at it. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** As the API's description writes it, `{id}` and all. */
  readonly path: string;
  readonly operation: Route['operation'];
  readonly definition?: Definition;
  readonly command?: string;
  /** Schema and sample of the body, where there is a JSON one. */
  readonly body?: { readonly schema: z.ZodType; readonly sample: Readonly<Record<string, unknown>> };
}

const samples = sampleFiles();
const schemas = commandBodies();

function bodyOf(name: string): NonNullable<Endpoint['body']> {
  const [schema, sample] = [schemas.get(name), samples.get(`commands/${name}`)];
  if (!schema || !sample) throw new Error(`no schema or no sample of ${name}`);
  return { schema, sample: sample as Readonly<Record<string, unknown>> };
}

function endpointOf(definition: Definition, { method, path, operation, command }: Route): Endpoint {
  const standing = definition.place === 'case' && command !== undefined && Object.hasOwn(standingCommands, command) && operation === 'command';
  const exporting = operation === 'export' ? { schema: ExportWish, sample: { format: 'csv', q: '1-2' } } : undefined;
  const body = command === undefined ? exporting : bodyOf(`${standing ? 'case' : definition.name}.${command}`);
  return { method, path, operation, definition, ...(command ? { command } : {}), ...(body ? { body } : {}) };
}

const project = bodyOf('project.put');

/** The addresses above the slices, which no slice's routes list. */
const above: readonly Endpoint[] = [
  { method: 'GET', path: '/company', operation: 'read' },
  { method: 'PUT', path: '/company', operation: 'command', body: bodyOf('company.put') },
  { method: 'GET', path: '/company/channels', operation: 'read' },
  { method: 'PUT', path: '/company/channels', operation: 'command', body: bodyOf('channel-settings.put') },
  { method: 'GET', path: '/projects', operation: 'list' },
  { method: 'POST', path: '/projects', operation: 'open', body: { schema: ProjectFounding, sample: { id: 'p7', ...project.sample } } },
  { method: 'GET', path: '/projects/{projectId}', operation: 'read' },
  { method: 'PUT', path: '/projects/{projectId}', operation: 'command', body: project },
  { method: 'POST', path: '/projects/{projectId}/adoptCalendar', operation: 'command', body: bodyOf('project.adoptCalendar') },
  { method: 'GET', path: '/members', operation: 'list' },
  { method: 'GET', path: '/members/{person}', operation: 'read' },
  { method: 'PUT', path: '/members/{person}', operation: 'command', body: bodyOf('member.put') },
  { method: 'GET', path: '/members/{person}/history', operation: 'history' },
  ...moves(memberRegister).map(
    ([command]): Endpoint => ({
      method: 'POST',
      path: `/members/{person}/${command}`,
      operation: 'command',
      definition: memberRegister,
      command,
      body: bodyOf(`member.${command}`),
    }),
  ),
  { method: 'POST', path: '/invitations/accept', operation: 'open', body: { schema: InvitationCode, sample: { code: 'jinxiu.0123456789abcdefghij' } } },
  { method: 'GET', path: '/bindings', operation: 'list' },
  { method: 'POST', path: '/bindings', operation: 'open', body: { schema: BindingWish, sample: { project: 'p1', phone: '13800001234' } } },
  { method: 'POST', path: '/bindings/{id}/confirm', operation: 'open', body: { schema: BindingAnswer, sample: { project: 'p1', code: '123456' } } },
  { method: 'POST', path: '/bindings/{id}/unbind', operation: 'open', body: { schema: BindingPlace, sample: { project: 'p1' } } },
  { method: 'GET', path: '/approvals', operation: 'list' },
  { method: 'GET', path: '/approvals/{number}', operation: 'read', definition: approval },
  { method: 'POST', path: '/approvals/{number}/decision', operation: 'command', definition: approval, command: 'decide', body: bodyOf('approval.decide') },
  { method: 'POST', path: '/approvals/{number}/withdraw', operation: 'command', definition: approval, command: 'withdraw', body: bodyOf('approval.withdraw') },
  { method: 'GET', path: '/inbox', operation: 'list' },
  { method: 'GET', path: '/search', operation: 'list' },
  { method: 'GET', path: '/cases', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/cases', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/units/{unitId}/file', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/units/{unitId}/bills', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/units/{unitId}/statement', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/parties/{partyId}/statement', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/bills/{billId}', operation: 'read' },
  { method: 'GET', path: '/projects/{projectId}/totals', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/arrears', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/payments', operation: 'list' },
  {
    method: 'POST',
    path: '/projects/{projectId}/payments',
    operation: 'open',
    body: { schema: PaymentInput, sample: { channel: 'cash', amountFen: 1, payer: 'K0001', prepay: {} } },
  },
  { method: 'GET', path: '/projects/{projectId}/payments/{receiptNo}', operation: 'read' },
  { method: 'GET', path: '/projects/{projectId}/payments/candidates', operation: 'list' },
  { method: 'POST', path: '/projects/{projectId}/payments/bank-batch', operation: 'import' },
  { method: 'GET', path: '/projects/{projectId}/payments/bank-batch/{id}', operation: 'read-import' },
  { method: 'GET', path: '/projects/{projectId}/quotes', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/billing-runs', operation: 'list' },
  { method: 'POST', path: '/projects/{projectId}/billing-runs', operation: 'open', body: { schema: BillingWish, sample: { period: '2026-07', dryRun: true } } },
  { method: 'GET', path: '/projects/{projectId}/billing-runs/{id}', operation: 'read' },
  { method: 'POST', path: '/projects/{projectId}/billing-runs/{id}/release', operation: 'open', body: { schema: Nothing, sample: {} } },
  {
    method: 'POST',
    path: '/projects/{projectId}/billing-runs/{id}/withdraw',
    operation: 'open',
    body: { schema: Withdrawal, sample: { reason: '单价有误' } },
  },
  {
    method: 'POST',
    path: '/projects/{projectId}/bills',
    operation: 'open',
    body: {
      schema: ManualBill,
      sample: { unit: '1-2-301', period: '2026-07', feeClass: 'card', payer: 'K0001', charge: 'MJ-1', lines: [{ text: '门禁卡', priceFen: 20_00 }] },
    },
  },
  { method: 'POST', path: '/projects/{projectId}/bills/{billId}/void', operation: 'open', body: { schema: VoidWish, sample: { reason: '重复出账' } } },
  { method: 'POST', path: '/projects/{projectId}/bills/{billId}/dispute', operation: 'open', body: { schema: DisputeWish, sample: { reason: '面积不符' } } },
  {
    method: 'POST',
    path: '/projects/{projectId}/bills/{billId}/resolveDispute',
    operation: 'open',
    body: { schema: DisputeEnd, sample: { upheld: true, note: '复测属实' } },
  },
  { method: 'POST', path: '/projects/{projectId}/units/{unitId}/restrict', operation: 'open', body: { schema: Restriction, sample: { measure: 'water' } } },
  ...(['void', 'reverse', 'refund'] as const).map((command): Endpoint => {
    const { receipt: _, ...sample } = bodyOf(`correction.${command}`).sample;
    const { receipt: __, ...shape } = (commandNamed(correction, command).input as z.ZodObject).shape;
    return {
      method: 'POST',
      path: `/projects/{projectId}/payments/{receiptNo}/${command}`,
      operation: 'open',
      body: { schema: z.strictObject(shape), sample },
    };
  }),
  ...['receipts/{receiptNo}', 'units/{unitId}/notice', 'units/{unitId}/statement', 'units/{unitId}/clearance', 'dunnings/{id}/letter'].map(
    (paper): Endpoint => ({ method: 'GET', path: `/projects/{projectId}/print/${paper}`, operation: 'read' }),
  ),
  { method: 'GET', path: '/projects/{projectId}/units/{unitId}/litigation-pack', operation: 'read' },
  { method: 'GET', path: '/projects/{projectId}/go-live', operation: 'read' },
  { method: 'POST', path: '/projects/{projectId}/go-live', operation: 'open', body: { schema: TrialBalance, sample: { prepaidFen: 1 } } },
  { method: 'GET', path: '/projects/{projectId}/go-live/{id}', operation: 'read' },
  { method: 'GET', path: '/projects/{projectId}/limitation', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/calls', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/duty', operation: 'list' },
  { method: 'GET', path: '/projects/{projectId}/duty/gaps', operation: 'list' },
];

/** Every address that wants a token. */
export const endpoints: readonly Endpoint[] = [
  ...above,
  ...[...workflows, ...registers].flatMap((definition) => routesOf(definition).map((route) => endpointOf(definition, route))),
];

/** How an address reads in the API's description. */
export const titleOf = ({ method, path }: Endpoint): string => `${method} ${path}`;

/** Short enough for a test's own title. */
export const shortTitle = (endpoint: Endpoint): string => titleOf(endpoint).replace('/projects/{projectId}/', '…/');

/** The path with its places filled: project p1, and `id` for the record. */
export function pathTo({ path }: Endpoint, id: string, projectId = 'p1'): string {
  return path
    .replace('{projectId}', projectId)
    .replace('{number}', `${projectId}-${id}`)
    .replaceAll(/\{(id|person|unitId|partyId|billId|receiptNo)\}/g, id);
}

/** Whether the body may say which version its sender has seen. */
export const takesVersion = ({ operation, body }: Endpoint): boolean => operation === 'command' && body !== undefined;

/** Whether the command would refuse an older version: what disturbs no form counts none. */
export function checksVersion(endpoint: Endpoint): boolean {
  const { command, definition } = endpoint;
  const standing = definition?.place === 'case' && command !== undefined && Object.hasOwn(standingCommands, command) ? standingCommands[command] : undefined;
  return takesVersion(endpoint) && (standing === undefined || standing.counts === 'version');
}

/** Whether it makes a record that is not there, so that no id of the right form is unknown to it. */
export function opensRecord({ method, definition, command }: Endpoint): boolean {
  return method === 'PUT' || (command !== undefined && (definition?.commands[command]?.from.includes('new') ?? false));
}
