import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { list, text } from '../../kernel/schema.ts';
import { type CompanyRecord, CompanySettings, CustomPosition, mostPositions } from './record.ts';

export type { CompanyRecord } from './record.ts';

/**
 * `put`: the company as it is registered. The qualification text (资质) is optional because the state gave up licensing property managers
 * in 2018; a company that has one shows it (R001).
 */
export const CompanyInput = z.strictObject({
  legalName: text(100).meta({ title: '公司全称' }),
  qualification: text(200).optional().meta({ title: '资质' }),
  registrationNumber: z
    .string()
    .regex(/^[0-9A-Z]{15,18}$/i)
    .transform((value) => value.toUpperCase())
    .optional()
    .meta({ title: '统一社会信用代码' }),
  settings: CompanySettings.default({}),
  positions: list(CustomPosition, mostPositions).default([]).meta({ title: '自定义岗位' }),
});

/** What others know of the company (公司). */
export const company = contract<CompanyRecord>()({ name: 'company', title: '公司', commands: { put: CompanyInput } });
