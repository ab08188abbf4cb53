import { describe, expect, it } from 'vitest';
import type { NoticeEvent } from '../../lib/cases/history.ts';
import { instant } from '../../lib/kernel/clock.ts';
import { type Known, outgoing } from '../../lib/notices/outgoing.ts';
import type { ChannelSettings } from '../../lib/registers/channel-settings/contract.ts';
import type { PartyRecord } from '../../lib/registers/party/contract.ts';
import { sealedAs } from '../registers/given.ts';

const key = sealedAs('a robot’s key');
const template = (type: string, way: 'sms' | 'email' | 'wecom', more: object = {}) => ({ type, way, language: 'zh' as const, params: [], ...more });
const settings: ChannelSettings = {
  state: 'current',
  sms: { sign: '美华物业', account: 'meihua', secret: key, dailyBudget: 10 },
  email: { name: '美华物业', mailboxes: [{ project: 'p1', position: 'PM', address: 'pm@example.com' }], dailyBudget: 10 },
  wecom: {
    groups: [
      { project: '*', position: 'CSM', key },
      { project: 'p1', position: 'FRONT', key },
    ],
    dailyBudget: 10,
  },
  templates: [
    template('repair.accepted', 'sms', { template: 'SMS_1', params: ['number', 'worker', 'missing'] }),
    template('repair.accepted', 'sms', { template: 'SMS_1EN', params: ['number'], language: 'en' }),
    template('repair.accepted', 'email'),
    template('key-loan.lost', 'sms', { template: 'SMS_2' }),
    template('emergency', 'sms', { template: 'SMS_9', params: ['text'] }),
    template('*', 'wecom'),
  ],
  spentOn: {},
};
const zhang: PartyRecord = { state: 'current', kind: 'person', name: '张三', phones: [sealedAs('13812345678')], documents: [], consents: [] };

function event(changes: Partial<NoticeEvent['data']> = {}, head: Partial<NoticeEvent> = {}): NoticeEvent {
  return {
    id: 'e1',
    type: 'notice',
    company: 'c',
    project: 'p1',
    kind: 'repair',
    caseId: 'BX-20260701-0001',
    at: instant('2026-07-01T10:00:00+08:00'),
    ...head,
    data: {
      type: 'repair.accepted',
      to: { parties: ['K1'] },
      title: '漏水',
      text: { zh: '王师傅将上门', en: 'Wang will come' },
      params: { number: 'BX-1', worker: '王师傅', unit: '1-2-301' },
      period: '3',
      emergency: false,
      zone: 'Asia/Shanghai',
      quietHours: { from: '21:00', to: '08:00' },
      ...changes,
    },
  };
}

function known(party: Partial<Extract<PartyRecord, { state: 'current' }>> = {}, more: Partial<Known> = {}): Known {
  const operator = { smsUrl: 'https://sms.example', wecomUrl: 'https://qyapi.weixin.qq.com', emailFrom: 'notices@example.com' };
  return { settings, operator, parties: new Map([['K1', { ...zhang, ...party }]]), ...more };
}

const inputs = (one: NoticeEvent, by: Known = known()) => outgoing(one, by).map(({ input }) => input);

