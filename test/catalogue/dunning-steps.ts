import { openCases } from '../../lib/dunning/arrears.ts';
import { runDay } from '../../lib/dunning/daily.ts';
import { parseCivilDate } from '../../lib/kernel/calendar.ts';
import type { Step } from './stories.ts';

/** A day of collection, whose case of the household is from here on called `as`. */
export const duns = (at: number, day: string, as?: string): Step => ({
  name: `dunning of ${day}`,
  at,
  run: async ({ project: { desk }, ids }) => {
    await runDay(desk, 'p1', parseCivilDate(day));
    const [card] = await openCases(desk.table, 'p1');
    if (as !== undefined && card) ids.set(as, card.id);
  },
});
