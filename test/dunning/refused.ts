import { DomainError } from '../../lib/kernel/error.ts';

/** The code a request is refused with. */
export async function codeOfAsync(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  throw new Error('it was not refused');
}
