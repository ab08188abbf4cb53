import type * as z from 'zod';
import type { ApprovalNeed } from '../../cases/approval-need.ts';
import { asOf, type Loaded, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { holds } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/error.ts';
import { shortened } from '../../kernel/schema.ts';
import type { Charging, PayerRule } from '../../ledger/rating/charging.ts';
import { type Tariff, tariff } from '../tariff/contract.ts';
import type { ChargingInput, VacancyEnd, VacancyGrant } from './charging-contract.ts';
import { overlaps } from './merge.ts';
import type { UnitRecord } from './record.ts';

type Tariffs = Readonly<Record<string, Read<Tariff>>>;
type Facts = Context<Readonly<Record<string, Loaded<Tariff>>>>;

/** Every tariff that is named must be on record. */
export function readForCharging({ tariffs = [] }: ChargingInput): Tariffs {
  return Object.fromEntries(tariffs.map((rule, index) => [rule.tariff, asOf(tariff, rule.tariff, `tariffs.${index}.tariff`)]));
}

/**
 * Sets how a unit is charged (计费设置): from when the first owner pays, who pays by agreement, which tariffs are added or left out.
 *
 * @throws DomainError `law.tariff-unpublished` (L07), `unit.payer-…`, `unit.charging-interval`
 */
export function setCharging(record: UnitRecord, input: ChargingInput, { reads }: Facts): Outcome<UnitRecord> {
  const { accrual: given, withoutAccrual, payers, tariffs } = input;
  checkPayers(record, payers ?? []);
  for (const [index, rule] of (tariffs ?? []).entries()) {
    if (rule.to !== undefined && rule.to <= rule.from) refuse('unit.charging-interval', `tariffs.${index}.to`, { from: rule.from, to: rule.to });
    const named = reads[rule.tariff]?.record;
    if (rule.mode === 'add' && named?.editions.length === 0) refuse('law.tariff-unpublished', `tariffs.${index}.tariff`, { tariff: rule.tariff });
  }
  const { accrual: before, ...others } = record.charging ?? {};
  const accrual = withoutAccrual ? undefined : (given ?? before);
  return { record: withCharging(record, { ...others, ...(accrual ? { accrual } : {}), ...(payers ? { payers } : {}), ...(tariffs ? { tariffs } : {}) }) };
}

/** Whoever pays instead of the owner is related to the unit, and for one class on one day it is one party. */
function checkPayers({ relations }: UnitRecord, payers: readonly PayerRule[]): void {
  for (const [index, rule] of payers.entries()) {
    const { party, from, to } = rule;
    if (to !== undefined && to <= from) refuse('unit.charging-interval', `payers.${index}.to`, { from, to });
    if (!relations.some((relation) => relation.party === party && overlaps(relation, rule))) refuse('unit.payer-unrelated', `payers.${index}.party`, { party });
    const other = payers.slice(0, index).find((before) => overlaps(before, rule) && sharesClass(before, rule));
    if (other) refuse('unit.payers-overlap', `payers.${index}.party`, { party: other.party, from: other.from, to: other.to ?? '今' });
  }
}

const sharesClass = (a: PayerRule, b: PayerRule): boolean =>
  a.feeClasses === undefined || b.feeClasses === undefined || a.feeClasses.some((each) => b.feeClasses?.includes(each));

/** A fee that a unit is not charged any more is the project manager's to decide. */
export function chargingApproval(record: UnitRecord, { tariffs = [] }: ChargingInput, { actor }: Pick<Context, 'actor'>): ApprovalNeed | undefined {
  const stood = (record.charging?.tariffs ?? []).map((rule) => JSON.stringify(rule));
  const left = tariffs.filter((rule) => rule.mode === 'exclude' && !stood.includes(JSON.stringify(rule)));
  if (left.length === 0 || holds(actor, 'PM')) return undefined;
  return { stages: [{ need: ['PM'], mode: 'any' }], summary: shortened(`不计收 ${left.map((rule) => `${rule.tariff}（${rule.reason}）`).join('、')}`, 100) };
}

/** Writes an approved vacancy discount into the unit (空置减免生效, L22). @throws DomainError `unit.vacancy-overlaps` */
export function grantVacancy(record: UnitRecord, input: z.output<typeof VacancyGrant>): Outcome<UnitRecord> {
  const { vacancies = [] } = record.charging ?? {};
  const other = vacancies.find((vacancy) => overlaps(vacancy, input));
  if (other) refuse('unit.vacancy-overlaps', 'from', { number: other.approvedBy, from: other.from, to: other.to ?? '今' });
  if (vacancies.length >= mostVacancies) refuse('record.too-large');
  return { record: withCharging(record, { ...record.charging, vacancies: [...vacancies, input] }) };
}

const mostVacancies = 20;

/** Ends a vacancy discount (空置减免终止); one that ends before it began never was. */
export function endVacancy(record: UnitRecord, { approvedBy, to }: z.output<typeof VacancyEnd>): Outcome<UnitRecord> {
  const vacancies = (record.charging?.vacancies ?? []).flatMap((vacancy) => {
    if (vacancy.approvedBy !== approvedBy || (vacancy.to !== undefined && vacancy.to <= to)) return [vacancy];
    return to > vacancy.from ? [{ ...vacancy, to }] : [];
  });
  return { record: withCharging(record, { ...record.charging, vacancies }) };
}

/** Empty lists say nothing and are not stored. */
function withCharging({ charging: _before, ...record }: UnitRecord, charging: Charging): UnitRecord {
  const kept = Object.entries(charging).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  return kept.length === 0 ? record : { ...record, charging: Object.fromEntries(kept) };
}

/** The survivor of a merger of parties pays where the double was to pay (客户合并). */
export function chargingRenamed(charging: Charging | undefined, from: string, into: string): { charging?: Charging } {
  if (!charging) return {};
  const { payers } = charging;
  return { charging: { ...charging, ...(payers ? { payers: payers.map((rule) => (rule.party === from ? { ...rule, party: into } : rule)) } : {}) } };
}