describe('routing a notice 通知路由', () => {
  it('to a party: a text message with the provider’s template, the telephone and the door behind it', () => {
    expect(inputs(event())).toEqual([
      {
        source: { type: 'repair.accepted', kind: 'repair', caseId: 'BX-20260701-0001' },
        title: '漏水',
        text: '王师傅将上门',
        template: { id: 'SMS_1', params: ['BX-1', '王师傅', ''] },
        emergency: false,
        unit: '1-2-301',
        to: { party: 'K1' },
        way: 'sms',
        ladder: ['phone', 'door'],
        refused: false,
      },
    ]);
  });

  it.each<[string, Parameters<typeof known>[0], string, readonly string[]]>([
    ['with a mailbox', { emails: [sealedAs('a@b.cn')] }, 'sms', ['email', 'phone', 'door']],
    ['who prefers mail', { emails: [sealedAs('a@b.cn')], channel: 'email' }, 'email', ['sms', 'phone', 'door']],
    ['who prefers WeChat, which is not there yet', { channel: 'wechat' }, 'sms', ['phone', 'door']],
    ['who prefers to be called', { channel: 'phone' }, 'phone', ['door']],
    ['who prefers a note at the door', { channel: 'door' }, 'door', ['phone']],
    ['without a telephone', { phones: [] }, 'door', []],
    ['who refuses text messages and has a mailbox', { emails: [sealedAs('a@b.cn')], optOut: ['sms'] }, 'email', ['phone', 'door']],
  ])('to a party %s', (_, party, way, ladder) => {
    expect(inputs(event(), known(party))).toMatchObject([{ way, ladder, refused: false }]);
  });

  it('to a party who refuses every way there is: put on record, not sent', () => {
    expect(inputs(event(), known({ optOut: ['sms'] }))).toMatchObject([{ way: 'sms', ladder: [], refused: true }]);
  });

  it.each([
    ['an emergency', { emergency: true }],
    ['what the law wants him to know', { type: 'key-loan.lost' }],
  ])('of %s reaches him whatever he has refused', (_, changes) => {
    expect(inputs(event(changes), known({ optOut: ['sms', 'email', 'wechat'] }))).toMatchObject([{ way: 'sms', refused: false }]);
  });

  it('in his language where there is a template in it', () => {
    expect(inputs(event(), known({ language: 'en' }))).toMatchObject([{ text: 'Wang will come', template: { id: 'SMS_1EN', params: ['BX-1'] } }]);
    expect(inputs(event({ type: 'key-loan.lost' }), known({ language: 'en' }))).toMatchObject([{ text: 'Wang will come', template: { id: 'SMS_2' } }]);
  });

  it('without a template is not sent; an emergency has the fallback', () => {
    expect(inputs(event({ type: 'repair.paused' }))).toEqual([]);
    expect(inputs(event({ type: 'repair.paused', emergency: true }))).toMatchObject([{ template: { id: 'SMS_9', params: ['王师傅将上门'] } }]);
  });

  it('to a party nobody knows, or where the operator has no provider, is not sent', () => {
    expect(inputs(event({ to: { parties: ['K2', undefined] } }))).toEqual([]);
    expect(inputs(event(), known({}, { operator: { wecomUrl: 'https://qyapi.weixin.qq.com' } }))).toEqual([]);
  });

  it('to positions: the group of the project or of all projects, and the mailbox where the type is mailed', () => {
    const to = { positions: ['CSM', 'FRONT', 'PM', 'ENG'] as const };
    expect(inputs(event({ to })).map((input) => [input.way, input.to])).toEqual([
      ['wecom', { position: 'CSM', project: 'p1' }],
      ['wecom', { position: 'FRONT', project: 'p1' }],
      ['email', { position: 'PM', project: 'p1' }],
    ]);
    expect(inputs(event({ to: { positions: ['FRONT'] } }, { project: 'p2' }))).toEqual([]);
  });

  it('to a number that stands in no record any more: a text message or nothing', () => {
    const phone = sealedAs('13900000000');
    expect(inputs(event({ to: { phones: [phone] } }))).toMatchObject([{ to: { phone }, way: 'sms', ladder: [] }]);
    expect(inputs(event({ to: { phones: [phone] }, type: 'repair.paused' }))).toEqual([]);
  });

  it('about a message goes nowhere: a failing channel would tell of its failing by failing', () => {
    expect(inputs(event({ to: { positions: ['CSM'] } }, { kind: 'message' }))).toEqual([]);
    expect(inputs(event({ to: { positions: ['CSM'] } }, { kind: 'channel-settings' }))).toEqual([]);
  });

  it('is one under one name: the same type about the same object and period, whatever event brings it', () => {
    const names = (one: NoticeEvent) => outgoing(one, known()).map(({ once }) => once);
    expect(names(event({}, { id: 'another', at: instant('2026-07-01T11:00:00+08:00') }))).toEqual(names(event()));
    for (const other of [event({ period: '4' }), event({}, { caseId: 'BX-20260701-0002' }), event({ type: 'key-loan.lost' })])
      expect(names(other)).not.toEqual(names(event()));
  });

  it('keeps what was told of a case from whom the case is kept from', () => {
    const secrecy = { persons: ['wang'], positions: ['ENG'] as const, onlyParties: ['K1'] };
    expect(inputs(event({ secrecy }))).toMatchObject([{ keptFrom: { persons: ['wang'], positions: ['ENG'] } }]);
  });
});
