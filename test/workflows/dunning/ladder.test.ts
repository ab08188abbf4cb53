import { describe, expect, it } from 'vitest';
import { dueStages } from '../../../lib/cases/timer.ts';
import { instant } from '../../../lib/kernel/clock.ts';
import { dunning } from '../../../lib/workflows/dunning/workflow.ts';
import { actorOf } from '../../support/context.ts';
import {
  billOf,
  dead,
  does,
  july,
  june,
  letter,
  lettering,
  litigating,
  onRung,
  opened,
  payer,
  phoning,
  refused,
  relettering,
  settled,
  unit,
  visiting,
} from './given.ts';

const rungs = ['reminding', 'phoning', 'visiting', 'lettering', 'relettering', 'lawyering', 'litigating'];
const onARung = ['advance', 'call', 'flagVulnerable', 'hold', 'litigate', 'look', 'object', 'promise', 'release', 'serve', 'suspend', 'visit', 'withdraw'];

describe('dunning 催缴', () => {
  it.each([
    ['new', ['open', 'start']],
    ...rungs.map((rung) => [rung, onARung] as [string, string[]]),
    ['paused', ['hold', 'judge', 'look', 'release', 'resume', 'spare', 'suspend', 'withdraw']],
    ...['paid', 'litigated', 'writtenOff', 'withdrawn'].map((state) => [state, []] as [string, string[]]),
  ])('in %s allows %j and nothing else', (state, allowed) => {
    const names = Object.entries(dunning.commands).filter(([, command]) => command.from.includes(state));
    expect(names.map(([name]) => name).toSorted()).toEqual(allowed.toSorted());
  });
});

describe('opening 立案', () => {
  it('takes everything of this payer that is past its due day, and counts the rungs from the oldest', () => {
    const may = billOf('2026-05', { payer: 'ma', charge: 'WY.ma' });
    const record = opened({ bills: [june, july, may] });
    expect(record).toMatchObject({ state: 'reminding', billCount: 1, openFen: 235_03, oldestDue: '2026-06-30', basedOn: '2026-06-30', payerName: '刘某' });
    expect(record).toMatchObject({ nextAt: instant('2026-07-10T08:30:00+08:00'), limitationOn: '2029-06-30' });
  });

  it('begins at the foot of the ladder even with old arrears', () => {
    const record = opened({ bills: [billOf('2024-01')], at: '2026-07-03T08:30' });
    expect(record).toMatchObject({ state: 'reminding', basedOn: '2026-06-30', nextAt: instant('2026-07-10T08:30:00+08:00') });
  });

  it.each([
    ['paid', [settled(june)]],
    ['not due yet', [july]],
    ['due today', [billOf('2026-06', { dueOn: '2026-07-03' })]],
    ['another payer’s', [billOf('2026-06', { payer: 'ma' })]],
  ])('is refused for what is %s', (_, bills) => {
    expect(refused(() => opened({ bills }))).toMatchObject({ kind: 'conflict', code: 'dunning.nothing-due' });
  });

  it('leaves alone what an earlier case took to court, and starts anew for the rest', () => {
    const litigated = { id: 'CS-0', record: { ...opened(), state: 'litigated' } };
    const earlier = { contract: dunning.contract, id: '', version: 0, record: [litigated] };
    expect(refused(() => opened({ reads: { earlier } })).code).toBe('dunning.nothing-due');
    const record = opened({ reads: { earlier }, bills: [june, july], at: '2026-08-03T08:30' });
    expect(record).toMatchObject({ billCount: 1, oldestDue: '2026-07-31' });
  });

  it('stands still from the start for a payer who cannot be asked, and for bills that are all objected to', () => {
    expect(opened({ reads: payer(dead) })).toMatchObject({ state: 'paused', was: 'reminding', pause: { reason: 'standing' } });
    const objected = billOf('2026-06', { dispute: { complaint: 'TS-1', at: instant('2026-07-01T00:00:00Z'), reason: '面积' } });
    expect(opened({ bills: [objected] })).toMatchObject({ state: 'paused', pause: { reason: 'dispute' } });
  });

  it('is one for a household and payer', () => {
    expect(dunning.claims(opened(), 'CS-1')).toMatchObject([{ name: `dunning/${unit}/liu`, label: { number: 'CS-1' } }]);
  });
});

