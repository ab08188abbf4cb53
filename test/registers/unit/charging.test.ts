import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import type { UnitRecord } from '../../../lib/registers/unit/record.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { tariffOf } from '../../ledger/rated.ts';
import { actorOf, contextOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';
import { loaded } from '../key-set/given-keys.ts';

const flat: UnitRecord = {
  state: 'current',
  building: '1',
  room: '301',
  kind: 'residential',
  buildingAreaDm2: 98_75,
  relations: [
    { party: 'K1', role: 'owner', from: '2020-01-01' },
    { party: 'T1', role: 'tenant', from: '2025-01-01', to: '2027-01-01' },
  ],
};
const csm = actorOf('csm', 'CSM');
const does = (command: string, record: UnitRecord, body: object, more: Partial<Context> = {}) =>
  run<UnitRecord>(unitRegister, command, record, body, { id: '1-1-301', actor: csm, ...more }).record;
const set = (body: object, record = flat, reads: Context['reads'] = {}) => does('setCharging', record, body, { reads });
const refused = (attempt: () => unknown) => refusal(unitRegister, attempt);
const payer = { party: 'T1', from: '2026-07-01', agreement: '租赁合同' };

describe('how a unit is charged 计费设置', () => {
  it('is set part by part; what is not named stays, a handover can be taken back', () => {
    const accrual = { on: '2026-07-10', policy: 'NEXT_MONTH' };
    const both = set({ payers: [payer] }, set({ accrual }));
    expect(both.charging).toEqual({ accrual, payers: [payer] });
    expect(set({ payers: [] }, both).charging).toEqual({ accrual });
    expect(set({ withoutAccrual: true }, set({ accrual })).charging).toBeUndefined();
  });

  it('outlives an import and another form of the same unit', () => {
    const before = set({ payers: [payer] });
    expect(does('enrol', before, { buildingAreaDm2: 99_00 }).charging).toEqual(before.charging);
    expect(does('put', before, { buildingAreaDm2: 99_00, relations: [] }).charging).toEqual(before.charging);
  });

  it('follows the survivor of a merger of parties', () => {
    expect(does('renameParty', set({ payers: [payer] }), { from: 'T1', into: 'T2' }).charging?.payers).toEqual([{ ...payer, party: 'T2' }]);
  });

  it('lets only somebody pay who has to do with the unit in that time', () => {
    expect(refused(() => set({ payers: [{ ...payer, party: 'X' }] }))).toMatchObject({ code: 'unit.payer-unrelated', path: 'payers.0.party' });
    expect(refused(() => set({ payers: [{ ...payer, from: '2027-01-01' }] })).code).toBe('unit.payer-unrelated');
    expect(set({ payers: [{ ...payer, from: '2026-12-31' }] }).charging?.payers).toHaveLength(1);
  });

  it('has one payer for a class and day', () => {
    const other = { ...payer, party: 'K1' };
    expect(refused(() => set({ payers: [payer, other] })).code).toBe('unit.payers-overlap');
    const apart = [
      { ...payer, feeClasses: ['property'] },
      { ...other, feeClasses: ['water'] },
    ];
    expect(set({ payers: apart }).charging?.payers).toEqual(apart);
    expect(refused(() => set({ payers: [...apart, { ...other, feeClasses: ['property', 'gas'] }] })).code).toBe('unit.payers-overlap');
    expect(
      set({
        payers: [
          { ...payer, to: '2026-08-01' },
          { ...other, from: '2026-08-01' },
        ],
      }).charging?.payers,
    ).toHaveLength(2);
  });

  it('adds no tariff that is not published (L07), naming the article', () => {
    const rule = { tariff: 'DT', mode: 'add', from: '2026-07-01', reason: '协议' };
    const draft = tariffOf({
      state: 'draft',
      draft: { from: '2026-01-01', priceE4: 1, drafted: { at: '2026-01-01T00:00:00.000Z', by: 'pm' } },
      editions: [],
    });
    const unpublished = refused(() => set({ tariffs: [rule] }, flat, { DT: loaded('DT', draft) }));
    expect(unpublished).toMatchObject({ kind: 'unprocessable', code: 'law.tariff-unpublished', path: 'tariffs.0.tariff' });
    expect(unpublished.says).toContain('民法典第943条');
    expect(set({ tariffs: [rule] }, flat, { DT: loaded('DT', tariffOf()) }).charging?.tariffs).toEqual([rule]);
    expect(refused(() => set({ tariffs: [{ ...rule, to: '2026-07-01' }] }, flat, { DT: loaded('DT', tariffOf()) })).code).toBe('unit.charging-interval');
  });

  it('leaves a tariff out only with the project manager’s word', () => {
    const rule = { tariff: 'DT', mode: 'exclude', from: '2026-07-01', reason: '一层' };
    const need = (record: UnitRecord, position: 'CSM' | 'PM', mode = 'exclude') =>
      unitRegister.commands['setCharging']?.approval?.(record, { tariffs: [{ ...rule, mode }] }, contextOf({ actor: actorOf('x', position) }));
    expect(need(flat, 'CSM')).toMatchObject({ stages: [{ need: ['PM'] }] });
    expect(need(flat, 'PM')).toBeUndefined();
    expect(need(flat, 'CSM', 'add')).toBeUndefined();
    expect(need(set({ tariffs: [rule] }), 'CSM')).toBeUndefined();
  });
});

describe('vacancy intervals 空置区间', () => {
  const interval = { from: '2026-08-01', to: '2027-02-01', permille: 600, approvedBy: 'KZ-1' };
  const granted = does('grantVacancy', flat, interval);

  it('come from an approved case, do not overlap and end early or never were', () => {
    expect(granted.charging?.vacancies).toEqual([interval]);
    expect(refused(() => does('grantVacancy', granted, { ...interval, approvedBy: 'KZ-2' }))).toMatchObject({ code: 'unit.vacancy-overlaps' });
    expect(does('grantVacancy', granted, { ...interval, from: '2027-02-01', to: '2027-03-01' }).charging?.vacancies).toHaveLength(2);
    const ends = (to: string, approvedBy = 'KZ-1') => does('endVacancy', granted, { approvedBy, to }).charging?.vacancies;
    expect(ends('2026-09-01')).toEqual([{ ...interval, to: '2026-09-01' }]);
    expect(ends('2026-08-01')).toBeUndefined();
    expect(ends('2027-03-01')).toEqual([interval]);
    expect(ends('2026-09-01', 'KZ-9')).toEqual([interval]);
  });

  it('are nobody’s to write by hand', () => {
    expect(unitRegister.commands['grantVacancy']).toMatchObject({ internal: true, by: ['SYSTEM'] });
    expect(set({ payers: [payer] }, granted).charging?.vacancies).toEqual([interval]);
  });
});
