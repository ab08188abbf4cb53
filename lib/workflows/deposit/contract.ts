import { contract } from '../../cases/contract.ts';
import { Deducting, Refunding, Taking, TakingOver } from './inputs.ts';
import type { Deposit } from './record.ts';

export { DepositKind, depositKinds } from './inputs.ts';

/** What others know of a deposit (押金): renovations and shops take one, and ask for it back. */
export const deposit = contract<Deposit>()({
  name: 'deposit',
  title: '押金单',
  commands: { take: Taking, takeOver: TakingOver, deduct: Deducting, refund: Refunding },
});
