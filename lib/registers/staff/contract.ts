import * as z from 'zod';
import { asOf, contract, type Read } from '../../cases/contract.ts';
import { dateText, instantText, list, text } from '../../kernel/schema.ts';
import { personal } from '../../kernel/sealed.ts';
import { departments, Shift, type StaffRecord } from './record.ts';

export { type Duty, dutyAt, isCertified, isOnDuty, type OnDuty, plannedDuty, presence, within } from './duty.ts';
export type { StaffRecord } from './record.ts';

const CertificateInput = z.strictObject({
  name: text(60).meta({ title: '证书名称' }),
  number: text(60).optional().meta({ title: '证书编号' }),
  validTo: dateText().meta({ title: '有效期至' }),
});

const department = () => text(20).meta({ title: '部门', examples: [...departments] });
const skills = () => list(text(30), 20).meta({ title: '技能' });
const certificates = () => list(CertificateInput, 10).meta({ title: '证书' });
const phone = () => personal('phone').optional().meta({ title: '电话', personal: 'phone' });

/** `put`: replaces what HR keeps of a member of staff; shifts and presence have commands of their own. */
export const StaffInput = z.strictObject({
  name: text(60).meta({ title: '姓名' }),
  phone: phone(),
  department: department(),
  skills: skills().default([]),
  certificates: certificates().default([]),
});

/** What a spreadsheet row knows of him: it adds and corrects, and never takes away. */
export const StaffEnrolment = z.strictObject({
  name: text(60).meta({ title: '姓名' }),
  phone: phone(),
  department: department(),
  skills: skills().optional(),
  certificates: certificates().optional(),
});

/** Coming and going; `at` only when a supervisor enters it afterwards. */
export const Clocking = z.strictObject({ at: instantText().optional().meta({ title: '时间' }) });

/** The roster (排班) of one person: replaces the one that stood. */
export const Roster = z.strictObject({ shifts: list(Shift, 62).meta({ title: '班次' }) });

/** Leaving (离职). */
export const Leaving = z.strictObject({ on: dateText().optional().meta({ title: '离职日期' }) });

/** What others know of the staff register (员工): ids are persons, the same as in tokens and grants. */
export const staff = contract<StaffRecord>()({
  name: 'staff',
  title: '员工',
  commands: { put: StaffInput, enrol: StaffEnrolment, clockOn: Clocking, clockOff: Clocking, roster: Roster, leave: Leaving },
});

/** A line of the whole register. */
export interface ListedStaff {
  readonly id: string;
  readonly record: StaffRecord;
}

const staffList = contract<readonly ListedStaff[]>()({ name: 'staff', title: '员工', commands: {} });

/** Everybody of the project in one read: who knows only whom he has asked does not know that nobody is there. */
export function everyStaff(): Read<readonly ListedStaff[]> {
  return asOf(staffList, '*');
}
