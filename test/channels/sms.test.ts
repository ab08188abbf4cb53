import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openSms } from '../../lib/channels/sms.ts';
import { postToGroup } from '../../lib/channels/wecom.ts';
import { freePort } from '../../local/engines/dynoxide.ts';
import { type Fault, Outbox } from '../../local/engines/outbox.ts';
import { startOutlets } from '../../local/engines/outlets.ts';
import { localSecret } from '../../local/engines/sms.ts';

const outbox = new Outbox(() => Date.parse('2026-07-01T02:00:00Z'));
const outlets = await startOutlets(outbox, 0);
const account = { account: 'meihua', secret: localSecret('meihua'), sign: '美华物业' };
const text = { id: 'meihua.p1.XX-20260701-0001', phone: '13812345678', template: 'SMS_1', params: ['BX-1', '王师傅'] };

/** A provider of its own for each question, so that one test's silence spares no other's. */
let fresh = 0;
const provider = (secret = account.secret) => {
  fresh += 1;
  return openSms(`${outlets.url}/sms${'/'.repeat(fresh)}`, { ...account, secret });
};

beforeEach(() => outbox.clear());
afterAll(() => outlets.stop());

describe('the text-message provider', () => {
  it('sends a template under the company’s sign, and says afterwards what became of it', async () => {
    const sms = provider();
    expect(await sms.ask(text.id)).toEqual({ status: 'never' });
    const sent = await sms.send(text);
    expect(sent).toEqual({ outcome: 'accepted', providerId: expect.stringMatching(/^sim-/) });
    expect(outbox.sent).toMatchObject([{ way: 'sms', to: text.phone, sign: '美华物业', template: 'SMS_1', params: text.params, account: 'meihua' }]);
    expect(await sms.ask(text.id)).toMatchObject({ status: 'delivered', at: '2026-07-01T02:00:00.000Z' });
  });

  it('sends one message for one number of ours, however often it is handed in', async () => {
    const sms = provider();
    const [first, second] = [await sms.send(text), await sms.send(text)];
    expect(second).toEqual(first);
    expect(outbox.sent).toMatchObject([{ handedIn: 2 }]);
  });

  it.each<[Fault, object]>([
    ['refused', { outcome: 'refused', reason: 'number is on the blacklist', again: false }],
    ['busy', { outcome: 'refused', reason: 'too many requests', again: true }],
    ['slow', { outcome: 'unknown' }],
    ['huge', { outcome: 'unknown' }],
    ['wrongTypes', { outcome: 'unknown' }],
    ['notJson', { outcome: 'unknown' }],
    ['lostAnswer', { outcome: 'unknown' }],
    ['lostRequest', { outcome: 'unknown' }],
    ['wrongSignature', { outcome: 'unknown' }],
    ['contradictory', { outcome: 'unknown' }],
    ['error', { outcome: 'unknown' }],
  ])('that is %s is believed as far as it is proven: %j', async (fault, outcome) => {
    outbox.fail('sms', fault, 1);
    expect(await provider().send(text)).toEqual(outcome);
  });

  it.each<[Fault, object]>([
    ['slow', { status: 'unknown' }],
    ['huge', { status: 'unknown' }],
    ['wrongTypes', { status: 'unknown' }],
    ['wrongSignature', { status: 'unknown' }],
    ['contradictory', { status: 'unknown' }],
    ['lostAnswer', { status: 'unknown' }],
    ['undeliverable', { status: 'failed', reason: 'phone is off' }],
  ])('that is %s when asked proves: %j', async (fault, status) => {
    const sms = provider();
    await sms.send(text);
    outbox.fail('sms', fault, 1);
    expect(await sms.ask(text.id)).toMatchObject(status);
  });

  it('is not believed, nor believes us, under another secret', async () => {
    expect(await provider('some other secret').send(text)).toEqual({ outcome: 'unknown' });
    expect(outbox.sent).toEqual([]);
  });

  it('that is not there has sent nothing, and may be tried again', async () => {
    expect(await openSms(`http://127.0.0.1:${await freePort()}/sms`, account).send(text)).toEqual({
      outcome: 'refused',
      reason: 'provider unreachable',
      again: true,
    });
  });

  it('is spared after five silences in a row, and what is refused meanwhile was not sent', async () => {
    const sms = provider();
    outbox.fail('sms', 'error', 5);
    for (let call = 0; call < 5; call += 1) expect(await sms.send(text)).toEqual({ outcome: 'unknown' });
    expect(await sms.send({ ...text, id: 'other' })).toEqual({ outcome: 'refused', reason: 'provider down', again: true });
    expect(await sms.ask(text.id)).toEqual({ status: 'unknown' });
    expect(outbox.sent).toMatchObject([{ id: text.id, handedIn: 5 }]);
  });

  it('is asked by https, and nowhere but where the operator says: no redirect is followed', async () => {
    await expect(openSms('http://169.254.169.254/latest', account).send(text)).rejects.toThrow('https');
    let visited = 0;
    const trap = createServer((_, response) => {
      visited += 1;
      response.end('{}');
    });
    const door = createServer((_, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${(trap.address() as AddressInfo).port}/` }).end();
    });
    await Promise.all([trap, door].map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
    expect(await openSms(`http://127.0.0.1:${(door.address() as AddressInfo).port}`, account).send(text)).toEqual({ outcome: 'unknown' });
    expect(visited).toBe(0);
    trap.close();
    door.close();
  });
});

describe('the robot of a group', () => {
  const post = (line = '水管爆裂') => postToGroup(outlets.url, 'robot-key-1', line);

  it('posts a line, cut between characters where it is too long', async () => {
    expect(await post()).toEqual({ outcome: 'accepted', providerId: 'wecom' });
    await post('物'.repeat(1000));
    expect(outbox.sent.map(({ to, text: line }) => [to, line])).toEqual([
      ['robot-key-1', '水管爆裂'],
      ['robot-key-1', '物'.repeat(682)],
    ]);
  });

  it.each<[Fault, object]>([
    ['refused', { outcome: 'refused', reason: 'errcode 93000', again: false }],
    ['busy', { outcome: 'refused', reason: 'errcode 45009', again: true }],
    ['lostAnswer', { outcome: 'unknown' }],
    ['slow', { outcome: 'unknown' }],
    ['huge', { outcome: 'unknown' }],
    ['wrongTypes', { outcome: 'unknown' }],
    ['error', { outcome: 'unknown' }],
  ])('that is %s: %j', async (fault, outcome) => {
    outbox.fail('wecom', fault, 1);
    expect(await post()).toEqual(outcome);
  });
});
