import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { workflows } from '../../lib/catalogue.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { indebted } from '../support/arrears.ts';
import { CaseChecks } from '../support/case-checks.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { type Happening, happenings, RandomProject, toldOf } from '../support/random-walk.ts';
import { memoryDesk } from '../support/world.ts';

/** The same sequences on every machine, so that nobody is stopped by another's luck; the deep test draws new ones each time. `WUYUN_SEED` replays or draws others. */
const seed = Number(process.env['WUYUN_SEED'] ?? (process.env['WUYUN_DEEP'] ? Math.floor(Math.random() * 2 ** 31) : 20_260_701));
const [runs, length] = process.env['WUYUN_DEEP'] ? [400, 400] : [48, 160];

/** Commands that came through, by workflow: what the sequences have really tried. */
const done = new Map<string, Set<string>>();

/**
 * Lets a sequence happen by the real walk and sweep, on the engine in memory, `atOnce` things at the same time, and checks after each.
 *
 * @throws Error with the complaints and the end of the story.
 */
async function happen(sequence: readonly Happening[], atOnce: number): Promise<void> {
  const engine = memoryEngine();
  const story: string[] = [];
  const mustBeClean = (complaints: readonly string[]) => {
    if (complaints.length > 0) throw new Error([...complaints, '— after', ...story.slice(-12)].join('\n'));
  };
  try {
    const random = new RandomProject(await indebted(memoryDesk()), engine);
    const checks = new CaseChecks(engine);
    for (let at = 0; at < sequence.length; at += atOnce) {
      const together = sequence.slice(at, at + atOnce);
      const all = await Promise.all(together.map((one) => random.happen(one)));
      for (const [index, tried] of all.entries()) {
        story.push(tried ? toldOf(tried) : `${together[index]?.what} ${together[index]?.which}`);
        if (tried && !tried.refusal) done.set(tried.definition.name, (done.get(tried.definition.name) ?? new Set()).add(tried.command));
      }
      // What somebody was offered may be gone when others act in the same moment.
      mustBeClean(all.flatMap((tried) => checks.after(tried && atOnce > 1 ? { ...tried, offered: false } : tried)));
      if (atOnce === 1 && together[0]?.what === 'sweep') mustBeClean(checks.afterSweep());
    }
    await random.sweepAll();
    mustBeClean([...checks.after(undefined), ...checks.afterSweep()]);
    mustBeClean(verifyItems(engine.items()).map(({ check, key, detail }) => `${check} ${key} ${detail}`));
  } finally {
    engine.stop();
  }
}

const options = (numRuns: number) => ({
  seed,
  numRuns,
  endOnFailure: process.env['WUYUN_SHRINK'] === undefined,
  // The counterexample itself is four hundred lines of numbers; the story in the error says what happened.
  asyncReporter: async ({ failed, errorInstance, counterexamplePath }: fc.RunDetails<[readonly Happening[]]>) => {
    if (failed) throw new Error(`seed ${seed}, path ${counterexamplePath}`, { cause: errorInstance });
  },
});
const timeout = process.env['WUYUN_DEEP'] ? 3_600_000 : 60_000;

describe('whatever people do, in any order', () => {
  afterAll(() => {
    process.stdout.write(`sequences of seed ${seed}; replay with WUYUN_SEED=${seed}\n`);
  });

  it(
    'records stay valid, moves are declared, ends are final, rights are exclusive, verdicts stand, stages fire once, refusals and notices say what they mean, and no offered command is forbidden',
    {
      timeout,
    },
    () =>
      fc.assert(
        fc.asyncProperty(happenings(length), (sequence) => happen(sequence, 1)),
        options(runs),
      ),
  );

  it('and all of that also when five do something in the same moment', { timeout }, () =>
    fc.assert(
      fc.asyncProperty(happenings(length), (sequence) => happen(sequence, 5)),
      options(runs / 4),
    ),
  );

  // A binding is confirmed with a code that only the phone knows, an invoice wants a receipt that nobody's cases write: their own tests go there.
  const reached = workflows.filter(({ name }) => name !== 'binding' && name !== 'invoice');

  it.each(reached.map((workflow) => [workflow.name, workflow] as const))('the sequences get around in %s, or they would prove little', (name, { commands }) => {
    const own = Object.entries(commands).flatMap(([command, { internal }]) => (internal ? [] : [command]));
    expect([...(done.get(name) ?? [])].filter((command) => own.includes(command)).length).toBeGreaterThanOrEqual(Math.floor(own.length / 2));
  });
});
