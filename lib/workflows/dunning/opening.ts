import type * as z from 'zod';
import { asOf, type Found, found, type Loaded, maybe } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { addDays, parseCivilDate } from '../../kernel/calendar.ts';
import { refuse } from '../../kernel/error.ts';
import { party } from '../../registers/party/contract.ts';
import { type Instalment, instalment } from '../instalment/contract.ts';
import { figuresOf, owedBy } from './bills.ts';
import { type Dunning, dunning, type Household, householdWord } from './contract.ts';
import { ladderOf, laterDay, nextAt } from './ladder.ts';
import { type PayerKnown, pausedAt, pauseOf } from './progress.ts';
import type { In } from './record.ts';

type Asked = z.output<typeof Household>;

/** What an opening looks at: the payer, the earlier cases of the household, and its instalment plans. */
export function openingReads(household: Asked) {
  const word = householdWord(household);
  return { payer: maybe(asOf(party, household.payer)), earlier: found(dunning, 'dunned', word), plans: found(instalment, 'plan', word) };
}

type Known = PayerKnown & { readonly earlier: Loaded<readonly Found<Dunning>[]>; readonly plans: Loaded<readonly Found<Instalment>[]> };

/** Bills that are somebody else's business: a suit that was brought, a case that was withdrawn, a plan that runs. */
function coveredBy({ earlier, plans }: Known): readonly string[] {
  const ended = earlier.record.filter(({ record }) => record.state === 'litigated' || record.state === 'withdrawn').flatMap(({ record }) => record.bills);
  const planned = plans.record.filter(({ record }) => record.state === 'active').flatMap(({ record }) => record.bills);
  return [...new Set([...ended, ...planned])];
}

/**
 * Opens the collection of a household's arrears (催缴立案): what is past its due day, of one unit and payer. The rungs count from the oldest due day, but a case that begins late
 * — old arrears taken over from another system — begins at the foot of the ladder all the same.
 *
 * A payer who cannot be asked, or whose bills are all under an objection, is noted and left alone.
 *
 * @throws DomainError `dunning.nothing-due`, and `dunning.already-open` by its right
 */
export function openDunning(household: Asked, context: Context<Known>): Outcome<In<'reminding' | 'paused'>> {
  const { money, today, project, reads } = context;
  const covered = coveredBy(reads);
  const all = owedBy(household, money, today);
  const owed = owedBy({ ...household, excluded: [...covered] }, money, today);
  const figures = figuresOf(owed);
  if (!figures) return refuse('dunning.nothing-due', 'unit', { unit: household.unit }, 'conflict');
  const late = addDays(parseCivilDate(today), -project.money.ladder.message);
  const basedOn = laterDay(figures.oldestDue, late);
  const counting = { basedOn, heldDays: 0, ladder: ladderOf(project) };
  const excluded = all.bills.length > owed.bills.length ? { excluded: covered.slice(-120) } : {};
  const payerName = reads.payer?.record.name ?? household.payer;
  const lists = { reached: [], steps: 0, served: [], promises: [] };
  const record: In<'reminding'> = {
    state: 'reminding',
    ...household,
    payerName,
    ...figures,
    ...counting,
    ...lists,
    ...excluded,
    ...nextAt('reminding', counting, context),
  };
  if (reads.payer?.record.standing)
    return { record: pausedAt(record, pauseOf('standing', context)), notices: [{ type: 'dunning.stopped', to: { positions: ['CSM', 'PM'] } }] };
  if (owed.disputed) return { record: pausedAt(record, pauseOf('dispute', context)) };
  return { record };
}
