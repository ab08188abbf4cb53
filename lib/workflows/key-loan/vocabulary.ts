import * as z from 'zod';
import { keysOf } from '../../kernel/schema.ts';

/** What the keys are borrowed for (用途). */
export const purposes = {
  repair: '维修',
  inspection: '巡检',
  viewing: '看房',
  delivery: '交付验房',
  cleaning: '保洁',
  construction: '施工',
  ownerUse: '业主自用',
  other: '其他',
  emergency: '紧急入户',
} as const;

/** How the owner said yes (业主确认方式). */
export const consentWays = { phone: '电话', message: '短信或微信', inPerson: '当面', app: '住户自助' } as const;

/**
 * Why a request is refused (不予借用原因). `arrears` stands here so that whoever tries it hears the law: keys are no means of collection
 * (民法典944 ¶3).
 */
export const refusalReasons = {
  noAuthority: '无委托或业主同意',
  identityUnclear: '身份不明',
  noTicket: '无工单',
  notOnDuty: '非当班人员',
  unavailable: '钥匙不可用',
  arrears: '欠费',
  other: '其他',
} as const;

/** What allows entering without the owner (紧急入户情形). */
export const hazards = { leak: '漏水', fire: '火情', life: '生命危险', gas: '燃气泄漏', other: '其他险情' } as const;

/** Who has to say yes (审批类别): for an owner's keys the customer-service supervisor, for equipment rooms the head of engineering. */
export const approvals = { entrusted: '业主委托钥匙审批', equipment: '设备房审批' } as const;

export const Purpose = z.enum(keysOf(purposes)).meta({ title: '用途', titles: purposes });
/** What may be requested; an emergency entry asks nobody. */
export const RequestedPurpose = Purpose.exclude(['emergency']).meta({ title: '用途', titles: purposes });
export const ConsentWay = z.enum(keysOf(consentWays)).meta({ title: '确认方式', titles: consentWays });
export const RefusalReason = z.enum(keysOf(refusalReasons)).meta({ title: '原因', titles: refusalReasons });
export const Hazard = z.enum(keysOf(hazards)).meta({ title: '险情', titles: hazards });
export const Approval = z.enum(keysOf(approvals)).meta({ title: '审批类别', titles: approvals });
export type Approval = z.infer<typeof Approval>;
