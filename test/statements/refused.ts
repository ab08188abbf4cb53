import { DomainError } from '../../lib/kernel/error.ts';

/** The code with which something that has to be awaited is refused; `undefined` when it is not. */
export async function rejection(attempt: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return undefined;
}
