import type { ErrorCatalogue } from '../kernel/error.ts';

/** Refusals of going live (期初入账). */
export const openingErrors: ErrorCatalogue = {
  'opening.differs': { zh: '试算不平：{differences}；请核对旧系统余额或期初数据后重试', en: 'The trial balance differs: {differences}' },
  'opening.nothing': { zh: '没有待入账的期初数据，请先导入', en: 'Nothing is staged; import the old books first' },
};
