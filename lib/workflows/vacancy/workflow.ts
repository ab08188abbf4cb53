import * as z from 'zod';
import { asOf } from '../../cases/contract.ts';
import { commandsOf, defineWorkflow, hold } from '../../cases/define.ts';
import type { Timer } from '../../cases/timer.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { headquarters } from '../../kernel/position.ts';
import { count, dateText, list, text } from '../../kernel/schema.ts';
import { unit } from '../../registers/unit/contract.ts';
import { VacancyApplication, vacancy as vacancyContract } from './contract.ts';
import { Vacancy, vacancyTitles } from './record.ts';
import { apply, end, expire, grant, grantApproval, inspect, turnDown, withdraw } from './rules.ts';
import { vacancyErrors, vacancyNotices } from './sentences.ts';

const { opens, moves } = commandsOf<Vacancy>();

const reasoned = z.strictObject({ reason: text(300).meta({ title: '原因' }) });

const commands = {
  apply: opens({
    title: '申请空置减免',
    to: ['applied'],
    by: ['FRONT', 'CSM', 'RESIDENT'],
    input: VacancyApplication,
    reads: (input) => ({ household: asOf(unit, input.unit, 'unit') }),
    apply,
  }),
  inspect: moves({
    title: '现场核查',
    from: ['applied'],
    to: ['checked', 'refused'],
    by: ['ENG', 'ENGM', 'FRONT'],
    input: z.strictObject({
      empty: z.boolean().meta({ title: '确认空置' }),
      findings: text(300).meta({ title: '核查情况' }),
      photos: list(text(80), 10).optional().meta({ title: '照片' }),
    }),
    apply: inspect,
  }),
  grant: moves({
    title: '批准',
    from: ['checked'],
    to: ['granted'],
    by: ['CSM', 'PM'],
    input: z.strictObject({ permille: count(0, 999).optional().meta({ title: '收取比例（‰）' }) }),
    apply: grant,
    approval: grantApproval,
  }),
  turnDown: moves({ title: '驳回', from: ['applied', 'checked'], to: ['refused'], by: ['CSM', 'PM'], input: reasoned, apply: turnDown }),
  withdraw: moves({ title: '撤回', from: ['applied', 'checked'], to: ['withdrawn'], by: ['FRONT', 'CSM', 'RESIDENT'], input: reasoned, apply: withdraw }),
  end: moves({
    title: '终止减免',
    from: ['granted'],
    to: ['ended'],
    by: ['FRONT', 'CSM', 'PM'],
    input: z.strictObject({ on: dateText().meta({ title: '恢复计费日期' }), reason: text(300).meta({ title: '原因' }) }),
    apply: end,
  }),
  expire: moves({ title: '到期', from: ['granted'], to: ['ended'], by: ['SYSTEM'], internal: true, input: z.strictObject({}), apply: expire }),
};

/** The flat is looked at within three days; the owner hears of the end a month before it. */
function timers(record: Vacancy, opened: Instant): readonly Timer[] {
  const { checkBy: due, endsAt, applicant } = record;
  const ended = 'ended' in record ? record.ended.at : undefined;
  const seen = 'check' in record ? record.check?.at : undefined;
  const check: Timer = { name: 'check', from: opened, due, stop: seen ?? ended, stages: [{ name: 'late', at: due, tell: { positions: ['ENGM', 'CSM'] } }] };
  if (record.state !== 'granted') return [check];
  const ending = plus(endsAt, { days: -30 });
  const stages = [
    ...(ending > record.granted.at ? [{ name: 'ending', at: ending, tell: { parties: [applicant], positions: ['FRONT'] as const } }] : []),
    { name: 'over', at: endsAt, command: 'expire' },
  ];
  return [check, { name: 'discount', from: record.granted.at, due: endsAt, stages }];
}

/**
 * Vacancy discount (空置减免): a flat nobody lives in pays part of the property fee, for a time.
 *
 *     apply ─▶ applied ─inspect─▶ checked ─grant (PM, HQ-FIN)─▶ granted ─end, expire─▶ ended
 *                │  └─inspect: lived in─▶ refused ◀─turnDown─┤
 *                └──────────── withdraw ─▶ withdrawn ◀───────┘
 *
 * Standing empty alone reduces nothing (L03): somebody looks, two sign, and only then does the interval stand in the unit (L22).
 */
export const vacancy = defineWorkflow<Vacancy>({
  name: vacancyContract.name,
  title: '空置减免',
  collection: 'vacancies',
  numberPrefix: 'KZ',
  contract: vacancyContract,
  record: Vacancy,
  stateTitles: vacancyTitles,
  commands,
  readBy: ['FRONT', 'CSM', 'CASHIER', 'PM', 'ENG', 'ENGM', 'RESIDENT', ...headquarters],
  errors: vacancyErrors,
  notices: vacancyNotices,
  claims: ({ state, unit: home }, number) =>
    state === 'applied' || state === 'checked' || state === 'granted' ? [hold(`vacancy/${home}`, { label: { number }, error: 'vacancy.already-open' })] : [],
  timers,
  subject: ({ unit: home, from, to }) => ({ unit: home, title: `空置减免 ${home} ${from} 至 ${to}` }),
  terms: ({ unit: home, applicant }) => [
    { kind: 'room', value: home },
    { kind: 'party', value: applicant },
  ],
  card: ({ from, to }) => ({ from, to }),
  archive: (record) => [
    { name: '空置证明', present: record.evidence !== undefined },
    { name: '现场核查记录', present: 'check' in record && record.check !== undefined },
  ],
  residentView: (record) => ({
    from: record.from,
    to: record.to,
    reason: record.reason,
    ...('permille' in record ? { permille: record.permille } : {}),
    ...('ended' in record ? { ended: record.ended.reason } : {}),
  }),
});
