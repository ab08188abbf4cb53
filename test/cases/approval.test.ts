import { describe, expect, it } from 'vitest';
import { carryOut } from '../../lib/cases/carry-out.ts';
import { readHistory, readOne } from '../../lib/cases/read.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';

const people = { lin: ['FRONT'], bo: ['FRONT', 'CSM'], chen: ['CSM'], pm: ['PM'], fin: ['HQ-FIN'], gm: ['GM'] } as const;

async function office(without: readonly string[] = []) {
  timeIs('2026-07-01T10:00:00+08:00');
  const at = await testHouse([errand, trolley]);
  for (const [person, positions] of Object.entries(people)) if (!without.includes(person)) await at.hire(person, positions);
  const { id } = (await at.by('lin', errand, 'ask', { what: '取件', dueAt: '2026-07-03T10:00:00+08:00' })).body;
  await at.by('lin', errand, 'take', {}, { id });
  const spend = (person: string, yuan: number, more: object = {}) => at.by(person, errand, 'spend', { yuan, ...more }, { id });
  const ask = async (person: string, yuan: number, more: object = {}) => {
    const asked = await spend(person, yuan, more);
    return (asked.body['approval'] as { approval: string }).approval;
  };
  const sign = (person: string, request: string, decision = 'approve', comment?: string) =>
    at.by(person, approval, 'decide', { decision, ...(comment ? { comment } : {}) }, { id: request });
  const carry = (request: string) => carryOut(at.desk, errand, { project: 'p1', approval: request });
  const look = (definition = errand, of = id) => readOne(at.desk, definition, { person: 'pm', project: 'p1' }, of) as Promise<Record<string, unknown>>;
  return { ...at, id, spend, ask, sign, carry, look };
}

describe('a command that needs signatures 待审批', () => {
  it('takes effect at once below the limit', async () => {
    const { spend } = await office();
    expect(await spend('lin', 500)).toMatchObject({ status: 200, body: { what: '垫付500' } });
  });

  it('is parked above it: the case stays as it is, names the approval and has a new version', async () => {
    const { spend, look } = await office();
    const asked = await spend('lin', 501);
    expect(asked).toMatchObject({ status: 202, body: { what: '取件', state: 'taken', version: 3, approval: { command: 'spend', by: 'lin' } } });
    const request = (asked.body['approval'] as { approval: string }).approval;
    expect(await look(approval, request)).toMatchObject({
      state: 'pending',
      requester: 'lin',
      summary: '垫付 501 元',
      stages: [{ slots: [{ positions: ['CSM'] }] }],
    });
  });

  it('is refused at once when its rules refuse it, and nothing is asked of anybody', async () => {
    const { spend, look } = await office();
    await expect(spend('lin', 10_001)).rejects.toMatchObject({ code: 'errand.too-dear' });
    expect((await look())['approval']).toBeUndefined();
  });

  it('runs with the requester as actor when everybody has signed, once, however often it is carried', async () => {
    const { ask, sign, carry, look, id, desk } = await office();
    const request = await ask('lin', 2001, { phone: '13800000001' });
    await sign('chen', request);
    await sign('fin', request);
    expect(await carry(request)).toBeUndefined();
    await sign('pm', request);
    expect((await look())['what']).toBe('取件');
    expect(await carry(request)).toBe('executed');
    expect(await carry(request)).toBe('executed');
    expect(await look()).toMatchObject({ what: '垫付2001', phone: '138****0001', version: 4 });
    expect((await look())['approval']).toBeUndefined();
    const { items } = await readHistory(desk, errand, { person: 'pm', project: 'p1' }, id, { limit: 20 });
    const history = items as readonly { command: string; by: { person: string } }[];
    expect(history.map(({ command, by }) => [command, by.person])).toEqual([
      ['ask', 'lin'],
      ['take', 'lin'],
      ['request.spend', 'lin'],
      ['spend', 'lin'],
    ]);
  });

  it('lets the case be worked on meanwhile, and ends as not executed when the world has changed', async () => {
    const { ask, sign, carry, look, by, id } = await office();
    const request = await ask('lin', 600);
    await by('lin', errand, 'finish', {}, { id });
    await sign('chen', request);
    expect(await carry(request)).toBe('notExecuted');
    expect(await look(approval, request)).toMatchObject({ state: 'notExecuted', refusal: { code: 'case.wrong-state' } });
    expect(await look()).toMatchObject({ state: 'done', what: '取件' });
    expect((await look())['approval']).toBeUndefined();
  });

  it('ends as not executed when another record refuses what it orders, leaving neither record changed', async () => {
    const { ask, sign, carry, look, by } = await office();
    await by('lin', trolley, 'put', { wheels: 3 }, { id: 'T-1' });
    const other = (await by('lin', errand, 'ask', { what: '乙', dueAt: '2026-07-03T10:00:00+08:00' })).body.id;
    const request = await ask('lin', 600, { trolley: 'T-1' });
    await by('lin', errand, 'take', { trolley: 'T-1' }, { id: other });
    await sign('chen', request);
    expect(await carry(request)).toBe('notExecuted');
    expect((await look())['what']).toBe('取件');
  });

  it('ends as not executed when the requester has lost his position', async () => {
    const { ask, sign, carry, look, hire } = await office();
    const request = await ask('lin', 600);
    await sign('chen', request);
    await hire('lin', ['GATE']);
    expect(await carry(request)).toBe('notExecuted');
    expect(await look(approval, request)).toMatchObject({ refusal: { code: expect.stringMatching(/^access\./) as string } });
  });

  it('is refused while another command of the case waits, naming that one', async () => {
    const { ask, spend } = await office();
    const request = await ask('lin', 600);
    await expect(spend('bo', 700)).rejects.toMatchObject({ code: 'approval.pending', detail: { number: `p1-${request}` } });
    expect(await spend('lin', 20)).toMatchObject({ status: 200, body: { what: '垫付20' } });
  });
});

