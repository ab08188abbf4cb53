import type { Definition } from '../../lib/cases/definition.ts';
import type { Answer } from '../../lib/cases/idempotency.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { commandNamed } from '../../lib/cases/perform.ts';
import type { Caller } from '../../lib/cases/walk.ts';
import { withLink, withoutFiles, withUpload } from '../../lib/documents/addresses.ts';
import { completeDocument } from '../../lib/documents/complete.ts';
import { listDocuments } from '../../lib/documents/list.ts';
import { type Exchange, jsonBody, listQuery, onceOf, pathId, pathProject, splitVersion } from './http.ts';
import { type Extra, runCommand } from './serve.ts';

/** What documents need beside the walk: addresses of the bucket in their answers, and a look at what was sent. */
export const documentRoutes: Extra = (exchange, definition, operation) => {
  const caller: Caller = { person: exchange.identity.person, project: pathProject(exchange.segments[1]) };
  if (operation.op === 'open') return answerWith(exchange, definition, caller, operation.command, withUpload);
  if (operation.op === 'list') {
    const { on } = exchange.query;
    return on === undefined ? undefined : listed(exchange, caller, on);
  }
  if (operation.op !== 'command') return undefined;
  const id = pathId(operation.id);
  switch (operation.command) {
    case 'complete':
      return completed(exchange, definition, caller, id);
    case 'link':
      return answerWith(exchange, definition, caller, 'link', withLink, id);
    case 'withdraw':
      return answerWith(exchange, definition, caller, 'withdraw', withoutFiles, id);
    default:
      return undefined;
  }
};

async function listed(exchange: Exchange, caller: Caller, on: string): Promise<Answer> {
  return { status: 200, body: await listDocuments(exchange.desk, caller, on, listQuery(exchange)) };
}

/** The walk decides; what the bucket has to do with it comes after the commit. */
async function answerWith(exchange: Exchange, definition: Definition, caller: Caller, command: string, then: typeof withUpload, id?: string): Promise<Answer> {
  const answer = await runCommand(exchange, definition, caller, command, id);
  const { shelfFor } = await import('./shelf.ts');
  return then(exchange.desk, shelfFor(exchange.desk.company), { caller, answer, repeatable: exchange.header('idempotency-key') !== undefined });
}

async function completed(exchange: Exchange, definition: Definition, caller: Caller, id: string): Promise<Answer> {
  const { input, version } = splitVersion(jsonBody(exchange));
  parseInput(commandNamed(definition, 'complete').input, input);
  const once = await onceOf(exchange);
  const { shelfFor } = await import('./shelf.ts');
  return completeDocument(exchange.desk, shelfFor(exchange.desk.company), { caller, id, version, once });
}
