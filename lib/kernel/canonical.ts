import { createHash } from 'node:crypto';

/** JSON with sorted keys: the same value gives the same text wherever it has been. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The value as the table keeps it, which knows no `undefined`, in objects or in lists: what is hashed must be what is stored. */
export function withoutUndefined<T>(value: T): T {
  if (Array.isArray(value)) return value.filter((part) => part !== undefined).map((part: unknown) => withoutUndefined(part)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(parts.map(([name, part]) => [name, withoutUndefined(part as unknown)])) as T;
}

/** The next link of a chain: covers the entry and, by `previous`, all before it. */
export function chained(previous: string, entry: unknown): string {
  return createHash('sha256')
    .update(`${previous}\n${canonical(entry)}`)
    .digest('base64url');
}
