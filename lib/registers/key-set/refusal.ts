import { DomainError, type ErrorDetail } from '../../kernel/error.ts';

/** Refuses with the field that is to be corrected. @throws DomainError always. */
export function refuse(code: string, path: string, detail: ErrorDetail = {}): never {
  throw new DomainError('unprocessable', code, detail, [{ path, code, detail: '' }]);
}
