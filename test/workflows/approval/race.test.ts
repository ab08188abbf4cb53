import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { verifyItems } from '../../../local/verify/verify-items.ts';
import { approvalRace, type Racer, racers } from '../../support/approval-race.ts';

/** The same schedules on every machine. `WUYUN_SEED` replays or draws others. */
const seed = Number(process.env['WUYUN_SEED'] ?? (process.env['WUYUN_DEEP'] ? Math.floor(Math.random() * 2 ** 31) : 20_260_701));
const runs = process.env['WUYUN_DEEP'] ? 20_000 : 2_500;

/** Pauses between tries are for machines that are busy; here nobody else is. */
vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void) => void queueMicrotask(run)) as never);
const field = await approvalRace();
afterAll(() => {
  field.stop();
  vi.restoreAllMocks();
});

type Outcome = Awaited<ReturnType<typeof field.race>>;

const deciders: readonly Racer[] = ['approves', 'approvesToo', 'rejects', 'withdraws'];
const verdicts: Partial<Record<Racer, string>> = { approves: 'approved', approvesToo: 'approved', rejects: 'rejected', withdraws: 'withdrawn' };
const refusals = ['case.wrong-state', 'approval.expired', 'approval.not-yours', 'approval.signed-before', 'approval.too-late'];

/** Everything that is not as it must be when they have all come to their end. */
function wrongs({ tries, ended, commits, approval, errand, items }: Outcome): readonly string[] {
  const wrong: string[] = [];
  const must = (holds: boolean, what: string) => holds || wrong.push(what);
  const verdict = 'verdict' in approval ? approval.verdict : undefined;
  const came = (who: Racer) => tries.find((one) => one.who === who)?.came;
  const deciding = tries.filter(({ who, came: how }) => deciders.includes(who) && how === 'decided');
  must(deciding.length <= 1, `decided by ${deciding.map(({ who }) => who).join(' and ')}`);
  must(verdict === (verdicts[deciding[0]?.who ?? 'expires'] ?? 'expired'), `${verdict} although ${deciding[0]?.who ?? 'nobody decided'}`);
  for (const { who, came: how } of tries) if (deciders.includes(who)) must(how === 'decided' || refusals.includes(how), `${who} was answered ${how}`);
  must(ended === approval.state && ended !== undefined, `the carrier says ${ended} of ${approval.state}`);
  must(approval.state === verdict || (verdict === 'approved' && ['executed', 'notExecuted'].includes(approval.state)), `${verdict} ended as ${approval.state}`);
  for (const who of ['carries', 'carriesToo'] as const) must([undefined, 'done', approval.state].includes(came(who)), `${who} was told ${came(who)}`);
  must(errand.parked === undefined, 'the case still waits');
  must((errand.what === '垫付600') === (approval.state === 'executed'), `the case says ${errand.what}`);
  must(approval.state !== 'notExecuted' || came('finishes') === 'done', 'not executed although nothing had changed');
  must(
    items.filter(({ sk, command }) => sk.startsWith('H#') && command === 'spend').length === (approval.state === 'executed' ? 1 : 0),
    'the command ran more than once',
  );
  const at = (part: string) => commits.findIndex((keys) => keys.some((key) => key.endsWith(part)));
  const [signed, dismissed] = [at(`#C#${field.request} H#000002`), at('#MEMBER#chen MEMBER')];
  must(verdict !== 'approved' || dismissed < 0 || signed < dismissed, 'he signed after his position was taken from him');
  return wrong;
}

describe('all who may come together at one approval', () => {
  it(`find one verdict, carried out once, whoever is first by a hair: ${runs} interleavings`, { timeout: 900_000 }, async () => {
    const seen = new Map<string, number>();
    let nth = 0;
    const race = async (scheduler: fc.Scheduler, who: readonly Racer[]) => {
      const outcome = await field.race(scheduler, who);
      expect(wrongs(outcome), who.join(' ')).toEqual([]);
      nth += 1;
      if (nth % 50 === 0) expect(verifyItems(outcome.items)).toEqual([]);
      for (const { came } of outcome.tries) seen.set(came, (seen.get(came) ?? 0) + 1);
      seen.set(outcome.approval.state, (seen.get(outcome.approval.state) ?? 0) + 1);
    };
    await fc.assert(fc.asyncProperty(fc.scheduler(), fc.shuffledSubarray([...racers], { minLength: 2, maxLength: 5 }), race), { seed, numRuns: runs });
    for (const outcome of [
      'executed',
      'notExecuted',
      'rejected',
      'withdrawn',
      'expired',
      ...refusals.filter((code) => code !== 'approval.too-late' && code !== 'approval.signed-before'),
    ])
      expect(seen.get(outcome) ?? 0, outcome).toBeGreaterThan(runs / 500);
  });
});
