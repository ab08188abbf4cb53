import { describe, expect, it } from 'vitest';
import { dueStages } from '../../../lib/cases/timer.ts';
import type { KeyLoan } from '../../../lib/workflows/key-loan/record.ts';
import { keyLoan } from '../../../lib/workflows/key-loan/workflow.ts';
import { at, client, colleague, loaded, registered } from '../../registers/key-set/given-keys.ts';
import { actorOf } from '../../support/context.ts';
import {
  agent,
  approved,
  around,
  asked,
  does,
  entrustedRequest,
  equipmentSet,
  off,
  owner,
  ownerReads,
  ownRequest,
  publicRequest,
  publicSet,
  refused,
  repairTicket,
  takenSet,
  timer,
  timers,
  unmandatedSet,
  wang,
} from './given-loans.ts';

const csm = actorOf('csm.1', 'CSM');
const request = (body: object, reads = around({ ticket: repairTicket() })) => does('request', undefined, { ...entrustedRequest, ...body }, { reads });

describe('key loan 钥匙领用', () => {
  it.each([
    ['new', ['request', 'emergencyEntry']],
    ['requested', ['recordConsent', 'refuse', 'cancel', 'expire', 'lend']],
    ['awaitingApproval', ['recordConsent', 'approve', 'refuse', 'cancel', 'expire']],
    ['approved', ['recordConsent', 'refuse', 'cancel', 'expire', 'lend']],
    ['out', ['giveBack', 'reportLost', 'fileReport', 'ratify']],
    ['lost', ['tellOwner', 'replaceLock', 'writeOff', 'recover', 'fileReport', 'ratify']],
    ['underReview', ['fileReport', 'ratify']],
    ['refused', []],
    ['cancelled', []],
    ['expired', []],
    ['returned', []],
    ['lockReplaced', []],
    ['writtenOff', []],
  ])('in %s allows %j and nothing else', (state, allowed) => {
    const names = Object.entries(keyLoan.commands).filter(([, command]) => command.from.includes(state));
    expect(names.map(([name]) => name).toSorted()).toEqual(allowed.toSorted());
  });

  it('has no command that copies a key', () => {
    expect(Object.keys(keyLoan.commands)).not.toContain('copyKey');
  });
});

