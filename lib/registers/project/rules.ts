import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { holds } from '../../kernel/actor.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { chinaYears } from '../../kernel/china-calendar.ts';
import { DomainError } from '../../kernel/error.ts';
import { hq } from '../../kernel/project-policy.ts';
import type { CalendarAdoption, ProjectInput } from './contract.ts';
import { slaOf } from './policy.ts';
import type { ProjectRecord } from './record.ts';

/** Office hours (办公时间) until a project says otherwise: the usual eight hours with a noon break. */
const officeHours: Calendar['hours'] = [
  { from: '08:30', to: '12:00' },
  { from: '14:00', to: '18:00' },
];

/** The handbook's project: Chinese time and holidays, residents undisturbed 21:00–08:00, works quiet at noon and at night (L16). */
const standardProject: Omit<ProjectRecord, 'name'> = {
  state: 'current',
  timeZone: 'Asia/Shanghai',
  sla: {},
  calendar: { years: chinaYears, hours: officeHours },
  quietHours: { from: '21:00', to: '08:00' },
  noiseHours: [
    { from: '12:00', to: '14:00' },
    { from: '18:00', to: '08:00' },
  ],
};

/**
 * Founds a project (设立项目) or changes its settings; what the input leaves out stays.
 *
 * @throws DomainError `project.reserved` for the id of headquarters, `project.founder` when a project itself would found one, `project.other` across projects,
 * `project.time-zone-headquarters` when a project moves its own clock, `project.key-times` for a next-morning time after the evening's.
 */
export function putProject(before: ProjectRecord | undefined, input: z.output<typeof ProjectInput>, context: Context): Outcome<ProjectRecord> {
  const { id, actor } = context;
  if (id === hq) throw new DomainError('unprocessable', 'project.reserved', { id });
  const byAdministration = actor.system || holds(actor, 'HQ-ADM');
  if (!before && !byAdministration) throw new DomainError('forbidden', 'project.founder');
  checkOwnProject(context);
  if (before && input.timeZone !== undefined && input.timeZone !== before.timeZone && !byAdministration)
    throw new DomainError('forbidden', 'project.time-zone-headquarters');
  const record: ProjectRecord = { ...standardProject, ...before, ...input };
  checkKeyTimes(record);
  return { record };
}

/**
 * Takes over a year of the State Council's holidays (采用节假日安排), replacing what stood for that year.
 *
 * @throws DomainError `project.calendar-unknown` for a year not announced yet: nobody guesses holidays.
 */
export function adoptCalendar(record: ProjectRecord, { year }: z.output<typeof CalendarAdoption>, context: Context): Outcome<ProjectRecord> {
  checkOwnProject(context);
  const adopted = Object.hasOwn(chinaYears, year) ? chinaYears[year] : undefined;
  if (!adopted)
    throw new DomainError('unprocessable', 'project.calendar-unknown', { year, years: Object.keys(chinaYears).join('、') }, [
      { path: 'year', code: 'project.calendar-unknown', detail: '' },
    ]);
  return { record: { ...record, calendar: { ...record.calendar, years: { ...record.calendar.years, [year]: adopted } } } };
}

/** Headquarters may set every project, a project manager the one he manages. */
function checkOwnProject({ actor, id, project }: Context): void {
  if (actor.system || holds(actor, 'HQ-ADM', 'HQ-PROJ') || project.id === id) return;
  throw new DomainError('forbidden', 'project.other', { id });
}

function checkKeyTimes({ sla }: ProjectRecord): void {
  const { keyDueTime, keyNextMorning } = slaOf(sla);
  if (keyNextMorning < keyDueTime) return;
  throw new DomainError('unprocessable', 'project.key-times', { keyDueTime, keyNextMorning }, [
    { path: 'sla.keyNextMorning', code: 'project.key-times', detail: '' },
  ]);
}
