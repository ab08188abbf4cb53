import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';

/** Refusals of the key register; each sentence says what to do next. */
export const keySetErrors: ErrorCatalogue = {
  'key-set.tag-shows-unit': {
    zh: '钥匙牌号“{tag}”包含房号 {unit}，遗失后会暴露房屋，请改用不含房号的编号',
    en: 'The tag “{tag}” shows the unit {unit}; choose one that does not',
  },
  'key-set.mandate-kind': { zh: '只有“业主委托”类钥匙登记委托期限，请更正类别或删除委托', en: 'Only owner-entrusted keys have a mandate' },
  'key-set.entrusted-by-whom': { zh: '业主委托的钥匙须填写房号或业主编号', en: 'Say which unit or owner entrusted the keys' },
  'key-set.count-fixed': {
    zh: '该牌号登记为 {count} 把，数量只能经盘点差异说明更正；严禁私配钥匙',
    en: 'The set has {count} keys; only a count can correct it, and keys are never copied',
  },
  'key-set.away': { zh: '该钥匙现为“{state}”，不能更改类别、房号或业主，请待归柜后办理', en: 'The keys are “{state}”; change this when they are back' },
  'key-set.closed': { zh: '该钥匙已{state}，不能更改，请用新的牌号登记', en: 'The set is “{state}”; register a new one' },
  'key-set.other-loan': { zh: '该钥匙登记在借用单 {loan} 名下，请到该单办理', en: 'The set belongs to loan {loan}' },
  'key-set.too-many': { zh: '数量超过应有的 {missing} 把，请核对是否混入其他钥匙', en: 'More keys than the {missing} expected; look for a foreign one' },
  'key-set.no-owner': { zh: '该钥匙没有登记业主，不能办理移交，请先登记房屋业主', en: 'No owner is registered for these keys' },
  'key-set.not-the-owner': {
    zh: '{recipient} 不是该房屋现时的业主，不能领取；受托领取请选择“受托人”并登记委托书',
    en: '{recipient} is not a present owner of the unit',
  },
  'key-set.mandate-needed': { zh: '受托人领取须登记业主的委托书', en: 'A mandated recipient needs the owner’s mandate' },
  'key-set.mandate-expired': { zh: '委托书不在有效期内（止于 {to}），请业主重新出具', en: 'The mandate is not valid today (last day {to})' },
  'key-set.handover-unsigned': {
    zh: '须先签署房屋交付文件再领钥匙，请登记已签署的文件和签署时间',
    en: 'The unit’s hand-over must be signed before its keys are given',
  },
  'key-set.nothing-lost': { zh: '剩余数量须少于登记的 {count} 把，请核对', en: 'Fewer than the {count} keys must be left' },
  'key-set.handled-in-loan': { zh: '该钥匙在借用单 {loan} 中丢失，请在该单办理', en: 'The loss is handled in loan {loan}' },
  'key-set.tell-owner-first': { zh: '请先告知业主并登记告知方式，再办理换锁或注销', en: 'Tell the owner first, then change the lock' },
  'key-set.explain-first': {
    zh: '该钥匙不在柜中，请先说明盘点差异（账实已相符），再到借用单或移交记录中办理',
    en: 'The keys were not in the cabinet: restore the books first, then go on where they were',
  },
  'key-set.explain-keys': { zh: '更正数量须填写实际把数', en: 'Say how many keys there really are' },
  'key-set.count-agrees': { zh: '账面现为 {expected} 把，与所见一致，请刷新后重新提交', en: 'The books say {expected} now, as seen; reload and send again' },
};

/** Sentences of the key register's notices. */
export const keySetNotices: Readonly<Record<string, Sentence>> = {
  'key-set.handed-over': {
    zh: '您的房屋钥匙 {count} 把已移交 {recipient} 签收；如有疑问请联系前台',
    en: '{count} keys of your unit were handed to {recipient}',
  },
  'key-set.lost': { zh: '{title} 丢失，2 小时内告知业主，24 小时内更换锁具', en: '{title} is lost: owner told within 2 hours, lock changed within 24' },
  'key-set.mandate.month': { zh: '{title} 的业主委托 30 天后到期，请联系业主续签或退还钥匙', en: 'The mandate for {title} expires in 30 days' },
  'key-set.mandate.lastDay': { zh: '{title} 的业主委托今日到期，明日起无业主确认不得借出', en: 'The mandate for {title} ends today' },
  'key-set.tellOwner.remind': { zh: '{title} 丢失已满 1 小时，请尽快告知业主并登记', en: '{title} was lost an hour ago; tell the owner' },
  'key-set.tellOwner.warn': { zh: '{title} 丢失，尚未告知业主，2 小时期限将到', en: '{title}: the owner is still not told, the limit is near' },
  'key-set.tellOwner.breach': { zh: '{title} 丢失超过 2 小时仍未告知业主', en: '{title}: owner not told within 2 hours' },
  'key-set.lockChange.remind': { zh: '{title} 丢失已满 12 小时，请安排更换锁具', en: '{title} was lost 12 hours ago; change the lock' },
  'key-set.lockChange.warn': { zh: '{title} 丢失，锁具仍未更换，24 小时期限将到', en: '{title}: lock not changed, the limit is near' },
  'key-set.lockChange.breach': { zh: '{title} 丢失超过 24 小时仍未更换锁具', en: '{title}: lock not changed within 24 hours' },
};
