import type { Caller, CloudProcess } from './cloud.ts';

const flat = '1-2-302';
const here = '/projects/p1';
const card = (charge: string) => ({ unit: flat, period: '2026-07', feeClass: 'card', payer: 'K0001', charge, lines: [{ text: '门禁卡', priceFen: 20_00 }] });
const supply = { feeClass: 'water', title: '代收水费', method: { kind: 'fixed' }, from: '2026-07-01', priceE4: 500_000 };
const publication = { place: '公告栏', on: '2026-07-01', evidence: '照片' };

async function told(asked: ReturnType<Caller['post']>): Promise<Record<string, unknown> & { id: string }> {
  const { status, text, body } = await asked;
  if (status >= 300) throw new Error(`${status} ${text}`);
  return body;
}

/** One case of each kind in which money is corrected, all of them ended: whoever took the money signs nothing, so there is a second person. */
export async function correctedMoney(cloud: CloudProcess, company: string, all: Caller): Promise<Readonly<Record<string, string>>> {
  const second = await cloud.person(company, 'second', ['CSM', 'PM'], ['p1']);
  const paid = async (externalId: string, more: object) =>
    String((await told(all.post(`${here}/payments`, { channel: 'transfer', payer: 'K0001', externalId, ...more })))['receiptNo']);
  const givenUp = async (collection: string, wish: object): Promise<string> => {
    const { id, approval } = await told(all.post(`${here}/${collection}`, wish));
    await told(all.post(`${here}/approvals/${(approval as { approval: string }).approval}/withdraw`));
    await told(all.post(`${here}/${collection}/${id}/cancel`, { reason: '不再办理' }));
    return id;
  };
  const taken = { kind: 'card', unit: flat, party: 'K0001', amountFen: 50_00, channel: 'cash' };
  const { id: deposit } = await told(all.post(`${here}/deposits`, taken));
  await told(second.post(`${here}/deposits/${deposit}/void`, { reason: '录错' }));
  const ahead = await paid('F1', { amountFen: 10_00, prepay: { unit: flat } });
  const { id: correction } = await told(second.post(`${here}/payments/${ahead}/void`, { reason: '录错' }));
  const { id: bill } = await told(all.post(`${here}/bills`, card('KP-7')));
  const waiver = await givenUp('waivers', { unit: flat, bills: [{ bill, fen: 5_00 }], reason: '困难户' });
  await told(all.put(`${here}/tariffs/SF`, supply));
  await told(second.post(`${here}/tariffs/SF/publish`, publication));
  await told(all.post(`${here}/bills`, { unit: flat, period: '2026-07', feeClass: 'water', tariff: 'SF' }));
  await paid('F2', { amountFen: 70_00, units: [flat] });
  const wish = { feeClass: 'water', period: '2026-07', amountFen: 10_00, utility: '自来水公司', voucher: '回单 8' };
  return { deposit, correction, waiver, remittance: await givenUp('remittances', wish) };
}
