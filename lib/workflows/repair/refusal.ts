import { DomainError, type ErrorDetail, type ErrorKind } from '../../kernel/error.ts';

/** Refuses (拒绝办理) with the field that is to be corrected, when one is. @throws DomainError always. */
export function refuse(code: string, path?: string, detail: ErrorDetail = {}, kind: ErrorKind = 'unprocessable'): never {
  throw new DomainError(kind, code, detail, path ? [{ path, code, detail: '' }] : []);
}

/** Refuses because of who asks (职责分离). @throws DomainError of kind `forbidden`, which the history records. */
export function forbid(code: string, detail: ErrorDetail = {}): never {
  throw new DomainError('forbidden', code, detail);
}