describe('request 借用申请', () => {
  it('of an owner’s keys waits for the customer-service supervisor, of an equipment room for the head of engineering, of others for nobody', () => {
    expect(asked()).toMatchObject({ state: 'awaitingApproval', needs: 'entrusted', set: { owners: ['C2', 'C3'] } });
    expect(request({}).notices).toEqual([{ type: 'key-loan.approval-asked', to: { positions: ['CSM'] } }]);
    const equipment = request({ purpose: 'inspection', ticket: undefined }, around({ set: equipmentSet }));
    expect(equipment.record).toMatchObject({ state: 'awaitingApproval', needs: 'equipment' });
    expect(equipment.notices).toEqual([{ type: 'key-loan.approval-asked', to: { positions: ['ENGM'] } }]);
    expect(publicRequest().state).toBe('requested');
  });

  it('of the owner for his own keys waits for nobody, and says which flat', () => {
    expect(ownRequest()).toMatchObject({ state: 'requested', borrower: { party: 'C2', name: '李四' } });
    const asks = (body: object) => does('request', undefined, { set: 'K-7', borrower: owner, purpose: 'ownerUse', ...body }, { reads: ownerReads() });
    expect(refused(() => asks({}))).toMatchObject({ code: 'key-loan.unit-needed', path: 'unit' });
    expect(refused(() => asks({ unit: '1-2-302' })).code).toBe('key-loan.other-unit');
  });

  it('of a former owner or a tenant needs approval like anybody’s', () => {
    for (const party of ['C1', 'C4']) {
      const reads = around({ client: loaded(party, client('张三')) });
      expect(does('request', undefined, { set: 'K-7', unit: '1-2-301', borrower: { kind: 'party', party }, purpose: 'ownerUse' }, { reads }).record.state).toBe(
        'awaitingApproval',
      );
    }
  });

  it('may be made while the keys are out, but not for keys that are gone', () => {
    expect(request({}, around({ set: takenSet, ticket: repairTicket() })).record.state).toBe('awaitingApproval');
    const gone = loaded('K-7', { ...registered(), state: 'writtenOff', writeOff: { at: at('2026-07-01T09:00'), by: 'pm', reason: 'cancelled' } });
    expect(refused(() => request({}, around({ set: gone })))).toMatchObject({
      kind: 'conflict',
      code: 'key-loan.set-unavailable',
      says: expect.stringContaining('注销'),
    });
  });

  it.each([
    ['2026-07-01', true],
    ['2026-06-30', false],
  ])('of an agent whose own mandate ended on %s is heard: %s', (to, heard) => {
    const attempt = () =>
      request({ borrower: { ...agent, mandate: { from: '2026-06-01', to, document: '看房委托' } }, purpose: 'viewing', ticket: undefined }, around());
    if (heard) expect(attempt().record.state).toBe('awaitingApproval');
    else expect(refused(attempt)).toMatchObject({ code: 'key-loan.mandate-expired', path: 'borrower.mandate', says: expect.stringContaining('2026-06-30') });
  });

  it('keeps an outsider’s identity and phone sealed, and finds him by their hashes', () => {
    const { record } = request({ borrower: agent, purpose: 'viewing', ticket: undefined }, around());
    expect(record.borrower).toMatchObject({ identity: { h: 'h(110101199001011234)' }, phone: { m: '138****1234' } });
    expect(keyLoan.terms(record, 'YS-1')).toEqual(
      expect.arrayContaining([
        { kind: 'identity', value: 'h(110101199001011234)' },
        { kind: 'phone', value: 'h(13800001234)' },
        { kind: 'room', value: '1-2-301' },
      ]),
    );
  });

  it('names a colleague who is here, and for equipment rooms a colleague only', () => {
    expect(refused(() => request({}, around({ colleague: undefined })))).toMatchObject({ code: 'key-loan.unknown-borrower', path: 'borrower.person' });
    expect(refused(() => request({}, around({ colleague: loaded('wang', colleague('王师傅', '工程', 'left')) }))).code).toBe('key-loan.staff-left');
    expect(refused(() => request({ borrower: agent, purpose: 'inspection', ticket: undefined }, around({ set: equipmentSet }))).code).toBe(
      'key-loan.staff-only',
    );
  });

  it.each([
    ['repair', 'ownerEntrusted', false],
    ['inspection', 'ownerEntrusted', false],
    ['inspection', 'publicArea', true],
    ['inspection', 'equipmentRoom', true],
    ['cleaning', 'publicArea', false],
  ])('of an engineer for %s in %s goes without a ticket: %s', (purpose, kind, goes) => {
    const set = kind === 'publicArea' ? publicSet : kind === 'equipmentRoom' ? equipmentSet : loaded('K-7', registered());
    const attempt = () => request({ purpose, ticket: undefined }, around({ set }));
    if (goes) expect(attempt().record.purpose).toBe(purpose);
    else expect(refused(attempt)).toMatchObject({ code: 'key-loan.ticket-needed', path: 'ticket' });
  });

  it('names a ticket that exists, runs, and is for this flat', () => {
    const ticketed = (ticket: ReturnType<typeof repairTicket> | undefined) => () => request({ ticket: 'p1-BX-20260701-0001' }, around({ ticket }));
    expect(ticketed(repairTicket())().record.ticket).toBe('p1-BX-20260701-0001');
    expect(refused(ticketed(undefined)).code).toBe('key-loan.ticket-unknown');
    for (const state of ['closed', 'merged', 'cancelled']) expect(refused(ticketed(repairTicket(state))).code).toBe('key-loan.ticket-ended');
    expect(refused(ticketed(repairTicket('dispatched', '1-2-302')))).toMatchObject({
      code: 'key-loan.ticket-other-unit',
      says: expect.stringContaining('1-2-302'),
    });
  });

  it.each([
    ['nothing', {}],
    ['a purpose only emergencies have', { ...entrustedRequest, purpose: 'emergency' }],
    ['a field nobody knows', { ...entrustedRequest, copyKey: true }],
    ['a mandate that ends before it begins', { ...entrustedRequest, borrower: { ...agent, mandate: { from: '2026-07-02', to: '2026-07-01', document: 'x' } } }],
    ['an id with #', { ...entrustedRequest, set: 'K#7' }],
  ])('is refused with %s', (_, body) => {
    expect(() => does('request', undefined, body)).toThrow('request.invalid');
  });
});

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

it('lets an equipment room be asked for before the shift begins', () => {
  expect(request({ borrower: wang, purpose: 'inspection', ticket: undefined }, around({ set: equipmentSet, colleague: off('王师傅') })).record.state).toBe(
    'awaitingApproval',
  );
});
