import { describe, expect, it } from 'vitest';
import { dueStages } from '../../../lib/cases/timer.ts';
import type { KeyLoan } from '../../../lib/workflows/key-loan/record.ts';
import { keyLoan } from '../../../lib/workflows/key-loan/workflow.ts';
import { at, loaded, registered } from '../../registers/key-set/given-keys.ts';
import { actorOf } from '../../support/context.ts';
import {
  approved,
  around,
  asked,
  does,
  entrustedRequest,
  equipmentSet,
  ownRequest,
  publicRequest,
  refused,
  repairTicket,
  timer,
  timers,
  unmandatedSet,
} from './given-loans.ts';

const csm = actorOf('csm.1', 'CSM');
const request = (body: object, reads = around({ ticket: repairTicket() })) => does('request', undefined, { ...entrustedRequest, ...body }, { reads });

describe('owner’s word 业主确认', () => {
  const consent = (body: object, overrides: Parameters<typeof does>[3] = {}) =>
    does('recordConsent', asked(), { party: 'C2', how: 'phone', ...body }, overrides);

  it('is written down with who, how and when, by the desk or by the owner himself', () => {
    expect(consent({}).record.consent).toEqual({ party: 'C2', how: 'phone', on: '2026-07-01', at: at('2026-07-01T10:00'), by: 'front.1' });
    const himself = { ...actorOf('li'), party: 'C2' };
    expect(consent({}, { actor: himself }).record.consent).toMatchObject({ how: 'app', by: 'li' });
  });

  it('is only a present owner’s, and nobody gives it in another’s name', () => {
    for (const party of ['C1', 'C4']) expect(refused(() => consent({ party })).code).toBe('key-loan.not-the-owner');
    expect(refused(() => consent({}, { actor: { ...actorOf('zhao'), party: 'C4' } })).code).toBe('key-loan.not-the-owner');
    expect(refused(() => request({ unit: '1-2-301', consent: { party: 'C1', how: 'phone' } })).code).toBe('key-loan.not-the-owner');
  });
});

describe('approval 审批', () => {
  const approve = (record: KeyLoan, actor = csm, reads = around(), local = '2026-07-01T10:00') => does('approve', record, {}, { actor, reads, local });
  const equipment = () => request({ purpose: 'inspection', ticket: undefined }, around({ set: equipmentSet })).record;

  it.each([
    ['CSM', true, false],
    ['PM', true, true],
    ['ENGM', false, true],
  ] as const)('by %s counts for an owner’s keys: %s, for an equipment room: %s', (position, entrusted, room) => {
    const actor = actorOf('boss', position);
    const attempts = [
      { may: entrusted, record: asked(), set: loaded('K-7', registered()) },
      { may: room, record: equipment(), set: equipmentSet },
    ];
    for (const { may, record, set } of attempts) {
      expect(keyLoan.commands['approve']?.may(record, actor)).toBe(may);
      if (may) expect(approve(record, actor, around({ set })).record.state).toBe('approved');
      else expect(refused(() => approve(record, actor, around({ set })))).toMatchObject({ kind: 'forbidden', code: 'key-loan.not-your-approval' });
    }
  });

  it('is never the requester’s or the borrower’s own', () => {
    for (const person of ['eng.1', 'wang']) {
      expect(refused(() => approve(asked(), actorOf(person, 'CSM')))).toMatchObject({ kind: 'forbidden', code: 'key-loan.own-request' });
      expect(keyLoan.commands['approve']?.may(asked(), actorOf(person, 'CSM'))).toBe(false);
    }
  });

  it.each([
    ['2026-12-31', 'approved'],
    ['2027-01-01', 'key-loan.mandate-expired'],
  ])('on %s under a mandate until 31 December ends in %s', (today, outcome) => {
    const attempt = () => approve(asked(), csm, around(), `${today}T10:00`);
    if (outcome === 'approved') expect(attempt().record.state).toBe(outcome);
    else expect(refused(attempt).code).toBe(outcome);
  });

  it('needs the owner’s mandate or his word of this very day', () => {
    const bare = around({ set: unmandatedSet, ticket: repairTicket() });
    const unmandated = () => does('request', undefined, entrustedRequest, { reads: bare, actor: actorOf('eng.1', 'ENG') }).record;
    expect(refused(() => approve(unmandated(), csm, bare)).code).toBe('key-loan.mandate-needed');
    const consented = does('recordConsent', unmandated(), { party: 'C3', how: 'phone' }, { reads: bare }).record;
    expect(approve(consented, csm, bare, '2026-07-01T23:59:59').record.state).toBe('approved');
    expect(refused(() => approve(consented, csm, bare, '2026-07-02T00:00'))).toMatchObject({
      code: 'key-loan.consent-stale',
      says: expect.stringContaining('2026-07-01'),
    });
  });

  it('does not rest on the mandate of an owner who has sold', () => {
    const sold = around({ set: loaded('K-7', registered({ owner: 'C1' })) });
    expect(refused(() => approve(asked(), csm, sold)).code).toBe('key-loan.mandate-needed');
  });

  it('is asked for again at 50 and 90 %, goes up at 24 hours, and lapses a day later without ever being granted', () => {
    const fired = (local: string) => dueStages(timers(asked()), {}, at(local)).map(({ stage }) => [stage.name, stage.tell?.positions?.[0], stage.command]);
    expect(fired('2026-07-01T21:59:59.999')).toEqual([]);
    expect(fired('2026-07-02T07:36')).toEqual([
      ['remind', 'CSM', undefined],
      ['warn', 'CSM', undefined],
    ]);
    expect(fired('2026-07-02T10:00')).toHaveLength(2);
    expect(fired('2026-07-02T10:00:00.001').at(-1)).toEqual(['escalate', 'PM', undefined]);
    expect(fired('2026-07-03T10:00:00.001').at(-1)).toEqual(['lapse', undefined, 'expire']);
    expect(does('expire', asked()).record.state).toBe('expired');
    expect(timer(approved(), 'approval').stop).toBe(at('2026-07-01T10:00'));
  });
});

