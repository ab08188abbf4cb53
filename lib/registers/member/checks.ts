import { DomainError } from '../../kernel/error.ts';
import { type CustomPosition, headquarters, titleOf } from '../../kernel/position.ts';
import { grantsOverlap, sameProject } from './grants.ts';
import type { MemberGrant } from './record.ts';

/** How many appointments one member may have, his own and those he holds for others. */
const mostGrants = 120;

/**
 * What appointments must satisfy together, whoever enters them. `path` names a grant in the refusal.
 *
 * @throws DomainError `member.interval-empty`, `member.headquarters-scope`, `member.buildings-everywhere`, `member.grant-overlaps`, `member.buildings-differ`, `member.deputy-self`,
 * `member.deputy-interval`, `member.too-many-grants`.
 */
export function checkGrants(person: string, grants: readonly MemberGrant[], defined: readonly CustomPosition[] = []): void {
  if (grants.length > mostGrants) throw new DomainError('unprocessable', 'member.too-many-grants', { most: mostGrants });
  for (const [index, grant] of grants.entries()) {
    const title = titleOf(grant.position, defined);
    checkAlone(person, grant, index, title);
    for (const other of grants.slice(0, index)) checkTogether(grant, other, index, title);
  }
}

function checkAlone(person: string, grant: MemberGrant, index: number, title: string): void {
  const { project, position, buildings, from, to, deputy } = grant;
  if (to !== undefined && to <= from) throw refused('member.interval-empty', index, 'to', { position: title, from, to });
  if (headquarters.some((one) => one === position) && project !== '*') throw refused('member.headquarters-scope', index, 'project', { position: title });
  if (project === '*' && buildings) throw refused('member.buildings-everywhere', index, 'buildings', { position: title });
  if (!deputy) return;
  if (deputy.person === person) throw refused('member.deputy-self', index, 'deputy.person', { position: title });
  const within = deputy.from < deputy.to && from <= deputy.from && (to === undefined || deputy.to <= to);
  if (!within) throw refused('member.deputy-interval', index, 'deputy.to', { position: title, from: deputy.from, to: deputy.to });
}

function checkTogether(grant: MemberGrant, other: MemberGrant, index: number, title: string): void {
  if (!sameProject(grant, other) || !grantsOverlap(grant, other)) return;
  const detail = { position: title, project: grant.project, from: other.from, to: other.to ?? '今' };
  const same = grant.position === other.position && grant.onBehalfOf === other.onBehalfOf;
  if (same) throw refused('member.grant-overlaps', index, 'from', detail);
  if (buildingsOf(grant) !== buildingsOf(other)) throw refused('member.buildings-differ', index, 'buildings', detail);
}

const buildingsOf = ({ buildings }: MemberGrant): string => (buildings ? [...new Set(buildings)].toSorted().join(' ') : '*');

function refused(code: string, index: number, field: string, detail: Readonly<Record<string, string>>): DomainError {
  return new DomainError('unprocessable', code, detail, [{ path: `grants.${index}.${field}`, code, detail: '' }]);
}
