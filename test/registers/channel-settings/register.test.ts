import { describe, expect, it } from 'vitest';
import type { ChannelSettings } from '../../../lib/registers/channel-settings/contract.ts';
import { channelSettings } from '../../../lib/registers/channel-settings/register.ts';
import { actorOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const admin = { actor: actorOf('admin', 'HQ-ADM') };
const sms = { sign: '美华物业', account: 'meihua', secret: 'not-to-be-seen' };
const text = { type: 'repair.accepted', way: 'sms', template: 'SMS_1', params: ['number'] };
const put = (body: object, before?: ChannelSettings) => run<ChannelSettings>(channelSettings, 'put', before, body, admin).record;
const refused = (body: object) => refusal(channelSettings, () => put(body));

describe('channel settings 通知渠道设置', () => {
  it('are off unless they are set', () => {
    expect(put({})).toEqual({ state: 'current', templates: [], spentOn: {} });
  });

  it('keep a secret that is not given again, and need it once', () => {
    const first = put({ sms, wecom: { groups: [{ project: '*', position: 'CSM', key: 'robot-key-1' }] } });
    const { secret: _, ...unsaid } = sms;
    const again = put({ sms: { ...unsaid, dailyBudget: 5 }, wecom: { groups: [{ project: '*', position: 'CSM' }] } }, first);
    expect(again.sms).toMatchObject({ secret: { h: 'h(not-to-be-seen)' }, dailyBudget: 5 });
    expect(again.wecom?.groups).toMatchObject([{ key: { h: 'h(robot-key-1)' } }]);
    expect(refused({ sms: unsaid })).toMatchObject({ code: 'channel-settings.secret-missing', path: 'sms.secret' });
    expect(refused({ wecom: { groups: [{ project: '*', position: 'CSM' }] } })).toMatchObject({ path: 'wecom.groups.0.key' });
  });

  it.each<[string, string, object]>([
    ['channel-settings.channel-off', 'templates.0.way', { templates: [text] }],
    ['channel-settings.template-missing', 'templates.0.template', { sms, templates: [{ ...text, template: undefined }] }],
    ['channel-settings.every-type', 'templates.0.type', { sms, templates: [{ ...text, type: '*' }] }],
    ['channel-settings.twice', 'templates.1.type', { sms, templates: [text, text] }],
    [
      'channel-settings.twice',
      'email.mailboxes.1.position',
      { email: { name: '美华', mailboxes: Array.from({ length: 2 }, () => ({ project: 'p1', position: 'PM', address: 'pm@example.com' })) } },
    ],
  ])('refuse %s at %s', (code, path, body) => {
    expect(refused(body)).toMatchObject({ code, path });
  });

  it.each([
    ['an address to fetch', { wecom: { url: 'https://evil.example', groups: [] } }],
    ['an address of the provider', { sms: { ...sms, url: 'https://evil.example' } }],
    ['a mailbox that is none', { email: { name: '美华', mailboxes: [{ project: 'p1', position: 'PM', address: 'pm' }] } }],
    ['a type that is none', { sms, templates: [{ ...text, type: 'Repair accepted' }] }],
    ['a budget below nothing', { sms: { ...sms, dailyBudget: -1 } }],
    ['a secret with a line break', { sms: { ...sms, secret: 'two\nlines here' } }],
  ])('take no %s', (_, body) => {
    expect(() => put(body)).toThrow('request.invalid');
  });

  it('tell headquarters once a day that a budget is used up, and when somebody has changed the channels', () => {
    const spend = (record: ChannelSettings, day: string) => run<ChannelSettings>(channelSettings, 'noteSpent', record, { way: 'sms', day, budget: 10 });
    const first = spend(put({ sms }), '2026-07-01');
    expect(first.notices).toMatchObject([{ type: 'channel-settings.spent', to: { positions: ['HQ-ADM'] }, params: { way: '短信', budget: '10' } }]);
    expect(spend(first.record, '2026-07-01').notices ?? []).toEqual([]);
    expect(spend(first.record, '2026-07-02').notices).toHaveLength(1);
    expect(run<ChannelSettings>(channelSettings, 'put', first.record, { sms }, admin)).toMatchObject({
      record: { spentOn: { sms: '2026-07-01' } },
      notices: [{ type: 'channel-settings.changed', params: { by: 'admin' } }],
    });
  });

  it('are set by headquarters administration alone', () => {
    expect(channelSettings.commands['put']?.by).toEqual(['HQ-ADM']);
  });
});
