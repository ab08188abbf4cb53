import type { Position } from '../kernel/position.ts';

/** One stage of an approval (审批环节): who has to sign. Stages follow one another; a stage is done when one (`any`) or each (`all`) of the positions has signed. */
export interface ApprovalStage {
  readonly need: readonly Position[];
  readonly mode: 'any' | 'all';
  /** Until it escalates one position up; the project's own length unless given. */
  readonly hours?: number;
}

/** What has to be signed before a command takes effect, and the line that tells the signers what they sign. */
export interface ApprovalNeed {
  readonly stages: readonly ApprovalStage[];
  readonly summary: string;
  /** Persons who must not sign (职责分离), whatever they hold: who took the money does not approve its reversal or refund. */
  readonly notBy?: readonly string[];
  /** Parties it benefits: whoever signs in as one of them does not sign either, head of the service centre or not. */
  readonly notParties?: readonly string[];
}
