import * as z from 'zod';
import { text } from '../kernel/schema.ts';

/** What a request for an export may say (导出); the API's description shows the same. */
export const ExportWish = z.strictObject({
  format: z.enum(['xlsx', 'csv']).default('xlsx').meta({ title: '格式' }),
  q: text(100).optional().meta({ title: '查询' }),
});
/** See the schema. */
export type ExportWish = z.infer<typeof ExportWish>;

/**
 * What an export was asked for: under which name it is to be saved; all records, those whose id begins so, or these. Never the search itself: it may be a
 * phone number.
 */
export const ExportOrder = z.strictObject({
  format: z.enum(['xlsx', 'csv']),
  as: z.string(),
  prefix: z.string().optional(),
  ids: z.array(z.string()).optional(),
});
/** See the schema. */
export type ExportOrder = z.infer<typeof ExportOrder>;
