import type { SheetColumn } from '../../cases/definition.ts';
import { addDays, parseCivilDate } from '../../kernel/calendar.ts';
import { idPattern } from '../../kernel/schema.ts';
import { areaText, type Cells, readCells } from '../cells.ts';
import { documentKinds, type PartyRecord } from '../party/contract.ts';
import { type PartyColumns, partyEntry } from '../party-cells.ts';
import type { RowEntry } from '../row-entry.ts';
import { type RelationInput, unit } from './contract.ts';
import { unitIdOf } from './place.ts';
import { type Relation, relationRoles, type UnitKind, type UnitRecord, unitKinds } from './record.ts';
import { shareOf, shareText } from './shares.ts';

/** Columns of the household list (房屋台账); several rows of one 房号 are co-owners, or leases one after the other. */
export const unitColumns: readonly SheetColumn[] = [
  { title: '房号', aliases: ['房屋编号', '房间号', '房屋'], example: '1-2-301' },
  { title: '楼栋', aliases: ['楼号', '栋号', '幢号'], example: '1' },
  { title: '单元', aliases: ['单元号'], example: '2' },
  { title: '房间', aliases: ['室号'], example: '301' },
  { title: '类型', aliases: ['房屋类型', '物业类型', '业态'], example: '住宅' },
  { title: '建筑面积(㎡)', aliases: ['建筑面积', '建筑面积（㎡）', '面积', '面积(㎡)', '收费面积'], example: '98.75' },
  { title: '套内面积(㎡)', aliases: ['套内面积', '套内面积（㎡）', '使用面积'], example: '80.12' },
  { title: '业主姓名', aliases: ['业主', '产权人', '业主名称'], example: '张三' },
  { title: '业主编号', aliases: ['客户编号'] },
  { title: '业主身份', example: '业主' },
  { title: '业主电话', aliases: ['业主手机', '业主联系电话', '联系电话', '电话'], example: '13800001234' },
  { title: '业主证件类型', example: '居民身份证' },
  { title: '业主证件号码', aliases: ['业主身份证号', '业主身份证', '身份证号', '证件号码'], example: '11010119900307123X' },
  { title: '产权份额', aliases: ['份额'], example: '50%' },
  { title: '接房日期', aliases: ['接房日期(起)', '收房日期', '交房日期', '交付日期'], example: '2024-06-01' },
  { title: '产权止', aliases: ['过户日期'] },
  { title: '租户姓名', aliases: ['租户', '承租人', '商户名称'], example: '李四' },
  { title: '租户编号' },
  { title: '租户身份', example: '租户' },
  { title: '租户电话', aliases: ['租户手机', '租户联系电话'], example: '13900005678' },
  { title: '租户证件类型' },
  { title: '租户证件号码', aliases: ['租户身份证号'] },
  { title: '租期起', aliases: ['租赁开始', '租期开始', '起租日期'], example: '2025-01-01' },
  { title: '租期止', aliases: ['租赁结束', '租期结束', '到期日期'], example: '2025-12-31' },
];

const kindAliases: Readonly<Record<string, UnitKind>> = {
  商铺: 'shop',
  店铺: 'shop',
  商业: 'shop',
  停车位: 'parking',
  车库: 'parking',
  储藏室: 'storage',
  储藏间: 'storage',
  公寓: 'residential',
  别墅: 'residential',
};

const ownerColumns: PartyColumns = { id: '业主编号', name: '业主姓名', phone: '业主电话', documentKind: '业主证件类型', documentNumber: '业主证件号码' };
const tenantColumns: PartyColumns = { id: '租户编号', name: '租户姓名', phone: '租户电话', documentKind: '租户证件类型', documentNumber: '租户证件号码' };

/** One row → the unit and the parties it names, the parties first. @throws DomainError `cell.row-invalid` */
export function readUnitRow(row: Readonly<Record<string, string>>): readonly RowEntry[] {
  return readCells(row, (cells) => {
    const id = unitId(cells);
    const [owner, tenant] = [partyEntry(cells, ownerColumns, id), partyEntry(cells, tenantColumns, id)];
    const ownership = owner && ownershipOf(cells, owner.id);
    const tenancy = tenant && tenancyOf(cells, tenant.id);
    const relations = [ownership, tenancy].filter((relation) => relation !== undefined);
    return [...[owner, tenant].filter((entry) => entry !== undefined), unitEntry(cells, id, relations)];
  });
}

function unitId(cells: Cells): string {
  const [number, building, entrance, room] = ['房号', '楼栋', '单元', '房间'].map((column) => unitIdOf(cells.text(column, 40) ?? ''));
  const id = isWhole(number, building, entrance)
    ? number
    : unitIdOf([building, entrance, room || number?.replace(`${entrance}-`, '')].filter(Boolean).join('-'));
  if (!number && !room) cells.complain('房号', 'cell.missing');
  else if (!idPattern.test(id ?? '')) cells.complain('房号', 'cell.id');
  return id ?? '';
}

/** A 房号 with a dash is the unit's id, unless it only repeats the entrance beside it (楼栋 1, 单元 2, 房号 2-301). */
function isWhole(number = '', building = '', entrance = ''): boolean {
  if (!number.includes('-')) return number !== '' && building === '';
  const repeatsEntrance = entrance !== '' && building !== '' && building !== entrance && number.startsWith(`${entrance}-`) && number.split('-').length === 2;
  return !repeatsEntrance;
}

