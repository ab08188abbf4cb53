import * as z from 'zod';
import { asOf, maybe } from '../../cases/contract.ts';
import { commandsOf, defineWorkflow, hold as holding } from '../../cases/define.ts';
import type { Fact } from '../../cases/definition.ts';
import { headquarters, type Position } from '../../kernel/position.ts';
import { party } from '../../registers/party/contract.ts';
import { advance, hold, judge, look, release } from './clockwork.ts';
import { dunning as dunningContract, householdWord } from './contract.ts';
import { litigate, suspend, withdraw } from './ending.ts';
import { Calling, Flagging, Objecting, Promising, Resuming, Serving, Sparing, Suing, Suspending, Visiting, Withdrawing } from './inputs.ts';
import { openDunning, openingReads } from './opening.ts';
import { flag, mayResume, object, resume, spare } from './pausing.ts';
import { Dunning } from './record.ts';
import { dunningErrors, dunningNotices } from './sentences.ts';
import { call, promise, serve, visit } from './steps.ts';
import { dunningTimers } from './timers.ts';
import { dunningTitles, pauseReasons, rungs } from './vocabulary.ts';

const { opens, moves } = commandsOf<Dunning>();
const { commands: inputs } = dunningContract;

const desk: readonly Position[] = ['FRONT', 'CASHIER', 'CSM', 'PM'];
const heads: readonly Position[] = ['CSM', 'PM'];
const none = z.strictObject({});
/** By the clock and other cases only. */
const clockwork = { by: ['SYSTEM'], internal: true } as const;

const open = [...rungs, 'paused'] as const;
const settled = ['paid', 'writtenOff', 'withdrawn'] as const;
const onLadder = { from: rungs, to: [...open, ...settled] } as const;

/** What every step asks again: who the payer is now, and what the household owes at this moment. */
const again = {
  reads: (_: unknown, { payer }: Pick<Dunning, 'payer'>) => ({ payer: maybe(asOf(party, payer)) }),
  money: (_: unknown, { unit }: Pick<Dunning, 'unit'>) => ({ units: [unit] }),
};
const opening = {
  input: inputs.open,
  to: ['reminding', 'paused'],
  reads: openingReads,
  money: ({ unit }: { readonly unit: string }) => ({ units: [unit] }),
  apply: openDunning,
} as const;

const byClock = {
  open: opens({ ...clockwork, ...opening, title: '系统立案' }),
  advance: moves({ ...clockwork, ...onLadder, ...again, title: '进入下一环节', input: none, apply: advance }),
  look: moves({ ...clockwork, ...again, title: '核对欠费', from: open, to: [...open, ...settled], input: none, apply: look }),
  judge: moves({ ...clockwork, ...again, title: '承诺到期', from: ['paused'], to: [...open, ...settled], input: none, apply: judge }),
  hold: moves({ ...clockwork, title: '分期暂停', from: open, to: ['paused'], input: inputs.hold, apply: hold }),
  release: moves({ ...clockwork, ...again, title: '分期结束', from: open, to: [...open, ...settled], input: inputs.release, apply: release }),
};

const byPeople = {
  start: opens({ ...opening, title: '手工立案', by: ['CASHIER', ...heads] }),
  call: moves({ ...onLadder, ...again, title: '登记电话', by: desk, input: Calling, apply: call }),
  visit: moves({ ...onLadder, ...again, title: '登记上门', by: desk, input: Visiting, apply: visit }),
  serve: moves({ ...onLadder, ...again, title: '登记送达', by: desk, input: Serving, apply: serve }),
  promise: moves({ ...onLadder, ...again, title: '承诺付款', by: desk, input: Promising, apply: promise }),
  object: moves({ ...again, title: '登记异议', from: rungs, to: ['paused', ...settled], by: desk, input: Objecting, apply: object }),
  flagVulnerable: moves({ title: '标记困难家庭', from: rungs, to: ['paused'], by: desk, input: Flagging, apply: flag }),
  spare: moves({
    title: '暂缓催缴',
    from: ['paused'],
    to: ['paused'],
    by: ['PM'],
    input: Sparing,
    may: ({ pause }) => pause.reason === 'vulnerable',
    apply: spare,
  }),
  resume: moves({ ...again, title: '恢复催缴', from: ['paused'], to: [...rungs, ...settled], by: heads, input: Resuming, may: mayResume, apply: resume }),
  litigate: moves({ ...again, parts: ['step'], title: '登记起诉', from: rungs, to: ['litigated', ...settled], by: ['PM'], input: Suing, apply: litigate }),
  withdraw: moves({ title: '撤销催缴', from: open, to: ['withdrawn'], by: ['PM'], input: Withdrawing, apply: withdraw }),
  suspend: moves({ title: '限制服务（法律禁止）', from: open, to: open, by: desk, input: Suspending, apply: suspend }),
};

