import * as z from 'zod';
import { asOf, ifGiven, pin } from '../../cases/contract.ts';
import { commandsOf, defineWorkflow, hold } from '../../cases/define.ts';
import { holds } from '../../kernel/actor.ts';
import { headquarters, type Position } from '../../kernel/position.ts';
import { count, id, instantText, list, text } from '../../kernel/schema.ts';
import { personal } from '../../kernel/sealed.ts';
import { keySet } from '../../registers/key-set/contract.ts';
import { party } from '../../registers/party/contract.ts';
import { staff } from '../../registers/staff/contract.ts';
import { unit } from '../../registers/unit/contract.ts';
import { repair } from '../repair/contract.ts';
import { archive, facts, residentView, terms, title } from './about.ts';
import { ConsentInput, keyLoan as loanContract } from './contract.ts';
import { fileReport, mayRatify, ratify } from './emergency.ts';
import { loanErrors, loanNotices } from './errors.ts';
import { emergencyEntry, giveBack, lend } from './lend.ts';
import { recover, replaceLock, reportLost, tellOwner, writeOff } from './loss.ts';
import { type Borrower, KeyLoan, loanTitles } from './record.ts';
import { approve, cancel, decline, expire, recordConsent, request } from './request.ts';
import { isBorrower, mayDecide, repairNumber } from './rights.ts';
import { loanTimers } from './timers.ts';
import { RefusalReason } from './vocabulary.ts';

const { opens, moves } = commandsOf<KeyLoan>();
const { commands: inputs } = loanContract;
const keepers: readonly Position[] = ['FRONT', 'ARCH'];

const home = (known: { readonly unit?: string | undefined }) => ifGiven(unit, known.unit);
const colleague = (person: string | undefined) => ifGiven(staff, person);
type Named = { readonly kind: 'staff'; readonly person: string } | { readonly kind: 'party'; readonly party: string } | { readonly kind: 'outsider' };
const borrowerReads = (borrower: Named) => ({
  colleague: colleague(borrower.kind === 'staff' ? borrower.person : undefined),
  client: ifGiven(party, borrower.kind === 'party' ? borrower.party : undefined),
});

const note = () => text(300).meta({ title: '说明' });
const witness = () => id().optional().meta({ title: '见证人' });
const shown = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('badge'), person: id().meta({ title: '工牌号' }) }),
  z.strictObject({ kind: z.literal('document'), identity: personal('identity').meta({ title: '证件号码', personal: 'identity' }) }),
]);

/** A button nobody but another can press: the keeper is not the borrower. */
const notHis = ({ borrower }: { readonly borrower: Borrower }, actor: Parameters<typeof isBorrower>[1]) => !isBorrower(borrower, actor);