describe('signing 审批', () => {
  it('is refused to the requester, to one person twice, to other positions, and after the end', async () => {
    const { ask, sign } = await office();
    const own = await ask('bo', 2001);
    await expect(sign('bo', own)).rejects.toMatchObject({ code: 'approval.own' });
    await expect(sign('pm', own)).rejects.toMatchObject({ code: 'approval.not-yours' });
    await sign('chen', own);
    await expect(sign('chen', own)).rejects.toMatchObject({ code: 'approval.signed-before' });
    await expect(sign('pm', own, 'reject')).rejects.toMatchObject({ code: 'approval.comment-needed' });
    await sign('pm', own, 'reject', '太贵');
    await expect(sign('fin', own)).rejects.toMatchObject({ code: 'case.wrong-state' });
  });

  it('refuses by one rejection, and the case goes on', async () => {
    const { ask, sign, carry, look } = await office();
    const request = await ask('lin', 2001);
    await sign('chen', request, 'reject', '请改走采购');
    expect(await carry(request)).toBe('rejected');
    expect(await look()).toMatchObject({ state: 'taken', what: '取件' });
    expect(await ask('lin', 600)).not.toBe(request);
  });

  it('can be taken back by the requester until somebody has signed', async () => {
    const { ask, sign, carry, by } = await office();
    const request = await ask('lin', 2001);
    await expect(by('bo', approval, 'withdraw', {}, { id: request })).rejects.toMatchObject({ code: 'approval.not-requester' });
    await by('lin', approval, 'withdraw', {}, { id: request });
    expect(await carry(request)).toBe('withdrawn');
    const second = await ask('lin', 2001);
    await sign('chen', second);
    await expect(by('lin', approval, 'withdraw', {}, { id: second })).rejects.toMatchObject({ code: 'approval.too-late' });
  });

  it('opens one position higher at once when nobody else holds the position', async () => {
    const { ask, look } = await office(['chen']);
    const request = await ask('bo', 600);
    expect(await look(approval, request)).toMatchObject({ stages: [{ slots: [{ positions: ['CSM', 'PM'] }] }] });
  });

  it('escalates when nobody answers, and at last ends without effect', async () => {
    const { ask, look, desk, carry } = await office();
    const request = await ask('lin', 600);
    const ref = { project: 'p1', kind: 'approval', id: request };
    timeIs('2026-07-02T10:00:00+08:00');
    await sweep(desk, approval, ref);
    expect(await look(approval, request)).toMatchObject({ stages: [{ slots: [{ positions: ['CSM'] }] }] });
    timeIs('2026-07-02T10:00:00.001+08:00');
    await sweep(desk, approval, ref);
    expect(await look(approval, request)).toMatchObject({ stages: [{ slots: [{ positions: ['CSM', 'PM'] }] }] });
    timeIs('2026-07-08T10:00:00.001+08:00');
    await sweep(desk, approval, ref);
    expect(await look(approval, request)).toMatchObject({ state: 'decided', verdict: 'expired' });
    expect(await carry(request)).toBe('expired');
    expect(await look()).toMatchObject({ state: 'taken', what: '取件' });
  });

  it('shows the request to whoever may read the matter or may be asked to sign, and to nobody else', async () => {
    const { ask, hire, desk } = await office();
    const request = await ask('lin', 600);
    await hire('guard', ['GATE']);
    await expect(readOne(desk, approval, { person: 'guard', project: 'p1' }, request)).rejects.toMatchObject({ code: 'access.not-found' });
    expect(await readOne(desk, approval, { person: 'gm', project: 'p1' }, request)).toMatchObject({ id: request });
  });
});
