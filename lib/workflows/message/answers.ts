import * as z from 'zod';
import { count, dateText, storedInstant, text } from '../../kernel/schema.ts';
import { Failure } from './record.ts';

/** What the message's own function learns of a provider and tells the record (服务商答复). No person sends these. */

const attempt = count(1, 20);
const paidOn = dateText().optional();

export const Acceptance = z.strictObject({ attempt, providerId: text(128), paidOn });
/** See the schema. */
export type Acceptance = z.output<typeof Acceptance>;

/** `again`: it may be tried once more; nothing has been sent. */
export const Refusal = z.strictObject({ attempt, reason: text(120), again: z.boolean(), failure: Failure.optional(), paidOn });

/** `ahead`: how many of that day wait before it. */
export const Hold = z.strictObject({ attempt, day: dateText(), ahead: count(0, 1_000_000) });
/** See the schema. */
export type Hold = z.output<typeof Hold>;

export const Report = z.strictObject({ providerId: text(128), delivered: z.boolean(), at: storedInstant().optional(), reason: text(120).optional() });
/** See the schema. */
export type Report = z.output<typeof Report>;
