import { DomainError } from '../kernel/error.ts';
import { idPattern } from '../kernel/schema.ts';

/** A record as a query names it. */
export interface NamedRecord {
  readonly kind: string;
  readonly id: string;
}

/**
 * A record's kind and id out of the text of a query, `repair:BX-20260701-0001`; whether there is one is another question.
 *
 * @throws DomainError `request.invalid`, naming the parameter
 */
export function namedRecord(text: string, parameter: string, mark: ':' | '/' = ':'): NamedRecord {
  const [kind = '', id = '', ...more] = text.split(mark);
  if (more.length === 0 && /^[a-z][a-z-]{0,29}$/.test(kind) && isId(id)) return { kind, id: id.normalize('NFC') };
  throw wrong(parameter, 'request.value');
}

/** An id out of a query. @throws DomainError `request.invalid`, naming the parameter */
export function namedId(text: string, parameter: string): string {
  if (isId(text)) return text.normalize('NFC');
  throw wrong(parameter, 'request.id');
}

const isId = (text: string): boolean => text.isWellFormed() && idPattern.test(text.normalize('NFC'));
const wrong = (path: string, code: string): DomainError => new DomainError('invalid', 'request.invalid', {}, [{ path, code, detail: '' }]);
