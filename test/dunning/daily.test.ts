import { describe, expect, it } from 'vitest';
import type { Desk } from '../../lib/cases/desk.ts';
import type { NoticeEvent } from '../../lib/cases/history.ts';
import { billItem } from '../../lib/cases/money-items.ts';
import { openCases } from '../../lib/dunning/arrears.ts';
import { runDay } from '../../lib/dunning/daily.ts';
import { startDunning } from '../../lib/dunning/job.ts';
import { slices } from '../../lib/jobs/parallel.ts';
import { addDays, parseCivilDate } from '../../lib/kernel/calendar.ts';
import { instant } from '../../lib/kernel/clock.ts';
import { deliver } from '../../lib/notices/deliver.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { rank } from '../../lib/table/table.ts';
import { dunning } from '../../lib/workflows/dunning/workflow.ts';
import { memoryFiles, relayTo } from '../jobs/machine.ts';
import { timeIs } from '../support/clock.ts';
import { counted } from '../support/transport.ts';
import { codeOfAsync } from './refused.ts';
import { feeOf, putBill, street } from './street.ts';

const day = (text: string) => parseCivilDate(text);

/** What payers and heads were told: type, party, period, sentence. */
async function told(desk: Desk, party: string): Promise<readonly NoticeEvent[]> {
  const { items } = await desk.table.query({ pk: `T#${desk.company}#P#p1#TOLD#${party}`, limit: 100 });
  return items.flatMap((item) => item['out'] as readonly NoticeEvent[]);
}
const typesOf = async (desk: Desk, party = 'liu') => (await told(desk, party)).map(({ data }) => `${data.type} ${data.period}`);

describe('reminders 提醒', () => {
  it('come fifteen days before, on the day, and three days after, once each', async () => {
    const { desk, bill } = await street('2026-07-01T08:30:00+08:00');
    await bill('1-2-301', '2026-07');
    for (let at = day('2026-07-01'); at <= '2026-08-05'; at = addDays(at, 1)) {
      timeIs(`${at}T08:30:00+08:00`);
      await runDay(desk, 'p1', at);
      if (at === '2026-07-16') expect(await typesOf(desk)).toEqual(['dunning.notice 2026-07-31']);
      if (at === '2026-07-31') expect(await typesOf(desk)).toEqual(['dunning.due 2026-07-31', 'dunning.notice 2026-07-31']);
      if (at === '2026-08-02') expect(await openCases(desk.table, 'p1')).toEqual([]);
    }
    expect(await typesOf(desk)).toEqual(['dunning.due 2026-07-31', 'dunning.message 2026-07-31', 'dunning.notice 2026-07-31']);
    expect(await openCases(desk.table, 'p1')).toHaveLength(1);
  });

  it('are one for a party over all its units, with the sum', async () => {
    const { desk, bill } = await street();
    await bill('1-2-301', '2026-06');
    await bill('1-2-302', '2026-06');
    await bill('1-2-301', '2026-06', { feeClass: 'parking', issuedFen: 100_00 });
    expect(await runDay(desk, 'p1', day('2026-07-03'))).toMatchObject({ opened: 2, reminded: 1 });
    const [notice] = await told(desk, 'liu');
    expect(notice?.data).toMatchObject({
      type: 'dunning.message',
      to: { parties: ['liu'] },
      text: { zh: '您有 3 笔费用共 570.06 元已于 2026-06-30 到期未缴，请尽快缴纳；如有疑问请联系客服中心' },
    });
  });

  it('of a run in the quiet hours are seen at eight', async () => {
    const { desk, bill } = await street();
    await bill('1-2-301', '2026-06');
    timeIs('2026-07-03T22:10:00+08:00');
    await runDay(desk, 'p1', day('2026-07-03'));
    const [notice] = await told(desk, 'liu');
    if (!notice) throw new Error('nobody was told');
    expect(await deliver(desk.table, notice)).toBe(1);
    expect(await deliver(desk.table, notice)).toBe(0);
    const { items } = await desk.table.query({ index: 'mine', pk: `T#${desk.company}#WHO#PARTY#p1#liu#INBOX`, limit: 10 });
    expect(items.map((item) => String(item['msk']).split('#')[0])).toEqual([instant('2026-07-04T08:00:00+08:00')]);
  });

  it('go to nobody who cannot be asked, and not for what is under an objection', async () => {
    const { desk, by, bill } = await street();
    await bill('1-2-301', '2026-06');
    await by('pm', partyRegister, 'setStanding', { standing: 'deceased', since: '2026-06-01', evidence: '死亡证明' }, { id: 'liu' });
    await bill('1-2-401', '2026-06', { payer: 'ma', dispute: { complaint: 'TS-1', at: instant('2026-07-01T00:00:00Z'), reason: '面积' } });
    expect(await runDay(desk, 'p1', day('2026-07-03'))).toMatchObject({ opened: 2, reminded: 0 });
    expect((await openCases(desk.table, 'p1')).map(({ pause }) => String(pause)).toSorted()).toEqual(['交费人状态', '费用异议']);
    // Nothing has changed the next morning, so nothing is looked at; when it has, the ladder goes on.
    expect(await runDay(desk, 'p1', day('2026-07-04'))).toMatchObject({ looked: 0 });
    await by('pm', partyRegister, 'setStanding', { standing: 'none', since: '2026-06-01', evidence: '登记有误' }, { id: 'liu' });
    await putBill(desk, '1-2-401', '2026-06', { payer: 'ma' });
    timeIs('2026-07-05T08:30:00+08:00');
    expect(await runDay(desk, 'p1', day('2026-07-05'))).toMatchObject({ looked: 2 });
    expect((await openCases(desk.table, 'p1')).map(({ state }) => state)).toEqual(['reminding', 'reminding']);
  });

  it('do not speak of the future when the day they were for has passed', async () => {
    const { desk, bill } = await street('2026-08-20T08:30:00+08:00');
    await bill('1-2-301', '2026-07');
    for (const missed of ['2026-07-16', '2026-07-31', '2026-08-03']) await runDay(desk, 'p1', day(missed));
    expect(await typesOf(desk)).toEqual(['dunning.message 2026-07-31']);
  });
});

