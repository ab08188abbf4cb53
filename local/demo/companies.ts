/** Somebody of a demo company: his login, his name, and what he may be. */
export interface DemoPerson {
  readonly person: string;
  readonly name: string;
  readonly positions: readonly string[];
  /** Flats he lives in (住户). */
  readonly units?: readonly string[];
}

/** A demo project: its id, name and file names below `sheets/`. */
export interface DemoProject {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly households: string;
  readonly staff: string;
  readonly keys: string;
  /** Whether it bills the month in which it is founded (出账); the others have published no price yet. */
  readonly bills?: true;
}

/** A demo company with its projects. */
export interface DemoCompany {
  readonly id: string;
  readonly legalName: string;
  readonly servicePhone: string;
  /** Signature of its text messages (短信签名); without one no notice leaves its house. */
  readonly sign?: string;
  readonly projects: readonly DemoProject[];
}

/**
 * Two companies (演示公司) that do not exist, so that it can be seen that neither sees the other. Their spreadsheets come in the three forms real ones come in:
 * .xlsx, CSV in UTF-8, and CSV in GBK.
 */
export const demoCompanies: readonly DemoCompany[] = [
  {
    id: 'yunjing',
    legalName: '云景物业服务有限公司（演示）',
    servicePhone: '400-000-0001',
    sign: '云景物业',
    projects: [
      {
        id: 'garden',
        name: '云景花园',
        address: '演示市示例区云景路 1 号',
        households: 'garden-households.xlsx',
        staff: 'garden-staff.xlsx',
        keys: 'garden-keys.xlsx',
        bills: true,
      },
      {
        id: 'riverside',
        name: '滨江苑',
        address: '演示市示例区滨江路 2 号',
        households: 'riverside-households.csv',
        staff: 'riverside-staff.csv',
        keys: 'riverside-keys.csv',
      },
    ],
  },
  {
    id: 'heyuan',
    legalName: '和园物业管理有限公司（演示）',
    servicePhone: '400-000-0002',
    projects: [
      {
        id: 'heyuan',
        name: '和园小区',
        address: '示例市演示区和园街 3 号',
        households: 'heyuan-households-gbk.csv',
        staff: 'heyuan-staff-gbk.csv',
        keys: 'heyuan-keys-gbk.csv',
      },
    ],
  },
];

/** Headquarters of a company (公司本部). */
export const headquarters: readonly DemoPerson[] = [
  { person: 'admin', name: '演示行政', positions: ['HQ-ADM'] },
  { person: 'hq', name: '演示督导', positions: ['HQ-PROJ', 'HQ-SUP'] },
];

/** Somebody who lives in a project and signs in for himself (住户). */
export function residentOf({ id }: Pick<DemoProject, 'id'>): DemoPerson {
  return { person: `resident.${id}`, name: '演示住户', positions: [], units: ['1-1-301'] };
}

/** Who works in a project (项目人员); one per position that the scenes need. */
export function peopleOf({ id }: Pick<DemoProject, 'id'>): readonly DemoPerson[] {
  return [
    { person: `front.${id}`, name: '演示前台', positions: ['FRONT'] },
    { person: `csm.${id}`, name: '演示客服主管', positions: ['CSM'] },
    { person: `pm.${id}`, name: '演示项目经理', positions: ['PM'] },
    { person: `engm.${id}`, name: '演示工程主管', positions: ['ENGM'] },
    { person: `wang.${id}`, name: '王师傅', positions: ['ENG'] },
    { person: `liu.${id}`, name: '刘师傅', positions: ['ENG'] },
    { person: `gate.${id}`, name: '演示门岗', positions: ['GATE'] },
    { person: `arch.${id}`, name: '演示档案员', positions: ['ARCH'] },
    { person: `cashier.${id}`, name: '演示收费员', positions: ['CASHIER'] },
  ];
}
