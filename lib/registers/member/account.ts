import type * as z from 'zod';
import type { Effect } from '../../cases/contract.ts';
import { order } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { holds } from '../../kernel/actor.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { checkAdministrator, type Known } from './administrators.ts';
import { member, type PartyBinding } from './contract.ts';
import { deputiesTold, isOwn, withoutDeputy } from './delegation.ts';
import { incompatibleGrants, positionsIn } from './grants.ts';
import type { Accepting, Inviting, Leaving, Reasoned } from './inputs.ts';
import type { In, MemberGrant, MemberRecord } from './record.ts';

type Present = In<'current'> | In<'locked'>;
type Kept = Pick<MemberRecord, 'unlinked' | 'login'>;

/** How long an invitation can be accepted. */
export const invitationDays = 7;

/** A fresh account: somebody who is nothing yet. */
const nobody: In<'current'> = { state: 'current', grants: [], warnings: [] };

/**
 * Who may decide over an account (账号): headquarters administration over every one but his own; HR over people of its own projects.
 *
 * @throws DomainError `member.not-oneself`, `member.other-project`
 */
function checkAccount(record: MemberRecord | undefined, { actor, id, today, reads }: Context<Known>): void {
  if (actor.system) return;
  if (actor.person === id) forbid('member.not-oneself');
  if (holds(actor, 'HQ-ADM')) return;
  const self = reads.self?.record;
  const standing = record?.grants.filter(({ to }) => to === undefined || to > today) ?? [];
  const projects = [...standing.map(({ project }) => project), ...(record?.party ? [record.party.project] : [])];
  const foreign = projects.find((project) => project === '*' || !self || !positionsIn(self, project, today).positions.includes('HR'));
  if (foreign !== undefined) forbid('member.other-project', { project: foreign === '*' ? '公司本部' : foreign });
}

/**
 * Invites somebody to link his sign-in (邀请): a new member, or one who has none. A second invitation makes the first one worthless.
 *
 * @throws DomainError `member.linked`, and those of {@link checkAccount}
 */
export function invite(before: MemberRecord | undefined, input: z.output<typeof Inviting>, context: Context<Known>): Outcome<In<'current'>> {
  checkAccount(before, context);
  const record = before ?? nobody;
  if (record.state !== 'current') throw new Error('only a current member is invited');
  if (record.login) refuse('member.linked', undefined, {}, 'conflict');
  const { code, name } = input;
  const { now, actor } = context;
  return { record: { ...record, ...(name ? { name } : {}), invitation: { code, by: actor.person, at: now, until: plus(now, { days: invitationDays }) } } };
}

/**
 * Links a sign-in to whoever was invited (接受邀请), once: the code is spent, and only the same sign-in gets the same answer again.
 *
 * @throws DomainError `invitation.refused`, whatever the reason: whoever tries codes learns nothing
 */
export function accept(record: In<'current'>, { code, account }: z.output<typeof Accepting>, { now }: Context): Outcome<In<'current'>> {
  const { invitation, login, ...rest } = record;
  if (login) {
    if (login.code.h === code.h && login.account.h === account.h) return { record };
    return refuse('invitation.refused', 'code');
  }
  if (invitation?.code.h !== code.h || now > invitation.until) return refuse('invitation.refused', 'code');
  return { record: { ...rest, login: { account, code, at: now } } };
}

/** Suspends an account at once (锁定): nothing is taken away, and nothing can be done with it. @throws DomainError as {@link checkAccount}, `member.last-administrator` */
export function lock(record: In<'current'>, { reason }: z.output<typeof Reasoned>, context: Context<Known>): Outcome<In<'locked'>> {
  checkAccount(record, context);
  const locked: In<'locked'> = { ...record, state: 'locked', lockedAt: context.now, lockReason: reason };
  const notice = { type: 'member.locked', to: { positions: ['HQ-ADM' as const] }, params: { by: context.actor.person, reason } };
  return { record: locked, also: checkAdministrator(record, locked, context), notices: [notice] };
}

/** Gives a locked account back (解锁). @throws DomainError as {@link checkAccount} */
export function unlock(record: In<'locked'>, _input: unknown, context: Context<Known>): Outcome<In<'current'>> {
  checkAccount(record, context);
  const { lockedAt: _at, lockReason: _reason, ...rest } = record;
  return { record: { ...rest, state: 'current' } };
}

