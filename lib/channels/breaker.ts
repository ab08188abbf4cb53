import { realSeconds } from '../kernel/clock.ts';

/** Spares a provider that does not answer (熔断), and us the waiting. */
export interface Breaker {
  /** Runs a call, or answers `closed` without it while the provider is being spared. */
  run<T>(call: () => Promise<T>, spared: T, isUnknown: (answer: T) => boolean): Promise<T>;
}

/** Calls without an answer in a row before it is spared, and for how long; real time: it waits for machines. */
const patience = 5;
const pauseSeconds = 30;

/** A breaker of its own for one provider and process. What it refuses was not sent, so that it may be tried again without asking. */
export function openBreaker(): Breaker {
  let silent = 0;
  let until = 0;
  return {
    async run(call, spared, isUnknown) {
      if (realSeconds() < until) return spared;
      const answer = await call();
      silent = isUnknown(answer) ? silent + 1 : 0;
      if (silent >= patience) until = realSeconds() + pauseSeconds;
      return answer;
    },
  };
}
