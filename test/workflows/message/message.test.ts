import { describe, expect, it } from 'vitest';
import type { Context, Outcome } from '../../../lib/cases/definition.ts';
import type { Timer } from '../../../lib/cases/timer.ts';
import { instant } from '../../../lib/kernel/clock.ts';
import type { Message } from '../../../lib/workflows/message/record.ts';
import { message } from '../../../lib/workflows/message/workflow.ts';
import { refusal, run, sealedAs } from '../../registers/given.ts';
import { actorOf } from '../../support/context.ts';

const at = (local: string) => instant(`${local.length > 5 ? local : `2026-07-01T${local}`}:00+08:00`);
const letter = {
  source: { type: 'repair.accepted', kind: 'repair', caseId: 'BX-20260701-0001' },
  to: { party: 'K0001' },
  title: '水龙头滴水',
  text: '王师傅将于 11:00 前上门',
  template: { id: 'SMS_1', params: ['BX-1', '王师傅'] },
  emergency: false,
  unit: '1-2-301',
  way: 'sms',
  ladder: ['phone', 'door'],
};

function does(command: string, record: Message | undefined, body: object = {}, local = '10:00', overrides: Partial<Context> = {}): Outcome<Message> {
  const now = at(local);
  return run<Message>(message, command, record, body, { id: 'XX-1', now, today: '2026-07-01', ...overrides });
}

const queued = (changes: object = {}, local = '10:00') => does('queue', undefined, { ...letter, ...changes }, local).record;
const sending = (changes: object = {}, local = '10:00') => does('begin', queued(changes, local), {}, local).record;
const sent = (local = '10:00') => does('accept', sending(), { attempt: 1, providerId: 'p-1' }, local).record;
const byHand = () => queued({ way: 'phone', ladder: ['door'] });
const timersOf = (record: Message) => message.timers(record, at('10:00'));
const timer = (record: Message, name: string) => timersOf(record).find((one) => one.name === name) as Timer;
const local = (text: string) => at(text);

describe('message 消息', () => {
  it.each<[Message, readonly string[]]>([
    [queued(), ['begin', 'expire']],
    [sending(), ['accept', 'ask', 'hold', 'refuse']],
    [does('hold', sending(), { attempt: 1, day: '2026-07-01', ahead: 0 }).record, ['begin', 'expire']],
    [sent(), ['report', 'seek']],
    [byHand(), ['told', 'unreachable']],
    [queued({ refused: true }), []],
    [does('report', sent(), { providerId: 'p-1', delivered: true }).record, []],
    [does('expire', queued()).record, []],
  ])('in $state allows its own commands and nothing else', (record, allowed) => {
    const possible = Object.entries(message.commands).filter(([, { from }]) => from.includes(record.state));
    expect(possible.map(([name]) => name).toSorted()).toEqual(allowed);
  });

  it('is found by whom it was for and by the case it tells of, and kept from whom the case is kept from', () => {
    expect(message.terms(queued(), 'XX-1')).toEqual([
      { kind: 'told', value: 'K0001' },
      { kind: 'toldOf', value: 'repair/BX-20260701-0001' },
    ]);
    expect(message.terms(queued({ to: { phone: sealedAs('13800001234') } }), 'XX-1')[0]).toEqual({ kind: 'told', value: 'h(13800001234)' });
    expect(message.subject(queued(), 'XX-1')).toEqual({ title: '水龙头滴水', unit: '1-2-301' });
    expect(message.secrecy(queued({ keptFrom: { persons: ['wang'] } }))).toEqual({ persons: ['wang'] });
    expect(message.secrecy(queued())).toBeUndefined();
  });
});

describe('quiet hours 免打扰', () => {
  it.each([
    { asked: '20:59', sendAt: '20:59' },
    { asked: '21:00', sendAt: '2026-07-02T08:00' },
    { asked: '2026-07-02T07:59', sendAt: '2026-07-02T08:00' },
    { asked: '2026-07-02T08:00', sendAt: '2026-07-02T08:00' },
  ])('hold a notice to a resident of $asked until $sendAt', ({ asked, sendAt }) => {
    expect(queued({}, asked)).toMatchObject({ state: 'queued', sendAt: local(sendAt) });
  });

  it('hold nobody on duty and no emergency', () => {
    expect(queued({ to: { position: 'CSM', project: 'p1' }, way: 'wecom', ladder: [] }, '23:00')).toMatchObject({ sendAt: local('23:00') });
    expect(queued({ emergency: true }, '23:00')).toMatchObject({ sendAt: local('23:00') });
  });

  it('are looked at again when its time has come: a late sweep wakes nobody', () => {
    const late = does('begin', queued({}, '20:59'), {}, '21:00').record;
    expect(late).toMatchObject({ state: 'queued', attempts: 0, sendAt: local('2026-07-02T08:00') });
    expect(does('begin', queued({}, '20:59'), {}, '20:59').record).toMatchObject({ state: 'sending', attempts: 1 });
  });

  it('move a second attempt into the morning', () => {
    const refused = does('refuse', sending({}, '20:59'), { attempt: 1, reason: 'busy', again: true }, '20:59').record;
    expect(refused).toMatchObject({ state: 'queued', sendAt: local('2026-07-02T08:00') });
  });
});

