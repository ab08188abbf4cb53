import type * as z from 'zod';
import { asOf, type Read } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { type Actor, holds } from '../../kernel/actor.ts';
import { DomainError } from '../../kernel/error.ts';
import { titleOf } from '../../kernel/position.ts';
import { project } from '../project/contract.ts';
import { type AdministratorReads, checkAdministrator, type Known, readSelf } from './administrators.ts';
import { checkGrants } from './checks.ts';
import type { GrantInput, MemberInput, PartyMove } from './contract.ts';
import { deputiesTold } from './delegation.ts';
import { grantedOn, incompatibleGrants, positionsIn } from './grants.ts';
import { type CompanyKnown, type CompanyReads, checkDefined, conflictTold, definedBy, readCompany } from './own-positions.ts';
import type { In, MemberGrant, MemberRecord } from './record.ts';
import { sameText } from './same.ts';

type Put = z.output<typeof MemberInput>;
/** Members who have left are appointed again only after they have come back (`rejoin`). */
type Appointed = In<'current'> | In<'locked'>;

/**
 * Besides the actor and the administrators, every project an appointment names: a slip of the finger must not appoint somebody to nowhere. The clock founds people before
 * there are projects, so of the clock nothing is asked.
 */
export function readForPut(input: Put, record: MemberRecord | undefined, facts: { readonly actor: Actor }): AdministratorReads & CompanyReads {
  const named = new Map<string, Read>();
  for (const [index, grant] of facts.actor.system ? [] : input.grants.entries()) {
    const key = `project ${grant.project}`;
    if (grant.project !== '*' && !named.has(key)) named.set(key, asOf(project, grant.project, `grants.${index}.project`));
  }
  return { ...Object.fromEntries(named), ...readSelf(input, record, facts), ...readCompany([...input.grants, ...(record?.grants ?? [])], facts.actor) };
}

/**
 * Appoints a member (任职): replaces his own appointments; his deputies are told to act, or to stop, in the same unit of work.
 *
 * Nobody appoints himself, directly or as a deputy: the first administrator is appointed by the founding of the company, which acts as the clock does.
 *
 * @throws DomainError `member.grant-to-self`, `member.other-project`, `member.last-administrator`, and those of {@link checkGrants}.
 */
export function putMember(before: MemberRecord | undefined, input: Put, context: Context<Known & CompanyKnown>): Outcome<Appointed> {
  const standing = before?.grants ?? [];
  const old = standing.filter(({ onBehalfOf }) => onBehalfOf === undefined);
  const acting = standing.filter(({ onBehalfOf }) => onBehalfOf !== undefined);
  const own = input.grants.map((grant) => begun(grant, old, context.today));
  checkSegregation(old, own, context);
  checkProjects(before, input, own, context);
  const defined = definedBy(context.reads);
  checkDefined(own, defined);
  checkGrants(context.id, [...own, ...acting], defined);
  const { name, party } = input;
  const grants = [...own, ...acting];
  const { name: _name, party: _party, ...kept } = appointed(before);
  const record: Appointed = { ...kept, ...(name ? { name } : {}), ...(party ? { party } : {}), grants, warnings: incompatibleGrants(grants, defined) };
  const also = [...deputiesTold(context.id, old, own), ...checkAdministrator(before, record, context)];
  return { record, also, notices: conflictTold(before, record) };
}

/** What stands, or what a new member begins with. The walk lets nobody in who has left. */
function appointed(before: MemberRecord | undefined): Appointed {
  if (before?.state === 'ended') throw new Error('a member who has left is appointed after he has come back');
  return before ?? { state: 'current', grants: [], warnings: [] };
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
  if (widened) throw new DomainError('forbidden', 'member.grant-to-self', { position: titleOf(widened.position) });
  const deputised = own.find(
    ({ deputy, ...grant }) => deputy?.person === actor.person && !old.some((standing) => sameText(standing.deputy, deputy) && covers(standing, grant)),
  );
  if (deputised) throw new DomainError('forbidden', 'member.grant-to-self', { position: titleOf(deputised.position) });
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

/** Follows a customer into the one he was merged with (客户合并); who has meanwhile become another customer stays that one. */
export function moveParty<S extends MemberRecord>(record: S, { project, from, into }: z.output<typeof PartyMove>): Outcome<S> {
  const { party } = record;
  return { record: party?.project === project && party.id === from ? { ...record, party: { project, id: into } } : record };
}
