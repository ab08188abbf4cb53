import { describe, expect, it } from 'vitest';
import type { Complaint } from '../../../lib/workflows/complaint/record.ts';
import { complaint } from '../../../lib/workflows/complaint/workflow.ts';
import { heavy, hours, litter, minutes, type Other, ordinary, play, refusal, rude, type Scene, signers, tell, timerOf, unnamed } from './story.ts';

const into = 'TS-20260701-0002';
/** Merges one into another as the walk does: the order runs the other's own rules. */
function merged(record: Complaint, survivor: Complaint, scene: Scene = { by: 'csm', at: minutes(40) }): { gone: Complaint; kept: Complaint } {
  const others: readonly Other[] = [{ id: into, record: survivor }];
  const { record: gone, also = [] } = play(record, 'merge', { into }, { ...scene, others });
  const order = also[0];
  if (order?.effect !== 'order') throw new Error('orders nothing');
  return { gone, kept: play(survivor, order.command, order.input, { ...scene, id: into }).record };
}
const by12345 = (at = minutes(30)) =>
  tell(undefined, ['register', { ...litter, channel: 'hotline12345', complainant: { name: '张女士', phone: '13800001234' } }, { at, id: into }]);

describe('complaint 投诉: merging 合并', () => {
  it('makes one of the report through 12345 and the one of the app: the earliest clock, both reports, one person', () => {
    const app = tell(undefined, ['register', { ...litter, channel: 'app', complainant: { phone: '13800001234' } }, { by: 'owner' }]);
    const { gone, kept } = merged(app, by12345());
    expect(gone).toMatchObject({ state: 'merged', into, text: litter.text });
    expect(kept).toMatchObject({ state: 'registered', registeredAt: minutes(0), reports: 2, complainantCount: 1, merged: ['TS-20260701-0001'] });
    expect(kept.complainants).toMatchObject([{ name: '张女士', party: 'P1', times: 2 }]);
    expect(timerOf(kept, 'response')?.due).toBe(minutes(15));
    expect(timerOf(gone, 'response')?.stop).toBe(minutes(40));
  });

  it('keeps the higher grade and its grounds, whichever way it goes', () => {
    expect(merged(heavy.graded(), { ...ordinary.assigned() }).kept).toMatchObject({ state: 'assigned', grade: 'major', grounds: ['safety'] });
    expect(merged(ordinary.graded(), heavy.graded()).kept).toMatchObject({ grade: 'major', grounds: ['safety'] });
    expect(merged(by12345(), ordinary.graded()).kept).toMatchObject({ grade: 'major', grounds: ['authority'] });
    const ungraded = merged(heavy.graded(), ordinary.registered()).kept;
    expect(refusal(() => play(ungraded, 'grade', { grade: 'ordinary' }))).toBe('complaint.grade-below-found');
  });

  it('finds three households in what was merged, in whatever words they named the place', () => {
    const from = (unit: string, publicPlace: string) => tell(undefined, ['register', { ...litter, unit, publicPlace, complainant: { name: unit } }]);
    const two = merged(from('1-2-401', '三号楼电梯'), from('1-2-301', '3栋电梯')).kept;
    expect(two.found).toBeUndefined();
    const three = merged(from('1-2-501', '3#电梯间'), two).kept;
    expect(three).toMatchObject({ complainantCount: 3, found: [{ ground: 'households' }] });
  });

  it('keeps from the survivor whom the other was about, and first takes it from his hands', () => {
    const about = tell(undefined, ['register', rude, { by: 'qian' }]);
    expect(complaint.secrecy(merged(about, ordinary.graded()).kept)).toMatchObject({ persons: ['zhao'], positions: ['FRONT'] });
    expect(merged(about, ordinary.graded()).kept.owner).toBeUndefined();
    expect(refusal(() => merged(about, ordinary.assigned()))).toBe('complaint.merge-handler');
    const desk = tell(undefined, ['register', { ...rude, against: { positions: ['FRONT'] } }]);
    expect(merged(desk, ordinary.graded()).kept.owner).toBeUndefined();
  });

  it('answers as for a missing one when the other is kept from the clerk', () => {
    const secret = { id: into, record: tell(undefined, ['register', { ...rude, against: { positions: ['CSM'] } }]) };
    const attempt = (others: readonly Other[]) => {
      try {
        play(ordinary.graded(), 'merge', { into }, { by: 'csm', others });
        return undefined;
      } catch (error) {
        const { code, kind, detail } = error as { code: string; kind: string; detail: object };
        return { code, kind, detail };
      }
    };
    expect(attempt([secret])).toEqual(attempt([]));
    expect(attempt([secret])).toMatchObject({ code: 'reference.unknown' });
  });

  it('is refused with itself, and of the larger into the smaller', () => {
    const self = 'TS-20260701-0001';
    expect(refusal(() => play(ordinary.graded(), 'merge', { into: self }, { by: 'csm', others: [{ id: self, record: ordinary.graded() }] }))).toBe(
      'complaint.merge-self',
    );
    const many = { ...ordinary.graded(), complainantCount: 31 };
    expect(refusal(() => merged(many, ordinary.graded()))).toBe('complaint.too-many-complainants');
  });

  it('counts the thirty reports of one person, and keeps every one', () => {
    let kept = ordinary.registered();
    for (let nth = 2; nth <= 30; nth += 1)
      kept = merged(tell(undefined, ['register', litter, { at: minutes(nth) }]), kept, { by: 'csm', at: minutes(nth) }).kept;
    expect(kept).toMatchObject({ reports: 30, complainantCount: 1, complainants: [{ times: 30 }], registeredAt: minutes(0) });
    expect(kept.merged).toHaveLength(29);
  });

  it('keeps forty complainants: those beyond thirty as parts', () => {
    const one = (nth: number) => tell(undefined, ['register', { ...litter, complainant: { name: `住户${nth}`, phone: `1380000${1000 + nth}` } }]);
    let kept: Complaint = one(1);
    const parts: unknown[] = [];
    for (let nth = 2; nth <= 40; nth += 1) {
      const { also = [] } = play(one(nth), 'merge', { into }, { by: 'csm', others: [{ id: into, record: kept }] });
      const outcome = play(kept, 'absorb', { ...(also[0] as { input: object }).input, from: `TS-${nth}` }, { by: 'csm', id: into });
      kept = outcome.record;
      parts.push(...(outcome.parts ?? []));
    }
    expect(kept).toMatchObject({ complainantCount: 40, reports: 40 });
    expect(kept.complainants).toHaveLength(30);
    expect(parts).toHaveLength(10);
    expect(new Set(parts.map((part) => (part as { id: string }).id)).size).toBe(10);
  });

  it('leaves an answered or a reopened one alone: what answers for the first is not merged away', () => {
    for (const state of ['replied', 'awaitingVisit', 'reopened', 'closed'] as const) expect(complaint.commands['merge']?.from).not.toContain(state);
  });
});

