import * as z from 'zod';
import { asOf } from '../../cases/contract.ts';
import { commandsOf, defineWorkflow, hold } from '../../cases/define.ts';
import type { Fact } from '../../cases/definition.ts';
import type { Timer } from '../../cases/timer.ts';
import type { Instant } from '../../kernel/clock.ts';
import { headquarters } from '../../kernel/position.ts';
import { count, id, list, text } from '../../kernel/schema.ts';
import { everyKeySet, Finding, keySet } from '../../registers/key-set/contract.ts';
import { close, explain, finish, miss } from './closing.ts';
import { keyCount as countContract } from './contract.ts';
import { plan, start, submit } from './counting.ts';
import { countErrors, countNotices } from './errors.ts';
import { CountKind, countKinds, countTitles, KeyCount } from './record.ts';

const { opens, moves } = commandsOf<KeyCount>();

/** Lines of one sheet. If all of them differ, 40 sets with their histories still fit into one transaction. */
const linesOfSheet = 40;

const note = () => text(300).meta({ title: '说明' });

const commands = {
  plan: opens({ title: '计划盘点', to: ['open'], by: ['SYSTEM'], internal: true, input: countContract.commands.plan, apply: plan }),
  start: opens({ title: '临时盘点', to: ['open'], by: ['FRONT', 'ARCH'], input: z.strictObject({ kind: CountKind.default('daily') }), apply: start }),
  submit: moves({
    title: '登记盘点',
    from: ['open', 'counting'],
    to: ['counting'],
    by: ['FRONT', 'ARCH', 'CSM'],
    input: z.strictObject({
      lines: list(z.strictObject({ set: id().meta({ title: '钥匙牌号' }), seen: count(0, 999).meta({ title: '实盘' }) }), linesOfSheet)
        .min(1)
        .meta({ title: '盘点行' }),
    }),
    reads: ({ lines }) => Object.fromEntries(lines.map(({ set }, index) => [set, asOf(keySet, set, `lines.${index}.set`)])),
    apply: submit,
  }),
  finish: moves({
    title: '完成盘点',
    from: ['open', 'counting'],
    to: ['mismatch', 'explained', 'closed'],
    by: ['FRONT', 'ARCH', 'CSM'],
    input: z.strictObject({}),
    parts: ['sheet'],
    reads: () => ({ register: everyKeySet() }),
    apply: finish,
  }),
  explain: moves({
    title: '差异说明',
    from: ['counting', 'mismatch'],
    to: ['counting', 'mismatch', 'explained'],
    by: ['CSM', 'PM'],
    input: z.strictObject({ set: id().meta({ title: '钥匙牌号' }), finding: Finding, keys: count(1, 99).optional().meta({ title: '实际把数' }), note: note() }),
    may: ({ counters }, { person }) => !counters.includes(person),
    reads: ({ set }) => ({ set: asOf(keySet, set, 'set') }),
    apply: explain,
  }),
  close: moves({ title: '交班', from: ['explained'], to: ['closed'], by: ['FRONT', 'ARCH', 'CSM', 'PM'], input: z.strictObject({}), apply: close }),
  miss: moves({ title: '记为未盘', from: ['open', 'counting'], to: ['missed'], by: ['PM'], input: z.strictObject({ note: note() }), apply: miss }),
};

/** When the count was over, one way or the other. */
const endedAt = (record: KeyCount): Instant | undefined => ('ended' in record ? record.ended.at : undefined);

/** Due at the end of the shift: then the supervisor hears of it, at 09:00 the next day the project manager. */
function timers(record: KeyCount, opened: Instant): readonly Timer[] {
  const { dueAt: due, nextDayAt } = record;
  return [
    {
      name: 'count',
      from: opened,
      due,
      stop: endedAt(record),
      stages: [
        { name: 'late', at: due, tell: { positions: ['FRONT', 'ARCH', 'CSM'] } },
        { name: 'nextDay', at: nextDayAt, tell: { positions: ['PM'] } },
      ],
    },
  ];
}

/** Match (账实相符率) is lost by any difference, explained or not, and by a count nobody made; on time (按时率) by the end of the shift. */
function facts(record: KeyCount, key: string): readonly Fact[] {
  const ended = endedAt(record);
  const balanced = record.state === 'missed' || record.differences.length > 0 ? false : record.state === 'closed' ? true : undefined;
  const onTime = record.state === 'missed' ? false : ended === undefined ? undefined : ended <= record.dueAt;
  return [
    { kpi: 'key-count-match', key, on: record.period, met: balanced },
    { kpi: 'key-count-on-time', key, on: record.period, met: onTime },
  ];
}

/**
 * Key count (钥匙盘点): at the change of shift what hangs in the cabinets is compared with the books.
 *
 *     plan, start ─▶ open ─submit─▶ counting ─finish─▶ closed
 *                      │               │ └─finish─▶ mismatch ─explain (the last)─▶ explained ─close─▶ closed
 *                      └─────miss──────┴─▶ missed
 *
 * Sheets (盘点表) are parts and kept for at least two years. What differs is blocked in the register until somebody who did not count explains it, and the shift stays
 * open as long.
 */
export const keyCount = defineWorkflow<KeyCount>({
  name: countContract.name,
  title: '钥匙盘点',
  collection: 'key-counts',
  numberPrefix: 'YP',
  contract: countContract,
  record: KeyCount,
  stateTitles: countTitles,
  commands,
  readBy: ['FRONT', 'ARCH', 'CSM', 'PM', ...headquarters],
  errors: countErrors,
  notices: countNotices,
  claims: ({ origin, kind, period }, number) =>
    origin === 'hand' ? [hold(`key-count/${kind}/${period}`, { label: { number }, error: 'key-count.already-open' })] : [],
  timers,
  subject: ({ kind, period }) => ({ title: `钥匙${countKinds[kind]} ${period}` }),
  facts,
  archive: (record) => [
    { name: '钥匙盘点表', present: record.sheets > 0 },
    ...(record.differences.length > 0 ? [{ name: '盘点差异说明', present: record.differences.every(({ explained }) => explained) }] : []),
  ],
  card: ({ kind, period, differences }) => ({ countKind: kind, period, differences: differences.length }),
});
