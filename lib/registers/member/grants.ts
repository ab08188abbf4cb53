import { type Appointable, type CustomPosition, isCustom, type Position } from '../../kernel/position.ts';
import type { MemberGrant, MemberRecord } from './record.ts';

/** Whether the appointment counts on that civil day; on `to` it no longer does. */
export function grantedOn({ from, to }: Pick<MemberGrant, 'from' | 'to'>, date: string): boolean {
  return from <= date && (to === undefined || date < to);
}

/** Whether the member may do anything today: not while he is locked (锁定), and not from the day he leaves (离职). */
export function admitted({ state, leavesOn }: Pick<MemberRecord, 'state' | 'leavesOn'>, today: string): boolean {
  return state === 'current' && (leavesOn === undefined || today < leavesOn);
}

/** What somebody holds in one place on one day. */
export interface Held {
  readonly positions: readonly Position[];
  /** Positions of the company's own. */
  readonly custom?: readonly CustomPosition[];
  /** Absent when they are not limited; within a project all appointments of one person have the same limit (`member.buildings-differ`). */
  readonly buildings?: readonly string[];
}

/**
 * Positions a member holds in a project today, his own and those he holds as a deputy. Appointments to `*` count in every project and at headquarters (`hq`).
 *
 * `defined`: the positions of the company's own, as far as they are known. One that is not defined any more gives nothing, and while nobody has looked (`undefined`)
 * it is named and permits nothing. A member who is locked or has left holds none.
 */
export function positionsIn(member: MemberRecord, project: string, today: string, defined?: readonly CustomPosition[]): Held {
  if (!admitted(member, today)) return { positions: [] };
  return held(
    member.grants.filter((grant) => grant.project === project || grant.project === '*'),
    today,
    defined,
  );
}

/** Positions a member holds anywhere in the company today: who may concern himself with records that belong to no project. */
export function positionsAnywhere(member: MemberRecord, today: string, defined?: readonly CustomPosition[]): Pick<Held, 'positions' | 'custom'> {
  if (!admitted(member, today)) return { positions: [] };
  const { positions, custom } = held(member.grants, today, defined);
  return { positions, ...(custom ? { custom } : {}) };
}

function held(grants: readonly MemberGrant[], today: string, defined: readonly CustomPosition[] | undefined): Held {
  const current = grants.filter((grant) => grantedOn(grant, today));
  const custom = customOf(current, defined);
  const positions = new Set([...current.flatMap(({ position }) => (isCustom(position) ? [] : [position])), ...custom.flatMap(({ includes = [] }) => includes)]);
  const limited = current.length > 0 && current.every(({ buildings }) => buildings !== undefined);
  return {
    positions: [...positions],
    ...(custom.length > 0 ? { custom } : {}),
    ...(limited ? { buildings: [...new Set(current.flatMap(({ buildings = [] }) => buildings))] } : {}),
  };
}

/** The positions of the company's own among appointments, each once. */
export function customOf(grants: readonly Pick<MemberGrant, 'position'>[], defined: readonly CustomPosition[] | undefined): readonly CustomPosition[] {
  const ids = [...new Set(grants.map(({ position }) => position).filter(isCustom))];
  return defined ? defined.filter(({ id }) => ids.includes(id)) : ids.map((id) => ({ id, title: id }));
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

/** What an appointment amounts to: itself, or what a position of the company's own includes. */
function basesOf(position: Appointable, defined: readonly CustomPosition[]): readonly Position[] {
  return isCustom(position) ? (defined.find(({ id }) => id === position)?.includes ?? []) : [position];
}

/** The pairs of incompatible positions the appointments unite in one project at one time, each once per project; a position of the company's own may unite them by itself. */
export function incompatibleGrants(grants: readonly MemberGrant[], defined: readonly CustomPosition[] = []): MemberRecord['warnings'] {
  const found = new Map<string, MemberRecord['warnings'][number]>();
  const to = (wanted: Position) => grants.filter(({ position }) => basesOf(position, defined).includes(wanted));
  for (const [first, second] of incompatible) {
    for (const a of to(first)) {
      for (const b of to(second)) {
        if (!sameProject(a, b) || !grantsOverlap(a, b)) continue;
        const project = a.project === '*' ? b.project : a.project;
        found.set(`${project} ${first} ${second}`, { project, positions: [first, second] });
      }
    }
  }
  return [...found.values()].slice(0, 60);
}
