import type { Capacity, CustomPosition, Position } from './position.ts';

declare const companyBrand: unique symbol;
/** A company id out of a verified token or a MACed code: the only kind from which keys are built. */
export type Company = string & { readonly [companyBrand]: true };

/** Marks an id as proven. Called where a token, a MACed code or a system record has been verified, and nowhere else. */
export function provenCompany(id: string): Company {
  return id as Company;
}

/** Who acts: what the token proves (company, person) and what the member's record grants on this day. */
export interface Actor {
  readonly company: Company;
  readonly person: string;
  /** Positions held in the project at hand, today; those included in a position of the company's own among them. */
  readonly positions: readonly Position[];
  /** Positions of the company's own (自定义岗位) held here today. */
  readonly custom?: readonly CustomPosition[];
  /** Buildings the positions are limited to; absent means all. */
  readonly buildings?: readonly string[];
  /** The party (客户) this login stands for, when it is a resident. */
  readonly party?: string | undefined;
  /** The clock itself, acting through a timer or a job. */
  readonly system: boolean;
}

/** True when the actor holds one of the positions here and now. */
export function holds(actor: Actor, ...wanted: readonly Position[]): boolean {
  return wanted.some((position) => actor.positions.includes(position));
}

/** True when a position of the company's own permits it by name: `repair.dispatch`, `complaint.read`. */
export function isPermitted({ custom = [] }: Pick<Actor, 'custom'>, permission: string): boolean {
  return custom.some(({ permissions = [] }) => permissions.includes(permission));
}

/** The actor as history names him. */
export interface By {
  readonly person: string;
  readonly positions: readonly Capacity[];
}

/** The clock as an actor (系统). */
export function systemActor(company: Company): Actor {
  return { company, person: 'system', positions: [], system: true };
}
