import type { Position } from '../kernel/position.ts';

/** Who starts a billing run: not who takes the money (CASHIER). */
export const startedBy: readonly Position[] = ['CSM', 'PM', 'HQ-FIN'];

/** Who releases it and takes it back: those who answer for the figures. */
export const releasedBy: readonly Position[] = ['PM', 'HQ-FIN'];

/** Who sees it. */
export const shownTo: readonly Position[] = ['CSM', 'CASHIER', 'PM', 'HQ-FIN', 'HQ-SUP', 'GM'];
