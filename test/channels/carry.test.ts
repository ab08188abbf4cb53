import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { NoticeEvent } from '../../lib/cases/history.ts';
import { carry } from '../../lib/channels/carry.ts';
import type { Operator } from '../../lib/channels/outcome.ts';
import { sendText } from '../../lib/channels/send-text.ts';
import { forgetChannels } from '../../lib/channels/settings.ts';
import { instant } from '../../lib/kernel/clock.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { listMessages } from '../../lib/lists/messages.ts';
import { sendOut } from '../../lib/notices/send-out.ts';
import { channelSettings, channelsId } from '../../lib/registers/channel-settings/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { dueShards, parseDue } from '../../lib/table/keys.ts';
import type { Item } from '../../lib/table/table.ts';
import { message } from '../../lib/workflows/message/workflow.ts';
import { type Fault, Outbox } from '../../local/engines/outbox.ts';
import { startOutlets } from '../../local/engines/outlets.ts';
import { localSecret } from '../../local/engines/sms.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { timeIs } from '../support/clock.ts';
import { newCompany } from '../support/engine.ts';
import { testHouse } from '../support/house.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { Crash, crashing } from '../support/transport.ts';
import { memoryDesk } from '../support/world.ts';

const engine = memoryEngine();
let clock = 0;
const outbox = new Outbox(() => clock);
const outlets = await startOutlets(outbox, 0);
let providers = 0;
afterAll(async () => {
  engine.stop();
  await outlets.stop();
});
beforeEach(() => {
  outbox.clear();
  forgetChannels();
});

const phone = '13812345678';
const timeGoes = (at: string) => {
  clock = Date.parse(timeIs(at));
};

/** A company with channels, a party, and everything that happens to its messages. */
async function company(changes: object = {}, name = newCompany()) {
  timeGoes('2026-07-01T10:00:00+08:00');
  providers += 1;
  const operator: Operator = { smsUrl: `${outlets.url}/sms${'/'.repeat(providers)}`, wecomUrl: outlets.url };
  const desk = memoryDesk(name);
  const house = await testHouse([], desk);
  await house.system(partyRegister, 'p1', 'K1', { name: '张三', phones: [phone] });
  const settings = {
    sms: { sign: '美华物业', account: 'meihua', secret: localSecret('meihua'), dailyBudget: 3 },
    wecom: { groups: [{ project: '*', position: 'CSM', key: 'robot-key-1' }] },
    templates: [
      { type: 'repair.accepted', way: 'sms', template: 'SMS_1', params: ['number'] },
      { type: 'binding.code', way: 'sms', template: 'SMS_7', params: ['code'] },
      { type: 'repair.urgent', way: 'wecom' },
    ],
    ...changes,
  };
  await house.system(channelSettings, hq, channelsId, settings);
  let notices = 0;
  const notice = (data: Partial<NoticeEvent['data']> = {}, at = '2026-07-01T10:00:00+08:00'): NoticeEvent => {
    notices += 1;
    return {
      ...{ id: `e${notices}`, type: 'notice', company: desk.company, project: 'p1', kind: 'repair', caseId: 'BX-20260701-0001', at: instant(at) },
      data: {
        ...{ type: 'repair.accepted', to: { parties: ['K1'] }, title: '漏水', text: { zh: '将上门', en: 'coming' }, params: { number: 'BX-1' } },
        ...{ period: String(notices), emergency: false, zone: 'Asia/Shanghai', quietHours: { from: '21:00', to: '08:00' } },
        ...data,
      },
    };
  };
  const own = () => engine.items().filter(({ pk }) => pk === `T#${desk.company}` || pk.startsWith(`T#${desk.company}#`));
  const messages = () => own().filter(({ sk, pk }) => sk === 'CASE' && pk.includes('#C#XX-'));
  const due = () =>
    own().filter(
      (item) => dueShards.includes(String(item['dpk'])) && parseDue(String(item['dsk'])).at <= new Date(clock).toISOString() && item['kind'] === 'message',
    );
  /** The sweep of every minute, as the timers function and the messages' own function do it together. */
  const sweepAt = async (at: string) => {
    timeGoes(at);
    for (const item of due().toSorted(byDue)) await carry(desk, operator, { project: 'p1', kind: 'message', id: String(item['id']) });
  };
  const sweepUntil = async (...instants: readonly string[]) => {
    for (const at of instants) await sweepAt(`2026-07-${at.length > 5 ? at : `01T${at}`}:00+08:00`);
  };
  const states = () => messages().map(({ state }) => state);
  return { desk, house, operator, notice, messages, states, sweepUntil, own };
}

