import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { id, list, text } from '../../kernel/schema.ts';
import { type Disclosure, FieldPath, On } from './record.ts';

/** `disclose`: which record, why, and which of its fields; without `fields` everything this person may be shown of it. */
export const Disclose = z.strictObject({
  on: On,
  fields: list(FieldPath, 20).min(1).optional().meta({ title: '查阅字段' }),
  reason: text(200).meta({ title: '查阅原因' }),
});

/** `refuse`: somebody wanted more than a day's worth. */
export const Refuse = z.strictObject({ on: On, person: id(), most: z.int(), reason: text(200) });

/** What others know of disclosures (敏感信息查阅). */
export const disclosure = contract<Disclosure>()({ name: 'disclosure', title: '敏感信息查阅', commands: { disclose: Disclose, refuse: Refuse } });
