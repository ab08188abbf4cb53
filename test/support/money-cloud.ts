import { type Body, type Caller, CloudProcess, type Reply } from './cloud.ts';

export const [flat, other] = ['1-2-301', '1-2-302'];
export const p1 = '/projects/p1';
/** What a card costs here. */
export const owed = 235_03;
export const safe = encodeURIComponent;
export const told = ({ status, body }: Reply<Body>): string => `${status} ${body.code}`;

/** An answer that must be a good one. */
export async function must(asked: Promise<Reply<Body>>): Promise<Body> {
  const reply = await asked;
  if (reply.status >= 300) throw new Error(`${reply.status} ${reply.text}`);
  return reply.body;
}

const approvalOf = (body: Body): string => (body['approval'] as { approval: string }).approval;

/** A counter with two cashiers, their chiefs and two households, on a cloud of its own; and people who have no business there. */
export class MoneyCloud {
  readonly cloud = new CloudProcess();
  readonly #people = new Map<string, Caller>();
  #keys = 0;
  #charges = 0;

  who = (name: string): Caller => this.#people.get(name) as Caller;

  fresh = (): Record<string, string> => {
    this.#keys += 1;
    return { 'idempotency-key': `k-${this.#keys}` };
  };

  post = (by: string, path: string, body: object = {}, headers = this.fresh()) => this.who(by).post(`${p1}/${path}`, body, headers);

  /** A bill for a key card. */
  charge = async (unit = flat, payer = 'liu'): Promise<string> => {
    this.#charges += 1;
    const lines = [{ text: '门禁卡', priceFen: owed }];
    const bill = { unit, period: '2026-07', feeClass: 'card', payer, charge: `KP-${this.#charges}`, lines };
    return (await must(this.post('cashier', 'bills', bill))).id;
  };

  pay = (by: string, body: object, headers = this.fresh()) => this.post(by, 'payments', { channel: 'cash', payer: 'liu', amountFen: owed, ...body }, headers);

  paid = async (body: object) => (await must(this.pay('cashier', { channel: 'transfer', ...body }))) as Body & { receiptNo: string };

  openFen = async (bill: string) => (await must(this.who('cashier').get(`${p1}/bills/${safe(bill)}`)))['openFen'];

  decide = (by: string, asked: Body) => this.post(by, `approvals/${approvalOf(asked)}/decide`, { decision: 'approve' });

  sign = async (by: string, asked: Body): Promise<void> => {
    await must(this.decide(by, asked));
    await this.cloud.idle();
  };

  withdraw = async (by: string, asked: Body): Promise<void> => {
    await must(this.post(by, `approvals/${approvalOf(asked)}/withdraw`));
    await this.cloud.idle();
  };

  hire = async (name: string, positions: readonly string[], projects = ['p1'], units: readonly string[] = [], company = 'meihua') => {
    this.#people.set(name, await this.cloud.person(company, name, positions, projects, units));
  };

  /** Starts it, and furnishes it. */
  open = async (): Promise<void> => {
    await this.cloud.start();
    await this.cloud.setClock('2026-07-20T10:00:00+08:00');
    await this.hire('admin', ['HQ-ADM']);
    await this.hire('founder', ['HQ-ADM'], ['p1'], [], 'juhua');
    for (const id of ['p1', 'p2']) await must(this.who('admin').post('/projects', { id, name: id }));
    await must(this.who('founder').post('/projects', { id: 'p1', name: 'p1' }));
    await this.hire('cashier', ['CASHIER', 'FRONT', 'CSM']);
    await this.hire('colleague', ['CASHIER', 'FRONT']);
    for (const chief of ['chief', 'second']) await this.hire(chief, ['CSM']);
    await this.hire('manager', ['PM']);
    for (const unit of [flat, other]) await must(this.who('cashier').put(`${p1}/units/${unit}`, { buildingAreaDm2: 9_875 }));
    await this.hire('liu', [], ['p1'], [flat]);
    await this.hire('ma', [], ['p1'], [other]);
    const desk = ['CASHIER', 'FRONT', 'CSM', 'ENGM', 'PM'];
    await this.hire('elsewhere', desk, ['p2']);
    await this.hire('stranger', desk, ['p1'], [], 'juhua');
  };
}
