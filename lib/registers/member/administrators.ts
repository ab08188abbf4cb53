import { asOf, type Effect, type Found, found, type Loaded, maybe, order, type Read } from '../../cases/contract.ts';
import type { Context } from '../../cases/definition.ts';
import type { Actor } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/error.ts';
import { member } from './contract.ts';
import { admitted } from './grants.ts';
import type { MemberGrant, MemberRecord } from './record.ts';

/** The search word under which every administrator of a company stands. */
const administrators = { kind: 'position', value: '*.HQ-ADM' } as const;

/** What a command that may take an administrator away reads: the actor himself, and all administrators. */
export type AdministratorReads = { readonly self: Read<MemberRecord | undefined>; readonly administrators: Read<readonly Found<MemberRecord>[]> };

/** See {@link AdministratorReads}; `administrators` is asked for only where the member is one. */
export interface Known {
  readonly self?: Loaded<MemberRecord> | undefined;
  readonly administrators?: Loaded<readonly Found<MemberRecord>[]>;
}

/** The actor's own record tells in which projects he is HR; the positions of the context belong to the place at hand only. */
export function readSelf(_input: unknown, record: MemberRecord | undefined, { actor }: { readonly actor: Actor }): AdministratorReads {
  const self = maybe(asOf(member, actor.person));
  const isOne = record?.grants.some(({ position }) => position === 'HQ-ADM');
  return { self, ...(isOne ? { administrators: found(member, administrators.kind, administrators.value) } : {}) } as AdministratorReads;
}

/** No appointment ends later. */
const never = '9999-12-31';

/** The first day on which the member is no administrator (公司行政部) any more, counted from today without a gap; today when he is none. What he holds as a deputy does not count. */
export function administersUntil(record: MemberRecord | undefined, today: string): string {
  if (!record || !admitted(record, today)) return today;
  const own = record.grants.filter(({ position, onBehalfOf }) => position === 'HQ-ADM' && onBehalfOf === undefined);
  const reached = own
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
    .reduce((until, { from, to = never }: MemberGrant) => (from <= until && to > until ? to : until), today);
  return record.leavesOn !== undefined && record.leavesOn < reached ? record.leavesOn : reached;
}

/**
 * Keeps a company from being left without an administrator: whoever ends earlier than before leaves somebody behind who stays as long as he would have.
 *
 * The one who stays is told to (`remain`), so that his record must not change in that moment: two administrators who end each other at once do not both succeed.
 *
 * @throws DomainError `member.last-administrator`
 */
export function checkAdministrator(
  before: MemberRecord | undefined,
  after: MemberRecord,
  context: Pick<Context, 'id' | 'today' | 'actor'> & { readonly reads: Known },
): readonly Effect[] {
  const { id, today, actor, reads } = context;
  const until = administersUntil(before, today);
  if (actor.system || until === today || administersUntil(after, today) >= until) return [];
  const stays = reads.administrators?.record.find((other) => other.id !== id && administersUntil(other.record, today) >= until);
  if (!stays) return refuse('member.last-administrator', undefined, { person: id }, 'conflict');
  return [order(member, stays.id, 'remain', { person: stays.id })];
}