/** Facts: each rung's work in time, and promises kept. */
function facts({ reached, promises }: Dunning, id: string, { now }: { readonly now: string }): readonly Fact[] {
  const steps = reached.map(({ rung, dueAt, dueOn, doneAt }, at): Fact => {
    const over = doneAt ?? reached[at + 1]?.at;
    const met = doneAt !== undefined ? doneAt <= dueAt : over !== undefined || now > dueAt ? false : undefined;
    return { kpi: 'dunning-on-time', key: `${id}#${rung}`, on: dueOn, ...(met === undefined ? {} : { met }) };
  });
  const kept = promises.map(({ on, kept: met }, at): Fact => ({ kpi: 'promise-kept', key: `${id}#${at + 1}`, on, ...(met === undefined ? {} : { met }) }));
  return [...steps, ...kept];
}

/**
 * Dunning (催缴): the arrears of one household and payer go up a ladder of steps, each with evidence, until they are paid.
 *
 *     open, start ─▶ reminding ─D+10▶ phoning ─D+20▶ visiting ─D+30▶ lettering ─D+60▶ relettering ─D+90▶ lawyering ─D+120▶ litigating
 *     any rung ─promise, object, flagVulnerable, hold─▶ paused ─resume, judge, look, release─▶ the rung it stood on
 *     any rung ─litigate─▶ litigated        any rung, paused ─withdraw─▶ withdrawn
 *     whatever looks at the ledger and finds nothing owed ─▶ paid | writtenOff | withdrawn (all voided)
 *
 * The clock moves the ladder; people do the work of a rung and bring the evidence. Before each step the ledger is asked again, because a payer who is asked for what he has paid is
 * lost as a customer. Evidence is what counts in the end: a demand nobody can prove interrupts no limitation and opens no court (L01, L20). Nothing here withholds a service
 * (L02), and whoever tries is written down.
 */
export const dunning = defineWorkflow<Dunning>({
  name: dunningContract.name,
  title: '费用催缴',
  collection: 'dunnings',
  numberPrefix: 'CS',
  contract: dunningContract,
  record: Dunning,
  stateTitles: dunningTitles,
  commands: { ...byClock, ...byPeople },
  readBy: ['FRONT', 'CASHIER', 'CSM', 'PM', ...headquarters],
  errors: dunningErrors,
  notices: dunningNotices,
  claims: ({ unit, payer }, number) => [holding(`dunning/${unit}/${payer}`, { label: { number }, error: 'dunning.already-open' })],
  timers: dunningTimers,
  subject: ({ unit, payerName }) => ({ unit, title: `催缴 ${payerName}` }),
  terms: (record) => [
    ...(record.state === 'paid' || record.state === 'writtenOff' ? [] : [{ kind: 'dunned', value: householdWord(record) }]),
    ...(record.broken && !('ended' in record) ? [{ kind: 'dunning', value: 'broken' }] : []),
  ],
  facts,
  archive: ({ served, reached }) => [
    ...(reached.some(({ rung }) => rung === 'lettering') ? [{ name: '催缴函送达凭证', present: served.length > 0 }] : []),
    ...(reached.some(({ rung }) => rung === 'litigating') ? [{ name: '诉讼材料', present: served.some(({ kind }) => kind !== 'committee') }] : []),
  ],
  card: (record) => ({
    payer: record.payer,
    openFen: record.openFen,
    oldestDue: record.oldestDue,
    ...(record.state === 'paused' ? { pause: pauseReasons[record.pause.reason] } : {}),
    ...(record.broken ? { broken: true } : {}),
  }),
});