function unitEntry(cells: Cells, id: string, relations: readonly RelationInput[]): RowEntry {
  const input = {
    building: placeCell(cells, '楼栋', 20),
    entrance: placeCell(cells, '单元', 20),
    room: placeCell(cells, '房间', 30),
    kind: cells.choice('类型', unitKinds, kindAliases),
    buildingAreaDm2: cells.areaDm2('建筑面积(㎡)'),
    innerAreaDm2: cells.areaDm2('套内面积(㎡)'),
  };
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const relationColumns = relations.map(({ role }, index): [string, string] => [`relations.${index}`, isHolding(role) ? '业主姓名' : '租户姓名']);
  return {
    contract: unit,
    id,
    command: 'enrol',
    input: { ...given, ...(relations.length > 0 ? { relations } : {}) },
    columns: {
      building: '楼栋',
      entrance: '单元',
      room: '房间',
      kind: '类型',
      buildingAreaDm2: '建筑面积(㎡)',
      innerAreaDm2: '套内面积(㎡)',
      ...Object.fromEntries(relationColumns),
    },
  };
}

/** `1栋` and `1` are one building, and grants name it `1`. */
function placeCell(cells: Cells, column: string, max: number): string | undefined {
  return unitIdOf(cells.text(column, max) ?? '') || undefined;
}

const isHolding = (role: string): boolean => role === 'owner' || role === 'developer';

function ownershipOf(cells: Cells, party: string): RelationInput {
  const share = cells.text('产权份额', 20);
  const parsed = share === undefined ? undefined : (shareOf(share) ?? cells.complain('产权份额', 'cell.share'));
  const { owner, developer } = relationRoles;
  const role = cells.choice('业主身份', { owner, developer }) ?? 'owner';
  return { party, role, ...(parsed ? { share: parsed } : {}), ...interval(cells.date('接房日期'), cells.date('产权止')) };
}

/** People write the last day of a lease; the record has the first day after it. */
function tenancyOf(cells: Cells, party: string): RelationInput {
  const { owner: _owner, developer: _developer, ...roles } = relationRoles;
  const last = cells.date('租期止');
  const role = cells.choice('租户身份', roles) ?? 'tenant';
  return { party, role, ...interval(cells.date('租期起'), last === undefined ? undefined : addDays(parseCivilDate(last), 1)) };
}

function interval(from: string | undefined, to: string | undefined): Pick<RelationInput, 'from' | 'to'> {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** Parties a unit's rows show. */
export function unitRelates({ relations }: UnitRecord): readonly (readonly [string, string])[] {
  return [...new Set(relations.map(({ party }) => party))].map((id) => ['party', id]);
}

/** A unit as rows: owners and developers on the left, everybody else on the right, as many rows as the longer side needs. */
export function writeUnitRows(id: string, record: UnitRecord, parties: ReadonlyMap<string, unknown>): readonly Readonly<Record<string, string | number>>[] {
  const left = record.relations.filter(({ role }) => isHolding(role)).map((relation) => ownerCells(relation, partyIn(parties, relation)));
  const right = record.relations.filter(({ role }) => !isHolding(role)).map((relation) => tenantCells(relation, partyIn(parties, relation)));
  const { building, entrance = '', room, kind, buildingAreaDm2, innerAreaDm2 } = record;
  const head = {
    房号: id,
    楼栋: building,
    单元: entrance,
    房间: room,
    类型: unitKinds[kind],
    ...(buildingAreaDm2 === undefined ? {} : { '建筑面积(㎡)': areaText(buildingAreaDm2) }),
    ...(innerAreaDm2 === undefined ? {} : { '套内面积(㎡)': areaText(innerAreaDm2) }),
  };
  return Array.from({ length: Math.max(left.length, right.length, 1) }, (_, index) => ({ ...head, ...left[index], ...right[index] }));
}

function partyIn(parties: ReadonlyMap<string, unknown>, { party }: Relation): PartyRecord | undefined {
  return parties.get(party) as PartyRecord | undefined;
}

function ownerCells({ party, role, share, from, to }: Relation, record: PartyRecord | undefined): Readonly<Record<string, string>> {
  const document = record?.documents[0];
  return {
    业主姓名: record?.name ?? '',
    业主编号: party,
    业主身份: relationRoles[role],
    业主电话: record?.phones.map(({ m }) => m).join('、') ?? '',
    ...(document ? { 业主证件类型: documentKinds[document.kind], 业主证件号码: document.number.m } : {}),
    ...(share ? { 产权份额: shareText(share) } : {}),
    接房日期: from,
    ...(to === undefined ? {} : { 产权止: to }),
  };
}

function tenantCells({ party, role, from, to }: Relation, record: PartyRecord | undefined): Readonly<Record<string, string>> {
  const document = record?.documents[0];
  return {
    租户姓名: record?.name ?? '',
    租户编号: party,
    租户身份: relationRoles[role],
    租户电话: record?.phones.map(({ m }) => m).join('、') ?? '',
    ...(document ? { 租户证件类型: documentKinds[document.kind], 租户证件号码: document.number.m } : {}),
    租期起: from,
    ...(to === undefined ? {} : { 租期止: addDays(parseCivilDate(to), -1) }),
  };
}
