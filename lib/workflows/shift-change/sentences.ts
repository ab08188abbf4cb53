import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';

/** Refusals of hand-overs between shifts. */
export const errors: ErrorCatalogue = {
  'shift-change.already-open': {
    zh: '您的{role}交接班（{number}）尚未办结，请直接在该单办理',
    en: 'Your hand-over {number} is still open; go on with it',
  },
  'shift-change.not-your-position': {
    zh: '您不任{role}岗位，不能办理其交接班；请由该岗位人员办理',
    en: 'You do not hold that position; somebody who does hands over or takes over',
  },
  'shift-change.not-yours': { zh: '交接班须由交班人 {outgoing} 本人办理', en: 'Only {outgoing} hands over what he wrote' },
  'shift-change.own': { zh: '不能接自己的班，请由另一位接班人员确认', en: 'Nobody takes over from himself' },
  'shift-change.not-on-duty': { zh: '您当前不在班，请先签到再接班', en: 'You are not on duty; clock on first' },
  'shift-change.count-differs': {
    zh: '钥匙盘点有差异未说明（{counts}），说明前不能交班；请客服主管先处理',
    en: 'A key count differs ({counts}); it is explained before the shift is handed over',
  },
  'shift-change.party-resolves': { zh: '交班人与提出异议的人不能处理该异议，请由另一位主管处理', en: 'Neither of the two settles it' },
};

/** What people are told (通知). */
export const notices: Readonly<Record<string, Sentence>> = {
  'shift-change.handedOver': {
    zh: '{title}（{number}）待接班确认：超时单据 {overdue} 件，在外钥匙 {keys} 套，请于 {due} 前确认',
    en: 'Take over {title} ({number}) before {due}: {overdue} cases late, {keys} sets of keys out',
  },
  'shift-change.countOpen': {
    zh: '{title}（{number}）交班时钥匙盘点未办结：{counts}',
    en: '{title} ({number}) was handed over with a key count open: {counts}',
  },
  'shift-change.accepted': { zh: '{title}（{number}）已接班', en: '{title} ({number}) was taken over' },
  'shift-change.recalled': { zh: '{title}（{number}）已收回，无需接班', en: '{title} ({number}) was taken back' },
  'shift-change.disputed': { zh: '{title}（{number}）接班有异议：{reason}，请处理', en: '{title} ({number}) is disputed: {reason}' },
  'shift-change.resolved': { zh: '{title}（{number}）的异议已处理：{finding}', en: 'The dispute about {title} ({number}) is settled: {finding}' },
  'shift-change.draft.remind': { zh: '{title}（{number}）尚未交班，请完成交接', en: '{title} ({number}) has not been handed over yet' },
  'shift-change.draft.breach': { zh: '{title}（{number}）拟稿已超过 12 小时未交班', en: '{title} ({number}) has been a draft for twelve hours' },
  'shift-change.acceptance.late': { zh: '{title}（{number}）超过 {due} 无人接班，请安排', en: 'Nobody took over {title} ({number}) by {due}' },
  'shift-change.settlement.late': { zh: '{title}（{number}）的异议超过 {due} 未处理', en: 'The dispute about {title} ({number}) is not settled by {due}' },
};
