import { commandsOf, defineRegister } from '../../cases/define.ts';
import { nameTerm } from '../name-term.ts';
import { Acting, ActingEnd, MemberInput, member } from './contract.ts';
import { MemberRecord } from './record.ts';
import { actFor, putMember, readSelf, stopActing } from './rules.ts';

const { moves, puts } = commandsOf<MemberRecord>();

/**
 * The member register (成员): who may do what, where, from when to when (任职). Company-wide; a person has one record whatever the number of his projects.
 */
export const memberRegister = defineRegister<MemberRecord>(
  {
    name: 'member',
    title: '成员',
    collection: 'members',
    contract: member,
    record: MemberRecord,
    stateTitles: { current: '有效' },
    errors: {
      'member.grant-to-self': {
        zh: '不能给自己任职（{position}），请由其他公司行政部或行政人事人员办理',
        en: 'Nobody may grant himself a position ({position}); ask a colleague',
      },
      'member.other-project': {
        zh: '只能办理本项目的任职，“{project}”的任职请联系该项目行政人事或公司行政部',
        en: 'You may only appoint for your own project, not for {project}',
      },
      'member.interval-empty': {
        zh: '{position}的任职止（{to}）须晚于任职起（{from}），请调整日期',
        en: '{position}: the end ({to}) must be after the start ({from})',
      },
      'member.headquarters-scope': { zh: '{position}是公司本部岗位，项目须填 *', en: '{position} is a headquarters position and needs project *' },
      'member.buildings-everywhere': { zh: '{position}不限项目，不能限定楼栋，请删除楼栋', en: '{position} in every project cannot be limited to buildings' },
      'member.grant-overlaps': {
        zh: '{position}在“{project}”的任职与已有任职（{from} 至 {to}）重叠，请调整日期或合并为一条',
        en: '{position} in {project} overlaps the appointment {from} to {to}',
      },
      'member.buildings-differ': {
        zh: '同一时期在“{project}”的各岗位须使用相同的楼栋范围（{position}），请统一楼栋，或另选楼栋范围相同的代理人',
        en: 'All positions held in {project} at one time need the same buildings ({position})',
      },
      'member.deputy-self': { zh: '代理人不能是本人（{position}），请另选代理人', en: 'Nobody is his own deputy ({position})' },
      'member.deputy-interval': {
        zh: '{position}的代理期间（{from} 至 {to}）须在任职期间之内，请调整日期',
        en: '{position}: the deputy interval {from} to {to} must lie within the appointment',
      },
      'member.too-many-grants': { zh: '任职超过 {most} 条，请先清理已终止的任职', en: 'More than {most} appointments; remove ended ones' },
    },
    notices: {
      'member.acting': { zh: '自 {from} 起由您代理 {principal} 的岗位：{positions}', en: 'From {from} you act for {principal}: {positions}' },
      'member.acting-ended': { zh: '您对 {principal} 的代理已终止', en: 'You no longer act for {principal}' },
    },
    commands: {
      put: puts({ title: '任职', by: ['HQ-ADM', 'HR', 'SYSTEM'], input: MemberInput, to: ['current'], reads: readSelf, apply: putMember }),
      actFor: moves({ title: '代理', by: ['SYSTEM'], internal: true, from: ['current'], to: ['current'], input: Acting, apply: actFor }),
      stopActing: moves({ title: '终止代理', by: ['SYSTEM'], internal: true, from: ['current'], to: ['current'], input: ActingEnd, apply: stopActing }),
    },
    readBy: ['HQ-ADM', 'HQ-PROJ', 'HQ-SUP', 'GM', 'HR', 'PM'],
    subject: ({ name }, id) => ({ title: name ?? id }),
    terms: ({ name, grants }) => [
      ...(name ? [{ kind: 'name', value: nameTerm(name) }] : []),
      ...[...new Set(grants.map(({ project, position }) => `${project}.${position}`))].map((value) => ({ kind: 'position', value })),
    ],
  },
  'member',
);
