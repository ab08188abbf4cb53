import * as z from 'zod';
import { storedInstant } from '../kernel/schema.ts';

/** A JSON Schema (draft 2020-12) as the API's description shows it. */
export type Schema = Readonly<Record<string, unknown>>;

/** What a caller sends. Formats say enough; the patterns behind them are the parser's. What a function adds itself (`taken`) nobody may send. */
export function inputSchema(schema: z.ZodType): Schema {
  return converted(schema, (jsonSchema) => {
    plainWords(jsonSchema);
    hideTaken(jsonSchema);
  });
}

function hideTaken(jsonSchema: Record<string, unknown>): void {
  const properties = (jsonSchema['properties'] ?? {}) as Record<string, Schema>;
  for (const [name, property] of Object.entries(properties)) if (property['taken']) Reflect.deleteProperty(properties, name);
}

/**
 * What an answer holds: personal data is shown as its mask. A stored record is described as it is parsed, which is how it is stored: what an id or a text is turned into on
 * its way in has no schema of its own.
 */
export function answerSchema(schema: z.ZodType): Schema {
  return converted(schema, (jsonSchema) => {
    plainWords(jsonSchema);
    showMask(jsonSchema);
  });
}

function converted(schema: z.ZodType, rewrite: (jsonSchema: Record<string, unknown>) => void): Schema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => rewrite(jsonSchema),
  });
  return rest;
}

const storedPattern = z.toJSONSchema(storedInstant()).pattern;

/** Our own notes on a field are extensions, and a format needs no second spelling as a pattern. */
function plainWords(jsonSchema: Record<string, unknown>): void {
  rename(jsonSchema, 'personal', 'x-personal');
  rename(jsonSchema, 'titles', 'x-titles');
  if (jsonSchema['pattern'] === storedPattern) jsonSchema['format'] = 'date-time';
  const { format } = jsonSchema;
  if (format === 'date' || format === 'date-time') delete jsonSchema['pattern'];
  if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum'];
  if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum'];
}

function rename(jsonSchema: Record<string, unknown>, from: string, to: string): void {
  if (!(from in jsonSchema)) return;
  jsonSchema[to] = jsonSchema[from];
  delete jsonSchema[from];
}

/** The sealed form never leaves the house; what leaves is `m`, and of a secret that is only hashed, stars. */
function showMask(jsonSchema: Record<string, unknown>): void {
  const { properties } = jsonSchema;
  if (typeof properties !== 'object' || properties === null) return;
  const names = Object.keys(properties).toSorted().join();
  if (names !== 'c,h,k,m' && names !== 'h') return;
  for (const keyword of ['properties', 'required', 'additionalProperties']) delete jsonSchema[keyword];
  Object.assign(jsonSchema, { type: 'string', description: names === 'h' ? '只留哈希，显示为 ******' : '掩码，如 138****1234', 'x-masked': true });
}

/**
 * The fields of a record as an answer shows them, over all states at once: a field that only some states have says which (`x-states`), and one that differs from state to
 * state has every form it takes. One flat table is what a form and a client need; the state itself is the answer's own field.
 */
export function recordFields(record: z.ZodType): Readonly<Record<string, Schema>> {
  const variants = variantsOf(answerSchema(record));
  const names = new Set(variants.flatMap(({ properties }) => Object.keys(properties)));
  names.delete('state');
  return Object.fromEntries([...names].map((name) => [name, field(variants, name)]));
}

interface Variant {
  readonly properties: Readonly<Record<string, Schema>>;
}

function variantsOf(schema: Schema): readonly Variant[] {
  const union = (schema['oneOf'] ?? schema['anyOf']) as readonly Schema[] | undefined;
  if (union) return union.flatMap(variantsOf);
  return [{ properties: (schema['properties'] ?? {}) as Variant['properties'] }];
}

function field(variants: readonly Variant[], name: string): Schema {
  const having = variants.filter(({ properties }) => name in properties);
  const forms = [...new Map(having.map(({ properties }) => [JSON.stringify(properties[name]), properties[name] as Schema])).values()];
  const [only] = forms;
  if (!only) return {};
  const title = only['title'];
  const shape = forms.length === 1 ? only : { ...(typeof title === 'string' ? { title } : {}), anyOf: forms };
  return having.length === variants.length ? shape : { ...shape, 'x-states': [...new Set(having.flatMap(statesOf))] };
}

function statesOf({ properties }: Variant): readonly unknown[] {
  const { state } = properties;
  return state?.['const'] === undefined ? ((state?.['enum'] ?? []) as readonly unknown[]) : [state['const']];
}

/** The same object schema with one more optional property, in every branch of a union. */
export function withProperty(schema: Schema, name: string, property: Schema): Schema {
  for (const union of ['oneOf', 'anyOf'] as const) {
    const branches = schema[union] as readonly Schema[] | undefined;
    if (branches) return { ...schema, [union]: branches.map((branch) => withProperty(branch, name, property)) };
  }
  return { ...schema, properties: { ...(schema['properties'] as object | undefined), [name]: property } };
}

/** Whether an empty body would do. */
export function nothingRequired(schema: Schema): boolean {
  const branches = (schema['oneOf'] ?? schema['anyOf']) as readonly Schema[] | undefined;
  if (branches) return branches.some(nothingRequired);
  const { required } = schema;
  return !Array.isArray(required) || required.length === 0;
}
