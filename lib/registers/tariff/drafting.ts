import type { Context, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { exact, times } from '../../kernel/money.ts';
import { agencyClasses } from '../../ledger/account.ts';
import { decimal } from '../../ledger/rating/line.ts';
import type { Tariff, Terms } from '../../ledger/rating/tariff.ts';
import { type TariffInput, tariffIdPattern } from './contract.ts';

type Drafted = Extract<Tariff, { state: 'draft' | 'published' }>;
type Lasting = Pick<Tariff, 'feeClass' | 'title' | 'method' | 'cycle' | 'agency'>;

/** Words under which a surcharge on collected money hides in a title. */
const surchargeWords = /手续费|周转金|保证金/;

/**
 * Drafts a tariff's next edition (拟订收费标准). A draft charges nothing; what has been published stays as it is.
 *
 * @throws DomainError `law.agency-surcharge` (L11), `tariff.…`
 */
export function draftTariff(before: Tariff | undefined, input: TariffInput, context: Context): Outcome<Tariff> {
  if (!tariffIdPattern.test(context.id)) refuse('tariff.id', undefined, { id: context.id });
  const { feeClass, title, method, cycle, agency = agencyClasses.includes(feeClass), surcharges = [], ...terms } = input;
  if (agency && (surcharges.length > 0 || surchargeWords.test(title))) refuse('law.agency-surcharge', surcharges.length > 0 ? 'surcharges' : 'title');
  if (surcharges.length > 0) refuse('tariff.surcharge', 'surcharges');
  const lasting: Lasting = { feeClass, title, method, cycle, ...(agency ? { agency: true as const } : {}) };
  if (before?.editions.length) checkLasting(before, lasting);
  checkPrice(lasting, terms);
  if (agency && terms.late && !terms.late.agencyAgreed) refuse('tariff.late-on-agency', 'late');
  const latest = before?.editions.at(-1);
  if (latest && terms.from <= latest.from) refuse('tariff.from-too-early', 'from', { number: latest.number, from: latest.from });
  const warnings = lateWarnings(terms, context.project.money.lprE4);
  const draft = { ...terms, drafted: { at: context.now, by: context.actor.person }, ...(warnings.length > 0 ? { warnings } : {}) };
  const costs = before?.costs ? { costs: before.costs } : {};
  const record: Drafted =
    before && before.editions.length > 0
      ? { state: 'published', ...lasting, ...costs, draft, editions: before.editions }
      : { state: 'draft', ...lasting, ...costs, draft, editions: [] };
  return { record };
}

/** What holds for all editions cannot change with one: a bill's key, account and cycle follow from it. */
function checkLasting(before: Lasting, after: Lasting): void {
  const differs = (['feeClass', 'title', 'method', 'cycle', 'agency'] as const).find((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  if (differs) refuse('tariff.lasting', differs);
}

function checkPrice({ method, cycle }: Lasting, { priceE4, steps, guide }: Terms): void {
  const [wantsPrice, wantsSteps] = [method.kind !== 'stepped' && method.kind !== 'shared', method.kind === 'stepped'];
  if (wantsPrice && priceE4 === undefined) refuse('tariff.price-missing', 'priceE4');
  if (!wantsPrice && priceE4 !== undefined) refuse('tariff.price-unwanted', 'priceE4');
  if (wantsSteps !== (steps !== undefined)) refuse(wantsSteps ? 'tariff.steps-missing' : 'tariff.price-unwanted', 'steps');
  if (steps) checkSteps(steps);
  if (method.kind === 'shared' && cycle !== 'month') refuse('tariff.shared-cycle', 'cycle');
  if (method.kind === 'shared' && guide) refuse('tariff.price-unwanted', 'guide');
}

/** Steps rise, and only the last one has no end. */
function checkSteps(steps: NonNullable<Terms['steps']>): void {
  if (steps.length < 2) refuse('tariff.steps-missing', 'steps');
  for (const [at, { upTo }] of steps.entries()) {
    const isLast = at === steps.length - 1;
    const before = steps[at - 1]?.upTo ?? 0;
    if (isLast ? upTo !== undefined : upTo === undefined || upTo <= before) refuse('tariff.steps-order', `steps.${at}.upTo`, { step: at + 1 });
  }
}

/** Courts reduce what exceeds 1.3 times the loan prime rate (L17): said at once, with the yearly rate. */
function lateWarnings({ late }: Terms, lprE4: number): string[] {
  if (!late) return [];
  const yearly = times(exact(late.dailyPpm, 1_000_000), exact(365));
  const limit = times(exact(lprE4, 10_000), exact(13, 10));
  if (yearly.n * limit.d <= limit.n * yearly.d) return [];
  const percent = (rate: typeof yearly): string => decimal(Number((rate.n * 10_000n) / rate.d), 2);
  return [`违约金折合年利率 ${percent(yearly)}%，超过 LPR 的 1.3 倍（${percent(limit)}%），诉讼中可能被调减（民法典第585条）`];
}
