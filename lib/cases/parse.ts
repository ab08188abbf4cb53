import type * as z from 'zod';
import { DomainError, type FieldError } from '../kernel/error.ts';

/**
 * A caller's body, parsed by a command's own schema.
 *
 * @throws DomainError `request.invalid` with one entry per field, none of which repeats what was sent.
 */
export function parseInput(schema: z.ZodType, body: unknown): unknown {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new DomainError('invalid', 'request.invalid', {}, parsed.error.issues.slice(0, 50).flatMap(fieldErrors));
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly params?: { readonly code?: string };
  readonly errors?: readonly (readonly Issue[])[];
  readonly input?: unknown;
  readonly message: string;
}

function fieldErrors(issue: z.core.$ZodIssue): readonly FieldError[] {
  const { code, path, keys, params } = issue as unknown as Issue;
  const at = path.map(String).join('.').slice(0, 120);
  if (code === 'unrecognized_keys')
    return (keys ?? []).slice(0, 10).map((key) => field([at, key.slice(0, 40)].filter(Boolean).join('.'), 'request.unknown-field'));
  return [field(at, params?.code ?? reasonFor(issue))];
}

const field = (path: string, code: string): FieldError => ({ path, code, detail: '' });

function reasonFor({ code, message }: Issue): string {
  if (code === 'invalid_type') return message.includes('received undefined') ? 'request.missing' : 'request.type';
  if (code === 'too_big') return 'request.too-long';
  if (code === 'invalid_value' || code === 'too_small' || code === 'invalid_union') return 'request.value';
  return 'request.type';
}
