import * as z from 'zod';
import { asOf, ifGiven, type Reads } from '../../cases/contract.ts';
import { commandsOf, defineRegister } from '../../cases/define.ts';
import type { Fact, Term } from '../../cases/definition.ts';
import type { Timer } from '../../cases/timer.ts';
import { headquarters } from '../../kernel/position.ts';
import { count, id, text } from '../../kernel/schema.ts';
import { cellErrors } from '../cells.ts';
import { party } from '../party/contract.ts';
import { unit } from '../unit/contract.ts';
import { keySet, MandateInput } from './contract.ts';
import { checkIn, checkOut, deposit, handOver } from './custody.ts';
import { describe, enrol } from './describe.ts';
import { explain, flagDiscrepancy } from './discrepancy.ts';
import { keySetErrors, keySetNotices } from './errors.ts';
import { loseOnLoan, lossTimers, recover, replaceLock, reportLost, settleLoss, tellOwner, writeOff } from './loss.ts';
import { custodyTitles, KeySet, keyCount, keyKinds } from './record.ts';
import { keySetColumns, readKeySetRow, writeKeySetRows } from './sheet.ts';

const { moves, puts } = commandsOf<KeySet>();
const { commands: inputs } = keySet;
const anywhere = ['inCabinet', 'out', 'handedOver', 'lost', 'writtenOff', 'discrepancy'] as const;

const note = () => text(300).meta({ title: '说明' });

/** The household whose keys they are, if it is one's. */
const household = (record: { readonly unit?: string | undefined }) => ifGiven(unit, record.unit);

/** What a description names must exist; what it names already has been checked. */
const named = (input: { unit?: string | undefined; owner?: string | undefined }, record: KeySet | undefined): Reads => ({
  ...(input.unit === undefined || input.unit === record?.unit ? {} : { unit: asOf(unit, input.unit, 'unit') }),
  ...(input.owner === undefined || input.owner === record?.owner ? {} : { owner: asOf(party, input.owner, 'owner') }),
});

/** The sets' own life; the states are drawn at {@link KeySet}. */
const ownCommands = {
  put: puts({ title: '登记钥匙', to: anywhere, by: ['ARCH', 'FRONT', 'CSM'], input: inputs.put, reads: named, apply: describe }),
  enrol: puts({ title: '导入钥匙', to: anywhere, by: ['ARCH', 'FRONT', 'CSM'], input: inputs.enrol, reads: named, apply: enrol }),
  handOver: moves({
    title: '移交业主',
    from: ['inCabinet'],
    to: ['handedOver'],
    by: ['FRONT', 'ARCH'],
    input: inputs.handOver,
    reads: (input, record) => ({ recipient: asOf(party, input.recipient, 'recipient'), household: household(record) }),
    apply: handOver,
  }),
  deposit: moves({
    title: '业主寄存',
    from: ['handedOver'],
    to: ['inCabinet'],
    by: ['FRONT', 'ARCH'],
    input: z.strictObject({
      owner: id().meta({ title: '业主编号' }),
      count: keyCount().meta({ title: '数量' }),
      cabinet: text(30).meta({ title: '钥匙柜' }),
      mandate: MandateInput,
    }),
    reads: (input, record) => ({ owner: asOf(party, input.owner, 'owner'), household: household(record) }),
    apply: deposit,
  }),
  reportLost: moves({
    title: '报失',
    from: ['inCabinet', 'discrepancy'],
    to: ['lost'],
    by: ['FRONT', 'ARCH', 'CSM', 'PM'],
    input: z.strictObject({ left: count(0, 98).meta({ title: '剩余数量' }), note: note() }),
    reads: (_, record) => ({ household: household(record) }),
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
    to: ['writtenOff'],
    by: ['FRONT', 'CSM', 'ENGM', 'PM'],
    input: z.strictObject({ responsible: text(60).meta({ title: '费用承担方' }), note: note().optional() }),
    apply: replaceLock,
  }),
  writeOff: moves({
    title: '注销',
    from: ['inCabinet', 'lost'],
    to: ['writtenOff'],
    by: ['PM'],
    input: z.strictObject({ note: note() }),
    apply: writeOff,
  }),
  recover: moves({
    title: '找回',
    from: ['lost'],
    to: ['inCabinet'],
    by: ['CSM', 'PM'],
    input: z.strictObject({ note: note() }),
    apply: recover,
  }),
};