describe('the run 每日催缴', () => {
  it('changes nothing when it comes again, twice at once or late', async () => {
    const { desk, bill } = await street();
    await bill('1-2-301', '2026-06');
    const twice = await Promise.all([runDay(desk, 'p1', day('2026-07-03')), runDay(desk, 'p1', day('2026-07-03'))]);
    expect(twice.map(({ failed }) => failed)).toEqual([[], []]);
    expect(twice.reduce((sum, { reminded }) => sum + reminded, 0)).toBe(1);
    expect(await openCases(desk.table, 'p1')).toHaveLength(1);
    expect(await runDay(desk, 'p1', day('2026-07-03'))).toEqual({ opened: 0, looked: 0, reminded: 0, failed: [] });
  });

  it('opens no second case of a household by hand', async () => {
    const { desk, by, bill } = await street();
    await bill('1-2-301', '2026-06');
    const { id } = (await by('csm', dunning, 'start', { unit: '1-2-301', payer: 'liu' })).body;
    expect(await codeOfAsync(() => by('pm', dunning, 'start', { unit: '1-2-301', payer: 'liu' }))).toBe('dunning.already-open');
    expect(await runDay(desk, 'p1', day('2026-07-03'))).toMatchObject({ opened: 0, failed: [] });
    expect((await openCases(desk.table, 'p1')).map((one) => one.id)).toEqual([id]);
  });

  it('leaves a withdrawn case’s bills alone, and opens a new one for the next month', async () => {
    const { desk, by, bill } = await street();
    await bill('1-2-301', '2026-06');
    await runDay(desk, 'p1', day('2026-07-03'));
    const id = (await openCases(desk.table, 'p1'))[0]?.id ?? '';
    await by('pm', dunning, 'withdraw', { reason: '协商解决' }, { id });
    expect(await runDay(desk, 'p1', day('2026-07-04'))).toMatchObject({ opened: 0, failed: [] });
    await bill('1-2-301', '2026-07');
    timeIs('2026-08-03T08:30:00+08:00');
    expect(await runDay(desk, 'p1', day('2026-08-03'))).toMatchObject({ opened: 1 });
  });

  it('is started once a day, and makes up for missed days in order', async () => {
    const { desk, bill } = await street('2026-07-02T08:30:00+08:00');
    await bill('1-2-301', '2026-06');
    const relay = relayTo({ desk, files: memoryFiles() });
    try {
      const start = () => startDunning(desk, 'p1', '2026-07-02T00:30:00.000Z');
      const both = await Promise.all([start(), start()]);
      expect(both.flat()).toEqual(['2026-07-02']);
      await relay.settled();
      timeIs('2026-07-06T08:30:00+08:00');
      expect(await startDunning(desk, 'p1', '2026-07-06T00:30:00.000Z')).toEqual(['2026-07-03']);
      for (let carried = -1; carried < relay.asked.length; ) {
        carried = relay.asked.length;
        await relay.settled();
      }
      expect(relay.asked.map(({ data }) => data.run)).toEqual(['2026-07-02', '2026-07-03', '2026-07-04', '2026-07-05', '2026-07-06']);
      expect(await startDunning(desk, 'p1', '2026-07-06T00:30:00.000Z')).toEqual([]);
    } finally {
      relay.stop();
    }
    expect(await typesOf(desk)).toEqual(['dunning.message 2026-06-30']);
    expect(await openCases(desk.table, 'p1')).toHaveLength(1);
  });

  it('tells of a limitation ninety days before, and not of one a demand has moved', async () => {
    const { desk, bill } = await street();
    await bill('1-2-301', '2023-09');
    await bill('1-2-302', '2023-09', { interruptions: [{ on: '2025-01-10', by: 'letter', evidence: '签收' }] });
    await runDay(desk, 'p1', day('2026-07-01'));
    expect((await typesOf(desk)).filter((type) => type.includes('limitation'))).toEqual([]);
    await runDay(desk, 'p1', day('2026-07-02'));
    await runDay(desk, 'p1', day('2026-07-03'));
    const alerts = (await told(desk, 'liu')).filter(({ data }) => data.type === 'dunning.limitation');
    expect(alerts.map(({ data }) => [data.to, data.text.zh])).toEqual([
      [{ positions: ['CSM', 'PM'] }, '1-2-301 欠费 有 1 笔欠费共 235.03 元将于 2026-09-30 过诉讼时效，请及时送达催缴函或起诉'],
    ]);
  });
});

