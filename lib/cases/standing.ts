import * as z from 'zod';
import { formatLocal } from '../kernel/calendar.ts';
import { DomainError } from '../kernel/error.ts';
import { positions, type Role } from '../kernel/position.ts';
import { id, instantText, shortened, text } from '../kernel/schema.ts';
import { checkAssignee } from './assignee.ts';
import type { Definition } from './definition.ts';
import type { Notice } from './notice.ts';
import { type Stored, timersOf } from './stored.ts';
import type { Work } from './work.ts';

/**
 * What every case can do, whatever its workflow: comment, attach, watch, urge, reassign, postpone.
 *
 * They change what the walk keeps, never the record. Those that must not disturb a colleague's open form count as `tick`; reassign and postpone count as `version`.
 */
export interface StandingCommand {
  readonly title: string;
  readonly input: z.ZodType;
  readonly by: readonly Role[];
  /** Also on a case that has ended. */
  readonly afterEnd: boolean;
  readonly counts: 'version' | 'tick';
  /** What only the table knows; refuses before `apply`. */
  readonly check?: (stored: Stored, input: never, at: { readonly work: Work; readonly definition: Definition }) => Promise<void>;
  readonly apply: (
    stored: Stored,
    input: never,
    at: { readonly work: Work; readonly definition: Definition },
  ) => { readonly kept: Partial<Stored>; readonly notices?: readonly Notice[] };
}

const comment = z.strictObject({ text: text(1000), audience: z.enum(['internal', 'public']) });
const attach = z.strictObject({ name: text(60), note: text(200).optional() });
const none = z.strictObject({});
const urge = z.strictObject({ text: text(200).optional() });
const reassign = z.strictObject({ to: id(), reason: text(200) });
const postpone = z.strictObject({ timer: id(), until: instantText(), reason: text(200) });

const everybody: readonly Role[] = [...positions, 'RESIDENT'];

function define<I extends z.ZodType>(
  command: Omit<StandingCommand, 'input' | 'apply' | 'check'> & {
    input: I;
    check?: (stored: Stored, input: z.output<I>, at: { work: Work; definition: Definition }) => Promise<void>;
    apply: (stored: Stored, input: z.output<I>, at: { work: Work; definition: Definition }) => ReturnType<StandingCommand['apply']>;
  },
): StandingCommand {
  return command;
}

/** Standing commands by name; a workflow's own command of the same name is a defect the generic tests find. */
export const standingCommands: Readonly<Record<string, StandingCommand>> = {
  comment: define({
    title: '留言',
    input: comment,
    by: everybody,
    afterEnd: true,
    counts: 'tick',
    apply: (stored, input, { work }) => ({
      kept: {},
      notices: [
        { type: 'case.commented', to: { persons: others([stored.assignee, ...(stored.watchers ?? [])], work) }, params: { text: shortened(input.text, 60) } },
      ],
    }),
  }),
  attach: define({
    title: '登记文件',
    input: attach,
    by: positions,
    afterEnd: true,
    counts: 'tick',
    apply: (stored, input) => ({ kept: { documents: [...new Set([...(stored.documents ?? []), input.name])].slice(0, 60) } }),
  }),
  watch: define({
    title: '关注',
    input: none,
    by: positions,
    afterEnd: true,
    counts: 'tick',
    apply: (stored, _, { work }) => ({ kept: { watchers: [...new Set([...(stored.watchers ?? []), work.actor.person])].slice(0, 30) } }),
  }),
  unwatch: define({
    title: '取消关注',
    input: none,
    by: positions,
    afterEnd: true,
    counts: 'tick',
    apply: (stored, _, { work }) => ({ kept: { watchers: (stored.watchers ?? []).filter((person) => person !== work.actor.person) } }),
  }),
  urge: define({
    title: '催单',
    input: urge,
    by: everybody,
    afterEnd: false,
    counts: 'tick',
    apply: (stored, _, { work, definition }) => {
      const times = (stored.urged ?? 0) + 1;
      const mine = stored.assignee ?? definition.subject(stored.record, stored.ref.id).mine;
      return {
        kept: { urged: times },
        notices: [{ type: 'case.urged', to: { persons: others([mine], work), positions: ['CSM'] }, params: { times: String(times) } }],
      };
    },
  }),
  reassign: define({
    title: '转派',
    input: reassign,
    by: ['CSM', 'ENGM', 'PM'],
    afterEnd: false,
    counts: 'version',
    check: (stored, { to }, { work, definition }) => checkAssignee(work, definition, stored, to),
    apply: (_, input) => ({
      kept: { assignee: input.to },
      notices: [{ type: 'case.assigned', to: { persons: [input.to] }, params: { reason: input.reason } }],
    }),
  }),
  postpone: define({
    title: '延期',
    input: postpone,
    by: ['CSM', 'ENGM', 'PM'],
    afterEnd: false,
    counts: 'version',
    apply: (stored, input, { work, definition }) => {
      const timer = timersOf(definition, stored).find(({ name }) => name === input.timer);
      if (!timer) throw new DomainError('unprocessable', 'timer.unknown', { timer: input.timer }, [{ path: 'timer', code: 'timer.unknown', detail: '' }]);
      if (!timer.postponable || timer.stop) throw new DomainError('unprocessable', 'timer.fixed', {}, [{ path: 'timer', code: 'timer.fixed', detail: '' }]);
      if (input.until <= timer.due || input.until <= work.now)
        throw new DomainError('unprocessable', 'timer.not-later', {}, [{ path: 'until', code: 'timer.not-later', detail: '' }]);
      const moved = { ...stored.postponed, [input.timer]: { until: input.until, reason: input.reason, by: work.actor.person } };
      const params = { timer: input.timer, until: formatLocal(input.until, work.policy.timeZone), reason: input.reason };
      return {
        kept: { postponed: moved },
        notices: [{ type: 'case.postponed', to: { persons: others([stored.assignee, ...(stored.watchers ?? [])], work), positions: ['CSM'] }, params }],
      };
    },
  }),
};

function others(persons: readonly (string | undefined)[], work: Work): readonly string[] {
  return [...new Set(persons.filter((person): person is string => person !== undefined && person !== work.actor.person))];
}
