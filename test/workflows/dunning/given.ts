import type { Loaded } from '../../../lib/cases/contract.ts';
import type { Context, Money, Part } from '../../../lib/cases/definition.ts';
import { systemActor } from '../../../lib/kernel/actor.ts';
import { civilDate } from '../../../lib/kernel/calendar.ts';
import { instant } from '../../../lib/kernel/clock.ts';
import { Bill } from '../../../lib/ledger/bill.ts';
import { billId } from '../../../lib/ledger/names.ts';
import { party } from '../../../lib/registers/party/contract.ts';
import { PartyRecord } from '../../../lib/registers/party/record.ts';
import type { Dunning } from '../../../lib/workflows/dunning/record.ts';
import { dunning } from '../../../lib/workflows/dunning/workflow.ts';
import { refusal, run } from '../../registers/given.ts';
import { actorOf } from '../../support/context.ts';

export const unit = '1-2-301';
export const system = systemActor(actorOf('x').company);

/** A bill of 235.03 yuan, due at the end of its month. */
export function billOf(period: string, more: Partial<Bill> = {}): Bill {
  const dueOn = new Date(Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5)), 0)).toISOString().slice(0, 10);
  return Bill.parse({
    ...{ unit, period, feeClass: 'property', charge: 'WY.liu', revision: 0, title: '物业管理费', payer: 'liu' },
    ...{ lines: [{ text: '物业管理费', quantity: 9875, scale: 100, priceE4: 23_800, fen: 235_03 }], issuedFen: 235_03 },
    ...{ issuedOn: `${period}-05`, dueOn, origin: { kind: 'run', id: period }, state: 'open', ...more },
  });
}

export const settled = (bill: Bill, fen = bill.issuedFen, on = '2026-07-20'): Bill => ({
  ...bill,
  state: fen === bill.issuedFen ? 'settled' : 'open',
  paid: [{ entry: '2026~front~1', on, valueOn: on, fen, as: 'paid' }],
});

export const moneyOf = (...bills: readonly Bill[]): Money => ({
  bills: new Map(bills.map((bill) => [billId(bill), bill])),
  balances: new Map(),
  entries: new Map(),
});

export function payer(standing?: object): { payer: Loaded<PartyRecord> } {
  const record = PartyRecord.parse({
    state: 'current',
    kind: 'person',
    name: '刘某',
    phones: [],
    documents: [],
    consents: [],
    ...(standing ? { standing } : {}),
  });
  return { payer: { contract: party, id: 'liu', version: 1, record } };
}
export const dead = { kind: 'deceased', since: '2026-06-01', evidence: '死亡证明', at: '2026-06-02T00:00:00.000Z', by: 'csm' };

const none: Loaded<readonly never[]> = { contract: dunning.contract, id: '', version: 0, record: [] };

/** June's bill was due on 30 June 2026; the ladder counts from there. */
export const june = billOf('2026-06');
export const july = billOf('2026-07');

interface Given {
  readonly at?: string;
  readonly bills?: readonly Bill[];
  readonly by?: Context['actor'];
  readonly reads?: object;
  readonly parts?: readonly Part[];
}

/** Runs a command as the walk does, at a local time, with the ledger as given. */
export function does(
  command: string,
  record: Dunning | undefined,
  body: object = {},
  { at = '2026-07-03T08:30', bills = [june], by, reads, parts = [] }: Given = {},
) {
  const now = instant(`${at.length === 16 ? `${at}:00` : at}+08:00`);
  const internal = dunning.commands[command]?.internal ?? false;
  const context = {
    id: 'CS-1',
    parts,
    now,
    today: civilDate(now, 'Asia/Shanghai'),
    money: moneyOf(...bills),
    actor: by ?? (internal ? system : actorOf('front.1', 'FRONT', 'PM')),
  };
  return run<Dunning>(dunning, command, record, body, { ...context, reads: { ...payer(), earlier: none, plans: none, ...reads } });
}
export const refused = (attempt: () => unknown) => refusal(dunning, attempt);

export const opened = (given: Given = {}) => does('open', undefined, { unit, payer: 'liu' }, given).record;

/** The case brought to a rung by the clock alone, on the rungs' own days. */
export function onRung(days: readonly string[], bills: readonly Bill[] = [june]): Dunning {
  return days.reduce((record, day) => does('advance', record, {}, { at: `${day}T08:30`, bills }).record, opened());
}
export const phoning = () => onRung(['2026-07-10']);
export const visiting = () => onRung(['2026-07-10', '2026-07-20']);
export const lettering = () => onRung(['2026-07-10', '2026-07-20', '2026-07-30']);
export const relettering = () => onRung(['2026-07-10', '2026-07-20', '2026-07-30', '2026-08-29']);
export const litigating = () => onRung(['2026-07-10', '2026-07-20', '2026-07-30', '2026-08-29', '2026-09-28', '2026-10-28']);
export const letter = (on: string, more: object = {}) => ({ kind: 'letter', on, how: 'signed', evidence: ['签收单 0001'], ...more });
