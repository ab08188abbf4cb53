import { describe, expect, it } from 'vitest';
import { keyLoan } from '../../../lib/workflows/key-loan/workflow.ts';
import { at, client, colleague, loaded, registered } from '../../registers/key-set/given-keys.ts';
import {
  agent,
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
  wang,
} from './given-loans.ts';

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

it('lets an equipment room be asked for before the shift begins', () => {
  expect(request({ borrower: wang, purpose: 'inspection', ticket: undefined }, around({ set: equipmentSet, colleague: off('王师傅') })).record.state).toBe(
    'awaitingApproval',
  );
});