const asking = {
  request: opens({
    title: '借用申请',
    to: ['requested', 'awaitingApproval'],
    by: ['FRONT', 'ARCH', 'ENG', 'ENGM', 'CSM', 'PM', 'GATE'],
    input: inputs.request,
    reads: (input) => ({
      set: asOf(keySet, input.set, 'set'),
      household: home(input),
      ticket: ifGiven(repair, repairNumber(input.ticket)),
      ...borrowerReads(input.borrower),
    }),
    apply: request,
  }),
  recordConsent: moves({
    title: '登记业主确认',
    from: ['requested', 'awaitingApproval', 'approved'],
    to: ['requested', 'awaitingApproval', 'approved'],
    by: ['FRONT', 'ARCH', 'CSM', 'RESIDENT'],
    input: ConsentInput,
    reads: (_, { set }) => ({ set: asOf(keySet, set.id), household: home(set) }),
    apply: recordConsent,
  }),
  approve: moves({
    title: '审批同意',
    from: ['awaitingApproval'],
    to: ['approved'],
    by: ['CSM', 'ENGM', 'PM'],
    input: z.strictObject({ note: note().optional() }),
    may: mayDecide,
    reads: (_, { set }) => ({ set: asOf(keySet, set.id), household: home(set) }),
    apply: approve,
  }),
  refuse: moves({
    title: '不予借用',
    from: ['requested', 'awaitingApproval', 'approved'],
    to: ['refused'],
    by: ['FRONT', 'ARCH', 'CSM', 'ENGM', 'PM'],
    input: z.strictObject({ reason: RefusalReason, note: note().optional() }),
    may: (record, actor) => record.state !== 'awaitingApproval' || mayDecide(record, actor),
    apply: decline,
  }),
  cancel: moves({
    title: '取消',
    from: ['requested', 'awaitingApproval', 'approved'],
    to: ['cancelled'],
    by: ['FRONT', 'ARCH', 'ENG', 'ENGM', 'CSM', 'PM', 'GATE'],
    input: z.strictObject({ note: note().optional() }),
    may: (record, actor) => record.requestedBy === actor.person || holds(actor, 'FRONT', 'CSM', 'PM'),
    apply: cancel,
  }),
  expire: moves({
    title: '失效',
    from: ['requested', 'awaitingApproval', 'approved'],
    to: ['expired'],
    by: ['SYSTEM'],
    internal: true,
    input: z.strictObject({}),
    apply: expire,
  }),
};

const lending = {
  lend: moves({
    title: '借出',
    from: ['requested', 'approved'],
    to: ['out'],
    by: keepers,
    input: z.strictObject({ shown, witness: witness(), dueAt: instantText().optional().meta({ title: '约定归还时间' }) }),
    may: notHis,
    reads: (input, { set, borrower }) => ({ set: pin(keySet, set.id), household: home(set), witness: colleague(input.witness), ...borrowerReads(borrower) }),
    apply: lend,
  }),
  emergencyEntry: opens({
    title: '紧急入户',
    to: ['out'],
    by: ['FRONT', 'ARCH', 'GATE', 'ENG', 'ENGM', 'CSM', 'PM'],
    input: inputs.emergencyEntry,
    reads: (input) => ({ set: pin(keySet, input.set, 'set'), household: home(input), first: colleague(input.borrower), second: colleague(input.second) }),
    apply: emergencyEntry,
  }),
  giveBack: moves({
    title: '归还',
    from: ['out'],
    to: ['out', 'returned', 'underReview'],
    by: keepers,
    input: z.strictObject({ tag: id().meta({ title: '牌号' }), count: count(1, 99).meta({ title: '数量' }), witness: witness() }),
    may: notHis,
    reads: (input, { set }) => ({ set: pin(keySet, set.id), witness: colleague(input.witness) }),
    apply: giveBack,
  }),
  fileReport: moves({
    title: '提交入户报告',
    from: ['out', 'lost', 'underReview'],
    to: ['out', 'lost', 'underReview', 'returned', 'lockReplaced', 'writtenOff'],
    by: ['FRONT', 'ARCH', 'GATE', 'ENG', 'ENGM', 'CSM', 'PM'],
    input: z.strictObject({
      text: text(1000).meta({ title: '经过' }),
      evidence: list(text(60), 10).min(1).meta({ title: '照片或视频' }),
      ownerTold: text(100).optional().meta({ title: '告知业主方式' }),
    }),
    may: ({ emergency }) => emergency !== undefined && emergency.report === undefined,
    apply: fileReport,
  }),
  ratify: moves({
    title: '事后审批',
    from: ['out', 'lost', 'underReview'],
    to: ['out', 'lost', 'underReview', 'returned', 'lockReplaced', 'writtenOff'],
    by: ['PM', 'HQ-PROJ'],
    input: z.strictObject({
      verdict: z.enum(['approved', 'rejected']).meta({ title: '结论', titles: { approved: '同意', rejected: '不同意' } }),
      note: note().optional(),
    }),
    may: (record, actor) => mayRatify(record, actor) && record.emergency?.decision === undefined,
    apply: ratify,
  }),
};

