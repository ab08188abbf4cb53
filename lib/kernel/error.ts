import { coreErrors } from './error-catalogue.ts';

/** What went wrong, in the business's words; the edge alone knows which HTTP status that is. */
export type ErrorKind = 'invalid' | 'unauthenticated' | 'forbidden' | 'not-found' | 'conflict' | 'unprocessable' | 'too-large' | 'too-many' | 'unavailable';

/** One field's complaint: where (a path such as `relations.0.party`), why, and the sentence. */
export interface FieldError {
  readonly path: string;
  readonly code: string;
  readonly detail: string;
  /** What would have been allowed, set behind the sentence in any language: `phone、counter`, `≤ 100`. */
  readonly allowed?: string | undefined;
}

/** Values for the sentence's `{placeholders}`. */
export type ErrorDetail = Readonly<Record<string, string | number | undefined>>;

/** A sentence in Chinese and in English; `{name}` is filled from the error's detail. */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** Code → sentence. Codes are `noun.reason` and never change once released. */
export type ErrorCatalogue = Readonly<Record<string, Sentence>>;

/**
 * A refusal of the business (业务拒绝): nothing was written, and the caller can do something about it.
 *
 * Everything else that is thrown is a fault of ours: 500 and an alarm.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly detail: ErrorDetail;
  /** Fields concerned; `path` alone is enough, the sentence is then the error's own. */
  readonly errors: readonly FieldError[];

  constructor(kind: ErrorKind, code: string, detail: ErrorDetail = {}, errors: readonly FieldError[] = []) {
    super(code);
    this.kind = kind;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }
}

/**
 * Whether a refusal passes by itself (暂时性): nothing was decided, because the table could not be reached or others changed the same records at that moment. Whoever answers
 * for somebody else asks again, instead of taking it for the answer.
 */
export function isPassing({ kind, code }: Pick<DomainError, 'kind' | 'code'>): boolean {
  return kind === 'unavailable' || code === 'case.busy' || code === 'reference.changed';
}

/** Refuses (拒绝办理) with the field that is to be corrected, when one is. @throws DomainError always. */
export function refuse(code: string, path?: string, detail: ErrorDetail = {}, kind: ErrorKind = 'unprocessable'): never {
  throw new DomainError(kind, code, detail, path ? [{ path, code, detail: '' }] : []);
}

/** Refuses because of who asks (职责分离). @throws DomainError of kind `forbidden`, which the history records. */
export function forbid(code: string, detail: ErrorDetail = {}): never {
  throw new DomainError('forbidden', code, detail);
}

/** Languages a sentence exists in. */
export type Language = 'zh' | 'en';

/** The sentence for a code; a code without a sentence is a defect found by the generic tests, so it answers the code itself. */
export function sentence(code: string, detail: ErrorDetail, language: Language, catalogue: ErrorCatalogue): string {
  const text = (catalogue[code] ?? coreErrors[code])?.[language] ?? code;
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(detail[name] ?? ''));
}
