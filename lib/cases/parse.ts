import type * as z from 'zod';
import { DomainError, type FieldError } from '../kernel/error.ts';

/**
 * A caller's body, parsed by a command's own schema.
 *
 * @throws DomainError `request.invalid` with one entry per field and reason, none of which repeats what was sent.
 */
export function parseInput(schema: z.ZodType, body: unknown): unknown {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  const fields = (parsed.error.issues as unknown as readonly Issue[]).slice(0, 50).flatMap((issue) => fieldErrors(issue));
  const distinct = new Map(fields.map((one) => [`${one.path}\n${one.code}`, one]));
  throw new DomainError('invalid', 'request.invalid', {}, [...distinct.values()]);
}

/** What zod complains of, as far as it is looked at. `input` tells a missing value from a wrong one and goes no further. */
interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly input?: unknown;
  readonly keys?: readonly string[];
  readonly params?: { readonly code?: string };
  readonly errors?: readonly (readonly Issue[])[];
  readonly expected?: string;
  readonly format?: string;
  readonly origin?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** What a choice may be. */
  readonly values?: readonly unknown[];
  readonly discriminator?: string;
}

function fieldErrors(issue: Issue, above: readonly PropertyKey[] = []): readonly FieldError[] {
  const path = [...above, ...issue.path];
  const { keys, errors = [] } = issue;
  if (issue.code === 'unrecognized_keys') return (keys ?? []).slice(0, 10).map((key) => field([...path, key.slice(0, 40)], 'request.unknown-field'));
  const nearest = errors.toSorted((a, b) => a.length - b.length)[0];
  if (nearest && isGiven(issue)) return nearest.slice(0, 10).flatMap((one) => fieldErrors(one, path));
  const code = isGiven(issue) ? reasonFor(issue) : 'request.missing';
  return [{ ...field(path, code), ...(code === 'request.value' ? { allowed: allowedBy(issue) } : {}) }];
}

/** Choices shown with a refusal; a longer list stands in the description of the API. */
const choicesShown = 16;

/** What would have been allowed; undefined where that is not known. */
function allowedBy({ values = [], minimum, maximum }: Issue): string | undefined {
  if (values.length > 0 && values.length <= choicesShown) return values.map(String).join('、');
  if (typeof minimum === 'number') return `≥ ${minimum}`;
  return typeof maximum === 'number' ? `≤ ${maximum}` : undefined;
}

const field = (path: readonly PropertyKey[], code: string): FieldError => ({ path: path.map(String).join('.').slice(0, 120), code, detail: '' });

function isGiven({ input, discriminator }: Issue): boolean {
  if (discriminator === undefined || typeof input !== 'object' || input === null) return input !== undefined;
  return Object.hasOwn(input, discriminator);
}

function reasonFor({ code, params, expected, format, origin, minimum, input }: Issue): string {
  if (params?.code) return params.code;
  switch (code) {
    case 'invalid_type':
      return expected === 'number' || expected === 'int' ? 'request.number' : 'request.type';
    case 'invalid_format':
      return format === 'date' ? 'request.date' : format === 'datetime' ? 'request.instant' : 'request.type';
    case 'too_big':
      return origin === 'string' ? 'request.too-long' : origin === 'array' ? 'request.too-many' : 'request.value';
    case 'too_small':
      return minimum === 1 && (origin === 'string' || origin === 'array') ? 'request.missing' : 'request.value';
    case 'custom':
      return typeof input === 'string' ? 'request.type' : 'request.value';
    default:
      return 'request.value';
  }
}
