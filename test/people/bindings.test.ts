import { describe, expect, it } from 'vitest';
import { parseInput } from '../../lib/cases/parse.ts';
import { readHistory, readOne } from '../../lib/cases/read.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { BindingWish, confirmBinding, listBindings, requestBinding, unbind } from '../../lib/people/bindings.ts';
import { noChannel } from '../../lib/people/code-sender.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { binding } from '../../lib/workflows/binding/workflow.ts';
import { rememberWrites } from '../support/stored-items.ts';
import { Crash, counted, countWrites, crashing } from '../support/transport.ts';
import { at, estate, known, refusalOf, strange } from './estate.ts';

describe('binding by phone code 住户绑定', () => {
  it('makes the holder of the telephone the resident, as far as his relations go', async () => {
    const { desk, asks, answers, lastCode, box, by } = await estate();
    const caller = { person: 'app', project: 'p1' };
    expect(await refusalOf(readOne(desk, unitRegister, caller, '1-2-301'))).toBe('access.not-found');
    const { status, body } = await asks('app', known);
    expect(status).toBe(202);
    expect(box.sent).toMatchObject([{ to: { phone: known }, purpose: 'binding', code: expect.stringMatching(/^\d{6}$/) as unknown }]);
    expect(await answers('app', body.id, lastCode())).toMatchObject({ status: 200, body: { state: 'bound', phone: '138****1234' } });
    expect(await readOne(desk, unitRegister, caller, '1-2-301')).toMatchObject({ id: '1-2-301' });
    await by('front', unitRegister, 'endRelation', { party: 'liu', role: 'owner', to: '2026-07-01' }, { id: '1-2-301' });
    expect(await refusalOf(readOne(desk, unitRegister, caller, '1-2-301'))).toBe('access.not-found');
  });

  it('ends by the resident himself, or by the desk with a reason', async () => {
    const { desk, asks, answers, lastCode, by } = await estate();
    const bound = async (seconds: number) => {
      at(seconds);
      const { body } = await asks('app', known);
      await answers('app', body.id, lastCode());
      return body.id;
    };
    const id = await bound(0);
    expect(await refusalOf(unbind(desk, { person: 'other', project: 'p1', id }))).toBe('access.not-found');
    expect(await unbind(desk, { person: 'app', project: 'p1', id })).toMatchObject({ body: { state: 'unbound' } });
    expect(await refusalOf(readOne(desk, unitRegister, { person: 'app', project: 'p1' }, '1-2-301'))).toBe('access.not-found');
    const again = await bound(61);
    await by('front', binding, 'revoke', { reason: '号码已转给他人' }, { id: again });
    expect(await refusalOf(readOne(desk, unitRegister, { person: 'app', project: 'p1' }, '1-2-301'))).toBe('access.not-found');
    const { items } = await listBindings(desk, 'app', { limit: 20, project: 'p1' });
    expect(items).toMatchObject([{ state: 'unbound' }, { state: 'unbound' }]);
    expect((await listBindings(desk, 'app', { limit: 20 })).items).toEqual(items);
    expect((await listBindings(desk, 'app', { limit: 20, project: 'p2' })).items).toEqual([]);
    expect((await listBindings(desk, 'other', { limit: 20 })).items).toEqual([]);
  });

  it('is not for who is bound to another customer', async () => {
    const { asks, answers, lastCode } = await estate();
    const { body } = await asks('app', known);
    await answers('app', body.id, lastCode());
    at(61);
    expect(await refusalOf(asks('app', strange))).toBe('member.party-bound');
  });

  it('needs a channel, and says so whatever the number', async () => {
    const { desk } = await estate();
    for (const phone of [known, strange]) {
      const wish = parseInput(BindingWish, { project: 'p1', phone }) as Parameters<typeof requestBinding>[2];
      expect(await refusalOf(requestBinding(desk, { sender: noChannel, even: 0 }, { person: 'app', project: 'p1', phone: wish.phone }))).toBe(
        'binding.no-channel',
      );
    }
  });

  it('goes on when the channel fails, so that the failure tells nothing', async () => {
    const { box, asks } = await estate();
    Object.assign(box, { sendCode: () => Promise.reject(new Error('provider down')) });
    expect(await asks('app', known)).toMatchObject({ status: 202 });
  });
});

