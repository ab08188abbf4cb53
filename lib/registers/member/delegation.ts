import type * as z from 'zod';
import { asOf, type Effect, type Loaded, order, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import type { Actor } from '../../kernel/actor.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import { titleOf } from '../../kernel/position.ts';
import { checkGrants } from './checks.ts';
import { type Acting, type ActingEnd, type DeputyLeft, member } from './contract.ts';
import { incompatibleGrants } from './grants.ts';
import type { Delegating, Revoking } from './inputs.ts';
import { type CompanyKnown, type CompanyReads, conflictTold, definedBy, readCompany } from './own-positions.ts';
import type { Deputy, In, MemberGrant, MemberRecord } from './record.ts';
import { sameText } from './same.ts';

type Present = In<'current'> | In<'locked'>;
type Delegation = z.output<typeof Delegating>;

/** Whether it is the member's own appointment (本人任职), not one he holds for somebody. */
export const isOwn = ({ onBehalfOf }: MemberGrant): boolean => onBehalfOf === undefined;

/** The deputy must be a member before his own rules can be asked. */
export function readDeputy({ to }: Delegation): { readonly deputy: Read<MemberRecord> } {
  return { deputy: asOf(member, to, 'to') };
}

/**
 * Hands one's own appointments to a colleague for some days (委托代理): leave, illness, travel. What he holds as somebody's deputy himself he cannot hand on, and
 * nothing beyond his own appointments' days.
 *
 * @throws DomainError `member.own-only`, `member.delegate-past`, `member.delegate-nothing`, `member.delegate-again`, and those of {@link checkGrants}.
 */
export function delegate(record: In<'current'>, input: Delegation, context: Context<{ readonly deputy: Loaded<MemberRecord> }>): Outcome<In<'current'>> {
  if (context.actor.person !== context.id) forbid('member.own-only');
  const from = input.from ?? context.today;
  if (from < context.today) refuse('member.delegate-past', 'from', { today: context.today });
  const deputy: Deputy = { person: input.to, from, to: input.until };
  const meant = record.grants.map((grant) => isOwn(grant) && isMeant(grant, input, deputy));
  const missing = input.positions?.find((position) => !record.grants.some((grant, index) => meant[index] && grant.position === position));
  if (missing || !meant.some(Boolean)) refuse('member.delegate-nothing', 'positions', { position: missing ? titleOf(missing) : '岗位', from, to: input.until });
  const grants = record.grants.map((grant, index) => (meant[index] ? withDeputy(grant, deputy, context.today) : grant));
  checkGrants(context.id, grants);
  return { record: { ...record, grants }, also: deputiesTold(context.id, record.grants.filter(isOwn), grants.filter(isOwn)) };
}

/** Whether the delegation is about the appointment: it is named, or nothing is, and runs in those days. */
function isMeant(grant: MemberGrant, { positions, project }: Delegation, { from, to }: Deputy): boolean {
  const runs = grant.from < to && (grant.to === undefined || from < grant.to);
  return runs && (positions?.includes(grant.position) ?? true) && (project === undefined || project === grant.project);
}

function withDeputy(grant: MemberGrant, deputy: Deputy, today: string): MemberGrant {
  const standing = grant.deputy;
  if (standing && standing.to > today && !sameText(standing, deputy))
    refuse('member.delegate-again', 'to', { position: titleOf(grant.position), deputy: standing.person, to: standing.to }, 'conflict');
  return { ...grant, deputy };
}

/** Takes back what was handed to one deputy, or to all (终止委托). @throws DomainError `member.own-only`, `member.delegate-none` */
export function revokeDelegation(record: In<'current'>, { to }: z.output<typeof Revoking>, context: Context): Outcome<In<'current'>> {
  if (context.actor.person !== context.id) forbid('member.own-only');
  const grants = record.grants.map((grant) => (grant.deputy && (to === undefined || grant.deputy.person === to) ? withoutDeputy(grant) : grant));
  if (sameText(grants, record.grants)) refuse('member.delegate-none', to === undefined ? undefined : 'to');
  return { record: { ...record, grants }, also: deputiesTold(context.id, record.grants.filter(isOwn), grants.filter(isOwn)) };
}

export function withoutDeputy({ deputy: _deputy, ...grant }: MemberGrant): MemberGrant {
  return grant;
}

/** One's deputy has left the company: he is nobody's deputy any more (解除代理人). */
export function loseDeputy(record: Present, { deputy }: z.output<typeof DeputyLeft>): Outcome<Present> {
  return { record: { ...record, grants: record.grants.map((grant) => (grant.deputy?.person === deputy ? withoutDeputy(grant) : grant)) } };
}

/** What each deputy holds on behalf of the person, before and after: only those with a difference are told. */
export function deputiesTold(person: string, old: readonly MemberGrant[], own: readonly MemberGrant[]): readonly Effect[] {
  const [before, after] = [actingByDeputy(old), actingByDeputy(own)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((deputy) => {
    const grants = after.get(deputy);
    if (sameText(before.get(deputy), grants)) return [];
    return [grants ? order(member, deputy, 'actFor', { onBehalfOf: person, grants }) : order(member, deputy, 'stopActing', { onBehalfOf: person })];
  });
}

type ActingGrants = z.output<typeof Acting>['grants'];

function actingByDeputy(grants: readonly MemberGrant[]): Map<string, ActingGrants> {
  const byDeputy = new Map<string, ActingGrants>();
  for (const { project, position, buildings, deputy } of grants) {
    if (!deputy) continue;
    const grant = { project, position, ...(buildings ? { buildings } : {}), from: deputy.from, to: deputy.to };
    byDeputy.set(deputy.person, [...(byDeputy.get(deputy.person) ?? []), grant]);
  }
  return byDeputy;
}

/** Positions of the company's own among what is delegated, or what stays. */
export function readForActing(
  input: z.output<typeof Acting> | z.output<typeof ActingEnd>,
  record: MemberRecord,
  { actor }: { readonly actor: Actor },
): CompanyReads {
  return readCompany([...('grants' in input ? input.grants : []), ...record.grants], actor);
}

/** Takes on what somebody delegates (代理), in place of what he delegated before. @throws DomainError as {@link checkGrants} */
export function actFor(record: In<'current'>, { onBehalfOf, grants }: z.output<typeof Acting>, context: Context<CompanyKnown>): Outcome<In<'current'>> {
  const rest = record.grants.filter((grant) => grant.onBehalfOf !== onBehalfOf);
  const all = [...rest, ...grants.map((grant) => ({ ...grant, onBehalfOf }))];
  const defined = definedBy(context.reads);
  checkGrants(context.id, all, defined);
  const positions = [...new Set(grants.map(({ position }) => titleOf(position, defined)))].join('、');
  const params = { principal: onBehalfOf, positions, from: grants.map(({ from }) => from).toSorted()[0] ?? '' };
  const after = { ...record, grants: all, warnings: incompatibleGrants(all, defined) };
  return { record: after, notices: [{ type: 'member.acting', to: { persons: [context.id] }, params }, ...conflictTold(record, after)] };
}

/** Gives back what somebody delegated (终止代理). */
export function stopActing(record: Present, { onBehalfOf }: z.output<typeof ActingEnd>, context: Context<CompanyKnown>): Outcome<Present> {
  const grants = record.grants.filter((grant) => grant.onBehalfOf !== onBehalfOf);
  return {
    record: { ...record, grants, warnings: incompatibleGrants(grants, definedBy(context.reads)) },
    notices: [{ type: 'member.acting-ended', to: { persons: [context.id] }, params: { principal: onBehalfOf } }],
  };
}