describe('sending 发送', () => {
  it('wakes its function at its time, and once more a quarter of an hour later whatever became of the first', () => {
    expect(timer(queued(), 'send').stages).toMatchObject([
      { at: local('10:00'), command: 'begin' },
      { at: local('10:15'), command: 'begin' },
    ]);
    expect(timer(queued({ emergency: true }), 'send').urgent).toBe(true);
  });

  it('is tried again after 1, 5 and 30 minutes, then the next way takes over', () => {
    let record = sending();
    for (const [attempt, minutes] of [1, 5, 30].entries()) {
      record = does('refuse', record, { attempt: attempt + 1, reason: 'busy', again: true }, '10:00').record;
      expect(record).toMatchObject({ state: 'queued', sendAt: local(`10:${String(minutes).padStart(2, '0')}`) });
      record = does('begin', record, {}, '10:40').record;
    }
    const { record: failed, also } = does('refuse', record, { attempt: 4, reason: 'busy', again: true });
    expect(failed).toMatchObject({ state: 'failed', failure: 'refused', detail: 'busy', attempts: 4 });
    expect(also).toMatchObject([{ effect: 'open', command: 'queue', input: { way: 'phone', ladder: ['door'], to: { party: 'K0001' } } }]);
  });

  it('gives up at once what the provider refuses for good', () => {
    expect(does('refuse', sending(), { attempt: 1, reason: 'blacklist', again: false }).record).toMatchObject({ state: 'failed', failure: 'refused' });
  });

  it('asks three times what became of an unanswered attempt, then gives it up', () => {
    let record = sending();
    const asked: string[] = [];
    for (const minute of ['10:01', '10:06', '10:36']) {
      asked.push((record as { askAt: string }).askAt);
      record = does('ask', record, {}, minute).record;
      expect(record.state).toBe('sending');
    }
    expect(asked).toEqual([local('10:01'), local('10:06'), local('10:36')]);
    expect(does('ask', record, {}, '11:06')).toMatchObject({ record: { state: 'failed', failure: 'unanswered' }, also: [{ input: { way: 'phone' } }] });
  });

  it.each(['email', 'wecom'])('by %s, which cannot be asked, is given up rather than done twice', (way) => {
    const to = way === 'wecom' ? { position: 'CSM', project: 'p1' } : { party: 'K0001' };
    expect(does('ask', sending({ way, to, ladder: [] }), {}, '10:01').record).toMatchObject({ state: 'failed', failure: 'unanswered' });
  });

  it('takes the answer of its own attempt only', () => {
    const second = does('begin', does('refuse', sending(), { attempt: 1, reason: 'busy', again: true }).record, {}, '10:05').record;
    for (const [command, body] of [
      ['accept', { providerId: 'p-1' }],
      ['refuse', { reason: 'busy', again: true }],
      ['hold', { day: '2026-07-01', ahead: 0 }],
    ] as const)
      expect(refusal(message, () => does(command, second, { attempt: 1, ...body }))).toMatchObject({ kind: 'conflict', code: 'message.answer-late' });
  });

  it.each([
    ['sms', 'sent'],
    ['email', 'unconfirmed'],
    ['wecom', 'delivered'],
  ])('by %s is %s once the provider has it', (way, state) => {
    const to = way === 'wecom' ? { position: 'CSM', project: 'p1' } : { party: 'K0001' };
    const accepted = does('accept', sending({ way, to, ladder: [] }), { attempt: 1, providerId: 'p-1', paidOn: '2026-07-01' }).record;
    expect(accepted).toMatchObject({ state, accepted: { providerId: 'p-1', at: local('10:00') }, paidOn: '2026-07-01' });
  });

  it('is over after two days: no news any more', () => {
    expect(timer(queued(), 'stale').due).toBe(local('2026-07-03T10:00'));
    expect(does('expire', queued(), {}, '2026-07-03T10:00')).toMatchObject({ record: { state: 'failed', failure: 'stale' }, also: [], notices: [] });
  });
});

