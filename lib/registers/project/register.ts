import { commandsOf, defineRegister } from '../../cases/define.ts';
import { positions } from '../../kernel/position.ts';
import { CalendarAdoption, ProjectInput, project } from './contract.ts';
import { ProjectRecord } from './record.ts';
import { adoptCalendar, putProject } from './rules.ts';

const { moves, puts } = commandsOf<ProjectRecord>();

/**
 * The project register (项目): a residential estate or another property the company serves, with the settings that make its service its own (R003, R005).
 */
export const projectRegister = defineRegister<ProjectRecord>(
  {
    name: 'project',
    title: '项目',
    collection: 'projects',
    contract: project,
    record: ProjectRecord,
    stateTitles: { current: '有效' },
    errors: {
      'project.reserved': { zh: '项目编号“{id}”为公司本部专用，请换一个编号', en: 'The id “{id}” is reserved for headquarters' },
      'project.founder': { zh: '新项目由公司行政部设立，请联系公司行政部', en: 'Only headquarters administration founds a project' },
      'project.other': {
        zh: '只能修改本项目的设置，请联系项目“{id}”的项目经理或公司项目部',
        en: 'You may only change your own project; ask the manager of {id}',
      },
      'project.time-zone': { zh: '时区无效，请填写如 Asia/Shanghai 的时区名称', en: 'Not an IANA time zone, such as Asia/Shanghai' },
      'project.time-zone-headquarters': { zh: '时区影响所有期限，请由公司行政部修改', en: 'Only headquarters administration changes the time zone' },
      'project.key-times': {
        zh: '钥匙次日应还时间（{keyNextMorning}）须早于当日应还时间（{keyDueTime}），请调整',
        en: 'The next-morning key time ({keyNextMorning}) must be before the evening one ({keyDueTime})',
      },
      'project.calendar-unknown': {
        zh: '系统没有 {year} 年的节假日安排（已有 {years}），请在工作日历中自行填写',
        en: 'No public holidays are known for {year} (known: {years}); enter them yourself',
      },
    },
    commands: {
      put: puts({ title: '项目设置', by: ['HQ-ADM', 'HQ-PROJ', 'PM', 'SYSTEM'], input: ProjectInput, to: ['current'], apply: putProject }),
      adoptCalendar: moves({
        title: '采用国务院节假日安排',
        by: ['HQ-ADM', 'HQ-PROJ', 'PM'],
        from: ['current'],
        to: ['current'],
        input: CalendarAdoption,
        apply: adoptCalendar,
      }),
    },
    readBy: positions,
    subject: ({ name }) => ({ title: name }),
    card: ({ timeZone }) => ({ timeZone }),
  },
  'project',
);
