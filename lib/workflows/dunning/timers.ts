import type { Addressees } from '../../cases/notice.ts';
import type { Stage, Timer } from '../../cases/timer.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import type { Dunning, In } from './record.ts';
import type { Rung } from './vocabulary.ts';

/** Who does the work of a rung, and who hears when it was not done in time. */
const workers: Readonly<Record<Exclude<Rung, 'reminding'>, { readonly begin: Addressees; readonly late: Addressees }>> = {
  phoning: { begin: { positions: ['FRONT'] }, late: { positions: ['CSM'] } },
  visiting: { begin: { positions: ['FRONT', 'CSM'] }, late: { positions: ['CSM', 'PM'] } },
  lettering: { begin: { positions: ['FRONT', 'CSM'] }, late: { positions: ['CSM', 'PM'] } },
  relettering: { begin: { positions: ['CSM'] }, late: { positions: ['PM'] } },
  lawyering: { begin: { positions: ['CSM', 'PM'] }, late: { positions: ['PM'] } },
  litigating: { begin: { positions: ['PM'] }, late: { positions: ['PM', 'HQ-FIN'] } },
};

/** The clocks of a case: the work of each rung, the next rung, and what a pause waits for. */
export function dunningTimers(record: Dunning, opened: Instant): readonly Timer[] {
  return [...workTimers(record), ...nextTimer(record, opened), ...pauseTimers(record)];
}

function endedAt(record: Dunning): Instant | undefined {
  if (record.state === 'litigated') return record.suit.at;
  return record.state === 'paid' || record.state === 'writtenOff' || record.state === 'withdrawn' ? record.ended.at : undefined;
}

function workTimers(record: Dunning): readonly Timer[] {
  const paused = record.state === 'paused';
  return record.reached.map(({ rung, at, dueAt, doneAt }, index): Timer => {
    const tell = workers[rung as Exclude<Rung, 'reminding'>];
    const stages: readonly Stage[] = [
      { name: 'begin', at, tell: tell.begin },
      { name: 'late', at: dueAt, tell: tell.late },
    ];
    return { name: rung, from: at, due: dueAt, stop: doneAt ?? record.reached[index + 1]?.at ?? endedAt(record), stages, paused };
  });
}

/** The next rung begins on its morning; nobody is told of that itself. */
function nextTimer(record: Dunning, opened: Instant): readonly Timer[] {
  if (!('nextAt' in record) || record.nextAt === undefined) return [];
  return [{ name: 'next', from: record.reached.at(-1)?.at ?? opened, due: record.nextAt, stages: [{ name: 'go', at: record.nextAt, command: 'advance' }] }];
}

/** How long the project manager has for a household in hardship, in days. */
const decisionDays = 3;

function pauseTimers(record: Dunning): readonly Timer[] {
  return record.state === 'paused' ? pauseTimer(record) : [];
}

function pauseTimer({ payer, pause: { reason, at, endsAt, remindAt } }: In<'paused'>): readonly Timer[] {
  if (reason === 'promise' && endsAt) {
    const remind: readonly Stage[] = remindAt ? [{ name: 'remind', at: remindAt, tell: { parties: [payer] } }] : [];
    return [{ name: 'promise', from: at, due: endsAt, stages: [...remind, { name: 'judge', at: endsAt, command: 'judge' }] }];
  }
  if (reason !== 'vulnerable') return [];
  const due = endsAt ?? plus(at, { days: decisionDays });
  return [{ name: 'decision', from: at, due, stages: [{ name: 'late', at: due, tell: { positions: ['PM'] } }] }];
}
