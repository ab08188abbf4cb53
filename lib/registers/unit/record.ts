import * as z from 'zod';
import { areaDm2, dateText, id, keysOf, list, storedInstant, text } from '../../kernel/schema.ts';
import { Charging } from '../../ledger/rating/charging.ts';

/** What a unit is used as (房屋类型, R002). */
export const unitKinds = { residential: '住宅', shop: '营业房', parking: '车位', storage: '储藏' } as const;

/** What a party is to a unit (关系). */
export const relationRoles = {
  owner: '业主',
  developer: '建设单位',
  tenant: '租户',
  merchant: '商户',
  occupant: '使用人',
  familyMember: '家庭成员',
  decorator: '装修公司',
  worker: '施工人员',
  visitor: '访客',
} as const;

export const UnitKind = z.enum(keysOf(unitKinds)).meta({ title: '类型', titles: unitKinds });
export type UnitKind = z.infer<typeof UnitKind>;
export const RelationRole = z.enum(keysOf(relationRoles)).meta({ title: '关系', titles: relationRoles });
export type RelationRole = z.infer<typeof RelationRole>;

const part = () => z.int().min(1).max(1_000_000);

/** An exact share of ownership (产权份额) as a fraction `n/d`: a third stays a third. */
export const Share = z
  .strictObject({ n: part(), d: part() })
  .refine(({ n, d }) => n <= d, { path: ['n'] })
  .meta({ title: '产权份额' });
/** See the schema. */
export type Share = z.infer<typeof Share>;

/** A dated relation (关系) of a party to the unit: civil days `[from, to)`, open while `to` is absent. */
export const Relation = z.strictObject({
  party: id().meta({ title: '客户编号' }),
  role: RelationRole,
  share: Share.optional(),
  from: dateText().meta({ title: '起' }),
  to: dateText().optional().meta({ title: '止（不含）' }),
});
/** See the schema. */
export type Relation = z.infer<typeof Relation>;

/** A relation registered by mistake, kept as evidence (登记作废). */
export const VoidedRelation = z.strictObject({ ...Relation.shape, reason: text(200).meta({ title: '作废原因' }), at: storedInstant(), by: id() });

/**
 * A unit (房屋): flat, shop, parking space or storage room, with everybody who was ever related to it. Relations are never deleted: who owed in
 * March 2024 is asked years later.
 */
export const UnitRecord = z.strictObject({
  state: z.literal('current'),
  building: text(20).meta({ title: '楼栋' }),
  entrance: text(20).optional().meta({ title: '单元' }),
  room: text(30).meta({ title: '房间' }),
  kind: UnitKind,
  buildingAreaDm2: areaDm2().optional().meta({ title: '建筑面积（0.01㎡）' }),
  innerAreaDm2: areaDm2().optional().meta({ title: '套内面积（0.01㎡）' }),
  relations: list(Relation, 120).meta({ title: '关系' }),
  voided: list(VoidedRelation, 30).optional().meta({ title: '作废的登记' }),
  charging: Charging.optional().meta({ title: '计费设置' }),
  note: text(500).optional().meta({ title: '备注' }),
});
/** See the schema. */
export type UnitRecord = z.infer<typeof UnitRecord>;
