import { DomainError } from '../../lib/kernel/error.ts';

/** The code with which something is refused; `undefined` when it is not. */
export function codeOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return undefined;
}