describe('a number nobody has, or nobody who lives here', () => {
  it('is answered with the same words after the same questions', async () => {
    const { asks, box, system } = await estate();
    await system(partyRegister, 'p1', 'gone', { name: '旧业主', phones: ['13700007777'] });
    await system(unitRegister, 'p1', '1-2-401', {
      buildingAreaDm2: 9875,
      relations: [{ party: 'gone', role: 'owner', from: '2020-01-01', to: '2026-07-01' }],
    });
    await system(partyRegister, 'p2', 'else', { name: '邻居', phones: ['13600006666'] });
    const asked = async (person: string, phone: string) => {
      const { result, requests } = await counted(() => asks(person, phone));
      return { requests, fields: Object.keys(result.body), status: result.status };
    };
    const first = await asked('app1', known);
    for (const [at, phone] of [strange, '13700007777', '13600006666'].entries()) expect(await asked(`other${at}`, phone)).toEqual(first);
    expect(box.sent).toHaveLength(1);
  });

  it('is bound by no code, and refused like a wrong one', async () => {
    const { asks, answers, wrong } = await estate();
    const [mine, nobodys] = [await asks('app', known), await asks('other', strange)];
    const problems = await Promise.all([answers('app', mine.body.id, wrong()), answers('other', nobodys.body.id, wrong())].map(caught));
    expect(problems[0]).toEqual(problems[1]);
    expect(problems[0]).toMatchObject({ code: 'binding.code-refused', kind: 'unprocessable' });
  });
});

const caught = (attempt: Promise<unknown>) =>
  attempt.catch((error: unknown) => (error instanceof DomainError ? { code: error.code, kind: error.kind, errors: error.errors } : error));

describe('a code', () => {
  it.each([
    [0, 'done'],
    [299.999, 'done'],
    [300, 'done'],
    [300.001, 'binding.code-refused'],
  ])('after %d seconds: %s', async (seconds, expected) => {
    const { asks, answers, lastCode } = await estate();
    const { body } = await asks('app', known);
    at(seconds);
    expect(await refusalOf(answers('app', body.id, lastCode()))).toBe(expected);
  });

  it('expires by itself', async () => {
    const { desk, asks, answers, lastCode } = await estate();
    const { body } = await asks('app', known);
    at(301);
    await sweep(desk, binding, { project: 'p1', kind: 'binding', id: body.id });
    expect(await readOne(desk, binding, { person: 'front', project: 'p1' }, body.id)).toMatchObject({ state: 'expired' });
    expect(await refusalOf(answers('app', body.id, lastCode()))).toBe('binding.code-refused');
  });

  it('survives four wrong answers and not the fifth', async () => {
    for (const [times, expected] of [
      [4, 'done'],
      [5, 'binding.code-refused'],
    ] as const) {
      const { asks, answers, lastCode, wrong } = await estate();
      const { body } = await asks('app', known);
      for (let n = 0; n < times; n += 1) expect(await refusalOf(answers('app', body.id, wrong()))).toBe('binding.code-refused');
      expect(await refusalOf(answers('app', body.id, lastCode()))).toBe(expected);
    }
  });

  it('is spent by its use, and answers the same request again only to the key it came with', async () => {
    const { desk, asks, answers, lastCode } = await estate();
    const { body } = await asks('app', known);
    const once = { key: 'k', bind: 'b' };
    const use = () => confirmBinding(desk, { person: 'app', project: 'p1', id: body.id, code: lastCode(), once });
    const first = await use();
    expect(await use()).toEqual(first);
    expect(await refusalOf(answers('app', body.id, lastCode()))).toBe('binding.code-refused');
  });

  it('is for the one who asked, and for no other binding', async () => {
    const { asks, answers, lastCode, wrong } = await estate();
    const first = await asks('app', known);
    const early = lastCode();
    at(61);
    const second = await asks('app', known);
    expect(await refusalOf(answers('other', second.body.id, lastCode()))).toBe('access.not-found');
    if (early !== lastCode()) expect(await refusalOf(answers('app', second.body.id, early))).toBe('binding.code-refused');
    expect(await refusalOf(answers('app', first.body.id, wrong()))).toBe('binding.code-refused');
    expect(await refusalOf(answers('app', second.body.id, lastCode()))).toBe('done');
  });

  it('is good for nothing when the relation has ended meanwhile', async () => {
    const { asks, answers, lastCode, by } = await estate();
    const { body } = await asks('app', known);
    await by('front', unitRegister, 'endRelation', { party: 'liu', role: 'owner', to: '2026-07-01' }, { id: '1-2-301' });
    expect(await refusalOf(answers('app', body.id, lastCode()))).toBe('binding.code-refused');
  });

  it('and the number stand nowhere in the clear', async () => {
    const written = rememberWrites();
    const { desk, asks, answers, lastCode, wrong } = await estate();
    const { body } = await asks('app', known, { once: { key: 'k', bind: 'b' } });
    const [right, other] = [lastCode(), wrong()];
    await refusalOf(answers('app', body.id, other));
    await answers('app', body.id, right);
    written.stop();
    const items = JSON.stringify(await written.items(desk.table));
    expect(items).toContain('CASE');
    const shown = JSON.stringify(await readHistory(desk, binding, { person: 'front', project: 'p1' }, body.id, { limit: 50 }));
    for (const text of [items, shown]) {
      expect(text).not.toContain(known);
      for (const code of [right, other]) expect(text).not.toMatch(new RegExp(`"${code}"`));
    }
  });
});

