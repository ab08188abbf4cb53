import { openApi } from '../../lib/openapi/document.ts';
import type { Schema } from '../../lib/openapi/schema.ts';
import { operationsOf } from '../openapi/operations.ts';
import { type Endpoint, titleOf } from './endpoints.ts';
import { some } from './portion.ts';

/** A query nobody should get an answer to, and the parameter the refusal is to name. */
export interface BadQuery {
  readonly name: string;
  /** As it stands behind the question mark. */
  readonly query: string;
}

const notIds = ['#', '', 'x'.repeat(65), 'a b', '../1'];
const notYesOrNo = ['maybe', '1', 'TRUE'];
const notDays = ['', 'tomorrow', '2026-02-29', '2026-7-1', '2026-07-01T00:00:00+08:00'];
const notStates = ['nowhere', '__proto__', '', 'closed#'];
/** Of a record: its kind, a colon, its id. */
const notRecords = ['', 'repair', 'repair:', ':1', 'a:b:c', 'Repair:1', 'repair:#'];

/** By the name of a parameter, values of it that mean nothing wherever it is described. A portion of those of every list is enough for each. */
const meaningless: Readonly<Record<string, readonly string[]>> = {
  limit: ['0', '101', '-1', '1.5', '1e1', '0x10', 'NaN', '', ' 5', '５', '9007199254740993', '20,30'],
  cursor: ['x', '', '..', 'x'.repeat(2_001), '1.2.3', '\u0000'],
  q: ['x'.repeat(101)],
  state: notStates,
  unit: notIds,
  kind: ['nothing', '__proto__', '', 'party'],
  overdue: notYesOrNo,
  closed: notYesOrNo,
  mine: notYesOrNo,
  requested: notYesOrNo,
  conflicts: notYesOrNo,
  project: notIds,
  position: notIds,
  party: notIds,
  person: notIds,
  at: ['', 'now', '2026-07-01', '2026-02-29T00:00:00+08:00', '2026-07-01T10:00:00'],
  from: notDays,
  to: notDays,
  on: notRecords,
  of: notRecords,
  asOf: [...notDays, '2026-02-30', '2999-01-01', '1999-01-01'],
  by: ['name', '', '__proto__', 'toString'],
  period: ['2026-13', '2026-7', '2026-07-01', '', 'now', '__proto__'],
  within: ['', '90', 'P90', 'P-1D', 'P1.5D', 'P9999D', '90D'],
  day: notDays,
  book: notIds,
  units: ['', '#', 'a b', 'x'.repeat(65)],
  suspense: ['', '#', 'a b'],
  list: ['', 'all', '__proto__', 'DUE'],
  case: notRecords.map((text) => text.replace(':', '/')),
};

const portions: Readonly<Record<string, number>> = { limit: 4, cursor: 3 };

/** What else an address wants to be asked, so that the refusal is of the one thing that is wrong. */
const wanted: Readonly<Record<string, string>> = { q: '301', from: '2026-07-01', to: '2026-07-02', kind: 'repair', units: '1-2-301' };
/** Parameters that say nothing alone. */
const needs: Readonly<Record<string, string>> = { state: 'kind' };

const described = openApi();
const operations = new Map(operationsOf(described).map(({ route, operation }) => [route, operation]));

/** What an address may be asked behind the question mark, as the API's description says it. */
function parametersOf(endpoint: Endpoint): readonly { readonly name: string; readonly required: boolean }[] {
  const parameters = (operations.get(titleOf(endpoint))?.parameters ?? []).map((one): Schema => {
    const component =
      String(one['$ref'] ?? '')
        .split('/')
        .at(-1) ?? '';
    return component === '' ? one : (described.components.parameters[component] ?? {});
  });
  return parameters.filter((one) => one['in'] === 'query').map((one) => ({ name: String(one['name']), required: one['required'] === true }));
}

/**
 * Queries of an address in which one described parameter is wrong; of what every list takes a portion, another one for each `at`.
 *
 * @throws Error for a parameter of which nothing wrong is known
 */
export function badQueries(endpoint: Endpoint, at: number): readonly BadQuery[] {
  const parameters = parametersOf(endpoint);
  return parameters.flatMap(({ name }) => {
    const values = meaningless[name];
    if (!values) throw new Error(`${titleOf(endpoint)}: nothing wrong is known of ${name}`);
    const others = parameters
      .filter((other) => other.name !== name && (other.required || other.name === needs[name]))
      .map((other) => [other.name, wanted[other.name] ?? ''] as const);
    const asked = (value: string) => new URLSearchParams([...others, [name, value] as const].map(([key, text]) => [key, text] as [string, string])).toString();
    return some(values, at, portions[name] ?? values.length).map((value) => ({ name, query: asked(value) }));
  });
}
