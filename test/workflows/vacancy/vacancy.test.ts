import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { parseInput } from '../../../lib/cases/parse.ts';
import { commandNamed } from '../../../lib/cases/perform.ts';
import { systemActor } from '../../../lib/kernel/actor.ts';
import { instant } from '../../../lib/kernel/clock.ts';
import type { UnitRecord } from '../../../lib/registers/unit/record.ts';
import type { Vacancy } from '../../../lib/workflows/vacancy/record.ts';
import { vacancy } from '../../../lib/workflows/vacancy/workflow.ts';
import { refusal, run } from '../../registers/given.ts';
import { loaded } from '../../registers/key-set/given-keys.ts';
import { actorOf, contextOf } from '../../support/context.ts';

const flat: UnitRecord = {
  state: 'current',
  building: '1',
  room: '301',
  kind: 'residential',
  buildingAreaDm2: 98_75,
  relations: [
    { party: 'K1', role: 'owner', from: '2020-01-01' },
    { party: 'T1', role: 'tenant', from: '2025-01-01', to: '2026-01-01' },
  ],
};
const reads = { household: loaded('1-1-301', flat) };
const wish = { unit: '1-1-301', applicant: 'K1', emptySince: '2026-01-01', from: '2026-08-01', to: '2027-02-01', reason: '外地工作' };
const does = (command: string, record: Vacancy | undefined, body: object = {}, more: Partial<Context> = {}) =>
  run<Vacancy>(vacancy, command, record, body, { id: 'KZ-20260701-001', reads, ...more });
const applied = (body: object = {}) => does('apply', undefined, { ...wish, ...body }).record;
const checked = (empty = true) => does('inspect', applied(), { empty, findings: '水电未走字' }, { actor: actorOf('wang', 'ENG') }).record;
const csm = actorOf('csm', 'CSM');
const granted = (body: object = {}) => does('grant', checked(), body, { actor: csm });
const refused = (attempt: () => unknown) => refusal(vacancy, attempt);

it.each([
  ['new', ['apply']],
  ['applied', ['inspect', 'turnDown', 'withdraw']],
  ['checked', ['grant', 'turnDown', 'withdraw']],
  ['granted', ['end', 'expire']],
  ['ended', []],
  ['refused', []],
  ['withdrawn', []],
])('in %s allows %j and nothing else', (state, allowed) => {
  const names = Object.entries(vacancy.commands).filter(([, command]) => command.from.includes(state));
  expect(names.map(([name]) => name).toSorted()).toEqual(allowed.toSorted());
});

describe('asking for a discount 申请', () => {
  it('is the owner’s, not a former tenant’s', () => {
    expect(refused(() => applied({ applicant: 'T1' }))).toMatchObject({ code: 'vacancy.not-owner', path: 'applicant' });
  });

  it('begins six months after the flat was left at the earliest, or as many as the project says (L22)', () => {
    expect(applied({ emptySince: '2026-02-01' }).from).toBe('2026-08-01');
    const early = refused(() => applied({ emptySince: '2026-02-02' }));
    expect(early).toMatchObject({ code: 'vacancy.too-early', path: 'from' });
    expect(early.says).toContain('空置满 6 个月方可减免，减免最早从 2026-08-02 起');
  });

  it('is for days to come; for past ones somebody says why', () => {
    expect(applied({ from: '2026-07-01' }).from).toBe('2026-07-01');
    const past = { emptySince: '2025-01-01', from: '2026-06-30' };
    expect(refused(() => applied(past)).code).toBe('vacancy.retroactive');
    expect(applied({ ...past, retroReason: '住院未能申请' })).toMatchObject({ retroReason: '住院未能申请' });
  });

  it('lasts a year at most', () => {
    for (const to of ['2026-08-01', '2026-07-31', '2027-08-02']) expect(refused(() => applied({ to })).code).toBe('vacancy.interval');
    expect(applied({ to: '2027-08-01' }).to).toBe('2027-08-01');
  });

  it.each([{ from: '2026-02-30' }, { to: '2026-13-01' }, { applicant: '' }])('refuses %j', (body) => {
    expect(() => parseInput(commandNamed(vacancy, 'apply').input, { ...wish, ...body })).toThrow('request.invalid');
  });

  it('is open once for a unit', () => {
    expect(vacancy.claims(applied(), 'KZ-1')).toEqual([{ claim: 'hold', name: 'vacancy/1-1-301', label: { number: 'KZ-1' }, error: 'vacancy.already-open' }]);
    expect(vacancy.claims(does('withdraw', applied(), { reason: '已租出' }).record, 'KZ-1')).toEqual([]);
  });
});

describe('the site check 现场核查', () => {
  it('ends the matter where somebody lives', () => {
    expect(checked(false)).toMatchObject({ state: 'refused', ended: { reason: '现场核查未空置：水电未走字' } });
  });

  it('is due in three days', () => {
    const [check] = vacancy.timers(applied(), instant('2026-07-01T10:00:00+08:00'));
    expect(check).toMatchObject({ name: 'check', due: '2026-07-04T02:00:00.000Z', stages: [{ tell: { positions: ['ENGM', 'CSM'] } }] });
  });
});

describe('granting 批准', () => {
  it('takes the signatures of the manager and of headquarters’ finance, nobody’s who asked or looked', () => {
    const need = vacancy.commands['grant']?.approval?.(checked(), {}, contextOf({ actor: csm }));
    expect(need).toMatchObject({
      stages: [{ need: ['PM'] }, { need: ['HQ-FIN'] }],
      summary: '空置减免 1-1-301，2026-08-01 至 2027-02-01 按 60% 收取：外地工作',
      notBy: ['front.1', 'wang'],
    });
  });

  it('writes the interval into the unit, with the project’s share or the one agreed', () => {
    const input = { from: '2026-08-01', to: '2027-02-01', permille: 600, approvedBy: 'KZ-20260701-001' };
    expect(granted()).toMatchObject({
      record: { state: 'granted', permille: 600 },
      also: [{ effect: 'order', id: '1-1-301', command: 'grantVacancy', input }],
    });
    expect(granted({ permille: 0 }).also).toMatchObject([{ input: { permille: 0 } }]);
    expect(() => granted({ permille: 1000 })).toThrow('request.invalid');
  });
});

describe('its end 终止', () => {
  it('comes by a finding, before its day, and the unit is told', () => {
    const ended = does('end', granted().record, { on: '2026-10-01', reason: '巡查发现入住' }, { actor: csm });
    expect(ended).toMatchObject({ record: { state: 'ended', on: '2026-10-01' }, also: [{ command: 'endVacancy', input: { to: '2026-10-01' } }] });
    expect(refused(() => does('end', granted().record, { on: '2027-02-01', reason: 'x' })).code).toBe('vacancy.end-after');
  });

  it('comes by itself on its day, in the project’s zone', () => {
    const timer = vacancy.timers(granted().record, instant('2026-07-01T10:00:00+08:00'))[1];
    expect(timer).toMatchObject({
      due: '2027-01-31T16:00:00.000Z',
      stages: [
        { name: 'ending', at: '2027-01-01T16:00:00.000Z' },
        { name: 'over', command: 'expire' },
      ],
    });
    expect(does('expire', granted().record, {}, { actor: systemActor(csm.company) }).record).toMatchObject({ state: 'ended', on: '2027-02-01' });
  });
});
