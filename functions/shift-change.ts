import type * as z from 'zod';
import type { Definition } from '../lib/cases/definition.ts';
import type { Answer } from '../lib/cases/idempotency.ts';
import { parseInput } from '../lib/cases/parse.ts';
import { readOne } from '../lib/cases/read.ts';
import { type Caller, walk } from '../lib/cases/walk.ts';
import { workflows } from '../lib/catalogue.ts';
import { takeSnapshot } from '../lib/lists/hand-over.ts';
import { staffRegister } from '../lib/registers/staff/register.ts';
import { HandingBody, OpeningBody } from '../lib/workflows/shift-change/contract.ts';
import { shiftChange } from '../lib/workflows/shift-change/workflow.ts';
import { type Exchange, jsonBody, onceOf, pathId, pathProject, splitVersion } from './shared/http.ts';
import { type Extra, serve } from './shared/serve.ts';

/** Hand-overs between shifts (交接班): what is open is seen in the table when somebody writes or hands over, and never taken from what he sends. */
export const handler = serve([shiftChange], { with: [staffRegister], extra });

function extra(...[exchange, definition, operation]: Parameters<Extra>): ReturnType<Extra> {
  const caller: Caller = { person: exchange.identity.person, project: pathProject(exchange.segments[1]) };
  if (operation.op === 'open') return opened(exchange, definition, caller);
  return operation.op === 'command' && operation.command === 'handOver' ? handedOver(exchange, definition, caller, pathId(operation.id)) : undefined;
}

async function opened(exchange: Exchange, definition: Definition, caller: Caller): Promise<Answer> {
  const input = parseInput(OpeningBody, jsonBody(exchange)) as z.output<typeof OpeningBody>;
  const once = await onceOf(exchange);
  const snapshot = await takeSnapshot(exchange.desk, caller, input.position, workflows);
  return walk(exchange.desk, { ...caller, definition, command: 'open', input: { ...input, snapshot }, once });
}

async function handedOver(exchange: Exchange, definition: Definition, caller: Caller, id: string): Promise<Answer> {
  const { input: body, version } = splitVersion(jsonBody(exchange));
  const input = parseInput(HandingBody, body) as z.output<typeof HandingBody>;
  const once = await onceOf(exchange);
  const { position } = (await readOne(exchange.desk, definition, caller, id)) as Pick<z.output<typeof OpeningBody>, 'position'>;
  const snapshot = await takeSnapshot(exchange.desk, caller, position, workflows);
  return walk(exchange.desk, { ...caller, definition, id, command: 'handOver', input: { ...input, snapshot }, version, once });
}