const byDue = (a: Item, b: Item): number => (String(a['dsk']) < String(b['dsk']) ? -1 : 1);
const fail = (fault: Fault, times = 1) => outbox.fail('sms', fault, times);
const minutes = ['10:01', '10:02', '10:07', '10:08', '10:38', '10:39', '11:10', '11:20'];

describe('a notice on its way out', () => {
  it('becomes one message however often, and how late, it is delivered', async () => {
    const { desk, operator, notice, states } = await company();
    const event = notice();
    expect(await sendOut(desk, operator, event)).toBe(1);
    timeGoes('2026-07-02T20:00:00+08:00');
    await Promise.all([sendOut(desk, operator, event), sendOut(desk, operator, { ...event, id: 'another event of the same notice' })]);
    timeGoes('2026-07-09T20:00:00+08:00');
    expect(await sendOut(desk, operator, event)).toBe(0);
    expect(states()).toEqual(['delivered']);
    expect(outbox.sent).toMatchObject([{ way: 'sms', to: phone, template: 'SMS_1', params: ['BX-1'], handedIn: 1 }]);
  });

  it('costs a company without channels one remembered read', async () => {
    const { desk, operator, notice } = await company();
    const bare = memoryDesk();
    await testHouse([], bare);
    expect(await sendOut(bare, operator, { ...notice(), company: bare.company })).toBe(0);
    expect(await sendOut(bare, operator, { ...notice(), company: bare.company })).toBe(0);
    expect(engine.items().filter(({ pk }) => pk.startsWith(`T#${bare.company}#`) && pk.includes('XX-'))).toEqual([]);
    expect(desk.company).not.toBe(bare.company);
  });

  it('is found by the party and by the case, by colleagues of the project and nobody else', async () => {
    const { desk, house, operator, notice } = await company();
    await sendOut(desk, operator, notice());
    await house.hire('zhao', ['FRONT']);
    await house.hire('eve', ['FRONT'], ['p2']);
    const told = { kind: 'told', value: 'K1' };
    const caller = { person: 'zhao', project: 'p1' };
    expect((await listMessages(desk, caller, told, { limit: 20 })).items).toMatchObject([{ state: 'sent', source: { caseId: 'BX-20260701-0001' } }]);
    expect((await listMessages(desk, caller, { kind: 'toldOf', value: 'repair/BX-20260701-0001' }, { limit: 20 })).items).toHaveLength(1);
    await expect(listMessages(desk, { person: 'eve', project: 'p1' }, told, { limit: 20 })).rejects.toThrow('access.not-found');
    expect((await listMessages(desk, { person: 'eve', project: 'p2' }, told, { limit: 20 })).items).toEqual([]);
  });
});

