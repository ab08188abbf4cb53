import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Table, writeSheet } from '../../lib/spreadsheet/write-sheet.ts';
import { type DemoProject, demoCompanies, peopleOf } from './companies.ts';
import { encodeGbk } from './gbk.ts';
import { type Household, householdsOf, inventedPhone } from './households.ts';

/** A table under the name it is kept by. */
export interface DemoSheet {
  readonly file: string;
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const plans = {
  garden: { series: 0, buildings: 3, entrances: 2, floors: 9, rooms: 2, shops: 6, parking: 20 },
  riverside: { series: 1000, buildings: 2, entrances: 1, floors: 15, rooms: 3, shops: 4, parking: 15 },
  heyuan: { series: 2000, buildings: 4, entrances: 2, floors: 6, rooms: 2, shops: 3, parking: 0 },
} as const;

type ProjectId = keyof typeof plans;

/** Every office names its columns in its own way; what they mean stands in the register's list of aliases. */
const forms: Readonly<Record<ProjectId, readonly (readonly [string, (household: Household) => string | undefined])[]>> = {
  garden: [
    ['楼栋', ({ building }) => building],
    ['单元', ({ entrance }) => entrance],
    ['房间', ({ room }) => room],
    ['类型', ({ kind }) => kind],
    ['建筑面积(㎡)', ({ area }) => area],
    ['套内面积(㎡)', ({ innerArea }) => innerArea],
    ['业主姓名', ({ owner }) => owner.name],
    ['业主身份', ({ owner }) => owner.role],
    ['业主电话', ({ owner }) => owner.phone],
    ['业主证件号码', ({ owner }) => owner.identity],
    ['产权份额', ({ owner }) => owner.share],
    ['接房日期', ({ since }) => since],
    ...tenantColumns({ name: '租户姓名', role: '租户身份', phone: '租户电话', from: '租期起', to: '租期止' }),
  ],
  riverside: [
    ['房号', ({ building, entrance, room }) => [building, entrance, room].filter(Boolean).join('-')],
    ['物业类型', ({ kind }) => kind],
    ['建筑面积', ({ area }) => area],
    ['业主', ({ owner }) => owner.name],
    ['业主身份', ({ owner }) => owner.role],
    ['联系电话', ({ owner }) => owner.phone],
    ['身份证号', ({ owner }) => owner.identity],
    ['份额', ({ owner }) => owner.share],
    ['交房日期', ({ since }) => since?.replaceAll('-', '/')],
    ...tenantColumns({ name: '租户', role: '租户身份', phone: '租户手机', from: '租赁开始', to: '租赁结束' }),
  ],
  heyuan: [
    ['房间号', ({ building, entrance, room }) => (entrance ? `${building}栋${entrance}单元${room}室` : `${building}-${room}`)],
    ['房屋类型', ({ kind }) => kind],
    ['面积', ({ area }) => area],
    ['产权人', ({ owner }) => owner.name],
    ['业主身份', ({ owner }) => owner.role],
    ['电话', ({ owner }) => owner.phone],
    ['证件号码', ({ owner }) => owner.identity],
    ['产权份额', ({ owner }) => owner.share],
    ['收房日期', ({ since }) => since && `${Number(since.slice(0, 4))}年${Number(since.slice(5, 7))}月${Number(since.slice(8))}日`],
    ...tenantColumns({ name: '承租人', role: '租户身份', phone: '租户联系电话', from: '租期开始', to: '到期日期' }),
  ],
};

function tenantColumns(titles: {
  name: string;
  role: string;
  phone: string;
  from: string;
  to: string;
}): readonly [string, (household: Household) => string | undefined][] {
  return [
    [titles.name, ({ tenant }) => tenant?.name],
    [titles.role, ({ tenant }) => tenant?.role],
    [titles.phone, ({ tenant }) => tenant?.phone],
    [titles.from, ({ tenant }) => tenant?.from],
    [titles.to, ({ tenant }) => tenant?.to],
  ];
}

/** All sheets of the demo, as tables. */
export function demoSheets(): readonly DemoSheet[] {
  return demoCompanies.flatMap(({ projects }) => projects.flatMap((project) => [householdSheet(project), staffSheet(project), keySheet(project)]));
}

function householdSheet({ id, households, name }: DemoProject): DemoSheet {
  const columns = forms[id as ProjectId];
  const rows = householdsOf(plans[id as ProjectId]).map((household) => columns.map(([, cell]) => cell(household) ?? ''));
  return { file: households, title: `${name}房屋台账`, header: columns.map(([title]) => title), rows };
}

const departmentOf: Readonly<Record<string, string>> = { FRONT: '客服', CSM: '客服', PM: '客服', ENGM: '工程', ENG: '工程', GATE: '秩序', ARCH: '行政' };
const skillsOf: Readonly<Record<string, string>> = { wang: '水电、管道', liu: '强电、门窗锁具、综合', engm: '综合' };
const certificates: Readonly<Record<string, readonly [string, string, string]>> = {
  wang: ['低压电工证', 'YS-000001', '2033-05-31'],
  liu: ['高压电工证', 'YS-000002', '2032-08-31'],
};

function staffSheet(project: DemoProject): DemoSheet {
  const rows = peopleOf(project).map(({ person, name, positions: [position = ''] }, at) => {
    const [who = ''] = person.split('.');
    const phone = inventedPhone(90_000_000 + plans[project.id as ProjectId].series + at);
    return [person, name, departmentOf[position] ?? '客服', phone, skillsOf[who] ?? '', ...(certificates[who] ?? ['', '', ''])];
  });
  return { file: project.staff, title: `${project.name}花名册`, header: ['工号', '姓名', '部门', '电话', '技能', '证书', '证书编号', '证书有效期'], rows };
}

function keySheet({ keys, name }: DemoProject): DemoSheet {
  const header = ['钥匙牌号', '数量', '钥匙柜', '类别', '房号', '委托起', '委托止', '委托书'];
  const common = [
    ['K-001', '2', '1号柜', '公共区域', '', '', '', ''],
    ['K-002', '2', '1号柜', '公共区域', '', '', '', ''],
    ['K-010', '1', '2号柜', '设备房', '', '', '', ''],
    ['K-011', '1', '2号柜', '设备房', '', '', '', ''],
  ];
  const entrusted = ['1-1-101', '1-1-102', '1-1-201'].map((unit, at) => [
    `K-1${at + 1}0`,
    '3',
    '3号柜',
    '业主委托',
    unit,
    '2026-01-01',
    '2035-12-31',
    '钥匙委托书',
  ]);
  return { file: keys, title: `${name}钥匙台账`, header, rows: [...common, ...entrusted] };
}

/** A sheet in the encoding its name promises. */
export async function bytesOf({ file, title, header, rows }: DemoSheet): Promise<Uint8Array> {
  if (file.endsWith('-gbk.csv')) return encodeGbk([header, ...rows].map((row) => `${row.join(',')}\r\n`).join(''));
  const table: Table = { format: file.endsWith('.xlsx') ? 'xlsx' : 'csv', title, columns: header.map((heading) => ({ title: heading })), rows };
  return writeSheet(table);
}

/** `node local/demo/make-sheets.ts` writes the files anew. */
if (import.meta.main) {
  const folder = join(import.meta.dirname, 'sheets');
  mkdirSync(folder, { recursive: true });
  for (const sheet of demoSheets()) writeFileSync(join(folder, sheet.file), await bytesOf(sheet));
}