/** What only loans and counts order. */
const orderedCommands = {
  checkOut: moves({ title: '借出', from: ['inCabinet'], to: ['out'], by: ['SYSTEM'], internal: true, input: inputs.checkOut, apply: checkOut }),
  checkIn: moves({
    title: '归还',
    from: ['out', 'discrepancy'],
    to: ['out', 'inCabinet', 'discrepancy'],
    by: ['SYSTEM'],
    internal: true,
    input: inputs.checkIn,
    apply: checkIn,
  }),
  loseOnLoan: moves({ title: '借出丢失', from: ['out'], to: ['lost'], by: ['SYSTEM'], internal: true, input: inputs.loseOnLoan, apply: loseOnLoan }),
  settleLoss: moves({
    title: '丢失处置',
    from: ['lost'],
    to: ['writtenOff', 'inCabinet'],
    by: ['SYSTEM'],
    internal: true,
    input: inputs.settleLoss,
    apply: settleLoss,
  }),
  flagDiscrepancy: moves({
    title: '盘点差异',
    from: ['inCabinet', 'out', 'handedOver', 'lost'],
    to: ['discrepancy'],
    by: ['SYSTEM'],
    internal: true,
    input: inputs.flagDiscrepancy,
    apply: flagDiscrepancy,
  }),
  explain: moves({
    title: '差异说明',
    from: ['discrepancy'],
    to: ['inCabinet', 'out', 'handedOver', 'lost'],
    by: ['SYSTEM'],
    internal: true,
    input: inputs.explain,
    reads: (_, record) => ({ household: household(record) }),
    apply: explain,
  }),
};

/** The clocks of a set: its mandate's last days (only while we keep the keys), and a loss that has no loan. */
function timers(record: KeySet): readonly Timer[] {
  const kept = record.state === 'inCabinet' || record.state === 'out' || record.state === 'discrepancy';
  const { mandate } = record;
  if (!kept || mandate === undefined) return lossTimers(record);
  const stages = [
    { name: 'month', at: mandate.remindAt, tell: { positions: ['ARCH', 'FRONT'] as const } },
    { name: 'lastDay', at: mandate.lastDayAt, tell: { positions: ['ARCH', 'FRONT'] as const } },
  ];
  const known = stages.filter(({ at }) => at > mandate.recordedAt);
  return [{ name: 'mandate', from: mandate.recordedAt, due: mandate.endsAt, stages: known }, ...lossTimers(record)];
}

/** A loss outside any loan counts here; one on loan counts in the loan. */
function facts(record: KeySet, key: string): readonly Fact[] {
  const loss = record.state === 'lost' || record.state === 'writtenOff' ? record.loss : undefined;
  return loss && loss.loan === undefined ? [{ kpi: 'key-lost', key, on: loss.on, met: false }] : [];
}

function terms({ unit: home, owner }: KeySet): readonly Term[] {
  return [...(home === undefined ? [] : [{ kind: 'room', value: home }]), ...(owner === undefined ? [] : [{ kind: 'party', value: owner }])];
}

/**
 * The key ledger (钥匙总台账, 留存/寄存登记表): every set of keys and cards the project keeps, and where each is. Custody moves only by loans, counts,
 * hand-overs and losses, never by editing; no command copies a key (禁止复制), so a second set is a new tag with its own story.
 *
 * The entries are kept for at least two years after the keys have gone.
 */
export const keySetRegister = defineRegister<KeySet>({
  name: keySet.name,
  title: '钥匙',
  collection: 'key-sets',
  contract: keySet,
  record: KeySet,
  stateTitles: custodyTitles,
  commands: { ...ownCommands, ...orderedCommands },
  readBy: ['FRONT', 'ARCH', 'CSM', 'PM', 'ENG', 'ENGM', 'GATE', 'RESIDENT', ...headquarters],
  errors: { ...cellErrors, ...keySetErrors },
  notices: keySetNotices,
  timers,
  facts,
  terms,
  subject: (record, key) => ({ unit: record.unit, title: `钥匙 ${key}（${keyKinds[record.kind]}）` }),
  card: ({ count: keys, cabinet, kind }) => ({ count: keys, cabinet, keyKind: kind }),
  archive: (record) => [
    ...(record.kind === 'ownerEntrusted' ? [{ name: '委托书', present: record.mandate !== undefined }] : []),
    ...(record.state === 'handedOver' ? [{ name: '移交签收表', present: true }] : []),
  ],
  residentView: (record, caller) =>
    caller !== undefined && record.owner === caller ? { state: record.state, kind: record.kind, count: record.count, mandate: record.mandate } : {},
  sheet: { columns: keySetColumns, read: readKeySetRow, write: writeKeySetRows },
});
