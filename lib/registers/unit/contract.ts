import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { areaDm2, dateText, id, list, text } from '../../kernel/schema.ts';
import { ChargingInput, VacancyEnd, VacancyGrant } from './charging-contract.ts';
import { RelationRole, Share, UnitKind, type UnitRecord } from './record.ts';

export type { UnitRecord } from './record.ts';
export { UnitKind } from './record.ts';
export { holdsUnit, relationsOn } from './relations.ts';

/** A relation to register; `from` is today unless given. */
export const RelationInput = z.strictObject({
  party: id().meta({ title: '客户编号' }),
  role: RelationRole,
  share: Share.optional(),
  from: dateText().optional().meta({ title: '起' }),
  to: dateText().optional().meta({ title: '止（不含）' }),
});
/** See the schema. */
export type RelationInput = z.infer<typeof RelationInput>;

const place = {
  building: text(20).optional().meta({ title: '楼栋' }),
  entrance: text(20).optional().meta({ title: '单元' }),
  room: text(30).optional().meta({ title: '房间' }),
};
const areas = {
  buildingAreaDm2: areaDm2().optional().meta({ title: '建筑面积（0.01㎡）' }),
  innerAreaDm2: areaDm2().optional().meta({ title: '套内面积（0.01㎡）' }),
};

/** `put`: replaces what describes the unit; relations are added to those that stand. Building, entrance and room follow from the id unless given. */
export const UnitInput = z.strictObject({
  ...place,
  kind: UnitKind.default('residential'),
  ...areas,
  relations: list(RelationInput, 40).default([]).meta({ title: '关系' }),
  note: text(500).optional().meta({ title: '备注' }),
});

/** What a spreadsheet row knows of a unit: what it leaves out stays as it was. */
export const UnitEnrolment = z.strictObject({ ...place, kind: UnitKind.optional(), ...areas, relations: list(RelationInput, 40).default([]) });

/** Ends a relation; `to` is the first day on which it no longer holds. */
export const RelationEnd = z.strictObject({
  party: id().meta({ title: '客户编号' }),
  role: RelationRole,
  to: dateText().meta({ title: '止（不含）' }),
});

/** Change of owner (过户): whoever owned until `on` no longer does, and all new owners are named at once. */
export const Transfer = z.strictObject({
  on: dateText().meta({ title: '过户日期' }),
  owners: list(z.strictObject({ party: id().meta({ title: '客户编号' }), share: Share.optional() }), 20)
    .min(1)
    .meta({ title: '新业主' }),
});

/** Takes back a relation that was never true (登记作废). */
export const RelationVoid = z.strictObject({
  party: id().meta({ title: '客户编号' }),
  role: RelationRole,
  from: dateText().meta({ title: '起' }),
  reason: text(200).meta({ title: '作废原因' }),
});

/** A party was merged into another one (客户合并): its relations are the survivor's. */
export const PartyRename = z.strictObject({ from: id(), into: id() });

/** What others know of the unit register (房屋). */
export const unit = contract<UnitRecord>()({
  name: 'unit',
  title: '房屋',
  commands: {
    put: UnitInput,
    enrol: UnitEnrolment,
    relate: RelationInput,
    endRelation: RelationEnd,
    transfer: Transfer,
    voidRelation: RelationVoid,
    renameParty: PartyRename,
    setCharging: ChargingInput,
    grantVacancy: VacancyGrant,
    endVacancy: VacancyEnd,
  },
});
