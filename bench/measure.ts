/** Median and quartiles: half of all values lie between `low` and `high`. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const [below = 0, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (above - below) * (place % 1);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Milliseconds that some work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** What was measured side by side, in milliseconds, and its ratio. */
export interface Compared {
  readonly subject: Spread;
  readonly yardstick: Spread;
  readonly ratio: Spread;
}

/** Rounds that only warm up. */
const warmUp = 3;

/**
 * Measures subject and yardstick in turn, so that whatever slows the machine slows both; the ratio is taken within each round. Each answers the milliseconds of
 * its own part.
 */
export async function compare(rounds: number, subject: (round: number) => Promise<number>, yardstick: (round: number) => Promise<number>): Promise<Compared> {
  const [subjects, yardsticks]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds + warmUp; round += 1) {
    const [first, second] = [await subject(round), await yardstick(round)];
    if (round < warmUp) continue;
    subjects.push(first);
    yardsticks.push(second);
  }
  return { subject: spreadOf(subjects), yardstick: spreadOf(yardsticks), ratio: spreadOf(subjects.map((value, at) => value / (yardsticks[at] ?? Number.NaN))) };
}

/** `1.23 (1.10–1.31)` */
export function spreadText({ median, low, high }: Spread, digits = 2): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/** One line of the report. */
export function line(what: string, ...values: readonly string[]): void {
  process.stdout.write(`${what.padEnd(44)} ${values.map((value) => value.padEnd(26)).join(' ')}\n`.replace(/ +\n$/, '\n'));
}
