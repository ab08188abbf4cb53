import fc from 'fast-check';
import * as z from 'zod';

/** Where generated inputs take what only the world at hand knows; asked at the moment of generation. */
export interface Pools {
  /** Ids that may stand in a field of this name. */
  readonly ids: (field: string) => readonly string[];
  /** Ids of anything else. */
  readonly strays: () => readonly string[];
  /** Instants near the present, with an offset. */
  readonly instants: (field: string) => readonly string[];
  /** Civil days near the present. */
  readonly days: (field: string) => readonly string[];
}

type Schema = Readonly<Record<string, unknown>>;

/**
 * Inputs as a caller might send them, generated from a command's own schema: what it lets through is tried, field by field, without a list of samples anybody has to keep.
 *
 * Ids, instants and days come from the pools, so that references hit and times matter. Rules across fields are not known here; some inputs are refused.
 */
export function arbitraryOf(schema: z.ZodType, pools: Pools): fc.Arbitrary<unknown> {
  return fromSchema(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), '', pools);
}

/**
 * Inputs like a sample: the same fields with the same words, on the ids, instants and days of the pools. Rules across fields, which a schema does not tell, are kept by it.
 */
export function arbitraryLike(schema: z.ZodType, sample: unknown, pools: Pools): fc.Arbitrary<unknown> {
  return fromSample(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), sample, '', pools);
}

function fromSample(schema: Schema, sample: unknown, field: string, pools: Pools): fc.Arbitrary<unknown> {
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined;
  if (choices) return fromSample(choices.find((choice) => fits(choice, sample)) ?? {}, sample, field, pools);
  if (Array.isArray(sample)) return fc.tuple(...sample.map((entry) => fromSample((schema['items'] ?? {}) as Schema, entry, field, pools)));
  if (typeof sample === 'object' && sample !== null) {
    const { properties = {} } = schema as { properties?: Record<string, Schema> };
    return fc.record(Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, fromSample(properties[name] ?? {}, value, name, pools)])), {
      noNullPrototype: true,
    });
  }
  const moves = schema['type'] === 'string' && !schema['personal'] && (schema['format'] || schema['maxLength'] === idLength);
  return moves ? text(schema, field, pools) : fc.constant(sample);
}

/** The branch of a union a sample belongs to: that of its discriminating constants. */
function fits({ properties }: Schema, sample: unknown): boolean {
  const constants = Object.entries((properties ?? {}) as Record<string, Schema>).filter(([, property]) => 'const' in property);
  return constants.every(([name, property]) => (sample as Record<string, unknown> | null)?.[name] === property['const']);
}

/** `text` and `id` read alike in JSON Schema, but nothing else is 64 long. */
const idLength = 64;

function fromSchema(schema: Schema, field: string, pools: Pools): fc.Arbitrary<unknown> {
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined;
  if (choices) return fc.oneof(...choices.map((choice) => fromSchema(choice, field, pools)));
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  switch (schema['type']) {
    case 'object':
      return object(schema, pools);
    case 'array':
      return list(schema, field, pools);
    case 'string':
      return text(schema, field, pools);
    case 'integer':
    case 'number':
      return whole(schema);
    case 'boolean':
      return fc.boolean();
    default:
      throw new Error(`no arbitrary for ${JSON.stringify(schema)}`);
  }
}

function object(schema: Schema, pools: Pools): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const { additionalProperties: other } = schema;
  if (properties.length === 0 && typeof other === 'object' && other !== null)
    return fc.dictionary(fc.constantFrom('2026', '2027'), fromSchema(other as Schema, '', pools), { maxKeys: 2 });
  const required = (schema['required'] ?? []) as readonly string[];
  const model = properties.map(([name, property]) => {
    const given = fromSchema(property, name, pools);
    return [name, required.includes(name) ? given : fc.option(given, { freq: 1, nil: undefined })] as const;
  });
  const filled = ([, value]: [string, unknown]) => value !== undefined;
  return fc.record(Object.fromEntries(model), { noNullPrototype: true }).map((input) => Object.fromEntries(Object.entries(input).filter(filled)));
}

function list(schema: Schema, field: string, pools: Pools): fc.Arbitrary<unknown> {
  const minLength = Number(schema['minItems'] ?? 0);
  const maxLength = Math.min(Number(schema['maxItems'] ?? 100), minLength + 2);
  return fc.array(fromSchema(schema['items'] as Schema, field, pools), { minLength, maxLength });
}

/** Small numbers mostly, where ledgers and boxes have their edges, and now and then the largest. */
function whole(schema: Schema): fc.Arbitrary<number> {
  const min = Math.max(Number(schema['minimum'] ?? -3), -1_000_000);
  const max = Math.min(Number(schema['maximum'] ?? min + 1_000_000), Number.MAX_SAFE_INTEGER);
  return fc.oneof({ weight: 8, arbitrary: fc.integer({ min, max: Math.min(max, min + 3) }) }, { weight: 1, arbitrary: fc.constantFrom(min, max) });
}

const phones = ['13800000001', '13800000002', '+8613800000003', '010-80000004'];
const documents = ['110101190001010011', 'E12345678'];
const sentences = ['正常', '厨房水管漏水', '已电话确认', 'ok'];

function text(schema: Schema, field: string, pools: Pools): fc.Arbitrary<unknown> {
  const { format, pattern, maxLength } = schema;
  if (schema['personal'] === 'phone') return fc.constantFrom(...phones);
  if (schema['personal'] === 'identity') return fc.constantFrom(...documents);
  if (format === 'date') return oneOf(() => pools.days(field));
  if (format === 'date-time' || String(pattern).startsWith('^\\d{4}-\\d\\d-\\d\\dT')) return oneOf(() => pools.instants(field));
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  if (maxLength === idLength) return fc.oneof({ weight: 12, arbitrary: oneOf(() => pools.ids(field)) }, { weight: 1, arbitrary: oneOf(() => pools.strays()) });
  const most = Number(maxLength ?? 20);
  return fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...sentences.map((sentence) => sentence.slice(0, most))) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(most, 12) }) },
    { weight: 1, arbitrary: fc.constant('长'.repeat(most)) },
  );
}

function oneOf(pool: () => readonly string[]): fc.Arbitrary<string> {
  return fc.nat({ max: 1_000_000 }).map((n) => {
    const known = pool();
    return known[n % known.length] ?? '-';
  });
}

/** Values no field wants: what a hurried client or a hostile one sends. */
export const hostile: fc.Arbitrary<unknown> = fc.constantFrom<unknown[]>(
  null,
  '',
  ' ',
  '#',
  'a#b',
  '\ud800',
  '\u0000',
  -1,
  0.5,
  2 ** 53,
  true,
  [],
  [[]],
  {},
  JSON.parse('{"__proto__":{"state":"closed"}}'),
  { constructor: 'x' },
  '1970-13-41',
  '2026-07-01T10:00:00',
  '9999-12-31T23:59:59.999+08:00',
  '0001-01-01',
);
