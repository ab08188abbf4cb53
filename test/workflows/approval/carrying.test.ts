import { afterEach, describe, expect, it } from 'vitest';
import { carryOut } from '../../../lib/cases/carry-out.ts';
import { type Desk, definitionMap } from '../../../lib/cases/desk.ts';
import { sweep } from '../../../lib/cases/sweep.ts';
import { unseal } from '../../../lib/kernel/company-key.ts';
import { hq } from '../../../lib/kernel/project-policy.ts';
import type { Sealed } from '../../../lib/kernel/sealed.ts';
import { awaitingMe } from '../../../lib/lists/approvals.ts';
import { companyRegister } from '../../../lib/registers/company/register.ts';
import { memberRegister } from '../../../lib/registers/member/register.ts';
import { openKeyRing } from '../../../lib/table/key-ring.ts';
import { recordKey } from '../../../lib/table/keys.ts';
import { openTable } from '../../../lib/table/table.ts';
import { useLayer } from '../../../lib/table/transport.ts';
import type { Approval } from '../../../lib/workflows/approval/contract.ts';
import { approval } from '../../../lib/workflows/approval/workflow.ts';
import { verifyItems } from '../../../local/verify/verify-items.ts';
import { timeIs } from '../../support/clock.ts';
import { newCompany, tableName, testWrapper } from '../../support/engine.ts';
import { errand, trolley } from '../../support/errand.ts';
import { house, testHouse } from '../../support/house.ts';
import { memoryEngine } from '../../support/memory-engine.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0).toReversed()) stop();
});

const people = { lin: ['FRONT'], bo: ['FRONT'], chen: ['CSM'], pm: ['PM'], adm: ['HQ-ADM'] } as const;

async function office() {
  const engine = memoryEngine();
  stops.push(engine.stop);
  timeIs('2026-07-01T10:00:00+08:00');
  const company = newCompany();
  const table = openTable(company, tableName);
  const desk: Desk = { company, table, keys: openKeyRing(table, testWrapper(), new Map()), definitions: definitionMap([...house, approval, errand, trolley]) };
  const at = await testHouse([errand, trolley], desk);
  for (const [person, positions] of Object.entries(people)) await at.hire(person, positions);
  const { id } = (await at.by('lin', errand, 'ask', { what: '取件', dueAt: '2026-07-30T10:00:00+08:00' })).body;
  await at.by('lin', errand, 'take', {}, { id });
  const ask = async (more: object = {}) => {
    const { body } = await at.by('lin', errand, 'spend', { yuan: 600, ...more }, { id });
    return (body['approval'] as { approval: string }).approval;
  };
  const stored = (of: string) => engine.get(recordKey(company, 'case', { project: 'p1', kind: 'x', id: of }));
  return {
    ...at,
    desk,
    id,
    ask,
    stored,
    sign: (request: string) => at.by('chen', approval, 'decide', { decision: 'approve' }, { id: request }),
    carry: (request: string) => carryOut(desk, errand, { project: 'p1', approval: request }),
    approvalOf: (request: string) => stored(request)?.['record'] as Approval,
    items: engine.items,
  };
}

/** How often a request is repeated before it is given up. */
const attempts = 5;

/** The table throttles the next request of a kind until it is given up, and nothing after it. */
function throttled(op: string): void {
  let left = attempts;
  const layer = useLayer((next) => async (call) => {
    if (call.op !== op || left === 0) return next(call);
    left -= 1;
    throw Object.assign(new Error('too much'), { name: 'ThrottlingException' });
  });
  stops.push(layer);
}

