import { describe, expect, it } from 'vitest';
import type { In, PartyRecord } from '../../../lib/registers/party/record.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { writePartyRows } from '../../../lib/registers/party/sheet.ts';
import { actorOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const put = (body: object) => run<PartyRecord>(partyRegister, 'put', undefined, { name: '张三', ...body }).record as In<'current'>;
const identity = (number: string, kind = 'identityCard') => ({ kind, number });
const double = put({ phones: ['13800001234'], documents: [identity('11010119900307123X')], note: '原登记', channel: 'sms' });
const survivor = put({ name: '张三丰', phones: ['13900005678', '138 0000 1234'], plates: ['京A12345'] });

interface Around {
  readonly units?: number;
  readonly members?: readonly string[];
  readonly earlier?: readonly string[];
}

function merge(before: PartyRecord, into: PartyRecord, { units = 2, members = [], earlier = [] }: Around = {}, id = 'K2') {
  const found = (ids: readonly string[]) => ({ record: ids.map((one) => ({ id: one, record: {} })) });
  const reads = {
    into: { record: into },
    units: found(Array.from({ length: units }, (_, at) => `1-1-${at}`)),
    members: found(members),
    earlier: found(earlier),
  };
  const body = { into: 'K1', reason: '同一人登记两次', evidence: '证件原件' };
  return run<PartyRecord>(partyRegister, 'merge', before, body, { id, actor: actorOf('csm', 'CSM'), reads: reads });
}

const refused = (...given: Parameters<typeof merge>) => refusal(partyRegister, () => merge(...given));
/** What it orders from others; it books nothing. */
const ordersOf = ({ also = [] }: ReturnType<typeof merge>) => also.filter((effect) => effect.effect === 'order');
/** What the survivor becomes by the merger's own order. */
function survived(before: PartyRecord, into: PartyRecord): PartyRecord {
  const input = ordersOf(merge(before, into)).find((effect) => effect.command === 'absorb')?.input;
  const outcome = partyRegister.commands['absorb']?.apply(into, input, {} as never);
  return partyRegister.record.parse(JSON.parse(JSON.stringify(outcome?.record))) as PartyRecord;
}

describe('merging a double 客户合并', () => {
  it('leaves of the double its name and where it went, and sends everybody after it', () => {
    const merged = merge(double, survivor, { members: ['zhang'], earlier: ['K3'] });
    const { record } = merged;
    const also = ordersOf(merged);
    expect(record).toMatchObject({
      state: 'merged',
      name: '张三',
      phones: [],
      documents: [],
      into: 'K1',
      mergedBy: 'csm',
      reason: '同一人登记两次',
      evidence: '证件原件',
    });
    expect(also.map((effect) => [effect.contract.name, 'id' in effect ? effect.id : '', effect.command])).toEqual([
      ['party', 'K1', 'absorb'],
      ['unit', '1-1-0', 'renameParty'],
      ['unit', '1-1-1', 'renameParty'],
      ['member', 'zhang', 'moveParty'],
      ['party', 'K3', 'repoint'],
    ]);
    expect(also.find(({ command }) => command === 'moveParty')?.input).toEqual({ project: 'p1', from: 'K2', into: 'K1' });
  });

  it('is found no more, but by its survivor', () => {
    const { record } = merge(double, survivor);
    expect(partyRegister.terms(record, 'K2')).toEqual([{ kind: 'merged-into', value: 'K1' }]);
    expect(writePartyRows('K2', record)).toEqual([]);
  });

  it('joins what both knew; what only the double knew is kept, and what the survivor said holds', () => {
    expect(survived(double, survivor)).toMatchObject({
      state: 'current',
      name: '张三丰',
      phones: [{ m: '139****5678' }, { m: '138****1234' }],
      documents: [{ kind: 'identityCard' }],
      plates: [{ m: '京A***45' }],
      note: '原登记',
      channel: 'sms',
    });
    expect(survived({ ...double, optOut: ['sms'] }, { ...survivor, optOut: ['wechat'], channel: 'phone' })).toMatchObject({
      optOut: ['wechat', 'sms'],
      channel: 'phone',
    });
  });

  it('keeps each consent with its day, and counts the same one once', () => {
    const given = { purpose: '物业服务', givenOn: '2024-06-01' };
    const withdrawn = { purpose: '物业服务', givenOn: '2024-06-01', withdrawnOn: '2025-01-01' };
    expect(survived({ ...double, consents: [given, withdrawn] }, { ...survivor, consents: [given] }).consents).toEqual([given, withdrawn]);
  });

  it('refuses itself, somebody merged already, a firm and a person', () => {
    expect(refused(double, survivor, {}, 'K1')).toMatchObject({ code: 'party.merge-self', path: 'into' });
    expect(refused(double, merge(survivor, double).record)).toMatchObject({ code: 'party.merged', path: 'into', says: expect.stringContaining('K1') });
    expect(refused(double, put({ kind: 'firm' }))).toMatchObject({ code: 'party.merge-kind' });
  });

  it('refuses two people: different numbers of one kind of document', () => {
    expect(refused(double, put({ documents: [identity('110101199003071999')] }))).toMatchObject({
      code: 'party.merge-differs',
      says: expect.stringContaining('居民身份证'),
    });
    expect(merge(double, put({ documents: [identity('E12345678', 'passport')] })).record.state).toBe('merged');
    const others = put({ documents: [identity('A1234567', 'other')] });
    expect(merge(others, put({ documents: [identity('B1234567', 'other')] })).record.state).toBe('merged');
  });

  it('refuses what the survivor has no room for', () => {
    const phones = (from: number, count: number) => ({ phones: Array.from({ length: count }, (_, at) => `1380000000${from + at}`) });
    expect(survived(put(phones(0, 2)), put(phones(2, 3))).phones).toHaveLength(5);
    expect(refused(put(phones(0, 3)), put(phones(3, 3)))).toMatchObject({ code: 'party.phones-full', path: 'into' });
    const papers = (...numbers: string[]) => ({ documents: numbers.map((number) => identity(number, 'other')) });
    expect(refused(put(papers('A12345', 'B12345')), put(papers('C12345', 'D12345')))).toMatchObject({ code: 'party.documents-full' });
    const consents = (from: number) => ({ consents: Array.from({ length: 6 }, (_, at) => ({ purpose: `用途${from + at}`, givenOn: '2024-06-01' })) });
    expect(refused(put(consents(0)), put(consents(6)))).toMatchObject({ code: 'party.consents-full' });
  });

  it('takes along as many flats as one transaction has room for, and says how many', () => {
    const bare = put({ phones: ['13800001234'] });
    expect(merge(bare, put({}), { units: 19 }).record.state).toBe('merged');
    expect(refused(bare, put({}), { units: 20 })).toMatchObject({ code: 'party.merge-too-many', says: expect.stringContaining('最多合并 19 套') });
    expect(merge(put({}), put({}), { units: 20 }).record.state).toBe('merged');
    expect(refused(put({}), put({}), { units: 21 })).toMatchObject({ code: 'party.merge-too-many' });
    expect(refused(bare, put({}), { units: 19, members: ['zhang'] })).toMatchObject({ code: 'party.merge-too-many' });
  });
});
