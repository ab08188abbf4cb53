import type { ApiDescription } from '../../lib/openapi/describe.ts';
import type { Operation } from '../../lib/openapi/operation.ts';
import type { Schema } from '../../lib/openapi/schema.ts';

/** One operation with its route as people write it: `GET /inbox`. */
export interface Described {
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Every operation of a description. */
export function operationsOf({ paths }: ApiDescription): readonly Described[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation, route: `${method.toUpperCase()} ${path}` })),
  );
}

/** A schema of the description that stands by itself: what it points to comes along. */
export function standalone({ components }: ApiDescription, name: string): Schema {
  const moved = JSON.parse(JSON.stringify(components.schemas).replaceAll('#/components/schemas/', '#/$defs/')) as Record<string, Schema>;
  return { $ref: `#/$defs/${name}`, $defs: moved };
}

/** Name of the schema of an operation's JSON body. */
export function bodySchemaName({ requestBody }: Operation): string | undefined {
  const { content } = (requestBody ?? {}) as { content?: Record<string, { schema?: { $ref?: string } }> };
  return content?.['application/json']?.schema?.$ref?.split('/').at(-1);
}
