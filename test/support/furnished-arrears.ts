import type { Caller, CloudProcess } from './cloud.ts';

const here = '/projects/p1';
const household = { unit: '1-2-303', payer: 'K0001' };

async function told(asked: ReturnType<Caller['post']>): Promise<string> {
  const { status, text, body } = await asked;
  if (status >= 300) throw new Error(`${status} ${text}`);
  return body.id;
}

/** Arrears of last year, out of the old books, and what was done about them: an instalment plan that came to nothing, a dunning case that was given up. */
export async function dunnedArrears(cloud: CloudProcess, company: string, all: Caller): Promise<Readonly<Record<string, string>>> {
  const fin = await cloud.person(company, 'fin', ['HQ-FIN'], ['p1']);
  await told(
    all.put(`${here}/units/${household.unit}`, { buildingAreaDm2: 9_875, relations: [{ party: household.payer, role: 'owner', from: '2024-01-01' }] }),
  );
  const item = { kind: 'arrears', ...household, feeClass: 'property', period: '2025-11', fen: 235_03, dueOn: '2025-11-30' };
  await told(all.put(`${here}/openings/QF.1`, { item }));
  await told(fin.post(`${here}/go-live`, { arrears: [{ feeClass: 'property', fen: 235_03 }] }));
  await cloud.idle();
  const dunning = await told(all.post(`${here}/dunnings`, household));
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const schedule = [
    { on: day(30), fen: 100_00 },
    { on: day(60), fen: 135_03 },
  ];
  const instalment = await told(all.post(`${here}/instalments`, { ...household, schedule }));
  await told(all.post(`${here}/instalments/${instalment}/cancel`, { reason: '未签署' }));
  await told(all.post(`${here}/dunnings/${dunning}/withdraw`, { reason: '协商解决' }));
  return { dunning, instalment };
}
