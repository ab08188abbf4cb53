import { describe, expect, it } from 'vitest';
import type { ApprovalNeed } from '../../../lib/cases/approval-need.ts';

import { parseInput } from '../../../lib/cases/parse.ts';
import type { Repair } from '../../../lib/workflows/repair/record.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { contextOf } from '../../support/context.ts';
import { minutes, ordinary, type Person, people, play, refusal, start, tell } from './story.ts';

const day = (days: number, ms = 0) => minutes(270 + days * 24 * 60, ms);

/** Who has to sign before the command takes effect; the rule itself must have nothing against it. */
function needed(record: Repair, command: string, input: object, by: Person): ApprovalNeed | undefined {
  play(record, command, input, { by, at: minutes(270) });
  const { input: schema, approval } = repair.commands[command] ?? {};
  if (!schema || !approval) throw new Error(`no command ${command}`);
  return approval(record, parseInput(schema, input), contextOf({ actor: people[by], now: minutes(270) }));
}

const signers = (need: ApprovalNeed | undefined) => need?.stages.map((stage) => [stage.mode, ...stage.need]);

describe('repair 报修: what has to be approved 审批', () => {
  const lines = (...amounts: number[]) => ({ lines: amounts.map((amountFen) => ({ kind: 'labour', item: '换管', amountFen })) });

  it.each([
    ['exactly the limit', [50_000], undefined],
    ['a fen above it', [50_001], [['any', 'ENGM']]],
    ['several lines above it together', [30_000, 20_001], [['any', 'ENGM']]],
  ] as const)('a quote of %s', (_, amounts, expected) => {
    expect(signers(needed(ordinary.arrived(), 'quote', lines(...amounts), 'wang'))).toEqual(expected);
  });

  it('a quote above the project’s own limit, as it was when the repair was registered', () => {
    const strict = { ...ordinary.arrived(), limits: { ...ordinary.arrived().limits, confirmAboveFen: 100 } };
    expect(signers(needed(strict, 'quote', lines(101), 'wang'))).toEqual([['any', 'ENGM']]);
    expect(needed(strict, 'quote', lines(100), 'wang')).toBeUndefined();
    const asSet = tell(undefined, [
      'register',
      { ...{ publicPlace: '大堂', category: 'other', description: 'x', urgent: false, source: 'patrol' }, window: { from: minutes(60), to: minutes(90) } },
      { sla: { quoteApprovalFen: 0, pauseApprovalDays: 1, tenantBindsFen: 7 } },
    ]);
    expect(asSet.limits).toMatchObject({ confirmAboveFen: 0, pauseDays: 1, tenantUpToFen: 7 });
  });

  it('tells the signer the amount and the work', () => {
    expect(needed(ordinary.arrived(), 'quote', lines(60_000), 'wang')?.summary).toBe('报价 600.00 元：换管');
  });

  it('an outside firm, by the project manager, whoever asks for it', () => {
    const wish = { contractor: '安居维修', reason: '需专业设备', promisedOn: '2026-07-04' };
    for (const by of ['engm', 'csm'] as const) expect(signers(needed(ordinary.working(), 'outsource', wish, by))).toEqual([['any', 'PM']]);
    expect(repair.commands['outsource']?.by).toEqual(['ENGM', 'CSM']);
  });

  it.each([
    ['until tomorrow', undefined, 'csm', undefined],
    ['for three days to the millisecond', day(3), 'csm', undefined],
    ['for a millisecond more', day(3, 1), 'csm', [['any', 'ENGM']]],
    ['for longer, asked by the head of engineering', day(3, 1), 'engm', [['any', 'PM']]],
  ] as const)('a pause %s', (_, until, by, expected) => {
    expect(signers(needed(ordinary.working(), 'pause', { reason: 'owner', note: '业主出差', ...(until ? { until } : {}) }, by))).toEqual(expected);
  });

  it('is refused before anybody is asked to sign it, when the rule is against it', () => {
    const pause = (until: string) => refusal(() => play(ordinary.working(), 'pause', { reason: 'owner', note: 'x', until }, { by: 'csm', at: minutes(270) }));
    expect(pause(minutes(270))).toBe('repair.until-past');
    expect(pause(day(180))).toBeUndefined();
    expect(pause(day(180, 1))).toBe('repair.until-far');
  });
});

describe('repair 报修: promised days 承诺日期', () => {
  const promised = (command: string, promisedOn: string) => {
    const [record, input, by] = {
      wait: [ordinary.working(), { part: '阀芯' }, 'wang'] as const,
      outsource: [ordinary.working(), { contractor: 'x', reason: 'y' }, 'engm'] as const,
      claimWarranty: [ordinary.arrived(), { developer: 'x', reason: 'y' }, 'engm'] as const,
    }[command] ?? [ordinary.working(), {}, 'wang'];
    return refusal(() => play(record, command, { ...input, promisedOn }, { by, at: minutes(270) }));
  };

  it.each(['wait', 'outsource', 'claimWarranty'])('of %s lie between today and 180 days ahead', (command) => {
    expect(promised(command, '2026-06-30')).toBe('repair.promise-past');
    expect(promised(command, '2026-07-01')).toBeUndefined();
    expect(promised(command, '2026-12-28')).toBeUndefined();
    expect(promised(command, '2026-12-29')).toBe('repair.promise-far');
  });
});

describe('repair 报修: records of the first schema', () => {
  const upgraded = (record: unknown): Repair => repair.record.parse(repair.upgrade.reduce((old, step) => step(old), record)) as Repair;
  const { pauseDays: _later, ...oldLimits } = ordinary.quoted().limits;
  const oldQuote = (quote: object) => ({
    ...ordinary.quoted(),
    limits: oldLimits,
    quote: { lines: [], totalFen: 60_000, at: minutes(255), by: 'wang', ...quote },
  });

  it('get the length of pauses the handbook has', () => {
    expect(upgraded({ ...ordinary.registered(), limits: oldLimits })).toEqual(ordinary.registered());
  });

  it('have their quote from when the household got it', () => {
    const confirmed = upgraded(oldQuote({ offeredAt: minutes(300), confirmedBy: 'engm.1' }));
    expect(confirmed).toMatchObject({ state: 'quoted', quote: { at: minutes(300), confirmedBy: 'engm.1' } });
    expect(refusal(() => play(confirmed, 'agree', {}, { by: 'owner', at: minutes(310) }))).toBeUndefined();
  });

  it('never bind the household to a large quote nobody had confirmed: it is made again, with the approval', () => {
    const waiting = upgraded(oldQuote({}));
    expect(waiting.state).toBe('quoted');
    expect(refusal(() => play(waiting, 'agree', {}, { by: 'owner', at: minutes(310) }))).toBe('repair.quote-again');
    expect(repair.residentView(waiting, 'P1')['quote']).toBeUndefined();
    expect(needed(waiting, 'quote', { lines: [{ kind: 'labour', item: 'x', amountFen: 60_000 }] }, 'wang')).toBeDefined();
    expect(refusal(() => play(waiting, 'refuseQuote', {}, { by: 'owner', at: start }))).toBeUndefined();
  });

  it('stay as they are when they are of today', () => {
    expect(repair.upgrade).toHaveLength(repair.schemaVersion - 1);
  });
});
