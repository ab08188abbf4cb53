import type { ErrorCatalogue } from '../../kernel/error.ts';

/** Why something could not be charged, for the not-billable list (未出账清单) of a run. */
export const ratingErrors: ErrorCatalogue = {
  'rating.no-area': { zh: '房屋没有计费面积，请在房屋台账补录面积后重新出账', en: 'The unit has no area to charge by' },
  'rating.no-tariff': { zh: '没有适用的已公示收费标准，请公示收费标准或调整适用范围', en: 'No published tariff applies to the unit' },
  'rating.no-payer': { zh: '这段时间没有登记交费人，请登记业主或建设单位', en: 'Nobody is on record to pay for these days' },
  'rating.no-meter': { zh: '房屋没有登记计量表，请登记计量表，或对该房屋排除此收费标准', en: 'The unit has no such meter on record' },
  'rating.no-reading': { zh: '本期没有抄表读数，请录入读数后重新出账', en: 'The meter has not been read for this month' },
  'rating.no-cost': { zh: '本期公摊费用尚未登记，请在收费标准中登记公摊费用', en: 'The cost to be shared is not recorded' },
  'rating.too-large': { zh: '计费结果超过上限，请核对面积、读数和单价', en: 'The amount is too large; check area, readings and price' },
  'rating.too-many-lines': { zh: '计费分段过多，请按更短的周期出账', en: 'Too many changes within one bill' },
};