describe('a verdict that reaches its case', () => {
  it('finds the personal data of the request under the salt of its case', async () => {
    const { ask, sign, carry, stored, desk, id } = await office();
    const request = await ask({ phone: '13800000001' });
    await sign(request);
    expect(await carry(request)).toBe('executed');
    const { record, salt } = stored(id) as unknown as { record: { phone: Sealed }; salt: string };
    expect(unseal(await desk.keys(), salt, record.phone)).toBe('13800000001');
  });

  it('is not given up because the table is throttled: it is carried the next time', async () => {
    const { ask, sign, carry, approvalOf, stored, id } = await office();
    const request = await ask();
    await sign(request);
    throttled('TransactWriteItems');
    await expect(carry(request)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(approvalOf(request)).toMatchObject({ state: 'decided' });
    expect(await carry(request)).toBe('executed');
    expect(stored(id)?.['record']).toMatchObject({ what: '垫付600' });
  });

  it('ends as not executed when its requester is let in no more', async () => {
    const { ask, sign, carry, approvalOf, by, stored, id } = await office();
    const request = await ask();
    await sign(request);
    await by('adm', memberRegister, 'lock', { reason: '离岗' }, { id: 'lin', project: hq });
    expect(await carry(request)).toBe('notExecuted');
    expect(approvalOf(request)).toMatchObject({ refusal: { code: 'access.locked' } });
    expect(stored(id)?.['parked']).toBeUndefined();
  });

  it('reaches the case of a requester who is let in no more also when it was refused', async () => {
    const { ask, carry, by, stored, id } = await office();
    const request = await ask();
    await by('chen', approval, 'decide', { decision: 'reject', comment: '不必' }, { id: request });
    await by('adm', memberRegister, 'lock', { reason: '离岗' }, { id: 'lin', project: hq });
    expect(await carry(request)).toBe('rejected');
    expect(stored(id)?.['parked']).toBeUndefined();
  });

  it('says in the words of whoever refuses why it could not be carried out', async () => {
    const { ask, sign, carry, approvalOf, by } = await office();
    await by('lin', trolley, 'put', { wheels: 3 }, { id: 'T-1' });
    const other = (await by('bo', errand, 'ask', { what: '乙', dueAt: '2026-07-30T10:00:00+08:00' })).body.id;
    const request = await ask({ trolley: 'T-1' });
    await by('bo', errand, 'take', { trolley: 'T-1' }, { id: other });
    await sign(request);
    expect(await carry(request)).toBe('notExecuted');
    expect(approvalOf(request)).toMatchObject({ refusal: { code: 'trolley.busy', sentence: '推车已占用，请换一辆' } });
  });

  it('tells the requester and who signed that it could not be carried out, and nobody else', async () => {
    const { ask, sign, carry, by, id, desk } = await office();
    const request = await ask();
    await by('lin', errand, 'finish', {}, { id });
    await sign(request);
    await carry(request);
    const { items } = await desk.table.query({ pk: `T#${desk.company}#P#p1#C#${request}`, prefix: 'H#', limit: 9, backwards: true });
    const out = (items[0]?.['out'] ?? []) as { type: string; data: { type?: string; to?: { persons?: string[] } } }[];
    const notices = out.filter(({ type }) => type === 'notice');
    expect(notices.map(({ data }) => [data.type, data.to?.persons])).toEqual([['approval.notExecuted', ['lin', 'chen']]]);
  });

  it('runs nothing for a position the requester loses in that very moment', async () => {
    const { ask, sign, carry, approvalOf, by } = await office();
    const request = await ask();
    await sign(request);
    let first = true;
    stops.push(
      useLayer((next) => async (call) => {
        if (call.op === 'TransactWriteItems' && first) {
          first = false;
          await by('adm', memberRegister, 'put', { grants: [{ project: 'p1', position: 'GATE' }] }, { id: 'lin', project: hq });
        }
        return next(call);
      }),
    );
    expect(await carry(request)).toBe('notExecuted');
    expect(approvalOf(request)).toMatchObject({ refusal: { code: expect.stringMatching(/^access\./) as string } });
  });
});

describe('a signature in the moment in which its position ends', () => {
  it('is refused, because the member record it relies on is no longer the one that was read', async () => {
    const { ask, sign, by, approvalOf } = await office();
    const request = await ask();
    let first = true;
    stops.push(
      useLayer((next) => async (call) => {
        if (call.op === 'TransactWriteItems' && first) {
          first = false;
          await by('adm', memberRegister, 'put', { grants: [{ project: 'p1', position: 'FRONT' }] }, { id: 'chen', project: hq });
        }
        return next(call);
      }),
    );
    await expect(sign(request)).rejects.toMatchObject({ code: 'approval.not-yours' });
    expect(approvalOf(request)).toMatchObject({ state: 'pending' });
  });
});

describe('a deputy 代理人', () => {
  it('signs in his principal’s name, on the days for which he was named and no longer', async () => {
    const { ask, by, approvalOf, carry } = await office();
    const deputy = { person: 'bo', from: '2026-07-01', to: '2026-07-03' };
    await by('adm', memberRegister, 'put', { grants: [{ project: 'p1', position: 'CSM', deputy }] }, { id: 'chen', project: hq });
    const [first, decide] = [await ask(), (id: string) => by('bo', approval, 'decide', { decision: 'approve' }, { id })];
    timeIs('2026-07-02T23:59:59+08:00');
    await decide(first);
    expect(approvalOf(first).stages[0]?.slots[0]?.signature).toMatchObject({ person: 'bo', position: 'CSM', onBehalfOf: ['chen'] });
    await carry(first);
    const second = await ask();
    timeIs('2026-07-03T00:00:00+08:00');
    await expect(decide(second)).rejects.toMatchObject({ code: 'approval.not-yours' });
  });
});

describe('a position of the company’s own 自定义岗位', () => {
  const positions = [{ id: 'X-LEAD', title: '值班长', includes: ['CSM'] }];

  async function withLead() {
    const at = await office();
    const { by, desk } = at;
    const define = (more: object[]) => by('adm', companyRegister, 'put', { legalName: '美华物业', positions: more }, { id: desk.company, project: hq });
    await define(positions);
    await by('adm', memberRegister, 'put', { grants: [{ project: 'p1', position: 'X-LEAD' }] }, { id: 'bo', project: hq });
    return { ...at, define, decide: (id: string) => by('bo', approval, 'decide', { decision: 'approve' }, { id }) };
  }

  it('signs as what it includes, by the version of the company’s record that says so', async () => {
    const { ask, decide, approvalOf, desk, items } = await withLead();
    const request = await ask();
    expect((await awaitingMe(desk, approval, 'bo', { limit: 5 })).items).toHaveLength(1);
    await decide(request);
    expect(approvalOf(request).stages[0]?.slots[0]?.signature).toMatchObject({
      person: 'bo',
      position: 'CSM',
      member: 2,
      company: expect.any(Number) as number,
    });
    expect(verifyItems(items())).toEqual([]);
  });

  it('signs nothing once it is defined otherwise, were it in that very moment', async () => {
    const { ask, decide, define, approvalOf } = await withLead();
    const request = await ask();
    let first = true;
    stops.push(
      useLayer((next) => async (call) => {
        if (call.op === 'TransactWriteItems' && first) {
          first = false;
          await define([{ id: 'X-LEAD', title: '值班长', includes: ['GATE'] }]);
        }
        return next(call);
      }),
    );
    await expect(decide(request)).rejects.toMatchObject({ kind: expect.stringMatching(/forbidden|not-found/) as string });
    expect(approvalOf(request)).toMatchObject({ state: 'pending' });
  });
});

describe('a sweep of a throttled table', () => {
  it('fires nothing it could not do: the approval expires with the next one', async () => {
    const { ask, desk, approvalOf } = await office();
    const request = await ask();
    const ref = { project: 'p1', kind: 'approval', id: request };
    timeIs('2026-07-08T10:00:00.001+08:00');
    throttled('TransactWriteItems');
    await expect(sweep(desk, approval, ref)).rejects.toMatchObject({ kind: 'unavailable' });
    await sweep(desk, approval, ref);
    expect(approvalOf(request)).toMatchObject({ state: 'decided', verdict: 'expired' });
  });

  it('does not take a search that failed for an answer: the stage rises with the next one', async () => {
    const { ask, desk, approvalOf } = await office();
    const request = await ask();
    const ref = { project: 'p1', kind: 'approval', id: request };
    timeIs('2026-07-02T10:00:00.001+08:00');
    throttled('Query');
    await expect(sweep(desk, approval, ref)).rejects.toMatchObject({ kind: 'unavailable' });
    await sweep(desk, approval, ref);
    expect(approvalOf(request)).toMatchObject({ stages: [{ slots: [{ positions: ['CSM', 'PM'] }] }] });
  });
});
