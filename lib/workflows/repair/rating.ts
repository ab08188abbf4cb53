import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import { plus } from '../../kernel/clock.ts';
import { forbid } from '../../kernel/error.ts';
import type { Rating } from './inputs.ts';
import { isResident } from './people.ts';
import type { In } from './record.ts';
import { grades } from './vocabulary.ts';

type Rated = In<'signed' | 'awaitingVisit'>;

/**
 * The household says how it was (住户评价), while it signs or until the case is closed; a later word replaces an earlier one.
 *
 * It is an opinion and no return visit: nobody has asked. But who is dissatisfied is asked, drawn or not, since only the visit can open a second attempt (返修).
 *
 * @throws DomainError `repair.rating-by-household` for anybody of ours: our own praise is none.
 */
export function rate<R extends Rated>(record: R, { grade, opinion }: z.infer<typeof Rating>, { actor, now, today }: Context): Outcome<R> {
  if (!isResident(actor)) forbid('repair.rating-by-household');
  const rating = { at: now, by: actor.person, on: today, ...(actor.party ? { party: actor.party } : {}), grade, ...(opinion ? { opinion } : {}) };
  if (grade !== 'dissatisfied') return { record: { ...record, rating } };
  const visitDueAt = record.visitDueAt ?? plus(now, { hours: record.limits.visitHours });
  return { record: { ...record, rating, visitDueAt }, notices: ratedLow(grade) };
}

function ratedLow(grade: keyof typeof grades): readonly Notice[] {
  return [{ type: 'repair.ratedLow', to: { positions: ['CSM'] }, params: { grade: grades[grade] } }];
}