describe('asking for codes', () => {
  it.each([
    [59.999, 'binding.too-many'],
    [60, 'done'],
  ])('again after %d seconds: %s, for a person and for a number', async (seconds, expected) => {
    const { asks } = await estate();
    await asks('app', known);
    at(seconds);
    expect(await refusalOf(asks('app', strange))).toBe(expected);
    const second = await estate();
    await second.asks('app', known);
    at(seconds);
    expect(await refusalOf(second.asks('other', known))).toBe(expected);
  });

  it('ends after five in a day and goes on a day after the first', async () => {
    const { asks } = await estate();
    for (let n = 0; n < 5; n += 1) {
      at(n * 60);
      expect(await refusalOf(asks('app', known))).toBe('done');
    }
    for (const [seconds, expected] of [
      [300, 'binding.too-many'],
      [24 * 3600 - 0.001, 'binding.too-many'],
      [24 * 3600, 'done'],
    ] as const) {
      at(seconds);
      expect(await refusalOf(asks('app', known))).toBe(expected);
    }
  });

  it('answers a repeated request the same, without a second code', async () => {
    const { asks, box } = await estate();
    const once = { key: 'k', bind: 'b' };
    const first = await asks('app', known, { once });
    expect(await asks('app', known, { once })).toEqual(first);
    expect(box.sent).toHaveLength(1);
  });

  it('goes on where its process died, at any write, with the turn it had', async () => {
    const once = { key: 'k', bind: 'b' };
    const { asks } = await estate();
    const writes = await countWrites(() => asks('app', known, { once }));
    expect(writes).toBe(3);
    for (let nth = 1; nth <= writes; nth += 1) {
      for (const side of ['before', 'after'] as const) {
        const again = await estate();
        expect(await crashing({ nth, side }, () => again.asks('app', known, { once }))).toBeInstanceOf(Crash);
        expect(await refusalOf(again.asks('app', known, { once })), `${side} ${nth}`).toBe('done');
        expect(await refusalOf(again.asks('app', known, { once: { ...once, key: 'l' } }))).toBe('binding.too-many');
      }
    }
  });

  it('lets one of many through that come at once', async () => {
    const { asks, box } = await estate();
    const said = await Promise.all(Array.from({ length: 20 }, (_, n) => refusalOf(asks(`app${n % 4}`, known))));
    expect(said.filter((one) => one === 'done')).toHaveLength(1);
    expect(box.sent).toHaveLength(1);
  });
});