describe('what a run reads', () => {
  /** A project with as many households, of whom ten owe. */
  async function households(count: number): Promise<Desk> {
    const { desk, bill } = await street();
    const paid = { state: 'settled' as const, paid: [{ entry: '2026~front~1', on: '2026-06-20', valueOn: '2026-06-20', fen: 235_03, as: 'paid' as const }] };
    const items = Array.from({ length: count }, (_, n) => billItem(desk.company, 'p1', feeOf(`2-1-${n}`, '2026-06', paid), 1));
    for (const page of slices(items, 90)) await desk.table.commit(page.map((put) => ({ put, rank: rank.version })));
    for (let n = 0; n < 10; n += 1) await bill(`1-2-${n}`, '2026-06', { payer: `p${n}`, charge: `WY.p${n}` });
    return desk;
  }

  it('is the same in a project of 500 households and of 5 000: it grows with what is owed', { timeout: 60_000 }, async () => {
    const cost = async (count: number) => {
      const desk = await households(count);
      const first = await counted(() => runDay(desk, 'p1', day('2026-07-03')));
      const again = await counted(() => runDay(desk, 'p1', day('2026-07-03')));
      expect(first.result).toMatchObject({ opened: 10, reminded: 10 });
      return [first, again].map(({ requests, readUnits, itemsRead, writeUnits }) => ({ requests, readUnits, itemsRead, writeUnits }));
    };
    const small = await cost(500);
    expect(await cost(5000)).toEqual(small);
    // A run that finds everything done: eight shards, three ranges, the open cases, the parties that cannot be asked, and the reminders it does not tell again.
    expect(small[1]).toMatchObject({ requests: { Query: 26, BatchGetItem: 1, PutItem: 10 }, itemsRead: 21 });
  });
});