describe('the evidence 送达凭证', () => {
  it('is the provider’s word about the very message it has accepted', () => {
    const delivered = does('report', sent(), { providerId: 'p-1', delivered: true, at: local('10:01') }, '10:10').record;
    expect(delivered).toMatchObject({ state: 'delivered', accepted: { providerId: 'p-1' }, proof: { at: local('10:01') } });
    const foreign = () => does('report', sent(), { providerId: 'p-2', delivered: true });
    expect(refusal(message, foreign)).toMatchObject({ kind: 'conflict', code: 'message.evidence-foreign' });
    const opened = { opened: { at: local('10:20'), by: 'system' } };
    const early = (minute: string) => () => does('report', sent('10:20'), { providerId: 'p-1', delivered: true, at: local(minute) }, '10:30', opened);
    expect(early('10:10')().record.state).toBe('delivered');
    expect(refusal(message, early('10:09'))).toMatchObject({ code: 'message.evidence-foreign' });
  });

  it('that it did not arrive sends the next way', () => {
    const { record, also } = does('report', sent(), { providerId: 'p-1', delivered: false, reason: '关机' });
    expect(record).toMatchObject({ state: 'failed', failure: 'undelivered', detail: '关机', accepted: { providerId: 'p-1' } });
    expect(also).toHaveLength(1);
  });

  it('is asked for over three days, and then there is none', () => {
    let record = sent();
    for (let round = 0; round < 5; round += 1) record = does('seek', record, {}, '10:00').record;
    expect(record).toMatchObject({ state: 'sent', seeks: 5 });
    expect(does('seek', record, {}, '2026-07-04T10:12').record).toMatchObject({ state: 'unconfirmed', accepted: { providerId: 'p-1' } });
  });
});

describe('the budget 额度', () => {
  it('holds a message until the next day, in the order in which they came, and costs it no attempt', () => {
    const held = (ahead: number, changes: object = {}) => does('hold', sending(changes, '20:00'), { attempt: 1, day: '2026-07-01', ahead }, '20:00').record;
    expect(held(0)).toMatchObject({ state: 'held', attempts: 0, sendAt: local('2026-07-02T08:00') });
    expect(held(90)).toMatchObject({ sendAt: instant('2026-07-02T08:01:30+08:00') });
    expect(held(0, { to: { position: 'CSM', project: 'p1' }, way: 'wecom', ladder: [] })).toMatchObject({ sendAt: local('2026-07-02T00:00') });
    expect(does('begin', held(0), {}, '2026-07-02T08:00').record).toMatchObject({ state: 'sending', attempts: 1 });
  });
});

describe('opting out 退订', () => {
  it('is put on record, and overcome by an emergency', () => {
    expect(queued({ refused: true })).toMatchObject({ state: 'suppressed' });
    expect(queued({ refused: true, emergency: true })).toMatchObject({ state: 'queued' });
  });
});

describe('by hand 人工告知', () => {
  it('is the front desk’s task with a time limit, in the hours in which one may call', () => {
    const { record, notices } = does('queue', undefined, { ...letter, way: 'phone', ladder: ['door'] }, '22:00');
    expect(record).toMatchObject({ state: 'byHand', dueAt: local('2026-07-02T12:00') });
    expect(notices).toMatchObject([{ type: 'message.byHand', to: { positions: ['FRONT'] }, params: { way: '电话' } }]);
    expect(timer(record, 'hand').stages).toMatchObject([{ name: 'late', tell: { positions: ['CSM', 'FRONT'] } }]);
    expect(queued({ way: 'phone', emergency: true }, '22:00')).toMatchObject({ dueAt: local('22:30') });
  });

  it('is proven by who told, or leads to the door, and at last to the head of customer service', () => {
    const front = { actor: actorOf('front.1', 'FRONT') };
    expect(does('told', byHand(), { note: '已接通' }, '10:30', front).record).toMatchObject({
      state: 'delivered',
      proof: { at: local('10:30'), by: 'front.1', note: '已接通' },
    });
    const door = does('unreachable', byHand(), { note: '三次无人接听' }, '11:00', front);
    expect(door).toMatchObject({ record: { state: 'failed', failure: 'unreachable' }, also: [{ input: { way: 'door', ladder: [] } }], notices: [] });
    const last = does('unreachable', queued({ way: 'door', ladder: [] }), { note: '无人在家' }, '11:00', front);
    expect(last).toMatchObject({ also: [], notices: [{ type: 'message.unreachable', to: { positions: ['CSM'] } }] });
  });

  it('may be ordered by a colleague, for a party there is', () => {
    const order = { party: 'K0001', way: 'phone', text: '明日停水' };
    expect(does('assign', undefined, order).record).toMatchObject({ state: 'byHand', to: { party: 'K0001' }, ladder: ['door'], emergency: false });
    expect(message.commands['assign']?.by).toEqual(['FRONT', 'CSM', 'PM']);
  });
});
