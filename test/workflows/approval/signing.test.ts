import { describe, expect, it } from 'vitest';
import { approval } from '../../../lib/workflows/approval/workflow.ts';
import { ApprovalOffice, needs } from '../../support/approval-office.ts';

const people = { lin: ['FRONT'], chen: ['CSM'], pm: ['PM'], fin: ['HQ-FIN'], proj: ['HQ-PROJ'], gm: ['GM'] } as const;
const office = (more: ConstructorParameters<typeof ApprovalOffice>[0] = {}) => new ApprovalOffice({ ...people, ...more });

describe('who signs 审批人', () => {
  it('is whoever holds the position, stage after stage; the last one approves', () => {
    const at = office().request('lin', needs(['CSM'], ['PM', 'HQ-FIN']));
    expect(at.open).toEqual([['CSM']]);
    expect(at.tried(() => at.approve('pm'))).toBe('approval.not-yours');
    at.approve('chen');
    expect(at.open).toEqual([['PM'], ['HQ-FIN']]);
    at.approve('fin').approve('pm');
    expect(at.record).toMatchObject({ state: 'decided', verdict: 'approved' });
  });

  it('is never the requester, whatever he holds', () => {
    const at = office({ boss: ['FRONT', 'CSM', 'PM'] }).request('boss', needs(['CSM'], ['PM']));
    expect(at.tried(() => at.approve('boss'))).toBe('approval.own');
    at.approve('chen');
    expect(at.tried(() => at.approve('boss'))).toBe('approval.own');
  });

  it('is never one person twice, though he holds both positions', () => {
    const at = office({ both: ['CSM', 'PM'] }).request('lin', needs(['CSM'], ['PM']));
    at.approve('both');
    expect(at.tried(() => at.approve('both'))).toBe('approval.signed-before');
    expect(at.approve('pm').record).toMatchObject({ state: 'decided', verdict: 'approved' });
  });

  it('is not the requester’s deputy: that would be his own hand', () => {
    const at = office({ boss: ['CSM'], aide: ['FRONT', { position: 'CSM', onBehalfOf: 'boss' }] }).request('boss', needs(['CSM']));
    expect(at.tried(() => at.approve('aide'))).toBe('approval.not-yours');
    expect(at.tried(() => at.approve('chen'))).toBe('decided');
  });

  it('is a deputy in the name of somebody else, who then has signed as well', () => {
    const at = office({ aide: ['FRONT', { position: 'CSM', onBehalfOf: 'chen' }], chen: ['CSM', 'PM'] }).request('lin', needs(['CSM'], ['PM']));
    at.approve('aide');
    expect(at.record?.stages[0]?.slots[0]?.signature).toMatchObject({ person: 'aide', position: 'CSM', onBehalfOf: ['chen'] });
    expect(at.tried(() => at.approve('chen'))).toBe('approval.signed-before');
  });

  it('is a deputy in his own name where he holds the position himself', () => {
    const at = office({ aide: ['CSM', { position: 'CSM', onBehalfOf: 'chen' }] }).request('lin', needs(['CSM'], ['PM']));
    at.approve('aide');
    expect(at.record?.stages[0]?.slots[0]?.signature).not.toHaveProperty('onBehalfOf');
  });

  it('is whoever holds the position at that moment: on the last day still, a day later not', () => {
    const until = { position: 'CSM', to: '2026-07-02' } as const;
    const last = office({ chen: [until] }).request('lin', needs(['CSM']));
    last.at('2026-07-01T23:59:59+08:00').approve('chen');
    expect(last.record?.state).toBe('decided');
    const late = office({ chen: ['FRONT', until] }).request('lin', needs(['CSM']));
    late.at('2026-07-02T00:00:00+08:00');
    expect(late.tried(() => late.approve('chen'))).toBe('approval.not-yours');
  });

  it('keeps the version of the member record he signed under', () => {
    const at = office().request('lin', needs(['CSM']));
    at.appoint('chen', ['CSM', 'FRONT']);
    at.approve('chen');
    expect(at.record?.stages[0]?.slots[0]?.signature).toMatchObject({ member: 2, position: 'CSM' });
  });

  it('is not a member who is locked', () => {
    const at = office().request('lin', needs(['CSM']));
    at.appoint('chen', ['CSM'], { state: 'locked', lockedAt: at.now, lockReason: '遗失手机' } as never);
    expect(at.tried(() => at.approve('chen'))).toBe('access.not-found');
  });

  it('says why he refuses; one refusal ends it', () => {
    const at = office().request('lin', needs(['CSM'], ['PM']));
    expect(at.tried(() => at.run('chen', 'decide', { decision: 'reject' }))).toBe('approval.comment-needed');
    expect(at.reject('chen', '请改走采购').record).toMatchObject({ state: 'decided', verdict: 'rejected' });
    expect(at.tried(() => at.approve('pm'))).toBe('case.wrong-state');
  });
});

