import * as z from 'zod';
import { positions, positionTitles } from '../../kernel/position.ts';
import { dateText, id, list, storedInstant, text } from '../../kernel/schema.ts';
import { sealedRecord } from '../../kernel/sealed.ts';

/** Departments (部门) as the handbook names them; a project may write another. */
export const departments = ['客服', '工程', '秩序', '环境', '行政', '财务'] as const;

const clockTime = () => z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
const hours = {
  from: clockTime().meta({ title: '上班' }),
  to: clockTime().meta({ title: '下班' }),
  /** The position he covers in it; absent means whatever he holds. */
  position: z.enum(positions).optional().meta({ title: '值守岗位', titles: positionTitles }),
};

/**
 * A shift (班次) in local clock time, on one day or every week; it ends the next day when `to` is not after `from`, so 08:00–08:00 is
 * the 24-hour duty (二十四小时值班, R072).
 */
export const Shift = z.union([
  z.strictObject({ date: dateText().meta({ title: '日期' }), ...hours }),
  z.strictObject({ weekdays: list(z.int().min(1).max(7), 7).min(1).meta({ title: '星期（1 为周一）' }), ...hours }),
]);
/** See the schema. */
export type Shift = z.infer<typeof Shift>;

/** A certificate (证书): valid through `validTo`, lapsing at the instant that day ends in the project's zone. */
export const Certificate = z.strictObject({
  name: text(60).meta({ title: '证书名称' }),
  number: text(60).optional().meta({ title: '证书编号' }),
  validTo: dateText().meta({ title: '有效期至' }),
  lapsesAt: storedInstant(),
});
/** See the schema. */
export type Certificate = z.infer<typeof Certificate>;

/** Rostered time in which he was clocked on (排班并签到), within one civil day: what K24 counts. `post` is the shift's position, else his department. */
const Covered = z.strictObject({ post: text(20), on: dateText(), from: storedInstant(), to: storedInstant() });
/** See the schema. */
export type Covered = z.infer<typeof Covered>;

/** Pieces kept of the last duty; nobody is rostered for more in 24 hours. */
export const mostCovered = 12;

const person = {
  name: text(60).meta({ title: '姓名' }),
  phone: sealedRecord.optional().meta({ title: '电话' }),
  department: text(20).meta({ title: '部门', examples: [...departments] }),
  skills: list(text(30), 20).meta({ title: '技能' }),
  certificates: list(Certificate, 10).meta({ title: '证书' }),
  shifts: list(Shift, 62).meta({ title: '班次' }),
  covered: list(Covered, mostCovered).optional().meta({ title: '最近值守' }),
};

/**
 * A member of the project's staff (员工): who does the work, where he belongs, what he can do, and whether he is there now.
 *
 * Positions (岗位) are not here but in the member's grants: this register says who is present, that one who may.
 */
export const StaffRecord = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('onDuty'),
    ...person,
    since: storedInstant().meta({ title: '签到时间' }),
    until: storedInstant().meta({ title: '最迟签退' }),
    clockedBy: id().meta({ title: '签到人' }),
  }),
  z.strictObject({ state: z.literal('offDuty'), ...person, offAt: storedInstant().optional().meta({ title: '签退时间' }) }),
  z.strictObject({ state: z.literal('left'), ...person, leftOn: dateText().meta({ title: '离职日期' }) }),
]);
/** See the schema. */
export type StaffRecord = z.infer<typeof StaffRecord>;