describe('the ladder 阶梯', () => {
  it('comes to each rung on its day in the morning: D+10, 20, 30, 60, 90, 120', () => {
    const next = [phoning(), visiting(), lettering(), relettering()].map((record) => ('nextAt' in record ? record.nextAt : undefined));
    expect(next).toEqual(['2026-07-20', '2026-07-30', '2026-08-29', '2026-09-28'].map((day) => instant(`${day}T08:30:00+08:00`)));
    expect(litigating().state).toBe('litigating');
    expect(litigating()).not.toHaveProperty('nextAt');
  });

  it('ends by itself when the ledger shows nothing owed, whoever looks', () => {
    const paid = { bills: [settled(june)] };
    expect(does('advance', phoning(), {}, paid).record.state).toBe('paid');
    expect(does('look', phoning(), {}, paid).record).toMatchObject({ state: 'paid', openFen: 0 });
    expect(does('call', phoning(), { result: 'reached' }, paid)).toMatchObject({
      record: { state: 'paid', steps: 1 },
      parts: [{ kind: 'step', id: '0001' }],
      also: [],
    });
    expect(does('look', phoning(), {}, { bills: [billOf('2026-06', { state: 'writtenOff' })] }).record.state).toBe('writtenOff');
    expect(does('look', phoning(), {}, { bills: [billOf('2026-06', { state: 'voided' })] }).record).toMatchObject({
      state: 'withdrawn',
      reason: '账单已全部作废',
    });
  });

  it('goes on with what is left when only the oldest is paid, on the days of that', () => {
    const record = does('advance', visiting(), {}, { at: '2026-08-03T08:30', bills: [settled(june), july] }).record;
    expect(record).toMatchObject({ state: 'visiting', basedOn: '2026-07-31', oldestDue: '2026-07-31', nextAt: instant('2026-08-30T08:30:00+08:00') });
  });

  it('does not fall down three rungs in a morning when the clock was late', () => {
    const record = does('advance', opened(), {}, { at: '2026-08-15T08:30' }).record;
    expect(record).toMatchObject({ state: 'phoning', nextAt: instant('2026-08-25T08:30:00+08:00') });
  });

  it('tells the front desk in the morning and its head at the end of the day', () => {
    const fired = (record: ReturnType<typeof phoning>, at: string) =>
      dueStages(dunning.timers(record, instant('2026-07-03T00:30:00Z')), {}, instant(`${at}+08:00`)).map(({ timer, stage }) => [
        timer.name,
        stage.name,
        stage.tell?.positions,
      ]);
    const begin = ['phoning', 'begin', ['FRONT']];
    expect(fired(phoning(), '2026-07-10T08:30:00.001')).toEqual([begin]);
    expect(fired(phoning(), '2026-07-11T00:00:00.000')).toEqual([begin]);
    expect(fired(phoning(), '2026-07-11T00:00:00.001')).toEqual([begin, ['phoning', 'late', ['CSM']]]);
    const called = does('call', phoning(), { result: 'noAnswer' }, { at: '2026-07-10T10:00' }).record;
    expect(fired(called, '2026-07-11T09:00:00')).toEqual([begin]);
  });
});

describe('calling and visiting', () => {
  it('notes a recorded conversation as a demand; ringing in vain, or without proof, is none', () => {
    const call = (body: object) => does('call', phoning(), body, { at: '2026-07-10T10:00' });
    const { record, also, parts } = call({ result: 'reached', evidence: '录音 88', speaker: '本人' });
    expect(record).toMatchObject({ state: 'phoning', reached: [{ rung: 'phoning', doneAt: expect.anything() }] });
    expect(also).toEqual([
      { effect: 'note', notes: [{ bill: '1-2-301~2026-06~property~WY.liu~0', interruption: { on: '2026-07-10', by: 'call', evidence: '录音 88' } }] },
    ]);
    expect(parts?.[0]?.data).toMatchObject({ step: 'call', result: 'reached', interrupts: 1, openFen: 235_03 });
    expect(call({ result: 'reached' }).also).toEqual([]);
    expect(call({ result: 'noAnswer', evidence: '录音 89' }).also).toEqual([]);
  });

  it('goes to the door by two', () => {
    const visit = (visitors: readonly string[], met = 'payer') => does('visit', visiting(), { visitors, met, evidence: ['照片'] }, { at: '2026-07-20T19:00' });
    expect(refused(() => visit(['li']))).toMatchObject({ code: 'dunning.two-persons', path: 'visitors' });
    expect(refused(() => visit(['li', 'li'])).code).toBe('dunning.two-persons');
    expect(visit(['li', 'wang']).also).toHaveLength(1);
    expect(visit(['li', 'wang'], 'absent').also).toEqual([]);
  });

  it('does not note a demand of tomorrow, or of before the bill was due', () => {
    const visit = (on: string) => does('visit', visiting(), { on, visitors: ['li', 'wang'], met: 'payer', evidence: ['照片'] }, { at: '2026-07-20T19:00' });
    expect(refused(() => visit('2026-07-21')).code).toBe('dunning.day-future');
    expect(refused(() => visit('2026-06-30')).code).toBe('dunning.day-early');
    expect(visit('2026-07-01').record.steps).toBe(1);
  });

  it('is not asked of somebody who has died, and says where to turn', () => {
    for (const command of ['call', 'visit', 'serve', 'promise', 'litigate']) {
      const body = {
        call: { result: 'reached' },
        visit: { visitors: ['a', 'b'], met: 'payer', evidence: ['x'] },
        serve: letter('2026-07-30'),
        promise: { on: '2026-08-05' },
      }[command];
      const suit = { forum: 'court', before: '朝阳法院', filedOn: '2026-07-30', evidence: ['受理通知书'] };
      const attempt = refused(() => does(command, lettering(), body ?? suit, { at: '2026-07-30T10:00', reads: payer(dead) }));
      expect(attempt).toMatchObject({ kind: 'conflict', code: 'dunning.payer-deceased', says: expect.stringContaining('继承人') });
    }
  });
});

