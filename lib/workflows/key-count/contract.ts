import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { dateText } from '../../kernel/schema.ts';
import { CountKind, type KeyCount } from './record.ts';

/** A count that a schedule opens for one day of one project: monthly on the last day of a month, else daily, unless it says which. */
export const PlanInput = z.strictObject({ period: dateText().meta({ title: '盘点日期' }), kind: CountKind.optional() });
/** See the schema. */
export type PlanInput = z.output<typeof PlanInput>;

/** What others know of a key count (钥匙盘点). */
export const keyCount = contract<KeyCount>()({ name: 'key-count', title: '钥匙盘点单', commands: { plan: PlanInput } });
