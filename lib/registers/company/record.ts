import * as z from 'zod';
import { text } from '../../kernel/schema.ts';

/** Settings of the whole company (公司设置); projects have their own. */
export const CompanySettings = z.strictObject({
  servicePhone: text(40).optional().meta({ title: '公司服务电话' }),
  address: text(200).optional().meta({ title: '公司地址' }),
});

/**
 * The company (物业公司, R001): the tenant of the system and the legal person that signs every paper. Headquarters (公司本部) stand above its projects.
 */
export const CompanyRecord = z.strictObject({
  state: z.literal('current'),
  legalName: text(100).meta({ title: '公司全称' }),
  qualification: text(200).optional().meta({ title: '资质' }),
  registrationNumber: text(40).optional().meta({ title: '统一社会信用代码' }),
  settings: CompanySettings,
});
/** See the schema. */
export type CompanyRecord = z.infer<typeof CompanyRecord>;
