import { setTimeout as pause } from 'node:timers/promises';
import { DemoRefused } from './client.ts';
import type { Stage } from './scenes.ts';

/** What the demo charges (收费标准): flats and shops by their area, a parking space by the month. */
const tariffs = {
  WY: { feeClass: 'property', title: '物业管理费', method: { kind: 'perArea' }, priceE4: 23_800, scope: { kinds: ['residential'] } },
  SY: { feeClass: 'property', title: '营业房物业管理费', method: { kind: 'perArea' }, priceE4: 45_000, scope: { kinds: ['shop'] } },
  CW: { feeClass: 'parking', title: '车位管理费', method: { kind: 'fixed' }, priceE4: 600_000, scope: { kinds: ['parking'] } },
} as const;

/** What is late from the sixteenth day on, as the contract has it. */
const late = {
  graceDays: 15,
  countFrom: 'grace',
  dailyPpm: 500,
  capPermille: 1000,
  clause: '前期物业服务合同（演示）第 9 条：逾期十五日后按日万分之五支付违约金',
};

/**
 * A month of fees (出账一月): the prices are made public, the month in which the company was founded is billed, and one household has paid in cash. The months after it are billed by
 * the clock.
 *
 * @throws DemoRefused when something is not taken
 */
export async function billMonth({ project, as, at }: Stage): Promise<void> {
  const here = `/projects/${project}`;
  const period = at(0, '00:00').slice(0, 7);
  const from = `${period}-01`;
  const [csm, pm, cashier] = [await as('csm'), await as('pm'), await as('cashier')];
  for (const [id, tariff] of Object.entries(tariffs)) {
    await unlessPublished(csm.put(`${here}/tariffs/${id}`, { ...tariff, from, late }));
    const publication = { place: '小区大门公告栏', on: from, evidence: '公示照片（演示）' };
    await pm.post(`${here}/tariffs/${id}/publish`, publication, `demo.${project}.publish.${id}`);
  }
  let run = await csm.post(`${here}/billing-runs`, { period }, `demo.${project}.bill`);
  while (run.state !== 'done' && run.state !== 'failed') {
    await pause(100);
    run = await csm.get(`${here}/billing-runs/${period}`);
  }
  const unit = '1-1-302';
  // Nothing is open any more when the demo was interrupted after he paid.
  const [bill] = (await cashier.get(`${here}/units/${unit}/bills`)).items;
  if (!bill) return;
  const payment = { channel: 'cash', amountFen: bill.payableFen, payer: bill.payer, units: [unit] };
  await cashier.post(`${here}/payments`, payment, `demo.${project}.pay`);
}

/** What was published before the interruption stands. */
async function unlessPublished(drafting: Promise<unknown>): Promise<void> {
  await drafting.catch((error: unknown) => {
    if (!(error instanceof DemoRefused && error.code === 'tariff.from-too-early')) throw error;
  });
}
