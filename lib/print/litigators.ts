import type { Position } from '../kernel/position.ts';

/** Who has a household's papers put together for a court: who runs the project, and headquarters. */
export const litigators: readonly Position[] = ['CSM', 'PM', 'HQ-FIN', 'HQ-PROJ', 'GM'];
