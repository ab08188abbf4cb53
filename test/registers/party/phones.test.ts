import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../lib/kernel/error.ts';
import type { PartyRecord } from '../../../lib/registers/party/record.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { actorOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const identity = (number = '11010119900307123X', kind = 'identityCard') => ({ kind, number });
const put = (body: object, before?: PartyRecord, more: object = {}) => run<PartyRecord>(partyRegister, 'put', before, { name: '张三', ...body }, more);
const zhang = put({ phones: ['13800001234', '13900005678'], documents: [identity()] }).record;
const unknown = put({ phones: ['13800001234'] }).record;

const change = (body: object, before: PartyRecord = zhang, more: object = {}) =>
  run<PartyRecord>(
    partyRegister,
    'changePhone',
    before,
    { old: '13800001234', new: '13700000001', identityShown: identity(), reason: '换号', ...body },
    { id: 'K1', ...more },
  );
const refused = (attempt: () => unknown) => refusal(partyRegister, attempt);
const csm = { actor: actorOf('csm', 'CSM') };

describe('a registered phone 登记电话', () => {
  it('is changed in its place, and the old number is told as well as the new one', () => {
    const { record, notices } = change({});
    expect(record.phones.map(({ m }) => m)).toEqual(['137****0001', '139****5678']);
    expect(notices).toEqual([
      { type: 'party.phone-changed', to: { parties: ['K1'], phones: [zhang.phones[0]] }, params: { old: '138****1234', new: '137****0001' } },
    ]);
  });

  it('is given up without a new one, unless it is the only one', () => {
    expect(change({ new: undefined }).record.phones.map(({ m }) => m)).toEqual(['139****5678']);
    const only = put({ phones: ['13800001234'], documents: [identity()] }).record;
    expect(refused(() => change({ new: undefined }, only))).toMatchObject({ code: 'party.phone-last', path: 'new' });
  });

  it('must be on record, and the new one not yet', () => {
    expect(refused(() => change({ old: '13000000000' }))).toMatchObject({ code: 'party.phone-unknown', path: 'old' });
    expect(refused(() => change({ new: '139 0000 5678' }))).toMatchObject({ code: 'party.phone-known', path: 'new' });
    expect(refused(() => change({ new: '13800001234' }))).toMatchObject({ code: 'party.phone-known' });
  });

  it('is changed for whoever shows the document on record; a wrong one leaves a line', () => {
    expect(change({ identityShown: identity('11010119900307123x') }).record.phones).toHaveLength(2);
    expect(refused(() => change({ identityShown: undefined }))).toMatchObject({ kind: 'unprocessable', code: 'party.identity-needed', path: 'identityShown' });
    expect(refused(() => change({ identityShown: identity('110101199003071999') }))).toMatchObject({ kind: 'forbidden', code: 'party.identity-differs' });
    expect(refused(() => change({ identityShown: identity('11010119900307123X', 'passport') }))).toMatchObject({ code: 'party.identity-differs' });
    expect(refused(() => change({ identityShown: undefined, evidence: '本人到场' }, zhang, csm))).toMatchObject({ code: 'party.identity-needed' });
  });

  it('is changed by a manager on other evidence where no document is on record', () => {
    expect(change({ identityShown: undefined, evidence: '与购房合同核对' }, unknown, csm).record.phones).toHaveLength(1);
    expect(refused(() => change({ identityShown: undefined }, unknown, csm))).toMatchObject({ code: 'party.evidence-needed', path: 'evidence' });
    expect(refused(() => change({ evidence: '本人到场' }, unknown))).toMatchObject({ kind: 'forbidden', code: 'party.evidence-needs-manager' });
  });

  it.each([{ old: '12' }, { new: 'x' }, { reason: '' }, { reason: undefined }, { identityShown: { kind: 'identityCard' } }, { phones: [] }])(
    'refuses %j',
    (body) => {
      expect(() => change(body)).toThrow(DomainError);
    },
  );
});

describe('an ordinary correction 登记客户', () => {
  const bound = { reads: { bound: { record: [{ id: 'zhang', record: { state: 'current' } }] } } as never, id: 'K1' };
  const left = { reads: { bound: { record: [{ id: 'zhang', record: { state: 'ended' } }] } } as never, id: 'K1' };
  const same = { phones: ['13800001234', '13900005678'], documents: [identity()] };

  it('does not touch the phone of somebody who has an account', () => {
    expect(refused(() => put({ ...same, phones: ['13800001234'] }, zhang, bound))).toMatchObject({ code: 'party.phone-bound', path: 'phones' });
    expect(refused(() => put({ ...same, phones: ['13800001234', '13700000001'] }, zhang, bound))).toMatchObject({ code: 'party.phone-bound' });
    expect(put({ ...same, phones: ['13800001234'] }, zhang).record.phones).toHaveLength(1);
    expect(put({ ...same, phones: ['13800001234'] }, zhang, left).record.phones).toHaveLength(1);
  });

  it('tells him of a number that is added', () => {
    const { record, notices } = put({ ...same, phones: [...same.phones, '13700000001'] }, zhang, bound);
    expect(record.phones).toHaveLength(3);
    expect(notices).toEqual([{ type: 'party.phone-added', to: { parties: ['K1'] }, params: { phone: '137****0001' } }]);
    expect(put({ ...same, phones: [...same.phones, '13700000001'] }, zhang).notices).toEqual([]);
  });

  it('leaves his documents to a manager, by which his phone is changed', () => {
    const other = { ...same, documents: [identity('110101199003071999')] };
    expect(refused(() => put(other, zhang, bound))).toMatchObject({ kind: 'forbidden', code: 'party.document-bound' });
    expect(put(other, zhang, { ...bound, ...csm }).record.documents).toHaveLength(1);
    expect(put({ ...same, documents: [...same.documents, identity('E12345678', 'passport')] }, zhang, bound).record.documents).toHaveLength(2);
  });

  it('asks who has an account only where that matters', () => {
    const reads = (body: object) =>
      partyRegister.commands['put']?.reads({ ...put(body).record }, zhang, { today: '2026-07-01', actor: actorOf('f', 'FRONT'), project: 'p1', id: 'K1' });
    expect(reads(same)).toEqual({});
    expect(reads({ ...same, name: '张三丰' })).toEqual({});
    expect(reads({ ...same, phones: [] })).toMatchObject({ bound: { find: { kind: 'party', value: 'p1.K1' } } });
    expect(reads({ ...same, documents: [] })).toMatchObject({ bound: {} });
  });
});
