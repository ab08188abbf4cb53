import type { Position } from '../kernel/position.ts';
import type { Sealed } from '../kernel/sealed.ts';

/** Whom a notice is for: persons on the case, positions of the project, or a party (客户) outside. */
export interface Addressees {
  readonly persons?: readonly (string | undefined)[];
  readonly positions?: readonly Position[];
  readonly parties?: readonly (string | undefined)[];
  /** Numbers that stand in no record any more, sealed: the old one of a changed phone. */
  readonly phones?: readonly Sealed[];
}

/**
 * A notice (通知) as the walk hands it to the relay: one per type, party, object and period.
 *
 * `type` is `<workflow>.<what>`; its sentence comes from the definition's `notices` catalogue, filled from `params`.
 */
export interface Notice {
  readonly type: string;
  readonly to: Addressees;
  readonly params?: Readonly<Record<string, string>>;
  /** What makes two notices of one type about one object different ones; the entry's number in the history unless given. */
  readonly period?: string;
  /** Reaches residents in quiet hours too (emergencies). */
  readonly emergency?: boolean;
}
