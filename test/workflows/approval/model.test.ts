import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../lib/kernel/error.ts';
import type { Position } from '../../../lib/kernel/position.ts';
import type { Approval } from '../../../lib/workflows/approval/contract.ts';
import { type Appointment, ApprovalOffice, needs } from '../../support/approval-office.ts';

const people = ['an', 'bao', 'cai', 'dan', 'er', 'fei', 'gu', 'he'] as const;
const above: Readonly<Record<string, string>> = { FRONT: 'CSM', CSM: 'PM', ENGM: 'PM', PM: 'HQ-PROJ', 'HQ-PROJ': 'GM', 'HQ-FIN': 'GM' };
const positions = ['FRONT', 'CSM', 'ENGM', 'PM', 'HQ-PROJ', 'HQ-FIN', 'GM'] as const satisfies readonly Position[];

/** The same choices on every machine. `WUYUN_SEED` replays or draws others. */
const seed = Number(process.env['WUYUN_SEED'] ?? 20_260_701);
const [chains, each] = process.env['WUYUN_DEEP'] ? [20_000, 50] : [2_500, 40];

/** What a signature must be, said a second time and without the slice's own words. */
function illegal(office: ApprovalOffice, before: Approval, after: Approval): readonly string[] {
  const signaturesOf = ({ stages }: Approval) =>
    stages.flatMap(({ slots }, stage) => slots.flatMap(({ signature, positions: asked }) => (signature ? [{ ...signature, stage, asked }] : [])));
  const [old, all] = [signaturesOf(before), signaturesOf(after)];
  const fresh = all.filter(({ person }) => !old.some((one) => one.person === person));
  const wrong: string[] = [];
  const must = (holds: boolean, what: string) => holds || wrong.push(what);
  must(all.length === old.length + fresh.length && fresh.length <= 1, 'a person signed twice, or two at once');
  must(
    JSON.stringify(all.filter((one) => !fresh.includes(one)).map(({ asked: _, ...one }) => one)) === JSON.stringify(old.map(({ asked: _, ...one }) => one)),
    'an old signature changed',
  );
  for (const { person, position, stage, asked, at, onBehalfOf = [] } of fresh) {
    must(person !== before.requester, 'the requester signed');
    must(stage === before.stage, 'a stage was signed that is not open');
    must(asked.includes(position), 'the position was not asked');
    must(at <= before.expiresAt, 'it had run out');
    const barred = new Set([before.requester, ...old.flatMap((one) => [one.person, ...(one.onBehalfOf ?? [])])]);
    const grants = (office.memberOf(person)?.grants ?? []).filter(
      (one) =>
        one.position === position &&
        (one.project === 'p1' || one.project === '*') &&
        one.from <= office.today &&
        (one.to === undefined || office.today < one.to),
    );
    must(
      office.memberOf(person)?.state === 'current' && grants.some((one) => one.onBehalfOf === undefined || !barred.has(one.onBehalfOf)),
      'he did not hold it',
    );
    must(
      onBehalfOf.every((principal) => !barred.has(principal)),
      'it was signed for somebody who may not',
    );
  }
  const done = (stage: Approval['stages'][number]) => stage.slots.every(({ signature }) => signature?.approves);
  must(after.stages.slice(0, after.stage).every(done), 'a stage was passed over');
  if (before.state === 'pending' && after.state === 'decided') {
    must(after.verdict !== 'approved' || after.stages.every(done), 'it was approved without all signatures');
    must(after.verdict !== 'rejected' || all.at(-1)?.approves === false || all.some(({ approves }) => !approves), 'nobody rejected it');
    must(after.verdict !== 'withdrawn' || all.length === 0, 'it was withdrawn after a signature');
    must(after.verdict !== 'expired' || after.decidedAt > after.expiresAt, 'it expired before its time');
  }
  if (before.state === 'decided') must(after.state === 'decided' ? after.verdict === before.verdict : after.state !== 'pending', 'the verdict changed');
  return wrong;
}

/** Each slot asks a position it was made for and those above it, in turn; and somebody can answer it if anybody can. */
function unanswerable(office: ApprovalOffice, asked: readonly (readonly Position[])[]): readonly string[] {
  return office.open.flatMap((slot) => {
    const first = asked.flat();
    const strange = slot.find((position) => !first.includes(position) && !slot.some((below) => above[below] === position));
    return strange ? [`${strange} was asked and stands above nobody`] : [];
  });
}

describe('whatever happens to people and approvals, in any order', () => {
  it(`no signature is illegal and every approval ends, in ${chains * each} steps`, { timeout: 600_000 }, () => {
    let state = seed >>> 0;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const one = <T>(of: readonly T[]): T => of[random(of.length)] as T;
    const tally = new Map<string, number>();
    const day = (offset: number) => new Date(Date.parse('2026-07-01') + offset * 86_400_000).toISOString().slice(0, 10);
    const appointment = (): Appointment => ({
      position: one(positions),
      from: day(random(12) - 8),
      ...(random(3) === 0 ? { to: day(random(12) + 1) } : {}),
      ...(random(4) === 0 ? { onBehalfOf: one(people), to: day(random(9) + 1) } : {}),
    });
    const appointments = () => Array.from({ length: random(4) }, appointment);
    for (let chain = 0; chain < chains; chain += 1) {
      const office = new ApprovalOffice(Object.fromEntries(people.map((person) => [person, appointments()])));
      const asked = Array.from({ length: 1 + random(3) }, () => [...new Set(Array.from({ length: 1 + random(2) }, () => one(positions)))]);
      office.request(one(people), needs(...asked));
      for (let step = 0; step < each; step += 1) {
        const before = office.record as Approval;
        const person = one(people);
        const happenings: Readonly<Record<string, () => unknown>> = {
          approve: () => office.approve(person),
          reject: () => (random(6) === 0 ? office.reject(person) : office.approve(person)),
          withdraw: () => (random(6) === 0 ? office.run(person, 'withdraw', {}) : undefined),
          appoint: () => office.appoint(person, appointments(), random(9) === 0 ? ({ state: 'locked', lockedAt: office.now, lockReason: 'x' } as never) : {}),
          pass: () => office.at(new Date(Date.parse(office.now) + random(14) * 3_600_000).toISOString()),
          /** The sweep is late, by minutes or by days. */
          lag: () => office.late(random(8) === 0 ? random(11_000) : random(90)),
          conclude: () => (before.state === 'decided' && random(4) === 0 ? office.run('system', 'conclude', {}) : undefined),
        };
        const what = one(Object.keys(happenings));
        const refused = tried(happenings[what]);
        if (refused === undefined && office.record !== before && what !== 'pass') {
          expect([...illegal(office, before, office.record as Approval), ...unanswerable(office, asked)], `${what} by ${person} in chain ${chain}`).toEqual([]);
        }
        tally.set(refused ?? `${what}: ${office.record?.state}`, (tally.get(refused ?? `${what}: ${office.record?.state}`) ?? 0) + 1);
      }
      office.at('2026-08-01T10:00:00+08:00');
      expect(office.record?.state, `chain ${chain}`).not.toBe('pending');
    }
    for (const seen of [
      'approval.own',
      'approval.signed-before',
      'approval.not-yours',
      'approval.expired',
      'approval.too-late',
      'approval.not-requester',
      'conclude: executed',
    ])
      expect(tally.get(seen), seen).toBeGreaterThan(20);
  });
});

/** The code of a refusal. */
function tried(happening: (() => unknown) | undefined): string | undefined {
  try {
    happening?.();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
