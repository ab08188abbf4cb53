import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemsOfFile } from '../../local/verify/raw-items.ts';
import { type Body, burstPipe, type Caller, CloudProcess } from '../support/cloud.ts';

/** What a provider of the local cloud has sent. */
interface Sent {
  readonly way: string;
  readonly to: string;
  readonly template?: string;
  readonly params?: readonly string[];
  readonly sign?: string;
  readonly text?: string;
  readonly handedIn: number;
}

const phone = '13812345678';
const key = '693a91f6-7000-4bc4-97a0-0ec2sifa5aaa';
const cloud = new CloudProcess();
let admin: Caller;
let front: Caller;

const channels = {
  sms: { sign: '美华物业', account: 'meihua', secret: 'local-meihua-secret', dailyBudget: 50 },
  wecom: { groups: [{ project: '*', position: 'CSM', key }] },
  templates: [
    { type: 'repair.registered', way: 'sms', template: 'SMS_1', params: ['number', 'title'] },
    { type: 'repair.toDispatch', way: 'wecom' },
  ],
};

async function sent(): Promise<readonly Sent[]> {
  await cloud.idle();
  const { body } = await cloud.call<{ messages: readonly Sent[] }>('GET', '/local/messages');
  return body.messages;
}

const texts = async (): Promise<readonly Sent[]> => (await sent()).filter(({ way }) => way === 'sms');

async function must(asked: ReturnType<Caller['get']>, status = 201): Promise<Body> {
  const reply = await asked;
  if (reply.status !== status) throw new Error(`${reply.status} ${reply.text}`);
  return reply.body;
}

const drip = (unit: string) => ({
  ...burstPipe,
  unit,
  urgent: false,
  urgentKind: undefined,
  window: { from: '2026-07-02T09:00:00+08:00', to: '2026-07-02T11:00:00+08:00' },
  caller: { name: '张三', party: 'K0001' },
});

const breakSms = (fault: string, times = 1) => cloud.call('POST', '/local/messages/faults', { way: 'sms', fault, times });

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  admin = await cloud.person('meihua', 'admin', ['HQ-ADM']);
  await must(admin.post('/projects', { id: 'p1', name: '一号院' }));
  front = await cloud.person('meihua', 'front', ['FRONT', 'CSM']);
  await must(front.put('/projects/p1/parties/K0001', { name: '张三', phones: [phone] }));
  await must(front.put('/projects/p1/units/1-2-301', { buildingAreaDm2: 9_875, relations: [{ party: 'K0001', role: 'owner' }] }));
  await must(admin.put('/company/channels', channels));
}, 60_000);
afterAll(() => cloud.stop());

describe('notices out of the house', () => {
  it('become exactly one text message with the right template, and one line in the group of the position', async () => {
    const repair = await must(front.post('/projects/p1/repairs', drip('1-2-301')));
    const all = await sent();
    expect(all.filter(({ way }) => way === 'sms')).toMatchObject([
      { to: phone, sign: '美华物业', template: 'SMS_1', params: [`p1-${repair.id}`, expect.any(String)], handedIn: 1 },
    ]);
    expect(all.filter(({ way }) => way === 'wecom')).toMatchObject([{ to: key, text: expect.stringContaining(repair.id) }]);
    const { body } = await front.get('/projects/p1/messages?party=K0001');
    expect(body.items).toMatchObject([{ state: 'sent', way: 'sms', unit: '1-2-301', accepted: { providerId: expect.stringContaining('sim-') } }]);
    expect((await front.get(`/projects/p1/messages?case=repair/${repair.id}`)).body.items).toHaveLength(2);
  });

  it('are proven to have arrived when the provider says so', async () => {
    await cloud.advance('PT2M');
    const { body } = await front.get('/projects/p1/messages?party=K0001');
    expect(body.items).toMatchObject([{ state: 'delivered', proof: { at: expect.any(String) } }]);
  });

  it('are not sent twice when the answer is lost: the provider is asked by our number', async () => {
    await breakSms('lostAnswer');
    await must(front.post('/projects/p1/repairs', drip('1-2-301')));
    expect(await texts()).toHaveLength(2);
    await cloud.advance('PT3H');
    expect(await texts()).toMatchObject([{ handedIn: 1 }, { handedIn: 1 }]);
    const { body } = await front.get('/projects/p1/messages?party=K0001');
    expect(body.items.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  });

  it('wait for the end of the quiet hours', async () => {
    await cloud.setClock('2026-07-01T21:00:00+08:00');
    await must(front.post('/projects/p1/repairs', drip('1-2-301')));
    await cloud.setClock('2026-07-02T07:59:00+08:00');
    expect(await texts()).toHaveLength(2);
    await cloud.setClock('2026-07-02T08:01:00+08:00');
    expect(await texts()).toHaveLength(3);
  });

  it('are the company’s own affair: another company has neither channels nor messages', async () => {
    const stranger = await cloud.person('other', 'admin', ['HQ-ADM', 'FRONT']);
    expect((await stranger.get('/company/channels')).status).toBe(404);
    await must(stranger.post('/projects', { id: 'p1', name: '他院' }));
    expect((await stranger.get('/projects/p1/messages?party=K0001')).body.items).toEqual([]);
    expect((await stranger.get('/projects/p1/messages/XX-20260701-0001')).status).toBe(404);
  });

  it('leave no phone number and no secret in the clear', async () => {
    const { body, text } = await must2(admin.get('/company/channels'));
    expect(body).toMatchObject({ sms: { account: 'meihua', secret: '********' }, wecom: { groups: [{ key: '********' }] } });
    const raw = JSON.stringify(itemsOfFile(`${cloud.folder}/table.sqlite`));
    for (const secret of [phone, key, 'local-meihua-secret'])
      expect([raw.includes(secret), text.includes(secret), cloud.output.includes(secret)]).toEqual([false, false, false]);
    for (const file of readdirSync(cloud.folder).filter((name) => name.includes('sqlite')))
      expect({ file, found: readFileSync(`${cloud.folder}/${file}`).includes(phone) }).toEqual({ file, found: false });
  });
});

async function must2(asked: ReturnType<Caller['get']>) {
  const reply = await asked;
  expect(reply.status).toBe(200);
  return reply;
}
