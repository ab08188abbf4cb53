import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';

/** Refusals of tariffs. */
export const tariffErrors: ErrorCatalogue = {
  'tariff.id': { zh: '收费标准编号“{id}”最多 24 个字，只能包含文字、数字、_ 和 -', en: 'The id “{id}” may have 24 letters, digits, _ and -' },
  'tariff.lasting': {
    zh: '已公示的收费标准不能改变费用类别、项目名称、计费方式、周期和代收性质，请另建收费标准',
    en: 'Class, title, method, cycle and agency of a published tariff cannot change; make another one',
  },
  'tariff.price-missing': { zh: '请填写单价', en: 'A price is needed' },
  'tariff.price-unwanted': { zh: '该计费方式不使用此项，请删除后重试', en: 'This method does not use it' },
  'tariff.steps-missing': { zh: '阶梯计价至少填写两档', en: 'At least two steps are needed' },
  'tariff.steps-order': {
    zh: '第 {step} 档的上限须大于前一档，只有最后一档不填上限',
    en: 'Step {step} must end above the one before; only the last has no end',
  },
  'tariff.shared-cycle': { zh: '公摊费用只能按月计费', en: 'Shared costs are billed by the month' },
  'tariff.surcharge': { zh: '加收项目请另建收费标准并单独公示', en: 'A surcharge is a tariff of its own' },
  'tariff.late-on-agency': {
    zh: '代收费用没有约定不得计违约金；合同有约定的，请勾选并填写条款原文',
    en: 'No late fee on collected money unless the contract says so',
  },
  'tariff.from-too-early': {
    zh: '第 {number} 版自 {from} 起执行，新版的执行日期须在此之后',
    en: 'Edition {number} holds from {from}; the next must begin later',
  },
  'tariff.no-draft': { zh: '没有待公示的草案，请先拟订', en: 'There is no draft to publish' },
  'tariff.publication-future': { zh: '公示日期 {on} 还没有到，请在公示之后登记', en: 'The publication {on} lies in the future' },
  'tariff.not-shared': { zh: '只有公摊收费标准可以登记公摊费用', en: 'Only shared tariffs have costs' },
  'tariff.cost-exists': { zh: '{period} 的公摊费用已登记，更正请填写更正原因', en: 'The cost of {period} is on record; give a reason to correct it' },
  'tariff.end-too-early': { zh: '现行版本自 {from} 起执行，停止日期须在此之后', en: 'The edition in force begins on {from}; end it later' },
  'law.agency-surcharge': {
    zh: '代收水、电、气等费用不得向业主收取手续费、周转金、保证金等额外费用（物业管理条例第44条），请删除',
    en: 'No handling fee, working capital or guarantee may be charged on collected money (Property Management Regulations, article 44)',
  },
  'law.publication-late': {
    zh: '公示日期 {on} 晚于执行日期 {from}：未公示的标准不得收费（民法典第943条），请推迟执行日期',
    en: 'Published on {on}, after it takes effect on {from}: an unpublished tariff may not charge (Civil Code, article 943)',
  },
  'law.guide-price': {
    zh: '单价 {price} 元超过政府指导价上限 {ceiling} 元（{document}；价格法第12条、第39条），不能公示，请调低单价',
    en: 'The price {price} exceeds the ceiling {ceiling} of {document} (Price Law, articles 12 and 39)',
  },
};

/** Sentences of tariffs' notices. */
export const tariffNotices: Readonly<Record<string, Sentence>> = {
  'tariff.published': { zh: '{title} 已公示，{from} 起执行', en: '{title} is published, in force from {from}' },
};
