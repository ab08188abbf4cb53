import type * as z from 'zod';
import { asOf, type Effect, type Loaded, maybe, order, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { type Actor, holds } from '../../kernel/actor.ts';
import { DomainError } from '../../kernel/error.ts';
import { positionTitles } from '../../kernel/position.ts';
import { checkGrants } from './checks.ts';
import { type Acting, type ActingEnd, type GrantInput, type MemberInput, member } from './contract.ts';
import { grantedOn, incompatibleGrants, positionsIn } from './grants.ts';
import type { MemberGrant, MemberRecord } from './record.ts';

type Reads = { readonly self: Read<MemberRecord | undefined> };
type Known = { readonly self: Loaded<MemberRecord> | undefined };

/** The actor's own record tells in which projects he is HR; the positions of the context belong to the place at hand only. */
export function readSelf(_input: unknown, _record: unknown, { actor }: { readonly actor: Actor }): Reads {
  return { self: maybe(asOf(member, actor.person)) };
}

/**
 * Appoints a member (任职): replaces his own appointments; his deputies are told to act, or to stop, in the same unit of work.
 *
 * Nobody appoints himself, directly or as a deputy: the first administrator is appointed by the founding of the company, which acts as the clock does.
 *
 * @throws DomainError `member.grant-to-self`, `member.other-project`, and those of {@link checkGrants}.
 */
export function putMember(before: MemberRecord | undefined, input: z.output<typeof MemberInput>, context: Context<Known>): Outcome<MemberRecord> {
  const standing = before?.grants ?? [];
  const old = standing.filter(({ onBehalfOf }) => onBehalfOf === undefined);
  const acting = standing.filter(({ onBehalfOf }) => onBehalfOf !== undefined);
  const own = input.grants.map((grant) => begun(grant, old, context.today));
  checkSegregation(old, own, context);
  checkProjects(before, input, own, context);
  checkGrants(context.id, [...own, ...acting]);
  const { name, party } = input;
  const grants = [...own, ...acting];
  const record: MemberRecord = { state: 'current', ...(name ? { name } : {}), ...(party ? { party } : {}), grants, warnings: incompatibleGrants(grants) };
  return { record, also: deputiesTold(context.id, old, own) };
}

/** A grant without `from` continues the one that stands, else it begins today: the same form sent tomorrow changes nothing. */
function begun({ from, ...grant }: z.output<typeof GrantInput>, old: readonly MemberGrant[], today: string): MemberGrant {
  const standing = old.find((other) => other.project === grant.project && other.position === grant.position && grantedOn(other, today));
  const buildings = grant.buildings && [...new Set(grant.buildings)];
  return { ...grant, ...(buildings ? { buildings } : {}), from: from ?? standing?.from ?? today };
}

function checkSegregation(old: readonly MemberGrant[], own: readonly MemberGrant[], { actor, id }: Context<Known>): void {
  if (actor.system) return;
  const widened = actor.person === id && own.find((grant) => !old.some((standing) => covers(standing, grant)));
  if (widened) throw new DomainError('forbidden', 'member.grant-to-self', { position: positionTitles[widened.position] });
  const deputised = own.find(
    ({ deputy, ...grant }) => deputy?.person === actor.person && !old.some((standing) => sameText(standing.deputy, deputy) && covers(standing, grant)),
  );
  if (deputised) throw new DomainError('forbidden', 'member.grant-to-self', { position: positionTitles[deputised.position] });
}

/** Whether what stood already gave everything the new appointment gives. */
function covers(standing: MemberGrant, grant: MemberGrant): boolean {
  const { buildings } = standing;
  return (
    standing.project === grant.project &&
    standing.position === grant.position &&
    standing.from <= grant.from &&
    (standing.to === undefined || (grant.to !== undefined && grant.to <= standing.to)) &&
    (buildings === undefined || (grant.buildings?.every((building) => buildings.includes(building)) ?? false))
  );
}

/** HR (行政人事) of a project touches what concerns that project and nothing else; headquarters administration everything. */
function checkProjects(
  before: MemberRecord | undefined,
  input: z.output<typeof MemberInput>,
  own: readonly MemberGrant[],
  { actor, today, reads }: Context<Known>,
): void {
  if (actor.system || holds(actor, 'HQ-ADM')) return;
  const self = reads.self?.record;
  const old = (before?.grants ?? []).filter(({ onBehalfOf }) => onBehalfOf === undefined);
  const changed = [
    ...own.filter((grant) => !old.some((other) => sameText(grant, other))),
    ...old.filter((grant) => !own.some((other) => sameText(grant, other))),
  ];
  const projects = [...changed.map(({ project }) => project), ...(sameText(before?.party, input.party) ? [] : [before?.party?.project, input.party?.project])];
  const foreign = projects.find(
    (project) => project !== undefined && (project === '*' || !self || !positionsIn(self, project, today).positions.includes('HR')),
  );
  if (foreign !== undefined) throw new DomainError('forbidden', 'member.other-project', { project: foreign === '*' ? '公司本部' : foreign });
}

/** What each deputy holds on behalf of the person, before and after: only those with a difference are told. */
function deputiesTold(person: string, old: readonly MemberGrant[], own: readonly MemberGrant[]): readonly Effect[] {
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

/** Takes on what somebody delegates (代理), in place of what he delegated before. @throws DomainError as {@link checkGrants} */
export function actFor(record: MemberRecord, { onBehalfOf, grants }: z.output<typeof Acting>, context: Context): Outcome<MemberRecord> {
  const rest = record.grants.filter((grant) => grant.onBehalfOf !== onBehalfOf);
  const all = [...rest, ...grants.map((grant) => ({ ...grant, onBehalfOf }))];
  checkGrants(context.id, all);
  const positions = [...new Set(grants.map(({ position }) => positionTitles[position]))].join('、');
  const params = { principal: onBehalfOf, positions, from: grants.map(({ from }) => from).toSorted()[0] ?? '' };
  return { record: { ...record, grants: all, warnings: incompatibleGrants(all) }, notices: [{ type: 'member.acting', to: { persons: [context.id] }, params }] };
}

/** Gives back what somebody delegated (终止代理). */
export function stopActing(record: MemberRecord, { onBehalfOf }: z.output<typeof ActingEnd>, context: Context): Outcome<MemberRecord> {
  const grants = record.grants.filter((grant) => grant.onBehalfOf !== onBehalfOf);
  return {
    record: { ...record, grants, warnings: incompatibleGrants(grants) },
    notices: [{ type: 'member.acting-ended', to: { persons: [context.id] }, params: { principal: onBehalfOf } }],
  };
}

/** Equal as stored values, whatever the order of their keys; an absent field and an undefined one are the same. */
function sameText(a: unknown, b: unknown): boolean {
  return sortedText(a) === sortedText(b);
}

function sortedText(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
