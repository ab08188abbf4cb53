import { handler as company } from '../functions/company.ts';
import { handler as keyLoans } from '../functions/key-loan.ts';
import { handler as registers } from '../functions/registers.ts';
import { handler as repairs } from '../functions/repair.ts';
import { useLayer } from '../lib/table/transport.ts';
import { sessionOf } from '../local/engines/credentials.ts';
import type { House, Reply } from './house.ts';
import { line } from './measure.ts';

/** Counted, not timed: requests and capacity units of the usual operations, as the engine charges them. */
export async function showCosts({ ask, rest }: House): Promise<void> {
  const count = async (what: string, work: () => Promise<Reply>): Promise<Reply> => {
    await rest();
    const { reply, calls, write, read } = await counted(work);
    line(`  ${what}`, `${write} WCU`, `${read} RCU`, calls);
    return reply;
  };
  const project = '/projects/p1';
  line('Cost of an operation');
  await count('put a unit', () => ask(registers, 'PUT', `${project}/units/9-9-901`, { buildingAreaDm2: 9875 }));
  await count('put it again, unchanged', () => ask(registers, 'PUT', `${project}/units/9-9-901`, { buildingAreaDm2: 9875 }));
  await ask(registers, 'PUT', `${project}/staff/wang`, { name: '王师傅', department: '工程', skills: ['水电'] });
  await ask(registers, 'PUT', `${project}/staff/li`, { name: '李师傅', department: '客服' });
  await ask(registers, 'POST', `${project}/staff/wang/clockOn`);
  await ask(registers, 'PUT', `${project}/key-sets/K-1`, { count: 2, cabinet: '1号柜', kind: 'publicArea' });
  const report = {
    unit: '9-9-901',
    category: 'water',
    description: '爆管',
    urgent: true,
    urgentKind: 'burstPipe',
    source: 'phone',
    payer: 'public',
    caller: { anonymous: true },
  };
  const { body: repair } = await count('open an urgent repair', () => ask(repairs, 'POST', `${project}/repairs`, report));
  await count('dispatch it (takes a claim)', () => ask(repairs, 'POST', `${project}/repairs/${repair.id}/dispatch`, { worker: 'wang' }));
  await count('comment on it', () => ask(repairs, 'POST', `${project}/repairs/${repair.id}/comment`, { text: '请尽快', audience: 'internal' }));
  const wish = { set: 'K-1', borrower: { kind: 'staff', person: 'wang' }, purpose: 'inspection' };
  const { body: loan } = await count('ask for a key', () => ask(keyLoans, 'POST', `${project}/key-loans`, wish));
  const badge = { shown: { kind: 'badge', person: 'wang' }, witness: 'li' };
  await count('lend it (two records, a claim, a pin)', () => ask(keyLoans, 'POST', `${project}/key-loans/${loan.id}/lend`, badge));
  await count('read a repair', () => ask(repairs, 'GET', `${project}/repairs/${repair.id}`));
  await count('list repairs, a page of 20', () => ask(repairs, 'GET', `${project}/repairs?limit=20`));
  await count('file of a household', () => ask(company, 'GET', `${project}/units/9-9-901/file`));
}

interface Counted {
  readonly reply: Reply;
  /** Requests by operation, as words. */
  readonly calls: string;
  readonly write: number;
  readonly read: number;
}

/** Counts what is asked of the table in a company's name; relay and notices work in their own. */
async function counted(work: () => Promise<Reply>): Promise<Counted> {
  const times = new Map<string, number>();
  let [write, read] = [0, 0];
  const stop = useLayer((next) => async (call) => {
    if (sessionOf(call.accessKeyId)?.company === undefined) return next(call);
    times.set(call.op, (times.get(call.op) ?? 0) + 1);
    const output = await next({ ...call, input: { ...call.input, ReturnConsumedCapacity: 'TOTAL' } });
    const units = ([output['ConsumedCapacity'] ?? []].flat() as { CapacityUnits?: number }[]).reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    if (/Query|Get/.test(call.op)) read += units;
    else write += units;
    return output;
  });
  try {
    const reply = await work();
    return { reply, calls: [...times].map(([op, n]) => `${n} ${op}`).join(', '), write, read };
  } finally {
    stop();
  }
}
