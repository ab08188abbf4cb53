import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateOf } from '../support/certificate.ts';
import { type Body, type Caller, CloudProcess, type Reply } from '../support/cloud.ts';

const cloud = new CloudProcess();
let [front, chief, deputy, manager, stranger] = [] as unknown as Caller[] as [Caller, Caller, Caller, Caller, Caller];
const repairs = '/projects/p1/repairs';

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  const admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await admin.post('/projects', { id: 'p1', name: '一号院' });
  front = await cloud.person('meihua', 'front', ['FRONT', 'CSM']);
  chief = await cloud.person('meihua', 'chief', ['ENGM']);
  deputy = await cloud.person('meihua', 'deputy', ['ENGM', 'FRONT']);
  manager = await cloud.person('meihua', 'manager', ['PM']);
  stranger = await cloud.person('lanhai', 'chief', ['ENGM']);
  await front.put('/projects/p1/units/1-2-301', { buildingAreaDm2: 9_875 });
}, 60_000);
afterAll(() => cloud.stop());

const hours = (count: number, now: number) => new Date(now + count * 3_600_000).toISOString();
const clock = async () => Date.parse((await cloud.call<{ now: string }>('GET', '/local/clock')).body.now);

interface Asked {
  readonly repair: string;
  readonly id: string;
  readonly number: string;
}

/** A repair whose pause of five days the head of engineering has to sign (暂停审批). */
async function asked(by: Caller = front): Promise<Asked> {
  const now = await clock();
  const report = {
    unit: '1-2-301',
    category: 'door',
    description: '闭门器损坏',
    urgent: false,
    source: 'phone',
    payer: 'public',
    caller: { name: '刘' },
    window: { from: hours(24, now), to: hours(26, now) },
  };
  const repair = (await front.post(repairs, report)).body.id;
  const parked = await by.post(`${repairs}/${repair}/pause`, { reason: 'owner', note: '业主外出', until: hours(5 * 24, now) });
  expect(parked.status, parked.text).toBe(202);
  const { approval, number } = parked.body['approval'] as { approval: string; number: string };
  return { repair, id: approval, number };
}

const decide = (who: Caller, number: string, decision = 'approve', headers: Record<string, string> = {}) =>
  who.post(`/approvals/${number}/decision`, { decision, comment: '如题' }, headers);
const stateOf = async (number: string) => (await front.get(`/approvals/${number}`)).body.state;
const repairOf = async (id: string) => (await front.get(`${repairs}/${id}`)).body;
const numbersOf = ({ body }: Reply<Body>) => body.items.map(({ number }) => number);
const inboxOf = async (who: Caller, type: string, id: string) =>
  (await who.get('/inbox?limit=100')).body.items.filter((notice) => notice['type'] === type && notice['caseId'] === id);

/** What the state machines did, from the journal of the local engine. */
function executions(id: string): readonly { status: string; steps: number }[] {
  const state = new DatabaseSync(`${cloud.folder}/cloud.sqlite`, { readOnly: true });
  try {
    const sql = 'SELECT status, (SELECT COUNT(*) FROM step WHERE step.arn = execution.arn) AS steps FROM execution WHERE input LIKE ?';
    return state.prepare(sql).all(`%${id}%`) as unknown as { status: string; steps: number }[];
  } finally {
    state.close();
  }
}

