import { commandsOf, defineRegister } from '../../cases/define.ts';
import { type Position, positions } from '../../kernel/position.ts';
import { cellErrors } from '../cells.ts';
import { chargingApproval, endVacancy, grantVacancy, readForCharging, setCharging } from './charging.ts';
import { ChargingInput, VacancyEnd, VacancyGrant } from './charging-contract.ts';
import { PartyRename, RelationEnd, RelationInput, RelationVoid, Transfer, UnitEnrolment, UnitInput, unit } from './contract.ts';
import { roomTerms } from './place.ts';
import { UnitRecord, unitKinds } from './record.ts';
import { renameParty } from './renaming.ts';
import { endRelation, enrolUnit, putUnit, readForEnrol, readForPut, readForRelate, readForTransfer, relate, transfer, voidRelation } from './rules.ts';
import { readUnitRow, unitColumns, unitRelates, writeUnitRows } from './sheet.ts';

const { moves, puts } = commandsOf<UnitRecord>();

const keepers: readonly Position[] = ['FRONT', 'CSM', 'ARCH', 'PM', 'HQ-ADM'];
const here = { from: ['current'], to: ['current'] } as const;

/**
 * The unit register (房屋): what there is to live, trade and park in, and who was related to it from when to when.
 */
export const unitRegister = defineRegister<UnitRecord>({
  name: 'unit',
  title: '房屋',
  collection: 'units',
  contract: unit,
  record: UnitRecord,
  stateTitles: { current: '有效' },
  errors: {
    ...cellErrors,
    'unit.building-missing': {
      zh: '无法从房号“{id}”得知楼栋，请填写楼栋，或按“楼栋-单元-房间”编号，如 1-2-301',
      en: 'The id “{id}” names no building; give it, or use an id such as 1-2-301',
    },
    'unit.area-missing': { zh: '住宅和营业房须填写建筑面积', en: 'A flat or shop needs its building area' },
    'unit.inner-area': { zh: '套内面积大于建筑面积，请核对', en: 'The inner area exceeds the building area' },
    'unit.interval-empty': { zh: '{role}关系的终止日期（{to}）须晚于起始日期（{from}），请调整日期', en: 'The end {to} must be after the start {from}' },
    'unit.relation-overlaps': { zh: '{party} 已登记为{role}（{from} 至 {to}），时段重叠，请调整日期', en: '{party} is registered already from {from} to {to}' },
    'unit.role-taken': {
      zh: '已登记{role} {party}（{from} 至 {to}），时段重叠；请先终止原关系或调整日期',
      en: 'Overlaps {party}, registered from {from} to {to}; end that relation first',
    },
    'unit.owner-stands': {
      zh: '该房已有业主 {party}（{from} 至 {to}）；过户请办理“变更业主”，增加共有人请办理“登记关系”',
      en: '{party} is the owner from {from} to {to}; use transfer for a new owner, relate for a co-owner',
    },
    'unit.relation-ended': {
      zh: '{party} 的{role}关系已登记为 {from} 至 {to}，不能恢复；续期请以 {to} 为起始日期重新登记',
      en: 'The relation of {party} is registered from {from} to {to}; register a new one from {to}',
    },
    'unit.relation-unknown': { zh: '没有找到 {party} 在 {date} 的{role}关系，请核对客户、关系和日期', en: 'There is no such relation of {party} on {date}' },
    'unit.share-differs': {
      zh: '{party} 已登记其他产权份额（{from} 起），份额变更请办理“变更业主”',
      en: 'Another share of {party} is on record since {from}; use transfer',
    },
    'unit.shares-mixed': {
      zh: '{date} 起部分业主没有填写产权份额，请为全部共有人填写，或全部不填',
      en: 'From {date} some owners have a share and some have none',
    },
    'unit.shares-not-whole': {
      zh: '{date} 起产权份额合计为 {sum}，须为 100%；请用“变更业主”一次登记全部共有人',
      en: 'From {date} the shares add up to {sum}, not 100 %; name all owners in one transfer',
    },
    'unit.charging-interval': { zh: '终止日期（{to}）须晚于起始日期（{from}），请调整日期', en: 'The end {to} must be after the start {from}' },
    'unit.payer-unrelated': {
      zh: '{party} 在这段时间不是该房屋的关系人，不能约定由其交费，请先登记关系',
      en: '{party} is not related to the unit in that time and cannot pay for it',
    },
    'unit.payers-overlap': {
      zh: '{party} 已约定交费（{from} 至 {to}），同一费用同一时段只能有一个交费人',
      en: '{party} pays from {from} to {to} already; a fee of a day has one payer',
    },
    'unit.vacancy-overlaps': { zh: '与空置减免 {number}（{from} 至 {to}）时段重叠，请调整日期', en: 'Overlaps the vacancy {number} from {from} to {to}' },
    'law.tariff-unpublished': {
      zh: '收费标准 {tariff} 尚未公示，不得收费（民法典第943条；物业服务纠纷司法解释第2条），请先公示',
      en: 'The tariff {tariff} is not published and may not charge (Civil Code, article 943)',
    },
    'unit.party-merged': { zh: '客户 {party} 已并入 {into}，请改填 {into}', en: 'The party {party} was merged into {into}; use that one' },
    'unit.share-sum': {
      zh: '{unit} 的两份产权份额无法相加为分数，请先用“变更业主”整理份额，再合并客户',
      en: 'The two shares of {unit} cannot be added; register the shares by a transfer first',
    },
    'unit.transfer-too-early': {
      zh: '{party} 自 {from} 起已登记为{role}，过户日期须在此之后',
      en: '{party} is registered from {from}; the transfer must be later',
    },
  },
  commands: {
    put: puts({ title: '房屋登记', by: keepers, input: UnitInput, to: ['current'], reads: readForPut, apply: putUnit }),
    enrol: puts({ title: '导入房屋', by: keepers, input: UnitEnrolment, to: ['current'], reads: readForEnrol, apply: enrolUnit }),
    relate: moves({ title: '登记关系', by: keepers, ...here, input: RelationInput, reads: readForRelate, apply: relate }),
    endRelation: moves({ title: '终止关系', by: keepers, ...here, input: RelationEnd, apply: endRelation }),
    transfer: moves({ title: '变更业主', by: ['FRONT', 'CSM', 'PM'], ...here, input: Transfer, reads: readForTransfer, apply: transfer }),
    renameParty: moves({ title: '客户合并', by: ['SYSTEM'], internal: true, ...here, input: PartyRename, apply: renameParty }),
    voidRelation: moves({ title: '登记作废', by: ['CSM', 'PM'], ...here, input: RelationVoid, apply: voidRelation }),
    setCharging: moves({
      title: '计费设置',
      by: ['CSM', 'PM'],
      ...here,
      input: ChargingInput,
      reads: readForCharging,
      apply: setCharging,
      approval: chargingApproval,
    }),
    grantVacancy: moves({ title: '空置减免生效', by: ['SYSTEM'], internal: true, ...here, input: VacancyGrant, apply: grantVacancy }),
    endVacancy: moves({ title: '空置减免终止', by: ['SYSTEM'], internal: true, ...here, input: VacancyEnd, apply: endVacancy }),
  },
  readBy: [...positions, 'RESIDENT'],
  subject: ({ kind }, id) => ({ unit: id, title: `${id} ${unitKinds[kind]}` }),
  terms: ({ building, room, relations }, id) => [
    ...roomTerms(id, { building, room }).map((value) => ({ kind: 'room', value })),
    ...[...new Set(relations.map(({ party }) => party))].map((value) => ({ kind: 'party', value })),
  ],
  card: ({ buildingAreaDm2 }) => ({ buildingAreaDm2 }),
  residentView: ({ building, entrance, room, kind, buildingAreaDm2, innerAreaDm2, relations }, party) => ({
    building,
    entrance,
    room,
    kind,
    buildingAreaDm2,
    innerAreaDm2,
    relations: relations.filter((relation) => relation.party === party),
  }),
  sheet: { columns: unitColumns, read: readUnitRow, write: writeUnitRows, relates: unitRelates },
});
