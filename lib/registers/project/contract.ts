import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { Calendar, ClockWindow } from '../../kernel/calendar.ts';
import { text } from '../../kernel/schema.ts';
import { DutySettings, KeySettings, MoneySettings, type ProjectRecord, SlaSettings, TimeZone } from './record.ts';

/**
 * `put`: founds a project or changes its settings. Each settings block is replaced as a whole when it is given and stays when it is not: a form for the name must
 * not wipe the calendar.
 */
export const ProjectInput = z.strictObject({
  name: text(60).meta({ title: '项目名称' }),
  address: text(200).optional().meta({ title: '地址' }),
  timeZone: TimeZone.optional(),
  sla: SlaSettings.optional().meta({ title: '服务标准' }),
  calendar: Calendar.optional().meta({ title: '工作日历' }),
  quietHours: ClockWindow.optional().meta({ title: '免打扰时段' }),
  noiseHours: z.array(ClockWindow).max(6).optional().meta({ title: '装修禁噪时段' }),
  keys: KeySettings.optional().meta({ title: '钥匙管理' }),
  duty: DutySettings.optional().meta({ title: '值班' }),
  money: MoneySettings.optional().meta({ title: '收费' }),
});

/** Takes over a year of the State Council's holidays (采用国务院节假日安排). */
export const CalendarAdoption = z.strictObject({
  year: z
    .string()
    .regex(/^\d{4}$/)
    .meta({ title: '年份' }),
});

/** What others know of projects (项目). */
export const project = contract<ProjectRecord>()({ name: 'project', title: '项目', commands: { put: ProjectInput, adoptCalendar: CalendarAdoption } });
