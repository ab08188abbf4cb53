import type * as z from 'zod';
import type { ApprovalNeed } from '../../cases/approval-need.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { type ErrorDetail, refuse } from '../../kernel/error.ts';
import { shortened } from '../../kernel/schema.ts';
import { decimal } from '../../ledger/rating/line.ts';
import { costOf, type Edition, type Tariff, type Terms } from '../../ledger/rating/tariff.ts';
import type { CostInput, Publication, TariffEnd } from './contract.ts';

type In<S extends Tariff['state']> = Extract<Tariff, { state: S }>;

/** Costs kept on record; the older ones stand in the history. */
const costsKept = 24;

/**
 * Publishes the draft (公示收费标准): from its day on it charges (L04, L07, R064). It can never be changed afterwards, only followed by another edition.
 *
 * @throws DomainError `law.publication-late`, `law.guide-price`, `tariff.no-draft`, `tariff.publication-future`
 */
export function publishTariff(
  record: In<'draft' | 'published'>,
  input: z.output<typeof Publication>,
  { now, today, actor }: Context,
): Outcome<In<'published'>> {
  const { draft, editions } = record;
  if (!draft) refuse('tariff.no-draft');
  if (input.on > today) refuse('tariff.publication-future', 'on', { on: input.on });
  if (input.on > draft.from) refuse('law.publication-late', 'on', { on: input.on, from: draft.from });
  const above = aboveCeiling(draft);
  if (above) refuse('law.guide-price', undefined, above);
  const { warnings: _warnings, ...terms } = draft;
  const edition: Edition = { ...terms, number: editions.length + 1, publication: { ...input, at: now, by: actor.person } };
  const { feeClass, title, method, cycle, agency, costs } = record;
  return {
    record: {
      state: 'published',
      feeClass,
      title,
      method,
      cycle,
      ...(agency ? { agency } : {}),
      ...(costs ? { costs } : {}),
      editions: [...editions, edition],
    },
    notices: [{ type: 'tariff.published', to: { positions: ['FRONT', 'CASHIER', 'CSM'] }, params: { from: edition.from } }],
  };
}

/** A price above the guide price's ceiling, as the refusal names it. */
function aboveCeiling({ guide, priceE4, steps = [] }: Terms): ErrorDetail | undefined {
  if (!guide) return undefined;
  const highest = Math.max(priceE4 ?? 0, ...steps.map((step) => step.priceE4));
  if (highest <= guide.ceilingE4) return undefined;
  return { price: decimal(highest, 4), ceiling: decimal(guide.ceilingE4, 4), document: guide.document };
}

/** Nobody makes a price public alone: whoever drafted it needs the signature of headquarters' finance. */
export function publishApproval({ title, draft }: In<'draft' | 'published'>, _input: unknown, { actor }: Pick<Context, 'actor'>): ApprovalNeed | undefined {
  if (!draft || actor.person !== draft.drafted.by) return undefined;
  const price = draft.priceE4 === undefined ? '' : `${decimal(draft.priceE4, 4)} 元`;
  return { stages: [{ need: ['HQ-FIN'], mode: 'any' }], summary: shortened(`公示收费标准“${title}”${price}，${draft.from} 起执行`, 100) };
}

/**
 * Records a month's common cost (登记公摊费用). A run shares it to the last fen among the units the tariff charges.
 *
 * @throws DomainError `tariff.not-shared`, `tariff.cost-exists`
 */
export function recordCost(record: In<'published'>, input: z.output<typeof CostInput>, { now, actor }: Context): Outcome<In<'published'>> {
  if (record.method.kind !== 'shared') refuse('tariff.not-shared');
  const { correction, ...cost } = input;
  if (costOf(record, input.period) && correction === undefined) refuse('tariff.cost-exists', 'period', { period: input.period });
  const evidence = shortened(correction === undefined ? cost.evidence : `${cost.evidence}；更正：${correction}`, 200);
  const costs = [...(record.costs ?? []), { ...cost, evidence, at: now, by: actor.person }];
  return { record: { ...record, costs: costs.slice(-costsKept) } };
}

/** Lets a tariff charge no more from a day on (停止执行), or from another one. Its editions stay for what was billed by them. @throws DomainError `tariff.end-too-early` */
export function endTariff(record: In<'published' | 'ended'>, { on, reason }: z.output<typeof TariffEnd>, { now, actor }: Context): Outcome<In<'ended'>> {
  const latest = record.editions.at(-1);
  if (latest && on <= latest.from) refuse('tariff.end-too-early', 'on', { from: latest.from });
  const { feeClass, title, method, cycle, agency, costs, editions } = record;
  const lasting = { feeClass, title, method, cycle, ...(agency ? { agency } : {}), ...(costs ? { costs } : {}), editions };
  return { record: { ...lasting, state: 'ended', until: on, ended: { at: now, by: actor.person, reason } } };
}
