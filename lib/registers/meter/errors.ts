import type { ErrorCatalogue } from '../../kernel/error.ts';

/** Refusals of meters. */
export const meterErrors: ErrorCatalogue = {
  'meter.id': { zh: '表号“{id}”最多 40 个字，只能包含文字、数字、_ 和 -', en: 'The id “{id}” may have 40 letters, digits, _ and -' },
  'meter.kind-missing': { zh: '表号 {id} 尚未登记，请填写表计类型', en: 'The meter {id} is new; say what it measures' },
  'meter.place': { zh: '请填写房号或公共部位，二者填一项', en: 'Give the unit or the common place, one of them' },
  'meter.fixed': { zh: '已有读数的表不能改类型、倍率和位数，换表请办理“换表”', en: 'Kind, multiplier and digits change only by replacing the meter' },
  'meter.reading-future': { zh: '抄表日期 {on} 还没有到，请核对', en: 'The reading of {on} lies in the future' },
  'meter.reading-before': { zh: '抄表日期 {on} 早于上次抄表（{before}），请核对', en: 'The reading of {on} is before the last one of {before}' },
  'meter.period-past': { zh: '账期 {period} 早于已抄账期 {before}，不能补录在前', en: 'The month {period} is before {before}, which was read' },
  'meter.read-already': { zh: '{period} 已抄表；读数有误请办理“更正读数”', en: '{period} was read already; correct it if it is wrong' },
  'meter.digits': { zh: '读数 {value} 超过 {digits} 位整数，请核对位数', en: 'The reading {value} has more than {digits} digits' },
  'meter.lower-than-before': {
    zh: '读数 {value} 小于上次读数 {before}：表已翻转请勾选“表翻转”并说明，已换表请办理“换表”',
    en: 'The reading {value} is lower than {before}: say so if the dial began again, or replace the meter',
  },
  'meter.no-rollover': { zh: '读数 {value} 不小于上次读数 {before}，不是翻转，请取消勾选', en: 'The reading {value} is not below {before}; no rollover' },
  'meter.rollover-note': { zh: '表翻转请说明现场情况', en: 'Say what was seen when the dial began again' },
  'meter.unusual': {
    zh: '用量 {usage} 超过近期平均 {mean} 的 {times} 倍，请复核读数，无误后勾选“已复核”重新提交',
    en: 'The use {usage} is more than {times} times the usual {mean}; look again and confirm',
  },
  'meter.nothing-read': { zh: '还没有读数，请先抄表', en: 'There is no reading yet' },
  'meter.reading-billed': {
    zh: '{period} 的读数已出账（{title}），请先作废账单再更正',
    en: 'The reading of {period} stands in a bill ({title}); void it first',
  },
};
