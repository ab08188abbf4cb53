import { DomainError, type FieldError } from '../../lib/kernel/error.ts';

/** A refusal of one field. */
export function invalid(path: string, code: string): DomainError {
  const field: FieldError = { path, code, detail: '' };
  return new DomainError('invalid', 'request.invalid', {}, [field]);
}
