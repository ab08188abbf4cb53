import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { id, text } from '../../kernel/schema.ts';
import { Post, type ShiftChange, Snapshot } from './record.ts';

/** What somebody may write into a hand-over (交接班): never what is open. */
export const OpeningBody = z.strictObject({ position: Post, notes: text(2000).optional().meta({ title: '交接事项' }) });
export const HandingBody = z.strictObject({ notes: text(2000).optional().meta({ title: '交接事项' }), to: id().optional().meta({ title: '接班人' }) });

/** The same with what the function has seen in the table at that moment. */
const snapshot = Snapshot.optional().meta({ title: '交接清单', taken: true });
export const Opening = z.strictObject({ ...OpeningBody.shape, snapshot });
export const Handing = z.strictObject({ ...HandingBody.shape, snapshot });

/** What others know of a hand-over between shifts (交接班). */
export const shiftChange = contract<ShiftChange>()({ name: 'shift-change', title: '交接班记录', commands: { open: Opening } });
