import type { Loaded } from '../../../lib/cases/contract.ts';
import type { Context, Outcome } from '../../../lib/cases/definition.ts';
import type { Timer } from '../../../lib/cases/timer.ts';
import type { StaffRecord } from '../../../lib/registers/staff/record.ts';
import type { KeyLoan } from '../../../lib/workflows/key-loan/record.ts';
import { keyLoan } from '../../../lib/workflows/key-loan/workflow.ts';
import { refusal, run } from '../../registers/given.ts';
import { at, client, colleague, flat, lentSet, loaded, registered } from '../../registers/key-set/given-keys.ts';
import { actorOf } from '../../support/context.ts';

export type Reads = Readonly<Record<string, Loaded | undefined>>;

/** What the walk would have read: set K-7 in its cabinet, its flat, the engineer Wang, the witness Qian. */
export const around = (changes: Reads = {}): Reads => ({
  set: loaded('K-7', registered()),
  household: loaded('1-2-301', flat),
  colleague: loaded('wang', colleague('王师傅', '工程')),
  client: undefined,
  ticket: undefined,
  witness: loaded('qian', colleague('钱')),
  first: loaded('wang', colleague('王师傅', '工程')),
  second: loaded('zhou', colleague('周', '秩序')),
  ...changes,
});

export const repairTicket = (state = 'dispatched', unit = '1-2-301') => loaded('BX-20260701-0001', { state, place: { unit } });

export const publicSet = loaded('K-7', registered({ kind: 'publicArea', unit: undefined, owner: undefined, mandate: undefined }));
export const equipmentSet = loaded('K-7', registered({ kind: 'equipmentRoom', unit: undefined, owner: undefined, mandate: undefined }));
export const unmandatedSet = loaded('K-7', registered({ mandate: undefined }));
export const takenSet = loaded('K-7', lentSet());
export const off = (name: string): Loaded<StaffRecord> => loaded('wang', colleague(name, '工程', 'offDuty'));

/** Runs a command of loan YS-1 at a Chinese time (10:00 on 1 July 2026 unless told otherwise), the front desk acting. */
export function does(command: string, record: KeyLoan | undefined, body: object = {}, overrides: Partial<Context> & { local?: string } = {}): Outcome<KeyLoan> {
  const { local = '2026-07-01T10:00', reads = around(), ...context } = overrides;
  const asker = record?.borrower ?? ('borrower' in body ? body.borrower : undefined);
  const known = isColleague(asker) ? reads : { ...reads, colleague: undefined };
  return run<KeyLoan>(keyLoan, command, record, body, { id: 'YS-1', now: at(local), today: local.slice(0, 10), ...context, reads: known });
}

/** The walk reads no colleague for a borrower who is none. */
const isColleague = (asker: unknown): boolean => typeof asker === 'object' && asker !== null && 'kind' in asker && asker.kind === 'staff';

export const refused = (attempt: () => unknown) => refusal(keyLoan, attempt);

export const wang = { kind: 'staff', person: 'wang' };
export const owner = { kind: 'party', party: 'C2' };
export const agent = { kind: 'outsider', name: '赵经纪', company: '安居房产', identity: '110101199001011234', phone: '13800001234' };
export const badge = { shown: { kind: 'badge', person: 'wang' }, witness: 'qian' };
export const document = (identity = '110101199001011234') => ({ shown: { kind: 'document', identity }, witness: 'qian' });
export const ownerReads = (number?: string) => around({ client: loaded('C2', client('李四', number)) });

/** Wang asks for the owner's keys for a repair. */
export const entrustedRequest = { set: 'K-7', borrower: wang, purpose: 'repair', ticket: 'BX-20260701-0001' };
export const asked = () => does('request', undefined, entrustedRequest, { reads: around({ ticket: repairTicket() }), actor: actorOf('eng.1', 'ENG') }).record;
export const approved = () => does('approve', asked(), {}, { actor: actorOf('csm.1', 'CSM') }).record;
export const lent = (local = '2026-07-01T10:00') => does('lend', approved(), badge, { local }).record;

/** The owner asks for his own keys: nobody has to approve. */
export const ownRequest = (local = '2026-07-01T10:00') =>
  does('request', undefined, { set: 'K-7', unit: '1-2-301', borrower: owner, purpose: 'ownerUse' }, { local, reads: ownerReads() }).record;

/** Wang asks for a public key to patrol: neither approval nor ticket. */
export const publicRequest = () =>
  does('request', undefined, { set: 'K-7', borrower: wang, purpose: 'inspection' }, { reads: around({ set: publicSet }) }).record;

const entry = { set: 'K-7', unit: '1-2-301', hazard: 'leak', note: '楼下渗水', borrower: 'wang', second: 'zhou' };
export const entered = (changes: object = {}, overrides: Parameters<typeof does>[3] = {}) =>
  does('emergencyEntry', undefined, { ...entry, ...changes }, overrides);

const out = () => loaded('K-7', lentSet());
export const returning = () => around({ set: out() });
export const giveBack = (record: KeyLoan, count = 2, overrides: Parameters<typeof does>[3] = {}) =>
  does('giveBack', record, { tag: 'K-7', count, witness: 'qian' }, { reads: returning(), ...overrides });
export const lost = (record: KeyLoan = lent()) => does('reportLost', record, { note: '途中遗失' }, { reads: returning() }).record;

export const timers = (record: KeyLoan): readonly Timer[] => keyLoan.timers(record, at('2026-07-01T10:00'));
export const timer = (record: KeyLoan, name: string): Timer => {
  const found = timers(record).find((one) => one.name === name);
  if (!found) throw new Error(`no timer ${name}`);
  return found;
};