/** Takes sign-in and invitation off an account (重置登录): a lost phone, a shared password. A new invitation is needed; he and headquarters hear of it. @throws DomainError as {@link checkAccount} */
export function reset(record: Present, _input: unknown, context: Context<Known>): Outcome<Present> {
  checkAccount(record, context);
  const to = { persons: [context.id], positions: ['HQ-ADM' as const] };
  return { record: { ...record, invitation: undefined, ...unlinked(record) }, notices: [{ type: 'member.reset', to, params: { by: context.actor.person } }] };
}

/** Sign-ins remembered until their directory entries are gone. */
function unlinked({ login, unlinked: before = [] }: Kept): Kept {
  return login ? { login: undefined, unlinked: [...before.filter(({ h }) => h !== login.account.h), login.account].slice(-5) } : {};
}

/**
 * Ends a membership (离职): from that day the leaver holds nothing, acts for nobody, nobody acts for him, and no token of his is good for anything.
 *
 * With a day to come he stays a member until it comes.
 *
 * @throws DomainError `member.leaving-past`, `member.last-administrator`, and those of {@link checkAccount}
 */
export function end(record: Present, { on }: z.output<typeof Leaving>, context: Context<Known>): Outcome<MemberRecord> {
  checkAccount(record, context);
  const { today, now, id } = context;
  const day = on ?? today;
  if (day < today) refuse('member.leaving-past', 'on', { today });
  const own = record.grants.filter(isOwn);
  const cut = record.grants.flatMap((grant) => until(grant, day));
  const grants = day === today ? cut.filter(isOwn).map(withoutDeputy) : cut;
  const kept = grants.filter(isOwn);
  const left = { ...record, grants, leavesOn: day };
  const after = day === today ? ended(left, now) : { ...left, warnings: incompatibleGrants(grants) };
  const told = [...deputiesTold(id, own, kept), ...(day === today ? principalsTold(record, id) : [])];
  const notices = [{ type: 'member.leaving', to: { positions: ['HQ-ADM' as const] }, params: { by: context.actor.person, on: day } }];
  return { record: after, also: [...told, ...checkAdministrator(record, after, context)], notices };
}

/** The appointment as far as it lies before the day, or nothing of it. */
function until(grant: MemberGrant, day: string): readonly MemberGrant[] {
  if (grant.from >= day) return [];
  const cut = grant.to === undefined || grant.to > day ? { ...grant, to: day } : grant;
  if (!cut.deputy || cut.deputy.to <= day) return [cut];
  return [cut.deputy.from < day ? { ...cut, deputy: { ...cut.deputy, to: day } } : withoutDeputy(cut)];
}

function ended(record: Present, now: Instant): In<'ended'> {
  const { state: _state, invitation: _invitation, ...rest } = record;
  const { lockedAt: _at, lockReason: _reason, ...kept } = { lockedAt: undefined, lockReason: undefined, ...rest };
  return { ...kept, ...unlinked(record), state: 'ended', warnings: [], endedAt: now };
}

/** Those he acted for have no deputy any more. */
function principalsTold(record: Present, deputy: string): readonly Effect[] {
  const principals = record.grants.flatMap(({ onBehalfOf }) => (onBehalfOf === undefined ? [] : [onBehalfOf]));
  return [...new Set(principals)].map((principal) => order(member, principal, 'loseDeputy', { deputy }));
}

/** Takes somebody back who has left, or keeps him who was to leave (复职): without appointments and sign-in. @throws DomainError `member.not-leaving`, and those of {@link checkAccount} */
export function rejoin(record: In<'current'> | In<'ended'>, _input: unknown, context: Context<Known>): Outcome<In<'current'>> {
  checkAccount(record, context);
  if (record.leavesOn === undefined) refuse('member.not-leaving', undefined, {}, 'conflict');
  const { endedAt: _ended, leavesOn: _leaves, state: _state, ...rest } = { endedAt: undefined, ...record };
  return { record: { ...rest, state: 'current' } };
}

/** Notes which customer a person is (绑定客户), proven by the phone code; he may be one at a time. @throws DomainError `member.party-bound` */
export function bind(before: MemberRecord | undefined, { party }: z.output<typeof PartyBinding>): Outcome<MemberRecord> {
  const record = before ?? nobody;
  const standing = record.party;
  if (standing && (standing.project !== party.project || standing.id !== party.id)) refuse('member.party-bound', undefined, {}, 'conflict');
  return { record: { ...record, party } };
}

/** Takes the customer off again (解除绑定), if it is still this one. */
export function unbind(record: Present, { party }: z.output<typeof PartyBinding>): Outcome<Present> {
  const { party: standing, ...rest } = record;
  return { record: standing?.project === party.project && standing.id === party.id ? rest : record };
}
