import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { id, instantText, text } from '../../kernel/schema.ts';
import { personal } from '../../kernel/sealed.ts';
import { AgentMandate, type KeyLoan } from './record.ts';
import { ConsentWay, Hazard, RequestedPurpose } from './vocabulary.ts';

const BorrowerInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('staff'), person: id().meta({ title: '员工' }) }),
  z.strictObject({ kind: z.literal('party'), party: id().meta({ title: '客户编号' }) }),
  z.strictObject({
    kind: z.literal('outsider'),
    name: text(60).meta({ title: '姓名' }),
    company: text(80).meta({ title: '单位' }),
    identity: personal('identity').meta({ title: '证件号码', personal: 'identity' }),
    phone: personal('phone').optional().meta({ title: '电话', personal: 'phone' }),
    mandate: AgentMandate.optional().meta({ title: '代理委托' }),
  }),
]);
/** See the schema. */
export type BorrowerInput = z.output<typeof BorrowerInput>;

/** The owner's word as somebody took it down; its time is the server's. */
export const ConsentInput = z.strictObject({ party: id().meta({ title: '业主' }), how: ConsentWay });

/** A request to borrow a set (借用申请). `unit` is needed where the owner himself borrows: it says whose keys they are. */
export const LoanRequest = z.strictObject({
  set: id().meta({ title: '钥匙牌号' }),
  unit: id().optional().meta({ title: '房号' }),
  borrower: BorrowerInput,
  purpose: RequestedPurpose,
  note: text(300).optional().meta({ title: '说明' }),
  ticket: text(40).optional().meta({ title: '工单号' }),
  consent: ConsentInput.optional().meta({ title: '业主确认' }),
});
/** See the schema. */
export type LoanRequest = z.output<typeof LoanRequest>;

/** Two persons enter without the owner (紧急入户): the keys go out at once, paper follows. */
export const EmergencyEntry = z.strictObject({
  set: id().meta({ title: '钥匙牌号' }),
  unit: id().optional().meta({ title: '房号' }),
  hazard: Hazard,
  note: text(300).meta({ title: '险情说明' }),
  borrower: id().meta({ title: '入户人' }),
  second: id().meta({ title: '同行人' }),
  dueAt: instantText().optional().meta({ title: '约定归还时间' }),
});
/** See the schema. */
export type EmergencyEntry = z.output<typeof EmergencyEntry>;

/** What others know of a key loan (钥匙领用): a repair or a viewing may ask for one, an emergency may open an entry. */
export const keyLoan = contract<KeyLoan>()({ name: 'key-loan', title: '钥匙借用单', commands: { request: LoanRequest, emergencyEntry: EmergencyEntry } });
