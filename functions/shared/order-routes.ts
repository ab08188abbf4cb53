import { checkMay, rolesFor } from '../../lib/cases/access.ts';
import type { Definition } from '../../lib/cases/definition.ts';
import type { Answer } from '../../lib/cases/idempotency.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { readOne } from '../../lib/cases/read.ts';
import { openWork } from '../../lib/cases/walk.ts';
import { provenCompany } from '../../lib/kernel/actor.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { advance, carryOrder, checkConfigured } from '../../lib/providers/carry.ts';
import { OrderInput } from '../../lib/workflows/payment-order/contract.ts';
import { paymentOrder } from '../../lib/workflows/payment-order/workflow.ts';
import { type Exchange, jsonBody, pathId, pathProject } from './http.ts';
import { payOperator } from './pay-operator.ts';
import { deskFor } from './runtime.ts';
import { type Extra, type FireEvent, runCommand } from './serve.ts';

/** Commands after which the provider is asked at once, and not only by the clock. */
const asking: readonly string[] = ['close', 'query'];

/**
 * Payment orders (支付单) beside the slice's own routes: after the commit that says what is wanted the provider is asked, and the answer shows what has come of it. Whatever
 * breaks in between, the order's own clock asks again.
 */
export const orderRoutes: Extra = (exchange, definition, operation) => {
  if (definition.name !== paymentOrder.name) return undefined;
  if (operation.op === 'open') return order(exchange);
  return operation.op === 'command' && asking.includes(operation.command) ? ask(exchange, operation.command, pathId(operation.id)) : undefined;
};

const callerOf = ({ identity, segments }: Exchange) => ({ person: identity.person, project: pathProject(segments[1]) });

async function order(exchange: Exchange): Promise<Answer> {
  const { desk } = exchange;
  const caller = callerOf(exchange);
  const input = parseInput(OrderInput, jsonBody(exchange)) as OrderInput;
  await checkMayOrder(exchange, input);
  await checkConfigured(desk, payOperator(), caller.project, input.channel);
  const made = await runCommand(exchange, paymentOrder, caller, 'create');
  return advanced(exchange, made, (made.body as { readonly id: string }).id);
}

/** Who may not order at all is told that, and not how the company is set up. @throws DomainError `access.not-found`, `access.forbidden` */
async function checkMayOrder(exchange: Exchange, input: OrderInput): Promise<void> {
  const { work } = await openWork(exchange.desk, callerOf(exchange));
  const roles = await rolesFor(work, paymentOrder, undefined, input);
  if (roles.length === 0) throw new DomainError('not-found', 'access.not-found');
  checkMay(roles, paymentOrder.commands['create']?.by ?? [], work.actor, 'payment-order.create');
}

async function ask(exchange: Exchange, command: string, id: string): Promise<Answer> {
  return advanced(exchange, await runCommand(exchange, paymentOrder, callerOf(exchange), command, id), id);
}

async function advanced(exchange: Exchange, answer: Answer, id: string): Promise<Answer> {
  const { desk } = exchange;
  const caller = callerOf(exchange);
  await advance({ desk, operator: payOperator(), ref: { project: caller.project, kind: paymentOrder.name, id } });
  return { ...answer, body: await readOne(desk, paymentOrder, caller, id) };
}

/** The clock's call for one order: sweep it, and ask the provider what its stages want to know. */
export function fireOrder({ company, project, kind, id }: FireEvent, definitions: readonly Definition[]): Promise<unknown> {
  return carryOrder(deskFor(provenCompany(company), definitions), payOperator(), { project, kind, id });
}
