import type { ErrorKind } from './error.ts';

/** How a kind of refusal reads over HTTP. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** The one table from kinds of refusal to HTTP: the edge answers by it, and the API's description lists it. */
export const statusOf: Readonly<Record<ErrorKind, ProblemKind>> = {
  invalid: { status: 400, title: 'Bad Request' },
  unauthenticated: { status: 401, title: 'Unauthorized' },
  forbidden: { status: 403, title: 'Forbidden' },
  'not-found': { status: 404, title: 'Not Found' },
  conflict: { status: 409, title: 'Conflict' },
  'too-large': { status: 413, title: 'Content Too Large' },
  unprocessable: { status: 422, title: 'Unprocessable Content' },
  'too-many': { status: 429, title: 'Too Many Requests' },
  unavailable: { status: 503, title: 'Service Unavailable' },
};

/** A fault of ours, which is no refusal: it says nothing but that it was recorded. */
export const fault = { status: 500, title: 'Internal Server Error', code: 'service.fault' } as const;
