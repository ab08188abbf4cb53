import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../lib/kernel/error.ts';
import type { PartyRecord } from '../../../lib/registers/party/record.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { readPartyRow, writePartyRows } from '../../../lib/registers/party/sheet.ts';
import { refusal, run } from '../given.ts';

const put = (body: object, before?: PartyRecord) => run<PartyRecord>(partyRegister, 'put', before, body).record;
const enrol = (body: object, before?: PartyRecord) => run<PartyRecord>(partyRegister, 'enrol', before, body).record;
const refused = (attempt: () => unknown) => refusal(partyRegister, attempt);
const identity = (number: string) => ({ kind: 'identityCard', number });
const zhang = put({
  name: '张 三',
  phones: ['138 0000 1234'],
  documents: [identity('11010119900307123X')],
  channel: 'wechat',
  consents: [{ purpose: '物业服务', givenOn: '2024-06-01' }],
});

describe('party 客户', () => {
  it('keeps numbers sealed and is found by their hashes and by its name', () => {
    expect(JSON.stringify(zhang.phones[0]?.m)).not.toContain('13800001234');
    expect(partyRegister.terms(zhang, 'K1')).toEqual([
      { kind: 'name', value: '张三' },
      { kind: 'phone', value: 'h(13800001234)' },
      { kind: 'phone-end', value: '1234' },
      { kind: 'identity', value: 'h(11010119900307123X)' },
    ]);
    expect(partyRegister.card(zhang)).toEqual({ type: '个人', phone: '138****1234' });
  });

  it('is replaced by put, and only added to by an import', () => {
    expect(put({ name: '张三' }, zhang)).toEqual({ state: 'current', kind: 'person', name: '张三', phones: [], documents: [], consents: [] });
    expect(enrol({ name: '张 三', phones: ['13900005678'] }, zhang)).toEqual({
      ...zhang,
      phones: [...zhang.phones, { c: 'x', k: 'k.s', m: '139****5678', h: 'h(13900005678)' }],
    });
  });

  it('is not changed by the same row again', () => {
    const input = { name: '张 三', phones: ['13800001234'], documents: [identity('11010119900307123x')] };
    expect(enrol(input, zhang)).toEqual(zhang);
  });

  it('has five phones at most, counted once each', () => {
    const phones = [1, 2, 3, 4, 5].map((n) => `1380000000${n}`);
    const full = put({ name: '张三', phones });
    expect(enrol({ name: '张三', phones }, full).phones).toHaveLength(5);
    expect(put({ name: '张三', phones: ['13800000001', '138 0000 0001'] }).phones).toHaveLength(1);
    expect(refused(() => enrol({ name: '张三', phones: ['13800000006'] }, full))).toMatchObject({ code: 'party.phones-full', path: 'phones' });
    expect(() => put({ name: '张三', phones: [...phones, '13800000006'] })).toThrow(DomainError);
  });

  it('has five plates at most, is found by them, and loses none to an import', () => {
    const plates = ['京A12345', '沪AD12345', '苏E1X234', '粤Z1234港', '京A·12345'];
    const driver = put({ name: '张三', plates });
    expect(driver.plates).toHaveLength(4);
    expect(partyRegister.terms(driver, 'K1')).toContainEqual({ kind: 'plate', value: 'h(京A12345)' });
    expect(enrol({ name: '张三', plates: ['鲁B66666'] }, driver).plates).toHaveLength(5);
    const full = enrol({ name: '张三', plates: ['鲁B66666'] }, driver);
    expect(enrol({ name: '张三' }, full)).toEqual(full);
    expect(refused(() => enrol({ name: '张三', plates: ['鲁B77777'] }, full))).toMatchObject({ code: 'party.plates-full', path: 'plates' });
  });

  it('does not let a file decide which of two identity cards is right', () => {
    expect(refused(() => enrol({ name: '张三', documents: [identity('110101199003071999')] }, zhang))).toMatchObject({
      code: 'party.document-differs',
      path: 'documents.0',
    });
    expect(enrol({ name: '张三', documents: [{ kind: 'passport', number: 'E12345678' }] }, zhang).documents).toHaveLength(2);
  });

  it('cannot withdraw a consent before giving it', () => {
    const consent = (withdrawnOn: string) => put({ name: '张三', consents: [{ purpose: '物业服务', givenOn: '2024-06-01', withdrawnOn }] });
    expect(consent('2024-06-01').consents).toHaveLength(1);
    expect(refused(() => consent('2024-05-31'))).toMatchObject({ code: 'party.consent-dates', path: 'consents.0.withdrawnOn' });
  });

  it.each([
    {},
    { name: '' },
    { name: '张三', phones: ['12'] },
    { name: '张三', documents: [identity('?')] },
    { name: '张三', kind: 'ghost' },
    { name: '张\u0000三' },
    { name: '\ud800' },
  ])('refuses %j', (body) => {
    expect(() => put(body)).toThrow(DomainError);
  });

  it('comes from a row and goes back into rows', () => {
    const [entry] = readPartyRow({
      客户编号: 'K1',
      '姓名/名称': '云山商贸',
      类型: '单位',
      电话: '13800001234、02012345678',
      证件类型: '营业执照',
      证件号码: '91110000MA01ABCD2X',
    });
    expect(entry).toMatchObject({ id: 'K1', command: 'enrol' });
    expect(entry).not.toHaveProperty('match');
    const firm = enrol(entry?.input ?? {});
    expect(firm).toMatchObject({ kind: 'firm', name: '云山商贸', phones: [{}, {}], documents: [{ kind: 'businessLicence' }] });
    const [row] = writePartyRows('K1', firm);
    expect(row).toMatchObject({ 类型: '单位', 证件类型: '营业执照', 证件号码: '911100********CD2X' });
    const [again] = readPartyRow(row ?? {});
    expect(enrol(again?.input ?? {}, firm)).toEqual(firm);
  });

  it('needs an id and a name in a row of its own', () => {
    const columns = (row: Record<string, string>) => {
      try {
        readPartyRow(row);
      } catch (error) {
        if (error instanceof DomainError) return error.errors.map(({ path }) => path);
      }
      return [];
    };
    expect(columns({ '姓名/名称': '张三' })).toEqual(['客户编号']);
    expect(columns({ 客户编号: 'K1' })).toEqual(['姓名/名称']);
    expect(columns({})).toEqual(['客户编号', '姓名/名称']);
  });
});