describe('an approval, over HTTP', () => {
  it('is asked for, shown to whoever may sign, signed once, and carried out', async () => {
    const { repair, id, number } = await asked();
    expect(number).toBe(`p1-${id}`);
    expect((await repairOf(repair))['approval']).toMatchObject({ number, command: 'pause', by: 'front' });
    expect(numbersOf(await chief.get('/approvals?mine=true'))).toContain(number);
    expect(numbersOf(await front.get('/approvals?requested=true'))).toContain(number);
    for (const other of [front, manager]) expect(numbersOf(await other.get('/approvals?mine=true'))).not.toContain(number);
    expect(await decide(manager, number)).toMatchObject({ status: 403, body: { code: 'approval.not-yours' } });
    const signed = await decide(chief, number, 'approve', { 'idempotency-key': `k-${id}` });
    expect(signed, signed.text).toMatchObject({ status: 200, body: { state: 'decided' } });
    await cloud.idle();
    const again = await decide(chief, number, 'approve', { 'idempotency-key': `k-${id}` });
    expect(again.text).toBe(signed.text);
    expect(await decide(chief, number, 'reject', { 'idempotency-key': `k-${id}` })).toMatchObject({ status: 409, body: { code: 'idempotency.reused' } });
    expect(await decide(chief, number)).toMatchObject({ status: 409, body: { code: 'case.wrong-state' } });
    expect(await stateOf(number)).toBe('executed');
    expect(await repairOf(repair)).toMatchObject({ state: 'paused' });
    expect(await inboxOf(front, 'approval.executed', id)).toHaveLength(1);
    expect(executions(id)).toEqual([{ status: 'SUCCEEDED', steps: 2 }]);
  });

  it('is never signed by who asked', async () => {
    const { number } = await asked(deputy);
    expect(await decide(deputy, number)).toMatchObject({ status: 403, body: { code: 'approval.own' } });
    expect(numbersOf(await deputy.get('/approvals'))).not.toContain(number);
    expect(numbersOf(await manager.get('/approvals'))).toContain(number);
  });

  it('answers a number of another company, of nobody, or of nothing in the same words', async () => {
    const { number } = await asked();
    const missing = number.replace(/\d{4}$/, '9999');
    const answers = await Promise.all([
      ...[number, missing, 'p1-SP-20260701', 'SP-20260701-0001', 'p9-SP-20260701-0001', `hq-SP-20260701-0001`, '-SP-20260701-0001', '%E5%AE%A1'].map((one) =>
        stranger.get(`/approvals/${one}`),
      ),
      stranger.get(`${repairs}/BX-20260701-9999`),
      decide(stranger, number),
      decide(stranger, missing),
      decide(front, missing),
      stranger.post(`/approvals/${number}/withdraw`),
      front.post(`/approvals/${number}/carryOn`),
      front.post(`/approvals/${number}/conclude`),
      front.post(`/approvals/${number}/decision/more`, { decision: 'approve' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(numbersOf(await stranger.get('/approvals'))).toEqual([]);
    expect(numbersOf(await stranger.get('/approvals?requested=true'))).toEqual([]);
  });

  it('that is rejected or taken back tells the requester, and the repair goes on', async () => {
    const [rejected, withdrawn] = [await asked(), await asked()];
    expect((await chief.post(`/approvals/${rejected.number}/decision`, { decision: 'reject' })).body.code).toBe('approval.comment-needed');
    expect((await decide(chief, rejected.number, 'reject')).status).toBe(200);
    expect((await chief.post(`/approvals/${withdrawn.number}/withdraw`)).body.code).toBe('approval.not-requester');
    expect((await front.post(`/approvals/${withdrawn.number}/withdraw`)).status).toBe(200);
    await cloud.idle();
    for (const [{ repair, id, number }, state] of [
      [rejected, 'rejected'],
      [withdrawn, 'withdrawn'],
    ] as const) {
      expect(await stateOf(number)).toBe(state);
      expect(await inboxOf(front, `approval.${state}`, id)).toHaveLength(1);
      const { approval, state: now } = await repairOf(repair);
      expect({ approval, now }).toEqual({ approval: undefined, now: 'registered' });
    }
  });

  it('that could not be carried out any more says why, to the requester and to who signed', async () => {
    const { repair, id, number } = await asked();
    await front.post(`${repairs}/${repair}/withdraw`, { reason: '误报', word: '来电' });
    await decide(chief, number);
    await cloud.idle();
    const { body } = await front.get(`/approvals/${number}`);
    expect(body).toMatchObject({ state: 'notExecuted', refusal: { code: 'case.wrong-state' } });
    expect((body['refusal'] as { sentence: string }).sentence).toMatch(/\p{Script=Han}/u);
    for (const who of [front, chief]) expect(await inboxOf(who, 'approval.notExecuted', id)).toHaveLength(1);
  });
});

describe('an approval and the clock', () => {
  it('reminds at half and at nine tenths of a day, rises after it, ends without effect after seven, and leaves no execution behind', {
    timeout: 120_000,
  }, async () => {
    const { repair, id, number } = await asked();
    await cloud.advance('PT11H59M');
    expect(await inboxOf(chief, 'approval.signature.remind', id)).toHaveLength(0);
    await cloud.advance('PT2M');
    expect(await inboxOf(chief, 'approval.signature.remind', id)).toHaveLength(1);
    await cloud.advance('PT9H36M');
    expect(await inboxOf(chief, 'approval.signature.warn', id)).toHaveLength(1);
    expect(numbersOf(await manager.get('/approvals'))).not.toContain(number);
    await cloud.advance('PT2H30M');
    expect(await inboxOf(manager, 'approval.signature.breach', id)).toHaveLength(1);
    expect(numbersOf(await manager.get('/approvals?limit=100'))).toContain(number);
    await cloud.advance('P6D');
    expect(await stateOf(number)).toBe('expired');
    expect(await inboxOf(front, 'approval.expired', id)).toHaveLength(1);
    expect(await repairOf(repair)).toMatchObject({ state: 'registered' });
    expect(executions(id)).toEqual([{ status: 'SUCCEEDED', steps: 2 }]);
    expect(executions('SP-').filter(({ status }) => status !== 'SUCCEEDED')).toEqual([]);
  });
});

describe('kill -9 of the cloud', () => {
  it('while approvals wait, and while verdicts are on their way: each ends as it was decided, once', { timeout: 180_000 }, async () => {
    for (const round of [1, 2, 3]) {
      const waiting = await asked();
      const all = await Promise.all(Array.from({ length: 6 }, () => asked()));
      if (round === 1) await cloud.idle();
      const word = (at: number) => (at % 3 === 2 ? 'reject' : 'approve');
      const sent = (at: number, { number }: Asked) => decide(chief, number, word(at), { 'idempotency-key': `r${round}n${at}` });
      // Who is cut off asks again when the cloud is back.
      const answers = all.map((one, at) => sent(at, one).catch(() => undefined));
      await answers[round];
      await cloud.kill();
      await Promise.all(answers);
      await cloud.start();
      for (const [at, one] of all.entries()) {
        const repeated = await sent(at, one);
        expect(repeated.status, repeated.text).toBe(200);
      }
      await cloud.idle();
      await cloud.advance('PT11M');
      expect(await Promise.all(all.map(({ number }) => stateOf(number)))).toEqual(all.map((_, at) => (word(at) === 'reject' ? 'rejected' : 'executed')));
      expect(await stateOf(waiting.number)).toBe('pending');
      expect((await decide(chief, waiting.number)).status).toBe(200);
      await cloud.idle();
      expect(await stateOf(waiting.number)).toBe('executed');
    }
    expect(await certificateOf(cloud.folder, '--settled'), cloud.output.slice(-2_000)).toContain('Nothing is wrong');
  });
});
