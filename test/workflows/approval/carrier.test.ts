import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { approval } from '../../../lib/workflows/approval/workflow.ts';
import { verifyItems } from '../../../local/verify/verify-items.ts';
import { approvalCloud } from '../../support/approval-cloud.ts';
import { errand } from '../../support/errand.ts';

const cloud = await approvalCloud();
const people = { lin: ['FRONT'], chen: ['CSM'], pm: ['PM'], fin: ['HQ-FIN'] };
for (const [person, positions] of Object.entries(people)) await cloud.hire(person, positions);

let errands = 0;

/** An errand of its own, whose expense two stages have to sign: the supervisor, then manager and finance; a small one the supervisor alone. */
async function asked(size: 'large' | 'small' = 'large') {
  errands += 1;
  const { id } = (await cloud.by('lin', errand, 'ask', { what: `办${errands}`, dueAt: '2027-07-03T10:00:00+08:00' })).body;
  await cloud.by('lin', errand, 'take', {}, { id });
  const yuan = (size === 'large' ? 3000 : 600) + errands;
  await cloud.by('lin', errand, 'spend', { yuan }, { id });
  return { id, yuan, what: `办${errands}`, request: cloud.errandOf(id).parked?.approval ?? '' };
}

const sign = (person: string, request: string, decision = 'approve') => cloud.by(person, approval, 'decide', { decision, comment: '如题' }, { id: request });
const signAll = async (request: string) => {
  for (const person of ['chen', 'pm', 'fin']) await sign(person, request);
};
const times = (id: string, command: string) => cloud.items().filter((item) => item.pk.endsWith(`#C#${id}`) && item['command'] === command).length;

function mustBeWhole(): void {
  expect(verifyItems(cloud.items())).toEqual([]);
}

describe('an approval and the machine that waits for it', () => {
  it('waits stage by stage, and the last signature has the command run', async () => {
    const { id, request, yuan } = await asked();
    await cloud.settle();
    expect(cloud.tokens(request)).toHaveLength(1);
    await sign('chen', request);
    await cloud.settle();
    expect(cloud.tokens(request).map(({ sk }) => sk.slice(0, 9))).toEqual(['STAGE#002']);
    await sign('pm', request);
    await sign('fin', request);
    await cloud.settle();
    expect(cloud.approvalOf(request)).toMatchObject({ state: 'executed' });
    expect(cloud.errandOf(id)).toMatchObject({ what: `垫付${yuan}` });
    expect(cloud.tokens(request)).toEqual([]);
    mustBeWhole();
  });

  const endings: Readonly<Record<string, (request: string) => Promise<unknown>>> = {
    rejected: async (request) => {
      await sign('chen', request);
      await cloud.settle();
      await sign('pm', request, 'reject');
    },
    withdrawn: (request) => cloud.by('lin', approval, 'withdraw', {}, { id: request }),
    expired: () => cloud.pass(7 * 1440 + 1),
  };

  it.each(Object.entries(endings))('that was %s lets the case go on as it was', async (state, end) => {
    const { id, request, what } = await asked();
    await cloud.settle();
    await end(request);
    await cloud.settle();
    expect(cloud.approvalOf(request)).toMatchObject({ state });
    expect(cloud.errandOf(id)).toMatchObject({ what, parked: undefined });
    expect(cloud.tokens(request)).toEqual([]);
    mustBeWhole();
  });

  it('hears of everything twice, and does it once', async () => {
    const { id, request } = await asked();
    await cloud.settle();
    await signAll(request);
    const course = { approval: request };
    await Promise.all([cloud.call({ step: 'carry', ...course }), cloud.call({ step: 'carry', ...course })]);
    await Promise.all([cloud.call({ step: 'finish', ...course }), cloud.call({ step: 'finish', ...course })]);
    await cloud.settle();
    await cloud.call({ step: 'finish', ...course });
    expect(await cloud.call({ step: 'carry', ...course })).toBeUndefined();
    expect(times(id, 'spend')).toBe(1);
    mustBeWhole();
  });

  it('answers a token that nobody knows any more, or knows too well, with what stands', async () => {
    const { request } = await asked('small');
    await cloud.call({ step: 'stage', approval: request, stage: 1, token: 'no token at all' });
    await cloud.call({ step: 'stage', approval: request, stage: 1, token: 'a'.repeat(64) });
    await cloud.settle();
    expect(cloud.tokens(request)).toHaveLength(3);
    await sign('chen', request);
    await cloud.settle();
    expect(cloud.approvalOf(request)).toMatchObject({ state: 'executed' });
    expect(cloud.tokens(request)).toEqual([]);
  });

  it('fails loudly when it is asked to finish what nobody has decided, and changes nothing', async () => {
    const { request } = await asked('small');
    await expect(cloud.call({ step: 'finish', approval: request })).rejects.toThrow('no verdict');
    await expect(cloud.call({ step: 'finish', approval: 'SP-20260701-9999' })).rejects.toThrow('no approval');
    expect(cloud.approvalOf(request)).toMatchObject({ state: 'pending' });
  });
});

