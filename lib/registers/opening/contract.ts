import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { id } from '../../kernel/schema.ts';
import { OpeningItem, type OpeningRecord } from './record.ts';

export type { OpeningRecord } from './record.ts';

/** `put`: stages a line, or replaces one that is not booked. */
export const OpeningInput = z.strictObject({ item: OpeningItem });

/** `book`: into which book of the ledger, and who asked for it. */
export const OpeningBooking = z.strictObject({ book: id(), by: id() });

/** What others know of the openings (期初数据). */
export const opening = contract<OpeningRecord>()({ name: 'opening', title: '期初数据', commands: { put: OpeningInput, book: OpeningBooking } });
