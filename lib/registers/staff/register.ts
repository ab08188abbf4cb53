import * as z from 'zod';
import { commandsOf, defineRegister } from '../../cases/define.ts';
import type { Fact } from '../../cases/definition.ts';
import type { Timer } from '../../cases/timer.ts';
import type { Position } from '../../kernel/position.ts';
import { cellErrors } from '../cells.ts';
import { nameTerm } from '../name-term.ts';
import { certificateTimer } from './certificates.ts';
import { Clocking, Leaving, Roster, StaffEnrolment, StaffInput, staff } from './contract.ts';
import { StaffRecord } from './record.ts';
import { setRoster } from './roster.ts';
import { clockOff, clockOn, enrolStaff, leave, mayClock, putStaff, rejoin, remindCertificates } from './rules.ts';
import { readStaffRow, staffColumns, writeStaffRows } from './sheet.ts';

const { moves, puts } = commandsOf<StaffRecord>();

const keepers: readonly Position[] = ['HR', 'CSM', 'ENGM', 'PM', 'HQ-ADM'];
const everybodyHere: readonly Position[] = ['FRONT', 'CSM', 'CASHIER', 'PM', 'ENG', 'ENGM', 'GATE', 'WH', 'HR', 'ARCH'];

/** K24: the rostered hours in which he was clocked on. Each piece is one fact; a month's hours that lie in none of a post's pieces were without cover. */
function facts({ covered = [] }: StaffRecord): readonly Fact[] {
  return covered.map(({ post, on, from, to }) => ({ kpi: 'K24', key: `${post} ${from}/${to}`, on, met: true }));
}

/**
 * The staff register (员工): who works here, what he can do, and whether he is there now.
 *
 *     offDuty ─clockOn─▶ onDuty ─clockOff (or 24 h later, by itself)─▶ offDuty
 *     offDuty, onDuty ─leave─▶ left ─rejoin─▶ offDuty
 */
export const staffRegister = defineRegister<StaffRecord>({
  name: 'staff',
  title: '员工',
  collection: 'staff',
  contract: staff,
  record: StaffRecord,
  stateTitles: { onDuty: '在岗', offDuty: '离岗', left: '离职' },
  errors: {
    ...cellErrors,
    'staff.already-on-duty': { zh: '{name} 已于 {since} 签到，无需重复签到；如要重新签到请先签退', en: '{name} has been on duty since {since}' },
    'staff.not-on-duty': { zh: '{name} 当前不在岗，无需签退', en: '{name} is not on duty' },
    'staff.not-yourself': {
      zh: '只能为本人签到、签退；{name} 请由本人、前台或主管办理',
      en: 'You may only clock for yourself; {name} or a supervisor must do it',
    },
    'staff.backdating': {
      zh: '本人签到、签退以系统时间为准，补签请联系主管',
      en: 'Your own clocking takes the server’s time; ask a supervisor to enter another',
    },
    'staff.clock-time': { zh: '签到、签退时间须在 {since} 之后且不晚于现在，请核对', en: 'The time must lie between {since} and now' },
    'staff.certificate-twice': { zh: '证书“{certificate}”填写了两次，请合并', en: 'The certificate “{certificate}” occurs twice' },
    'staff.certificates-full': { zh: '{name} 已登记 10 份证书，请先删除失效的证书', en: '{name} has ten certificates already; remove one first' },
    'staff.skills-full': { zh: '{name} 已登记 20 项技能，请先删减', en: '{name} has twenty skills already; remove one first' },
    'staff.shift-twice': { zh: '同一班次填写了两次，请删除重复的一条', en: 'The same shift occurs twice' },
    'staff.duty-range': { zh: '查询区间须为 1 至 {days} 天（止日不含），请调整', en: 'Ask for 1 to {days} days; the last one is not included' },
    'staff.shift-overlap': { zh: '班次“{shift}”与“{other}”的时间重叠，请调整后重新排班', en: 'The shifts “{shift}” and “{other}” overlap' },
  },
  notices: {
    'staff.certificate-expiring': {
      zh: '{holder} 的{certificate}将于 {validTo} 到期（还有 {days} 天），请办理复审',
      en: '{certificate} of {holder} expires on {validTo} ({days} days)',
    },
    'staff.certificate-lapsed': { zh: '{holder} 的{certificate}已于 {validTo} 到期，自次日起视为无证', en: '{certificate} of {holder} expired on {validTo}' },
  },
  commands: {
    put: puts({ title: '员工登记', by: keepers, input: StaffInput, to: ['onDuty', 'offDuty'], apply: putStaff }),
    enrol: puts({ title: '导入员工', by: keepers, input: StaffEnrolment, to: ['onDuty', 'offDuty'], apply: enrolStaff }),
    roster: moves({ title: '排班', by: keepers, from: ['onDuty', 'offDuty'], to: ['onDuty', 'offDuty'], input: Roster, apply: setRoster }),
    clockOn: moves({ title: '签到', by: everybodyHere, from: ['offDuty', 'onDuty'], to: ['onDuty'], input: Clocking, may: mayClock, apply: clockOn }),
    clockOff: moves({
      title: '签退',
      by: [...everybodyHere, 'SYSTEM'],
      from: ['onDuty', 'offDuty'],
      to: ['offDuty'],
      input: Clocking,
      may: mayClock,
      apply: clockOff,
    }),
    leave: moves({ title: '离职', by: ['HR', 'PM', 'HQ-ADM'], from: ['onDuty', 'offDuty'], to: ['left'], input: Leaving, apply: leave }),
    rejoin: moves({ title: '复职', by: ['HR', 'PM', 'HQ-ADM'], from: ['left'], to: ['offDuty'], input: z.strictObject({}), apply: rejoin }),
    remindCertificates: moves({
      title: '证书到期提醒',
      by: ['SYSTEM'],
      internal: true,
      from: ['onDuty', 'offDuty'],
      to: ['onDuty', 'offDuty'],
      input: z.strictObject({}),
      apply: remindCertificates,
    }),
  },
  readBy: [...everybodyHere, 'HQ-PROJ', 'HQ-ADM', 'HQ-SUP', 'GM'],
  timers: (record, opened) => (record.state === 'left' ? [] : [...dutyTimer(record), ...certificateTimer(record, opened)]),
  facts,
  subject: ({ name, department }) => ({ title: `${name} ${department}` }),
  terms: (record) => [
    { kind: 'name', value: nameTerm(record.name) },
    { kind: 'department', value: record.department },
    ...(record.phone ? [{ kind: 'phone', value: record.phone.h }] : []),
    ...record.skills.map((value) => ({ kind: 'skill', value })),
    ...(record.state === 'onDuty' ? [{ kind: 'duty', value: record.department }] : []),
  ],
  card: ({ department }) => ({ department }),
  sheet: { columns: staffColumns, read: readStaffRow, write: writeStaffRows },
});

/** A duty ends by itself after 24 hours, so that nobody is sent who went home yesterday. */
function dutyTimer(record: StaffRecord): readonly Timer[] {
  if (record.state !== 'onDuty') return [];
  const { since, until } = record;
  return [{ name: 'duty', from: since, due: until, stages: [{ name: 'end', at: until, command: 'clockOff' }] }];
}
