import * as z from 'zod';
import { combinable } from '../../kernel/position.ts';
import { customId, list, text } from '../../kernel/schema.ts';

/** Settings of the whole company (公司设置); projects have their own. */
export const CompanySettings = z.strictObject({
  servicePhone: text(40).optional().meta({ title: '公司服务电话' }),
  address: text(200).optional().meta({ title: '公司地址' }),
});

/**
 * A position of the company's own (自定义岗位, R010): it may what the included positions may, their inbox included, and what is permitted by name. Sizes are bounded,
 * because the company's record is read with every request of somebody who holds one.
 */
export const CustomPosition = z.strictObject({
  id: customId().meta({ title: '岗位编号' }),
  title: text(30).meta({ title: '岗位名称' }),
  includes: list(z.enum(combinable), 9).optional().meta({ title: '包含岗位' }),
  permissions: list(z.string().regex(/^[a-z][a-z-]{1,30}\.[a-z][A-Za-z]{1,30}$/), 60)
    .optional()
    .meta({ title: '权限' }),
});

/** How many positions of its own a company has, and how many permissions they name together. */
export const mostPositions = 30;
export const mostPermissions = 300;

/**
 * The company (物业公司, R001): the tenant of the system and the legal person that signs every paper. Headquarters (公司本部) stand above its projects.
 */
export const CompanyRecord = z.strictObject({
  state: z.literal('current'),
  legalName: text(100).meta({ title: '公司全称' }),
  qualification: text(200).optional().meta({ title: '资质' }),
  registrationNumber: text(40).optional().meta({ title: '统一社会信用代码' }),
  settings: CompanySettings,
  positions: list(CustomPosition, mostPositions).optional().meta({ title: '自定义岗位' }),
});
/** See the schema. */
export type CompanyRecord = z.infer<typeof CompanyRecord>;