describe('complaint 投诉: into a repair 转报修', () => {
  const transfer = (record: Complaint, input: object, scene: Scene = {}) =>
    play(record, 'transferToRepair', { reason: '设施故障', ...input }, { by: 'csm', at: minutes(30), ...scene });
  const window = { from: hours(4), to: hours(6) };

  it('opens one with what is known, and waits for it', () => {
    const { record, also } = transfer(ordinary.investigating(), { report: { category: 'door', window } });
    expect(record).toMatchObject({ state: 'transferredToRepair', transfer: { reason: '设施故障' } });
    expect(also).toMatchObject([
      {
        effect: 'open',
        command: 'register',
        input: { unit: '1-2-301', category: 'door', description: litter.text, urgent: false, window, caller: { name: '张女士', party: 'P1' }, source: 'phone' },
      },
    ]);
    for (const name of ['sameDay', 'legalReply']) expect(timerOf(record, name)?.stop, name).toBeUndefined();
  });

  it('names a public place with the caller’s flat, and an anonymous caller as such', () => {
    const input = (of: object) =>
      (
        transfer(tell(undefined, ['register', of], ['grade', { grade: 'ordinary' }]), { report: { category: 'door', window } }).also?.[0] as
          | { input: object }
          | undefined
      )?.input;
    expect(input({ ...litter, publicPlace: '大堂' })).toMatchObject({ publicPlace: '大堂', caller: { unit: '1-2-301' } });
    expect(input({ ...litter, publicPlace: '大堂' })).not.toHaveProperty('unit');
    expect(input(unnamed)).toMatchObject({ publicPlace: '中心花园', caller: { anonymous: true } });
  });

  it('links the one there is, unless it has ended', () => {
    const linked = (repair: object) => ({ more: { 'repair/BX-20260701-0001': repair } });
    const given = { repair: 'BX-20260701-0001' };
    expect(transfer(ordinary.graded(), given, linked({ state: 'dispatched' })).record).toMatchObject({ repairs: ['BX-20260701-0001'] });
    expect(refusal(() => transfer(ordinary.graded(), given, linked({ state: 'closed', ended: {} })))).toBe('complaint.repair-ended');
    expect(refusal(() => transfer(ordinary.graded(), given))).toBe('reference.unknown');
    expect(refusal(() => transfer(ordinary.graded(), {}))).toBe('complaint.repair-one');
    expect(refusal(() => transfer(ordinary.graded(), { ...given, report: { category: 'door' } }, linked({})))).toBe('complaint.repair-one');
  });

  it.each([
    ['not assigned yet', ordinary.graded, 'graded'],
    ['under investigation', ordinary.investigating, 'investigating'],
    ['being handled', ordinary.handling, 'handling'],
  ] as const)('comes back where it was when %s', (_, from, state) => {
    const away = transfer(from(), { report: { category: 'door', window } }).record;
    const back = tell(away, ['endRepair', { child: 'BX-20260701-0009', state: 'closed' }, { by: 'clock', at: hours(6) }]);
    expect(back).toMatchObject({ state, repairs: ['BX-20260701-0009'] });
    expect(back).not.toHaveProperty('transfer');
    expect(timerOf(away, 'assign')?.stop).toBe(from === ordinary.graded ? minutes(30) : minutes(20));
    expect(timerOf(back, 'assign')?.due).toBe(from === ordinary.graded ? hours(6.5) : minutes(30));
  });
});

