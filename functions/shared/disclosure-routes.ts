import type { Answer } from '../../lib/cases/idempotency.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { listDisclosures } from '../../lib/lists/disclosures.ts';
import { type Asking, disclose } from '../../lib/people/disclosing.ts';
import { Disclose } from '../../lib/workflows/disclosure/contract.ts';
import { jsonBody, listQuery, onceOf, pathProject } from './http.ts';
import type { Extra } from './serve.ts';

/** Disclosures (敏感信息查阅) beside the slice's own routes: opening one shows the values, and lists say who saw whom. */
export const disclosureRoutes: Extra = (exchange, definition, operation) => {
  if (definition.name !== 'disclosure') return undefined;
  const { desk, identity, segments, query } = exchange;
  const caller = { person: identity.person, project: pathProject(segments[1]) };
  if (operation.op === 'open') {
    const input = parseInput(Disclose, jsonBody(exchange)) as Asking['input'];
    return onceOf(exchange).then((once) => disclose(desk, { ...caller, input, once }));
  }
  const { person, of } = query;
  if (operation.op !== 'list' || (person === undefined && of === undefined)) return undefined;
  return listed(desk, caller, { ...listQuery(exchange), person, of });
};

async function listed(...asked: Parameters<typeof listDisclosures>): Promise<Answer> {
  return { status: 200, body: await listDisclosures(...asked) };
}
