import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import { stoodDown } from './dispatching.ts';
import type { Claiming, Finishing, Outsourcing, TakingBack } from './inputs.ts';
import { callerParties, householdsWord } from './people.ts';
import { entered, tomorrow } from './progress.ts';
import { type In, only, shapes } from './record.ts';
import { agreedWindow, isRushing } from './response.ts';
import { mustBeAgreed, promisedUntil } from './site.ts';
import { appointedAnew, missedBy } from './triage.ts';

type Transferable = 'registered' | 'rescheduled' | 'arrived' | 'quoted' | 'quoteRefused' | 'working';

/**
 * Gives the work to an outside firm (转外委) once the project manager has approved it. Somebody of ours has to be at an urgent place first, and what the
 * household pays has to be agreed first.
 *
 * @throws DomainError `repair.urgent-arrive-first`, `repair.quote-first`, `repair.promise-past`, `repair.promise-far`.
 */
export function outsource(
  record: In<Exclude<Transferable, 'quoted' | 'quoteRefused'>>,
  input: z.infer<typeof Outsourcing>,
  context: Context,
): Outcome<In<'outsourced'>> {
  const { contractor, ...told } = input;
  const handed = handedOut(record, input.promisedOn, context);
  mustBeAgreed('arrival' in record ? record : { payer: record.payer });
  return {
    record: { ...handed, state: 'outsourced', outside: { name: contractor, ...told, at: context.now, by: context.actor.person } },
    notices: [
      { type: 'repair.outsourced', to: { parties: callerParties(record), positions: ['ENGM', 'CSM'] }, params: { firm: contractor, date: input.promisedOn } },
      ...stoodDown('order' in record ? record.order : undefined),
    ],
  };
}

/**
 * Claims the developer's warranty (转建设单位保修): the household pays nothing.
 *
 * @throws DomainError `repair.urgent-arrive-first`, `repair.promise-past`, `repair.promise-far`.
 */
export function claimWarranty(record: In<Transferable>, input: z.infer<typeof Claiming>, context: Context): Outcome<In<'developerWarranty'>> {
  const { developer, ...told } = input;
  return {
    record: {
      ...handedOut(record, input.promisedOn, context),
      state: 'developerWarranty',
      payer: 'warranty',
      outside: { name: developer, ...told, at: context.now, by: context.actor.person },
    },
    notices: [
      { type: 'repair.warrantyClaimed', to: { parties: callerParties(record), positions: ['PM', 'CSM'] }, params: { firm: developer, date: input.promisedOn } },
      ...stoodDown('order' in record ? record.order : undefined),
    ],
  };
}

function handedOut(record: In<Transferable>, promisedOn: string, { now, today, project }: Context) {
  if (isRushing(record.response)) refuse('repair.urgent-arrive-first', undefined, {}, 'conflict');
  const until = promisedUntil(promisedOn, today, project.timeZone);
  return { ...entered(only(shapes.anywhere, record), now, { until }), ...missedBy(record, now) };
}

/** The outside firm or the developer has finished; the household signs as ever (外部完工). */
export function acceptOutside(
  record: In<'outsourced' | 'developerWarranty'>,
  { result }: z.infer<typeof Finishing>,
  { actor, now, today }: Context,
): Outcome<In<'finished'>> {
  const doneBy = record.state === 'outsourced' ? ('contractor' as const) : ('developer' as const);
  return {
    record: {
      ...entered(only(shapes.anywhere, record), now, { until: tomorrow(now) }),
      state: 'finished',
      finish: { at: now, by: actor.person, on: today, doneBy, result },
    },
    notices: [{ type: 'repair.finished', to: { parties: callerParties(record) }, params: { result } }],
  };
}

/**
 * We do it ourselves after all (收回自修): the firm did not come, or the developer denies the warranty. A new appointment is agreed.
 *
 * @throws DomainError `repair.word-needed`, `repair.public-not-paid` and the window's own.
 */
export function takeBack(record: In<'outsourced' | 'developerWarranty'>, input: z.infer<typeof TakingBack>, context: Context): Outcome<In<'rescheduled'>> {
  householdsWord(input.word, context.actor);
  if (input.payer === 'paid' && 'publicPlace' in record.place) refuse('repair.public-not-paid', 'payer');
  const window = agreedWindow(input.window, context);
  const { reschedules } = record;
  return {
    record: { ...appointedAnew(record, window, context), reschedules, payer: input.payer ?? record.payer, state: 'rescheduled' },
    notices: [
      {
        type: 'repair.takenBack',
        to: { parties: callerParties(record), positions: ['CSM', 'ENGM'] },
        params: { firm: record.outside.name, reason: input.reason },
      },
    ],
  };
}
