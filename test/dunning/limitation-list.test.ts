import { expect, it } from 'vitest';
import { limitationList } from '../../lib/dunning/limitation-list.ts';
import { codeOfAsync } from './refused.ts';
import { street } from './street.ts';

const pm = { person: 'pm', project: 'p1' };

it('lists what ends within ninety days with its sums, most urgent first, and apart what is over', async () => {
  const { desk, bill } = await street('2026-07-03T09:00:00+08:00');
  await bill('1-2-301', '2023-09');
  await bill('1-2-302', '2023-07', { issuedFen: 100_00 });
  await bill('1-2-303', '2023-10');
  await bill('1-2-304', '2023-06', { issuedFen: 50_00 });
  await bill('1-2-305', '2023-08', { interruptions: [{ on: '2024-01-01', by: 'letter' }] });
  await bill('1-2-306', '2023-08', { state: 'settled', paid: [{ entry: '2026~front~1', on: '2024-01-01', valueOn: '2024-01-01', fen: 235_03, as: 'paid' }] });
  const list = await limitationList(desk, pm, 90);
  expect(list).toMatchObject({
    asOf: '2026-07-03',
    until: '2026-10-01',
    expiring: { count: 2, openFen: 335_03 },
    expired: { count: 1, openFen: 50_00 },
    more: false,
  });
  expect(list.items.map(({ unit, expiresOn, daysLeft }) => [unit, expiresOn, daysLeft])).toEqual([
    ['1-2-302', '2026-07-31', 28],
    ['1-2-301', '2026-09-30', 89],
    ['1-2-304', '2026-06-30', -3],
  ]);
  expect((await limitationList(desk, pm, 28)).expiring.count).toBe(1);
  expect((await limitationList(desk, pm, 27)).expiring.count).toBe(0);
});

it('is for those who may read arrears', async () => {
  const { desk, hire } = await street();
  await hire('eng', ['ENG']);
  expect(await codeOfAsync(() => limitationList(desk, { person: 'eng', project: 'p1' }, 90))).toBe('access.not-found');
  expect(await codeOfAsync(() => limitationList(desk, { person: 'nobody', project: 'p1' }, 90))).toBe('access.not-found');
});