const losing = {
  reportLost: moves({
    title: '报失',
    from: ['out'],
    to: ['lost'],
    by: ['FRONT', 'ARCH', 'CSM', 'PM'],
    input: z.strictObject({ note: note() }),
    reads: (_, { set }) => ({ set: pin(keySet, set.id), household: home(set) }),
    apply: reportLost,
  }),
  tellOwner: moves({
    title: '告知业主',
    from: ['lost'],
    to: ['lost'],
    by: ['FRONT', 'CSM', 'PM'],
    input: z.strictObject({ how: text(60).meta({ title: '告知方式' }) }),
    apply: tellOwner,
  }),
  replaceLock: moves({
    title: '已换锁',
    from: ['lost'],
    to: ['lockReplaced', 'underReview'],
    by: ['FRONT', 'CSM', 'ENGM', 'PM'],
    input: z.strictObject({
      responsible: text(60).meta({ title: '费用承担方' }),
      responsibleParty: id().optional().meta({ title: '客户编号' }),
      note: note().optional(),
    }),
    apply: replaceLock,
  }),
  writeOff: moves({ title: '注销', from: ['lost'], to: ['writtenOff', 'underReview'], by: ['PM'], input: z.strictObject({ note: note() }), apply: writeOff }),
  recover: moves({
    title: '找回',
    from: ['lost'],
    to: ['returned', 'underReview'],
    by: ['CSM', 'PM'],
    input: z.strictObject({ note: note() }),
    apply: recover,
  }),
};

/**
 * Key loan (钥匙领用): a key set leaves the cabinet and comes back.
 *
 *     request ─▶ requested ──────────────────────lend─▶ out ─giveBack (all)─▶ returned
 *          └──▶ awaitingApproval ─approve─▶ approved ─┘  │ └─giveBack (some)─▶ out
 *     requested | awaitingApproval | approved ─refuse─▶ refused, ─cancel─▶ cancelled, ─expire─▶ expired
 *     emergencyEntry ─▶ out          out ─reportLost─▶ lost ─replaceLock─▶ lockReplaced, ─writeOff─▶ writtenOff, ─recover─▶ returned
 *     an emergency entry whose report or judgement is still owed waits in underReview ─fileReport, ratify─▶ its ending
 *
 * One open loan per set: two borrowers of one key is how flats get burgled. There is no command that copies a key (禁止复制), none that looks at the hour before an
 * owner gets his own keys, and none that looks at his bills. Loans are kept for at least two years (借用登记表).
 */
export const keyLoan = defineWorkflow<KeyLoan>({
  name: loanContract.name,
  title: '钥匙领用',
  collection: 'key-loans',
  numberPrefix: 'YS',
  contract: loanContract,
  record: KeyLoan,
  stateTitles: loanTitles,
  commands: { ...asking, ...lending, ...losing },
  readBy: ['FRONT', 'ARCH', 'CSM', 'PM', 'ENG', 'ENGM', 'GATE', 'RESIDENT', ...headquarters],
  errors: loanErrors,
  notices: loanNotices,
  claims: (loan) =>
    loan.state === 'out' || loan.state === 'lost'
      ? [hold(`key-set/${loan.set.id}`, { label: { borrower: loan.borrower.name, at: loan.lentText }, error: 'key-loan.already-out' })]
      : [],
  timers: loanTimers,
  subject: (loan) => ({
    unit: loan.set.unit,
    mine: loan.state === 'out' && loan.borrower.kind === 'staff' ? loan.borrower.person : undefined,
    title: title(loan),
  }),
  terms,
  facts,
  archive,
  card: (loan) => ({ set: loan.set.id, borrower: loan.borrower.name, purpose: loan.purpose, ...('dueAt' in loan ? { dueAt: loan.dueAt } : {}) }),
  residentView,
});
