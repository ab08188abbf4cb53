import type * as z from 'zod';
import type { ApprovalNeed } from '../../cases/approval-need.ts';
import { type Loaded, order } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { addMonths, parseCivilDate, startOfDay } from '../../kernel/calendar.ts';
import { plus } from '../../kernel/clock.ts';
import { refuse } from '../../kernel/error.ts';
import { shortened } from '../../kernel/schema.ts';
import { quantityText } from '../../ledger/rating/line.ts';
import { relationsOn, type UnitRecord, unit } from '../../registers/unit/contract.ts';
import type { VacancyApplication } from './contract.ts';
import type { In } from './record.ts';

/** Days until somebody has been in the flat. */
const checkDays = 3;

/** A discount is asked for anew every year at the latest. */
const longestMonths = 12;

type Household = { readonly household: Loaded<UnitRecord> };

/**
 * Asks for a vacancy discount (申请空置减免, L22): by the owner or the developer, for days to come; for past ones only with a reason.
 *
 * @throws DomainError `vacancy.not-owner`, `vacancy.too-early`, `vacancy.retroactive`, `vacancy.interval`
 */
export function apply(input: z.output<typeof VacancyApplication>, context: Context<Household>): Outcome<In<'applied'>> {
  const { reads, now, today, actor, project } = context;
  const { applicant, emptySince, from, to, evidence, retroReason, ...others } = input;
  const holders = relationsOn(reads.household.record, today).filter(({ role }) => role === 'owner' || role === 'developer');
  if (!holders.some(({ party }) => party === applicant)) refuse('vacancy.not-owner', 'applicant', { applicant });
  const earliest = addMonths(parseCivilDate(emptySince), project.money.vacancyMonths);
  if (from < earliest) refuse('vacancy.too-early', 'from', { since: emptySince, months: project.money.vacancyMonths, earliest });
  if (from < today && retroReason === undefined) refuse('vacancy.retroactive', 'retroReason', { from });
  const latest = addMonths(parseCivilDate(from), longestMonths);
  if (to <= from || to > latest) refuse('vacancy.interval', 'to', { from, latest });
  return {
    record: {
      state: 'applied',
      ...others,
      applicant,
      emptySince,
      from,
      to,
      ...(evidence === undefined ? {} : { evidence }),
      ...(retroReason === undefined ? {} : { retroReason }),
      requestedBy: actor.person,
      checkBy: plus(now, { days: checkDays }),
      endsAt: startOfDay(parseCivilDate(to), project.timeZone),
    },
    notices: [{ type: 'vacancy.applied', to: { positions: ['ENG', 'FRONT'] } }],
  };
}

/** Somebody has been there (现场核查). Where somebody lives there is nothing to sign any more. */
export function inspect(
  record: In<'applied'>,
  input: { readonly empty: boolean; readonly findings: string; readonly photos?: string[] | undefined },
  { now, actor }: Context,
): Outcome<In<'checked' | 'refused'>> {
  const { photos, empty, findings } = input;
  const check = { at: now, by: actor.person, empty, findings, ...(photos ? { photos } : {}) };
  if (empty) return { record: { ...record, state: 'checked', check }, notices: [{ type: 'vacancy.checked', to: { positions: ['CSM'] } }] };
  const ended = { at: now, by: actor.person, reason: shortened(`现场核查未空置：${findings}`, 300) };
  return { record: { ...record, state: 'refused', check, ended }, notices: told(record, '未通过', ended.reason) };
}

const told = ({ applicant }: { readonly applicant: string }, result: string, reason: string) => [
  { type: 'vacancy.decided', to: { parties: [applicant] }, params: { result, reason } },
];

/** Lets the discount take effect in the unit (批准空置减免); the project's share is paid unless a smaller or larger one was agreed. */
export function grant(
  record: In<'checked'>,
  { permille: agreed }: { readonly permille?: number | undefined },
  { id, now, actor, project }: Context,
): Outcome<In<'granted'>> {
  const permille = agreed ?? project.money.vacancyPermille;
  const { from, to } = record;
  return {
    record: { ...record, state: 'granted', permille, granted: { at: now, by: actor.person } },
    also: [order(unit, record.unit, 'grantVacancy', { from, to, permille, approvedBy: id })],
    notices: told(record, '已批准', `${from} 起按 ${percent(permille)} 收取物业管理费，至 ${to} 止`),
  };
}

const percent = (permille: number): string => `${quantityText(permille * 100)}%`;

/** Money forgone is the manager's and headquarters' to sign, and nobody's who has been in the flat or asked for it. */
export function grantApproval(
  record: In<'checked'>,
  { permille }: { readonly permille?: number | undefined },
  { project }: Pick<Context, 'project'>,
): ApprovalNeed {
  const share = percent(permille ?? project.money.vacancyPermille);
  return {
    stages: [
      { need: ['PM'], mode: 'any' },
      { need: ['HQ-FIN'], mode: 'any' },
    ],
    summary: shortened(`空置减免 ${record.unit}，${record.from} 至 ${record.to} 按 ${share} 收取：${record.reason}`, 100),
    notBy: [record.requestedBy, record.check.by],
  };
}

/** Says no (驳回). */
export function turnDown(record: In<'applied' | 'checked'>, { reason }: { readonly reason: string }, { now, actor }: Context): Outcome<In<'refused'>> {
  return { record: { ...record, state: 'refused', ended: { at: now, by: actor.person, reason } }, notices: told(record, '未通过', reason) };
}

/** The applicant does not want it any more (撤回). */
export function withdraw(record: In<'applied' | 'checked'>, { reason }: { readonly reason: string }, { now, actor }: Context): Outcome<In<'withdrawn'>> {
  return { record: { ...record, state: 'withdrawn', ended: { at: now, by: actor.person, reason } } };
}

/**
 * Ends a discount before its day (终止空置减免): somebody moved in, or was found to have lived there. What has been billed until then stays, corrections are made there.
 *
 * @throws DomainError `vacancy.end-after`
 */
export function end(
  record: In<'granted'>,
  { on, reason }: { readonly on: string; readonly reason: string },
  { id, now, actor }: Context,
): Outcome<In<'ended'>> {
  if (on >= record.to) refuse('vacancy.end-after', 'on', { to: record.to });
  return {
    record: { ...record, state: 'ended', on, ended: { at: now, by: actor.person, reason } },
    also: [order(unit, record.unit, 'endVacancy', { approvedBy: id, to: on })],
    notices: told(record, '已终止', `${on} 起恢复全额计费：${reason}`),
  };
}

/** Its last day is over (到期): the interval in the unit ends by itself. */
export function expire(record: In<'granted'>, _input: unknown, { now, actor }: Context): Outcome<In<'ended'>> {
  return { record: { ...record, state: 'ended', on: record.to, ended: { at: now, by: actor.person, reason: '到期' } } };
}
