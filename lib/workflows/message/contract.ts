import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { list } from '../../kernel/schema.ts';
import { letter, type Message, Way } from './record.ts';

/** A notice goes out by a channel (通知外发); `refused`: the addressee wants no messages by any way there is. */
export const QueueInput = z.strictObject({ ...letter, way: Way, ladder: list(Way, 4), refused: z.boolean().default(false) });
/** See the schema. */
export type QueueInput = z.output<typeof QueueInput>;

/** What others know of a message (消息). */
export const message = contract<Message>()({ name: 'message', title: '消息', commands: { queue: QueueInput } });
