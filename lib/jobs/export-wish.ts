import * as z from 'zod';

/** What a request for an export may say (导出); the API's description shows the same. */
export const ExportWish = z.strictObject({
  format: z.enum(['xlsx', 'csv']).default('xlsx').meta({ title: '格式' }),
  q: z.string().trim().min(1).max(100).optional().meta({ title: '查询' }),
});
/** See the schema. */
export type ExportWish = z.infer<typeof ExportWish>;