describe('a provider in trouble', () => {
  it.each<[Fault, number]>([
    ['lostAnswer', 1],
    ['slow', 1],
    ['huge', 1],
    ['wrongTypes', 1],
    ['wrongSignature', 1],
    ['contradictory', 1],
    ['error', 3],
    ['lostRequest', 1],
    ['lostRequest', 3],
    ['busy', 2],
  ])('(%s, %i times) sends one text message in the end, and we know it', { timeout: 20_000 }, async (fault, times) => {
    const { desk, operator, notice, states, sweepUntil, own } = await company();
    fail(fault, times);
    await sendOut(desk, operator, notice());
    expect(states()).toEqual([fault === 'busy' ? 'queued' : 'sending']);
    await sweepUntil(...minutes);
    expect(outbox.sent).toMatchObject([{ to: phone, handedIn: 1 }]);
    expect(states()).toEqual(['delivered']);
    expect(verifyItems(own())).toEqual([]);
  });

  it('for good leads to the front desk, and never to a second text message', async () => {
    const { desk, operator, notice, messages, sweepUntil } = await company();
    fail('lostAnswer', 100);
    await sendOut(desk, operator, notice());
    await sweepUntil(...minutes);
    expect(messages().map(({ state, record }) => [state, (record as { way: string }).way])).toEqual([
      ['failed', 'sms'],
      ['byHand', 'phone'],
    ]);
    expect(outbox.sent).toMatchObject([{ handedIn: 1 }]);
  });

  it('that refuses for good leads to the front desk at once', async () => {
    const { desk, operator, notice, states } = await company();
    fail('refused');
    await sendOut(desk, operator, notice());
    expect(states()).toEqual(['failed', 'byHand']);
    expect(outbox.sent).toEqual([]);
  });

  it('that says it did not arrive leads to the front desk', async () => {
    const { desk, operator, notice, states, sweepUntil } = await company();
    await sendOut(desk, operator, notice());
    fail('undeliverable');
    await sweepUntil('10:02');
    expect(states()).toEqual(['failed', 'byHand']);
  });

  it('of a group is not asked and not told twice', async () => {
    const { desk, operator, notice, states, sweepUntil } = await company();
    outbox.fail('wecom', 'lostAnswer', 1);
    await sendOut(desk, operator, notice({ type: 'repair.urgent', to: { positions: ['CSM'] } }));
    await sweepUntil(...minutes);
    expect(states()).toEqual(['failed']);
    expect(outbox.sent).toMatchObject([{ way: 'wecom', to: 'robot-key-1', text: '将上门', handedIn: 1 }]);
  });
});

describe('a process that dies', () => {
  it.each([1, 2, 3, 4, 5].flatMap((nth) => (['before', 'after'] as const).map((side) => [side, nth] as const)))(
    '%s its write %i leaves one text message in the end',
    async (side, nth) => {
      const { desk, operator, notice, states, sweepUntil, own } = await company();
      const event = notice();
      const died = await crashing({ nth, side }, () => sendOut(desk, operator, event));
      if (!(died instanceof Crash)) return;
      await sendOut(desk, operator, event);
      await sweepUntil(...minutes);
      expect(outbox.sent).toMatchObject([{ handedIn: 1 }]);
      expect(states()).toEqual(['delivered']);
      expect(verifyItems(own())).toEqual([]);
    },
  );

  it('side by side with another one hands a message over once', async () => {
    const { desk, operator, notice, messages } = await company();
    timeGoes('2026-07-01T22:00:00+08:00');
    await sendOut(desk, operator, notice({}, '2026-07-01T22:00:00+08:00'));
    timeGoes('2026-07-02T08:00:00+08:00');
    const ref = { project: 'p1', kind: 'message', id: String(messages()[0]?.['id']) };
    await Promise.all(Array.from({ length: 8 }, () => carry(desk, operator, ref)));
    expect(outbox.sent).toMatchObject([{ handedIn: 1 }]);
  });
});

