import { commandsOf, defineRegister } from '../../cases/define.ts';
import { feeClasses } from '../../ledger/account.ts';
import { cellErrors } from '../cells.ts';
import { OpeningBooking, OpeningInput, opening } from './contract.ts';
import { OpeningRecord } from './record.ts';
import { bookOpening, moneyForBook, putOpening, readForPut } from './rules.ts';
import { openingColumns, readOpeningRow, writeOpeningRows } from './sheet.ts';

const { moves, puts } = commandsOf<OpeningRecord>();

/**
 * The old system's books (期初数据), line by line, staged until their trial balance equals the old system's; then they are booked together and never change again.
 *
 *     staged ─book─▶ booked
 */
export const openingRegister = defineRegister<OpeningRecord>({
  name: 'opening',
  title: '期初数据',
  collection: 'openings',
  contract: opening,
  record: OpeningRecord,
  stateTitles: { staged: '待入账', booked: '已入账' },
  errors: {
    ...cellErrors,
    'opening.booked': {
      zh: '{id} 已入账，不能修改；请通过减免、红冲或手工账单更正',
      en: '{id} is booked; correct it by a waiver, a reversal or a manual bill',
    },
    'opening.dates': { zh: '到期日 {dueOn} 早于账期 {period}，请核对', en: 'The due date {dueOn} lies before the month {period}' },
    'opening.demand-early': {
      zh: '最近催缴日 {on} 须在到期日 {dueOn} 之后且不晚于今天',
      en: 'The demand of {on} must lie after {dueOn} and not in the future',
    },
    'opening.own-work': { zh: '期初数据须由另一人入账，不能由录入人本人办理', en: 'Somebody else than who staged it has to book it' },
  },
  commands: {
    put: puts({
      title: '登记期初',
      by: ['CASHIER', 'CSM', 'PM', 'HQ-FIN'],
      input: OpeningInput,
      from: ['staged', 'booked'],
      to: ['staged'],
      reads: readForPut,
      apply: putOpening,
    }),
    book: moves({
      title: '期初入账',
      by: ['SYSTEM'],
      from: ['staged', 'booked'],
      to: ['booked'],
      input: OpeningBooking,
      internal: true,
      money: moneyForBook,
      apply: bookOpening,
    }),
  },
  readBy: ['CASHIER', 'CSM', 'PM', 'HQ-FIN'],
  subject: ({ item }, id) => ({ title: item.kind === 'arrears' ? `${item.unit} ${item.period} ${feeClasses[item.feeClass]}` : id }),
  sheet: { columns: openingColumns, read: readOpeningRow, write: writeOpeningRows },
});