describe('every event of every approval, told a second time', () => {
  const table = () => cloud.items().filter(({ sk }) => !sk.startsWith('STAGE#'));

  it.each([
    ['in order', (records: readonly DynamoDBRecord[]) => records, 0, false],
    ['backwards', (records: readonly DynamoDBRecord[]) => records.toReversed(), 0, false],
    ['all at the same time', (records: readonly DynamoDBRecord[]) => [...records, ...records], 0, true],
    ['a day later', (records: readonly DynamoDBRecord[]) => records, 1440, false],
  ])('%s, changes nothing', { timeout: 60_000 }, async (_, order, minutes, atOnce) => {
    const [executed, refused, waiting] = [await asked(), await asked('small'), await asked('small')];
    await cloud.settle();
    await signAll(executed.request);
    await sign('chen', refused.request, 'reject');
    await cloud.settle();
    await cloud.pass(minutes);
    const before = table();
    expect(await cloud.tellAgain(order, atOnce)).toBeGreaterThan(20);
    expect(table()).toEqual(before);
    expect(cloud.approvalOf(waiting.request)).toMatchObject({ state: 'pending' });
    expect(times(executed.id, 'spend')).toBe(1);
    mustBeWhole();
  });
});

describe('nobody is stuck after the sweep', () => {
  const troubles: Readonly<Record<string, (request: string) => Promise<unknown>>> = {
    'its execution is lost while it waits': async (request) => {
      await cloud.settle();
      cloud.stopExecutions(request);
      await signAll(request);
    },
    'its stored tokens are lost': async (request) => {
      await cloud.settle();
      cloud.forgetTokens(request);
      await signAll(request);
    },
    'the relay loses the request': async (request) => {
      cloud.lose();
      await signAll(request);
    },
    'the relay loses the verdict': async (request) => {
      await cloud.settle();
      await signAll(request);
      cloud.lose();
    },
    'the relay loses everything': async (request) => {
      await signAll(request);
      cloud.lose();
    },
  };

  it.each(Object.entries(troubles))('although %s', { timeout: 60_000 }, async (_, trouble) => {
    const { id, request } = await asked();
    await trouble(request);
    await cloud.settle();
    for (let minutes = 0; minutes < 60 && cloud.approvalOf(request).state === 'decided'; minutes += 11) await cloud.pass(11);
    expect(cloud.approvalOf(request)).toMatchObject({ state: 'executed' });
    expect(times(id, 'spend')).toBe(1);
    mustBeWhole();
  });

  it.each([
    ['the case’s own function fails', { call: (name: string) => name === 'errand' }],
    ['the function of approvals fails', { call: (name: string) => name === 'approval' }],
    ['no execution can be started', { start: () => true }],
    ['no token can be answered', { answer: () => true }],
  ])('although %s for half an hour', { timeout: 120_000 }, async (_, broken) => {
    const { id, request } = await asked('small');
    Object.assign(cloud.faults, broken);
    await cloud.settle(2);
    await sign('chen', request);
    await cloud.settle(2);
    await cloud.pass(11);
    Object.assign(cloud.faults, { call: () => false, start: () => false, answer: () => false });
    for (let minutes = 0; minutes < 240 && cloud.approvalOf(request).state !== 'executed'; minutes += 20) await cloud.pass(20);
    await cloud.settle();
    expect(cloud.approvalOf(request)).toMatchObject({ state: 'executed' });
    expect(times(id, 'spend')).toBe(1);
    mustBeWhole();
  });
});