describe('refusal and end of a request', () => {
  it.each([
    ['arrears as a reason', { reason: 'arrears' }],
    ['arrears in other words', { reason: 'other', note: '业主拖欠物业费两年' }],
    ['arrears in a note', { reason: 'unavailable', note: '先把欠费交清' }],
  ])('refuses %s with the law, and lets the attempt be recorded', (_, body) => {
    for (const record of [ownRequest(), asked(), approved()]) {
      expect(refused(() => does('refuse', record, body))).toMatchObject({ kind: 'forbidden', code: 'law.no-suspension', says: expect.stringContaining('944') });
    }
    expect(refused(() => does('cancel', ownRequest(), { note: '欠费未清' })).code).toBe('law.no-suspension');
  });

  it('takes an honest reason; what awaits approval only its deciders refuse', () => {
    expect(does('refuse', ownRequest(), { reason: 'identityUnclear', note: '证件不清' }).record).toMatchObject({
      state: 'refused',
      refusal: { reason: 'identityUnclear' },
    });
    expect(refused(() => does('refuse', asked(), { reason: 'noAuthority' })).code).toBe('key-loan.not-your-approval');
    expect(does('refuse', asked(), { reason: 'noAuthority' }, { actor: csm }).record.state).toBe('refused');
  });

  it('is cancelled by who asked or by the desk, and by no other engineer', () => {
    const may = (person: string, position: 'ENG' | 'FRONT') => keyLoan.commands['cancel']?.may(asked(), actorOf(person, position));
    expect([may('eng.1', 'ENG'), may('eng.2', 'ENG'), may('front.1', 'FRONT')]).toEqual([true, false, true]);
    expect(does('cancel', approved(), {}).record).toMatchObject({ state: 'cancelled', approval: { by: 'csm.1' } });
  });

  it('lapses when nobody fetches the keys for 24 hours', () => {
    const fired = (local: string) => dueStages(timers(publicRequest()), {}, at(local)).map(({ stage }) => stage.command);
    expect(fired('2026-07-02T10:00')).toEqual([]);
    expect(fired('2026-07-02T10:00:00.001')).toEqual(['expire']);
    for (const command of ['expire', 'cancel'] as const) {
      const ended = does(command, publicRequest(), {}, { local: '2026-07-01T11:00' }).record;
      expect(dueStages(timers(ended), {}, at('2026-08-01T10:00'))).toEqual([]);
    }
  });

  it('counts in no figure and claims nothing', () => {
    const moment = { opened: at('2026-07-01T10:00'), now: at('2026-07-05T10:00'), today: '2026-07-05' };
    for (const record of [asked(), approved(), publicRequest()]) {
      expect(keyLoan.facts(record, 'YS-1', moment)).toEqual([]);
      expect(keyLoan.claims(record, 'YS-1')).toEqual([]);
    }
  });
});