describe('papers 书面催缴', () => {
  it('wait for their rung', () => {
    expect(refused(() => does('serve', visiting(), letter('2026-07-20'), { at: '2026-07-20T10:00' }))).toMatchObject({
      code: 'dunning.too-early',
      kind: 'conflict',
    });
    expect(refused(() => does('serve', lettering(), letter('2026-07-30', { kind: 'lawyerLetter' }), { at: '2026-07-30T10:00' })).code).toBe(
      'dunning.too-early',
    );
    expect(refused(() => does('serve', relettering(), letter('2026-08-29', { kind: 'secondLetter' }), { at: '2026-08-29T10:00' })).code).toBe(
      'dunning.letter-first',
    );
  });

  it.each([
    [14, 'dunning.period-short'],
    [15, undefined],
  ])('give a reasonable period: %i days', (days, code) => {
    const serve = () => does('serve', lettering(), letter('2026-07-30', { days }), { at: '2026-07-30T10:00' });
    if (code) expect(refused(serve)).toMatchObject({ code, says: expect.stringContaining('15') });
    else expect(serve().record.served).toEqual([{ kind: 'letter', on: '2026-07-30', until: '2026-08-14' }]);
  });

  it('interrupt the limitation only where it has not ended yet', () => {
    const old = billOf('2023-07');
    const serve = (on: string) => does('serve', lettering(), letter(on), { at: '2026-08-02T10:00', bills: [old, june] }).also;
    expect(serve('2026-07-31')).toMatchObject([{ notes: [{ bill: expect.stringContaining('2023-07') }, { bill: expect.stringContaining('2026-06') }] }]);
    expect(serve('2026-08-01')).toMatchObject([{ notes: [{ bill: expect.stringContaining('2026-06') }] }]);
  });

  it('of the owners’ committee are no demand of ours', () => {
    const outcome = does('serve', relettering(), letter('2026-08-29', { kind: 'committee' }), { at: '2026-08-29T10:00' });
    expect(outcome.also).toEqual([]);
    expect(outcome.record.served).toHaveLength(1);
  });
});

describe('going to court 起诉', () => {
  const suit = (filedOn: string) => ({ forum: 'court', before: '朝阳区人民法院', filedOn, evidence: ['受理通知书'] });
  const served = () => does('serve', lettering(), letter('2026-07-30'), { at: '2026-07-30T10:00' });

  it('without a served demand is refused with the article', () => {
    const attempt = refused(() => does('litigate', litigating(), suit('2026-10-28'), { at: '2026-10-28T10:00' }));
    expect(attempt).toMatchObject({ kind: 'unprocessable', code: 'law.litigation-without-demand', says: expect.stringContaining('民法典第944条') });
    const committee = does('serve', relettering(), letter('2026-08-29', { kind: 'committee' }), { at: '2026-08-29T10:00' });
    const { record, parts = [] } = committee;
    expect(refused(() => does('litigate', record, suit('2026-10-28'), { at: '2026-10-28T10:00', parts })).code).toBe('law.litigation-without-demand');
  });

  it.each([
    ['2026-08-14', false],
    ['2026-08-15', true],
  ])('waits for the period of the letter to be over: filed on %s', (on, allowed) => {
    const { record, parts = [] } = served();
    const litigate = () => does('litigate', record, suit(on), { at: `${on}T10:00`, parts });
    if (!allowed) return expect(refused(litigate)).toMatchObject({ code: 'law.litigation-without-demand', says: expect.stringContaining('2026-08-14') });
    return expect(litigate()).toMatchObject({ record: { state: 'litigated' }, also: [{ notes: [{ interruption: { by: 'suit', on } }] }] });
  });

  it('is the project manager’s', () => {
    expect(dunning.commands['litigate']?.by).toEqual(['PM']);
  });
});

describe('withholding 停水停电', () => {
  it.each(['water', 'power', 'gas', 'heat', 'access'])('%s is against the law, in every state', (supply) => {
    for (const record of [opened(), phoning(), does('hold', phoning(), { plan: 'FQ-1' }).record])
      expect(refused(() => does('suspend', record, { supply, reason: '欠费' }))).toMatchObject({
        kind: 'unprocessable',
        code: 'law.suspension',
        says: expect.stringContaining('第944条'),
      });
  });
});

describe('facts', () => {
  it('say whether a rung’s work was done in time', () => {
    const at = { opened: instant('2026-07-03T00:30:00Z'), now: instant('2026-07-10T04:00:00Z'), today: '2026-07-10' };
    const called = does('call', phoning(), { result: 'noAnswer' }, { at: '2026-07-10T10:00', by: actorOf('f', 'FRONT') }).record;
    expect(dunning.facts(called, 'CS-1', at)).toEqual([{ kpi: 'dunning-on-time', key: 'CS-1#phoning', on: '2026-07-10', met: true }]);
    expect(dunning.facts(visiting(), 'CS-1', at).map(({ met }) => met)).toEqual([false, undefined]);
    expect(onRung([]).reached).toEqual([]);
  });
});