describe('the daily budget 每日额度', () => {
  it('holds what is beyond it, tells headquarters once, and sends it next day in order', async () => {
    const { desk, operator, notice, states, sweepUntil, messages, own } = await company();
    for (let n = 0; n < 6; n += 1) await sendOut(desk, operator, notice({ params: { number: `BX-${n + 1}` } }));
    expect(outbox.sent.map(({ params }) => params?.[0])).toEqual(['BX-1', 'BX-2', 'BX-3']);
    expect(states()).toEqual(['sent', 'sent', 'sent', 'held', 'held', 'held']);
    const told = own().flatMap(({ out }) => (out as { data: { type: string } }[] | undefined) ?? []);
    expect(told.filter(({ data }) => data.type === 'channel-settings.spent')).toHaveLength(1);
    await sweepUntil('02T07:59');
    expect(outbox.sent).toHaveLength(3);
    await sweepUntil('02T08:00', '02T08:01');
    expect(outbox.sent.map(({ params }) => params?.[0])).toEqual(['BX-1', 'BX-2', 'BX-3', 'BX-4', 'BX-5', 'BX-6']);
    expect(messages().map(({ record }) => (record as { paidOn?: string }).paidOn)).toEqual([
      ...Array.from({ length: 3 }, () => '2026-07-01'),
      ...Array.from({ length: 3 }, () => '2026-07-02'),
    ]);
  });

  it('is overdrawn by emergencies, as much again and no more', async () => {
    const { desk, operator, notice, states } = await company();
    for (let n = 0; n < 3; n += 1) await sendOut(desk, operator, notice());
    for (let n = 0; n < 4; n += 1) await sendOut(desk, operator, notice({ emergency: true }));
    expect(outbox.sent).toHaveLength(6);
    expect(states().at(-1)).toBe('held');
  });

  it('drops what is no news any more when its turn comes', async () => {
    const { desk, operator, notice, states, sweepUntil } = await company({
      sms: { sign: '美华', account: 'meihua', secret: localSecret('meihua'), dailyBudget: 0 },
    });
    await sendOut(desk, operator, notice());
    await sweepUntil('02T08:00', '03T08:00', '03T10:01');
    expect(states()).toEqual(['failed']);
    expect(outbox.sent).toEqual([]);
  });

  it('is each company’s own', async () => {
    const [one, other] = [await company(), await company()];
    for (let n = 0; n < 4; n += 1) await sendOut(one.desk, one.operator, one.notice());
    await sendOut(other.desk, other.operator, other.notice());
    expect(other.states()).toEqual(['sent']);
    expect(new Set(outbox.sent.map(({ id }) => id)).size).toBe(4);
  });
});

describe('a verification code 验证码', () => {
  const code = { id: 'BD-1', phone, type: 'binding.code', params: { code: '123456' } };

  it('goes out at once and stands nowhere', async () => {
    const { desk, operator, own } = await company();
    expect(await sendText(desk, operator, code)).toBe('accepted');
    expect(await sendText(desk, operator, code)).toBe('accepted');
    expect(outbox.sent).toMatchObject([{ to: phone, template: 'SMS_7', params: ['123456'], handedIn: 2 }]);
    expect(JSON.stringify(own())).not.toMatch(/123456|13812345678/);
  });

  it('is refused in words where it cannot go', async () => {
    const { desk, operator } = await company();
    expect(await sendText(desk, operator, { ...code, type: 'invitation.code' })).toBe('off');
    expect(await sendText(desk, { wecomUrl: outlets.url }, code)).toBe('off');
    for (let n = 0; n < 3; n += 1) await sendText(desk, operator, { ...code, id: `BD-${n}` });
    expect(await sendText(desk, operator, { ...code, id: 'BD-9' })).toBe('spent');
  });
});

it('an old number is told by its own seal, though it stands in no record any more', async () => {
  const { desk, operator, notice, own } = await company();
  const sealed = own().find(({ kind, id }) => kind === 'party' && id === 'K1')?.['record'] as { phones: NoticeEvent['data']['to']['phones'] };
  await sendOut(desk, operator, notice({ to: { phones: sealed.phones ?? [] } }));
  expect(outbox.sent).toMatchObject([{ to: phone }]);
  expect(JSON.stringify(own())).not.toContain(phone);
  expect(message.logged).toBe(false);
});
