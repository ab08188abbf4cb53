import type { Definition } from '../../lib/cases/definition.ts';
import type { Answer } from '../../lib/cases/idempotency.ts';
import type { Operation } from '../../lib/cases/routes.ts';
import type { SheetRequest } from '../../lib/jobs/requests.ts';
import { patience } from '../../lib/jobs/waiting.ts';
import { type Exchange, jsonBody, onceOf, pathId, pathProject } from './http.ts';
import type { Extra } from './serve.ts';

const sheetOperations = ['import', 'read-import', 'revert-import', 'export', 'read-export'] as const;
type SheetOperation = Operation & { readonly op: (typeof sheetOperations)[number] };

/** Import and export of registers, beside their own routes. */
export const sheetRoutes: Extra = (exchange, definition, operation) => (isSheet(operation) ? answer(exchange, definition, operation) : undefined);

function isSheet(operation: Operation): operation is SheetOperation {
  return sheetOperations.some((name) => name === operation.op);
}

/** What reads spreadsheets and the bucket is loaded with the first request that needs it: a register's page at the counter does not wait for it. */
async function answer(exchange: Exchange, definition: Definition, operation: SheetOperation): Promise<Answer> {
  const until = patience();
  const [{ filesFor }, requests] = await Promise.all([import('./files.ts'), import('../../lib/jobs/requests.ts')]);
  const { desk, identity, segments, query, bytes } = exchange;
  const caller = { person: identity.person, project: pathProject(segments[1]) };
  const request: SheetRequest = { bench: { desk, files: filesFor(desk.company) }, definition, caller, until };
  switch (operation.op) {
    case 'import':
      return requests.requestImport(request, { query, bytes }, await onceOf(exchange));
    case 'read-import':
      return requests.readImport(request, pathId(operation.id));
    case 'revert-import':
      return requests.revertImport(request, pathId(operation.id), await onceOf(exchange));
    case 'export':
      return requests.requestExport(request, jsonBody(exchange), await onceOf(exchange));
    case 'read-export':
      return requests.readExport(request, pathId(operation.id));
  }
}
