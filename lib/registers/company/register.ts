import { commandsOf, defineRegister } from '../../cases/define.ts';
import { positions } from '../../kernel/position.ts';
import { CompanyInput, company } from './contract.ts';
import { CompanyRecord } from './record.ts';

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
    commands: {
      put: puts({
        title: '登记公司信息',
        by: ['HQ-ADM', 'GM', 'SYSTEM'],
        input: CompanyInput,
        to: ['current'],
        apply: (_record, input) => ({ record: { state: 'current', ...input } }),
      }),
    },
    readBy: positions,
    subject: ({ legalName }) => ({ title: legalName }),
  },
  'company',
);