describe('complaint 投诉: to law, invalid, withdrawn', () => {
  it('goes to counsel, and is answered from there or taken back', () => {
    const legal = ordinary.transferredToLegal();
    expect(legal).toMatchObject({ legal: { matter: '索赔' } });
    expect(tell(legal, ['reply', { text: '请依法主张', how: '书面' }, { by: 'csm', at: hours(1) }])).toMatchObject({
      state: 'replied',
      handlers: ['qian', 'csm'],
    });
    expect(tell(legal, ['resume', { note: '已撤案' }, { by: 'pm' }])).toMatchObject({ state: 'handling' });
    const early = tell(ordinary.assigned(), ['transferToLegal', { matter: 'x' }, { by: 'pm' }]);
    expect(refusal(() => play(early, 'reply', { text: 'x', how: 'x' }, { by: 'csm' }))).toBe('complaint.essence-required');
    expect(complaint.archive(legal)).toContainEqual({ name: '法律意见书', present: false });
  });

  it('is withdrawn by the complainant, or through the desk with his word', () => {
    const withdraw = (record: Complaint, input: object, by: Scene['by'] = 'zhao') =>
      refusal(() => play(record, 'withdraw', { reason: '已解决', ...input }, by ? { by } : {}));
    expect(withdraw(ordinary.graded(), {}, 'owner')).toBeUndefined();
    expect(withdraw(ordinary.graded(), {}, 'neighbour')).toBe('complaint.not-yourself');
    expect(withdraw(ordinary.graded(), {})).toBe('complaint.word-needed');
    expect(withdraw(ordinary.graded(), { word: '来电' })).toBeUndefined();
    const two = { ...ordinary.graded(), complainantCount: 2 };
    expect(withdraw(two, {}, 'owner')).toBe('complaint.other-complainants');
    expect(withdraw(two, { word: '来电' })).toBe('complaint.other-complainants');
    expect(withdraw(two, { word: '来电', allAgree: true })).toBeUndefined();
  });

  it('needs the manager’s signature when the desk says that a major one was taken back, and nobody’s when the complainant does it himself', () => {
    const input = { reason: '已解决', word: '来电' };
    expect(signers(heavy.graded(), 'withdraw', input, { by: 'zhao' })).toEqual([['PM']]);
    expect(signers(heavy.graded(), 'withdraw', { reason: '已解决' }, { by: 'owner' })).toBeUndefined();
    expect(signers(ordinary.graded(), 'withdraw', input, { by: 'zhao' })).toBeUndefined();
  });

  it('tells the complainant why it was found invalid', () => {
    const { notices } = play(ordinary.graded(), 'invalidate', { reason: 'outOfScope', note: '属市政道路' }, { by: 'csm' });
    expect(notices).toMatchObject([{ to: { parties: ['P1'] }, params: { reason: '不属物业服务范围', note: '属市政道路' } }]);
    expect(complaint.commands['invalidate']?.from).not.toContain('reopened');
  });
});
