import { parseInput } from '../../lib/cases/parse.ts';
import { listDisclosures } from '../../lib/lists/disclosures.ts';
import { type Asking, disclose } from '../../lib/people/disclosing.ts';
import { Disclose } from '../../lib/workflows/disclosure/contract.ts';
import { jsonBody, listQuery, onceOf, pathProject } from './http.ts';
import { invalid } from './invalid.ts';
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
  for (const [name, value] of Object.entries({ person, of })) if ((value?.length ?? 0) > 140) throw invalid(name, 'request.too-long');
  return listDisclosures(desk, caller, { ...listQuery(exchange), person, of }).then((body) => ({ status: 200, body }));
};
