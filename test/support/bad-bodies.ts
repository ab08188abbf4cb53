import type * as z from 'zod';
import { some } from './portion.ts';

/** A body nobody should get away with, and what is said of it. */
export interface BadBody {
  readonly what: string;
  readonly bytes: string | Uint8Array;
  readonly code: string;
  /** One of the field entries is this. */
  readonly field?: { readonly path: string; readonly code: string };
}

type Fields = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

const invalid = 'request.invalid';
const deep = 10_000;

/** Bodies that are wrong whatever the command. */
function wrongAnywhere(sample: Fields): readonly BadBody[] {
  const text = JSON.stringify(sample);
  const inside = text === '{}' ? '' : `,${text.slice(1, -1)}`;
  const notJson = (what: string, bytes: string | Uint8Array): BadBody => ({ what, bytes, code: 'request.not-json' });
  const refused = (what: string, bytes: string, path: string, code: string): BadBody => ({ what, bytes, code: invalid, field: { path, code } });
  return [
    notJson('no JSON', '钥匙丢了'),
    notJson('half a JSON', `{"a":1${inside}`),
    notJson('single quotes', "{'a':1}"),
    notJson('a trailing comma', '{"a":1,}'),
    notJson('a list', `[${text}]`),
    notJson('null', 'null'),
    notJson('a number', '1'),
    notJson('a text', '"text"'),
    notJson('NaN', '{"a":NaN}'),
    notJson('no UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from('"}')])),
    notJson('UTF-16', Buffer.from(text, 'utf16le')),
    notJson('lists in lists', '['.repeat(deep) + ']'.repeat(deep)),
    notJson('objects in objects', `{"a":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}${inside}}`),
    refused('text of 200 KB', `{"a":"${'x'.repeat(200 * 1024)}"${inside}}`, 'a', 'request.unknown-field'),
    { what: 'text of 400 KB', bytes: `{"a":"${'x'.repeat(400 * 1024)}"${inside}}`, code: 'request.too-large' },
    refused('an unknown field', `{"surprise":1${inside}}`, 'surprise', 'request.unknown-field'),
    refused('__proto__', `{"__proto__":{"state":"closed","positions":["GM"]}${inside}}`, '__proto__', 'request.unknown-field'),
    refused('__proto__ further in', `{"a":[{"__proto__":1}]${inside}}`, '__proto__', 'request.unknown-field'),
    refused('__proto__ in escapes', `{"\\u005f_proto__":{}${inside}}`, '__proto__', 'request.unknown-field'),
    refused('constructor', `{"constructor":{"prototype":{"admin":true}}${inside}}`, 'constructor', 'request.unknown-field'),
    refused('a key twice', `{"a":1,"a":1${inside}}`, 'a', 'request.twice'),
    refused('a key twice, once in escapes', `{"a":1,"\\u0061":1${inside}}`, 'a', 'request.twice'),
    refused('a field of the walk', `{"tick":9${inside}}`, 'tick', 'request.unknown-field'),
    refused('a field of the record', `{"openedBy":"gm"${inside}}`, 'openedBy', 'request.unknown-field'),
    refused('a company', `{"company":"other"${inside}}`, 'company', 'request.unknown-field'),
    refused('a lone surrogate as a key', `{"\\ud800":1${inside}}`, '\ud800', 'request.unknown-field'),
  ];
}

const leaves = (value: unknown, path: Path = []): readonly (readonly [Path, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, part]) => leaves(part, [...path, key])) : [[path, value]];

/** The sample with something else at one place; `undefined` takes it out. */
function withAt(value: unknown, [key, ...rest]: Path, put: unknown): unknown {
  if (key === undefined) return put;
  if (Array.isArray(value)) return value.map((part: unknown, at) => (String(at) === String(key) ? withAt(part, rest, put) : part));
  return { ...(value as Fields), [key]: withAt((value as Fields)[key], rest, put) };
}

/** What is wrong for an id and may be said in a text. */
const onlyInIds = ['# in it', 'key of ours'];

/** A value of another type, and the others a field of this type is sent in haste or malice. */
function wrongValues(value: unknown): readonly (readonly [string, unknown])[] {
  const anywhere = [['null', null] as const, ['a list of lists', [[[]]]] as const];
  if (typeof value === 'string')
    return [
      ...anywhere,
      ['a number for a text', 12_345],
      ['a lone surrogate', `${value}\ud800`],
      ['NUL', `${value}\u0000`],
      ['more text than anybody reads', 'x'.repeat(4096)],
      ['a blank', ' \t '],
      ['# in it', `${value}#1`],
      ['key of ours', 'T#other#P#p1'],
    ];
  if (typeof value === 'number')
    return [
      ...anywhere,
      ['a text for a number', String(value)],
      ['NaN as a text', 'NaN'],
      ['2^53', 2 ** 53],
      ['a negative number', -1],
      ['a fraction', value + 0.5],
      ['more than any number', 1e308],
    ];
  return typeof value === 'boolean' ? [...anywhere, ['a word for yes', '是'], ['1 for yes', 1]] : anywhere;
}

/** The sample with each field, at any depth, missing or wrong in a portion of ways. Only for optional fields and for texts that are no ids the schema is asked. */
function wrongFields(schema: z.ZodType, sample: Fields): readonly BadBody[] {
  const bad: BadBody[] = [];
  const add = (what: string, path: Path, body: unknown, code?: string): void => {
    if ((code !== undefined || onlyInIds.includes(what)) && schema.safeParse(body).success) return;
    bad.push({ what: `${path.join('.')}: ${what}`, bytes: JSON.stringify(body), code: invalid, ...(code ? { field: { path: path.join('.'), code } } : {}) });
  };
  for (const key of Object.keys(sample)) add('missing', [key], withAt(sample, [key], undefined), 'request.missing');
  for (const [at, [path, value]] of leaves(sample).entries()) {
    for (const [what, wrong] of some(wrongValues(value), at, 4)) add(what, path, withAt(sample, path, wrong));
    if (typeof value !== 'number') continue;
    const infinite = JSON.stringify(withAt(sample, path, '∞')).replace('"∞"', '1e999');
    bad.push({ what: `${path.join('.')}: infinity`, bytes: infinite, code: invalid, field: { path: path.join('.'), code: 'request.number' } });
  }
  return bad;
}

/** Everything wrong that can be said to a command which takes bodies like the sample; of what is wrong anywhere a portion, another one for each `at`. */
export function badBodies(schema: z.ZodType, sample: Fields, at: number): readonly BadBody[] {
  const empty: readonly BadBody[] = schema.safeParse({}).success ? [] : [{ what: 'nothing', bytes: '', code: invalid }];
  return [...empty, ...some(wrongAnywhere(sample), at, 7), ...wrongFields(schema, sample)];
}

/** Values of `version` that name no version. */
export const badVersions: readonly unknown[] = ['1', 0, -1, 1.5, 2 ** 53, null, true, [1], {}];
