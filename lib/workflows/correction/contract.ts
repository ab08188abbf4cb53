import { contract } from '../../cases/contract.ts';
import { BalanceRefund, BillVoid, Moving, Refund, TakingBack, WriteOff } from './inputs.ts';
import type { Correction } from './record.ts';

/** What others know of a correction (更正): by which inputs they may ask for one. Nothing is corrected without its signatures, whoever asks. */
export const correction = contract<Correction>()({
  name: 'correction',
  title: '更正单',
  commands: { reverse: TakingBack, void: TakingBack, refund: Refund, refundBalance: BalanceRefund, writeOff: WriteOff, voidBill: BillVoid, move: Moving },
});
