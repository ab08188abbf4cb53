import type { Position } from '../../kernel/position.ts';
import type { MemberGrant, MemberRecord } from './record.ts';

/** Whether the appointment counts on that civil day; on `to` it no longer does. */
export function grantedOn({ from, to }: Pick<MemberGrant, 'from' | 'to'>, date: string): boolean {
  return from <= date && (to === undefined || date < to);
}

/**
 * Positions a member holds in a project today, his own and those he holds as a deputy. Appointments to `*` count in every project and at headquarters (`hq`).
 *
 * `buildings` is absent when they are not limited; within a project all appointments of one person have the same limit (`member.buildings-differ`).
 */
export function positionsIn(member: MemberRecord, project: string, today: string): { positions: readonly Position[]; buildings?: readonly string[] } {
  return held(
    member.grants.filter((grant) => grant.project === project || grant.project === '*'),
    today,
  );
}

/** Positions a member holds anywhere in the company today: who may concern himself with records that belong to no project. */
export function positionsAnywhere(member: MemberRecord, today: string): readonly Position[] {
  return held(member.grants, today).positions;
}

function held(grants: readonly MemberGrant[], today: string): { positions: readonly Position[]; buildings?: readonly string[] } {
  const current = grants.filter((grant) => grantedOn(grant, today));
  const positions = [...new Set(current.map(({ position }) => position))];
  const limited = current.length > 0 && current.every(({ buildings }) => buildings !== undefined);
  return limited ? { positions, buildings: [...new Set(current.flatMap(({ buildings = [] }) => buildings))] } : { positions };
}

/** Whether two appointments overlap in time. */
export function grantsOverlap(a: Pick<MemberGrant, 'from' | 'to'>, b: Pick<MemberGrant, 'from' | 'to'>): boolean {
  return (b.to === undefined || a.from < b.to) && (a.to === undefined || b.from < a.to);
}

/** Whether two appointments meet in some project; `*` is every project. */
export function sameProject(a: Pick<MemberGrant, 'project'>, b: Pick<MemberGrant, 'project'>): boolean {
  return a.project === b.project || a.project === '*' || b.project === '*';
}

/**
 * Duties one person had better not unite (不相容岗位): who takes money and who reverses, waives or counts it; who keeps the store and who approves its
 * differences; who draws up the wage sheet and who pays it.
 */
const incompatible: readonly (readonly [Position, Position])[] = [
  ['CASHIER', 'CSM'],
  ['CASHIER', 'PM'],
  ['CASHIER', 'HQ-FIN'],
  ['WH', 'PM'],
  ['HR', 'HQ-FIN'],
];

/** The pairs of incompatible positions the appointments unite in one project at one time, each once per project. */
export function incompatibleGrants(grants: readonly MemberGrant[]): MemberRecord['warnings'] {
  const found = new Map<string, MemberRecord['warnings'][number]>();
  for (const [first, second] of incompatible) {
    for (const a of grants.filter(({ position }) => position === first)) {
      for (const b of grants.filter(({ position }) => position === second)) {
        if (!sameProject(a, b) || !grantsOverlap(a, b)) continue;
        const project = a.project === '*' ? b.project : a.project;
        found.set(`${project} ${first} ${second}`, { project, positions: [first, second] });
      }
    }
  }
  return [...found.values()].slice(0, 60);
}
