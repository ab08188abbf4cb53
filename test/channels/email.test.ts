import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { codeSender } from '../../lib/channels/codes.ts';
import { sendMail } from '../../lib/channels/email.ts';
import type { Operator } from '../../lib/channels/outcome.ts';
import { forgetChannels } from '../../lib/channels/settings.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { channelSettings, channelsId } from '../../lib/registers/channel-settings/register.ts';
import { startAwsServer } from '../../local/engines/aws-server.ts';
import { type Fault, Outbox } from '../../local/engines/outbox.ts';
import { sendEmail, startOutlets } from '../../local/engines/outlets.ts';
import { localSecret } from '../../local/engines/sms.ts';
import { testHouse } from '../support/house.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { memoryDesk } from '../support/world.ts';

const engine = memoryEngine();
const outbox = new Outbox(() => 0);
const outlets = await startOutlets(outbox, 0);
const mailServer = await startAwsServer({ json: {}, form: {}, rest: [sendEmail(outbox)] }, 0);
Object.assign(process.env, { AWS_ENDPOINT_URL_SESV2: mailServer.endpoint, AWS_REGION: 'cn-north-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
afterAll(async () => {
  engine.stop();
  await Promise.all([outlets.stop(), mailServer.stop()]);
});
beforeEach(() => {
  outbox.clear();
  forgetChannels();
});

const mail = { id: 'c.p1.XX-20260701-0001', to: 'owner@example.com', subject: '漏水', text: '王师傅将上门', name: '美华物业' };

describe('mail 电子邮件', () => {
  it('goes out with the notice’s own words', async () => {
    expect(await sendMail('notices@mail.example', mail)).toEqual({ outcome: 'accepted', providerId: expect.stringMatching(/^[\w-]{36}$/) });
    expect(outbox.sent).toMatchObject([{ way: 'email', to: 'owner@example.com', subject: '漏水', text: '王师傅将上门' }]);
  });

  it.each<[Fault, object, number]>([
    ['refused', { outcome: 'refused', reason: 'MessageRejected', again: false }, 0],
    ['busy', { outcome: 'refused', reason: 'TooManyRequestsException', again: true }, 0],
    ['lostAnswer', { outcome: 'unknown' }, 1],
    ['slow', { outcome: 'unknown' }, 1],
    ['lostRequest', { outcome: 'unknown' }, 0],
  ])('that is %s: %j, handed in once', async (fault, outcome, sent) => {
    outbox.fail('email', fault, 1);
    expect(await sendMail('notices@mail.example', mail)).toEqual(outcome);
    expect(outbox.sent).toHaveLength(sent);
  });
});

describe('codes 验证码', () => {
  const operator: Operator = { smsUrl: `${outlets.url}/sms`, emailFrom: 'notices@mail.example', wecomUrl: outlets.url };

  async function company(settings?: object) {
    const desk = memoryDesk();
    const { system } = await testHouse([], desk);
    if (settings) await system(channelSettings, hq, channelsId, settings);
    const message = { id: 'BD-1', company: desk.company, purpose: 'binding' as const, code: '123456', validFor: '5分钟', text: '验证码 123456' };
    return {
      desk,
      message,
      sender: codeSender(
        () => desk,
        () => operator,
      ),
    };
  }

  it('are reached by nobody in a company without channels', async () => {
    const { desk, sender, message } = await company();
    expect([await sender.reaches(desk.company, 'sms'), await sender.reaches(desk.company, 'email')]).toEqual([false, false]);
    await expect(sender.sendCode({ ...message, to: { phone: '13812345678' } })).rejects.toThrow('off');
  });

  it('go by text message with the company’s template, by mail with the whole sentence', async () => {
    const { desk, sender, message } = await company({
      sms: { sign: '美华物业', account: 'meihua', secret: localSecret('meihua') },
      email: { name: '美华物业' },
      templates: [{ type: 'binding.code', way: 'sms', template: 'SMS_7', params: ['code', 'validFor'] }],
    });
    expect([await sender.reaches(desk.company, 'sms'), await sender.reaches(desk.company, 'email')]).toEqual([true, true]);
    await sender.sendCode({ ...message, to: { phone: '13812345678' } });
    await sender.sendCode({ ...message, to: { email: 'owner@example.com' } });
    expect(outbox.sent).toMatchObject([
      { way: 'sms', to: '13812345678', template: 'SMS_7', params: ['123456', '5分钟'] },
      { way: 'email', to: 'owner@example.com', text: '验证码 123456' },
    ]);
  });

  it('whose answer is lost may have arrived; those refused have not', async () => {
    const { sender, message } = await company({
      sms: { sign: '美华物业', account: 'meihua', secret: localSecret('meihua') },
      templates: [{ type: 'binding.code', way: 'sms', template: 'SMS_7' }],
    });
    outbox.fail('sms', 'lostAnswer', 1);
    await expect(sender.sendCode({ ...message, to: { phone: '13812345678' } })).resolves.toBeUndefined();
    outbox.fail('sms', 'refused', 1);
    await expect(sender.sendCode({ ...message, id: 'BD-2', to: { phone: '13812345678' } })).rejects.toThrow('refused');
  });
});