describe('a stage that nobody could answer', () => {
  it('opens one position higher at once when only the requester holds the position', () => {
    expect(office({ chen: [], boss: ['CSM'] }).request('boss', needs(['CSM'])).open).toEqual([['CSM', 'PM']]);
  });

  it('opens as high as the first position that somebody holds', () => {
    expect(office({ chen: [], pm: [] }).request('lin', needs(['CSM'])).open).toEqual([['CSM', 'PM', 'HQ-PROJ']]);
    expect(office({ chen: [], pm: [], proj: [] }).request('lin', needs(['CSM'])).open).toEqual([['CSM', 'PM', 'HQ-PROJ', 'GM']]);
  });

  it('opens higher when the only holder has signed before, is a deputy of the requester, has left, or works in another building', () => {
    const signed = office({ both: ['CSM', 'PM'], pm: [] })
      .request('lin', needs(['CSM'], ['PM']))
      .approve('both');
    expect(signed.open).toEqual([['PM', 'HQ-PROJ']]);
    const acting = office({ chen: [{ position: 'CSM', onBehalfOf: 'boss' }], boss: ['CSM'] }).request('boss', needs(['CSM']));
    expect(acting.open).toEqual([['CSM', 'PM']]);
    expect(office({ chen: [{ position: 'CSM', to: '2026-07-01' }] }).request('lin', needs(['CSM'])).open).toEqual([['CSM', 'PM']]);
    const matter = { project: 'p1', kind: 'errand', id: 'x', title: 'x', unit: '1-2-301' };
    expect(office({ chen: [{ position: 'CSM', buildings: ['2'] }] }).request('lin', needs(['CSM']), { matter }).open).toEqual([['CSM', 'PM']]);
    expect(office({ chen: [{ position: 'CSM', buildings: ['1'] }] }).request('lin', needs(['CSM']), { matter }).open).toEqual([['CSM']]);
  });

  it('opens higher when the matter is kept from whoever holds it', () => {
    expect(office().request('lin', needs(['CSM']), { keptFrom: { persons: ['chen'] } }).open).toEqual([['CSM', 'PM']]);
    expect(office().request('lin', needs(['CSM']), { keptFrom: { positions: ['CSM'] } }).open).toEqual([['CSM', 'PM']]);
  });

  it('opens the rest of a stage higher when the one who has just signed was the only one for that as well', () => {
    const at = office({ pm: [], both: ['PM', 'ENGM'] }).request('lin', needs(['PM', 'ENGM']));
    expect(at.open).toEqual([['PM'], ['ENGM']]);
    at.approve('both');
    expect(at.open).toEqual([['ENGM', 'PM', 'HQ-PROJ']]);
    expect(at.approve('proj').record).toMatchObject({ state: 'decided', verdict: 'approved' });
  });

  it('is not opened higher where a colleague holds the position', () => {
    expect(office({ boss: ['CSM'] }).request('boss', needs(['CSM'])).open).toEqual([['CSM']]);
  });

  it('of any of several positions rises above the lowest of them that is not asked yet', () => {
    const any = [{ slots: [{ positions: ['PM', 'ENGM'] as const }], hours: 24 }];
    const at = office({ pm: [], engm: [] }).request('lin', any as never);
    expect(at.open).toEqual([['PM', 'ENGM', 'HQ-PROJ']]);
  });
});

describe('taking it back 撤回', () => {
  it('is for the requester alone, until somebody has signed', () => {
    const at = office().request('lin', needs(['CSM', 'PM']));
    expect(at.tried(() => at.run('pm', 'withdraw', {}))).toBe('approval.not-requester');
    at.approve('chen');
    expect(at.tried(() => at.run('lin', 'withdraw', {}))).toBe('approval.too-late');
    expect(
      office()
        .request('lin', needs(['CSM']))
        .run('lin', 'withdraw', {}).record,
    ).toMatchObject({ state: 'decided', verdict: 'withdrawn' });
  });
});

describe('the states of an approval', () => {
  const allowed = (state: string) =>
    Object.entries(approval.commands)
      .filter(([, { from }]) => from.includes(state))
      .map(([name]) => name);

  it.each([
    { state: 'new', commands: ['request'] },
    { state: 'pending', commands: ['decide', 'withdraw', 'escalate', 'expire'] },
    { state: 'decided', commands: ['carryOn', 'conclude'] },
    { state: 'executed', commands: [] },
    { state: 'notExecuted', commands: [] },
    { state: 'rejected', commands: [] },
    { state: 'withdrawn', commands: [] },
    { state: 'expired', commands: [] },
  ])('in $state allows $commands and nothing else', ({ state, commands }) => {
    expect(allowed(state)).toEqual(commands);
  });

  it('has ended in any of its five ends', () => {
    expect(approval.terminal).toEqual(['executed', 'notExecuted', 'rejected', 'withdrawn', 'expired']);
  });

  it('lets people do no more than sign and take back: the rest is the clock’s and the carrier’s', () => {
    const open = Object.entries(approval.commands).filter(([, { internal }]) => !internal);
    expect(open.map(([name]) => name)).toEqual(['decide', 'withdraw']);
  });
});
