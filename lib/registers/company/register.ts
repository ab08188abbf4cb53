import { commandsOf, defineRegister } from '../../cases/define.ts';
import { positions } from '../../kernel/position.ts';
import { CompanyInput, company } from './contract.ts';
import { CompanyRecord } from './record.ts';
import { putCompany, readHolders } from './rules.ts';

const { puts } = commandsOf<CompanyRecord>();

/** The company register (公司): one record per tenant, the legal person above all projects (R001). */
export const companyRegister = defineRegister<CompanyRecord>(
  {
    name: 'company',
    title: '公司',
    collection: 'company',
    contract: company,
    record: CompanyRecord,
    stateTitles: { current: '有效' },
    errors: {
      'company.position-twice': {
        zh: '岗位“{position}”重复，编号和名称都只能使用一次，请修改',
        en: 'The position {position} is given twice; ids and titles are used once',
      },
      'company.position-empty': {
        zh: '岗位“{position}”既不包含岗位也没有权限，请至少填写一项，或删除该岗位',
        en: 'The position {position} includes nothing and permits nothing',
      },
      'company.unknown-permission': {
        zh: '没有可授予的权限“{permission}”，请从权限目录中选择（成员、公司、项目设置和公司本部专办的事项不能授予）',
        en: 'There is no permission {permission} to give',
      },
      'company.permissions-full': {
        zh: '全部自定义岗位的权限合计 {count} 项，最多 {most} 项，请改用“包含岗位”或精简',
        en: 'All positions together name {count} permissions; at most {most}',
      },
      'company.position-in-use': {
        zh: '岗位“{position}”仍有 {count} 人任职，请先终止其任职，再删除岗位',
        en: '{count} people are appointed to {position}; end that first',
      },
      'company.position-own': {
        zh: '您本人任职“{position}”，不能扩大其范围，请由其他公司行政部人员或总经理办理',
        en: 'You are appointed to {position} yourself; somebody else has to widen it',
      },
    },
    notices: {
      'company.positions-changed': { zh: '{by} 调整了自定义岗位：{changes}', en: '{by} changed the positions of the company: {changes}' },
    },
    commands: {
      put: puts({
        title: '登记公司信息',
        by: ['HQ-ADM', 'GM', 'SYSTEM'],
        input: CompanyInput,
        to: ['current'],
        reads: readHolders,
        apply: putCompany,
      }),
    },
    readBy: positions,
    subject: ({ legalName }) => ({ title: legalName }),
  },
  'company',
);
