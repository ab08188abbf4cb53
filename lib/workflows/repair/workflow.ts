import { defineWorkflow } from '../../cases/define.ts';
import { headquarters } from '../../kernel/position.ts';
import { commands } from './commands.ts';
import { repair as repairContract } from './contract.ts';
import { Repair } from './record.ts';
import { archive, card, claims, facts, subject, terms } from './reporting.ts';
import { residentView } from './resident.ts';
import { errors, notices } from './sentences.ts';
import { timers } from './timers.ts';
import { withApprovals } from './upgrade.ts';

/**
 * Repair (报修服务受理流程): a household or a patrol reports a fault; somebody comes in time, mends it, is signed for and asked about.
 *
 *     registered ─dispatch─▶ dispatched ─accept─▶ accepted ─depart─▶ enRoute ─arrive─▶ arrived
 *         ▲  ▲                   │ decline, passOn                     └─reportAbsence─▶ nobodyHome ─2nd─▶ awaitingContact
 *         │  └───────────────────┘
 *     rescheduled ◀─reschedule─ any of them                arrived ─quote─▶ quoted ─agree─▶ working ─finish─▶ finished ─sign─▶ signed
 *                                                             └─diagnose (free of charge)──────▲                                 │ handIn
 *         quoted ─refuseQuote─▶ quoteRefused ─close─▶ closed      working ⇄ waitingParts       │      closed ◀─visit─ awaitingVisit ◀┘
 *         any ⇄ paused · outsourced · developerWarranty ─acceptOutside─▶ finished              │        └─dissatisfied─▶ reworking ─▶ closed
 *         merged, cancelled
 *
 * Urgent ones (急修) are reached within thirty minutes of the earliest urgent report whatever happens (R073, K10); the others within the window
 * the household agreed to (R074, K11). Every state that waits for somebody has a limit after which the clock asks who is responsible.
 * Agreed work the household pays for becomes a bill: `awaitingPayment` (待收款) stands between `signed` and `awaitingVisit` until it is settled.
 */
export const repair = defineWorkflow<Repair>({
  name: 'repair',
  title: '报修',
  collection: 'repairs',
  numberPrefix: 'BX',
  schemaVersion: 2,
  upgrade: [withApprovals],
  contract: repairContract,
  record: Repair,
  stateTitles: {
    registered: '已受理',
    rescheduled: '改期',
    dispatched: '已派单',
    accepted: '已接单',
    enRoute: '已出发',
    nobodyHome: '无人在家',
    awaitingContact: '待联系',
    arrived: '已到达',
    quoted: '待确认报价',
    quoteRefused: '拒绝报价',
    working: '施工',
    waitingParts: '等待配件',
    paused: '暂停',
    outsourced: '转外委',
    developerWarranty: '转建设单位保修',
    finished: '完工',
    signed: '已签认',
    awaitingPayment: '待收款',
    awaitingVisit: '待回访',
    reworking: '返修',
    closed: '关闭',
    merged: '重复报修合并',
    cancelled: '已撤销',
  },
  commands,
  readBy: ['FRONT', 'CSM', 'PM', 'ENG', 'ENGM', 'GATE', 'WH', 'CASHIER', 'ARCH', ...headquarters, 'RESIDENT'],
  errors,
  notices,
  claims,
  timers,
  subject,
  terms,
  facts,
  archive,
  card,
  residentView,
  onChildClosed: 'endRework',
  onBill: { settled: 'settlePayment', reopened: 'reopenPayment' },
});
