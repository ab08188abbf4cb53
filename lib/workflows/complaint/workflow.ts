import { defineWorkflow } from '../../cases/define.ts';
import { headquarters } from '../../kernel/position.ts';
import { commands } from './commands.ts';
import { complaint as complaintContract } from './contract.ts';
import { Complaint } from './record.ts';
import { archive, card, facts, residentView, secrecy, subject, terms } from './reporting.ts';
import { errors, notices } from './sentences.ts';
import { timers } from './timers.ts';

/**
 * Complaint (客户投诉处理流程): somebody is wronged, or something is not as it should be; it is understood, answered and asked about.
 *
 *     registered ─grade─▶ graded ─assign─▶ assigned ─investigate─▶ investigating ─plan─▶ planned ─handle─▶ handling ─reply─▶ replied
 *                            ▲                ▲        establish (essence, before handle)                                      │ handIn
 *                            │                └─assign─ reopened ◀─dissatisfied─┐                                              ▼
 *         graded … reopened ─transferToRepair─▶ transferredToRepair ─repair ends─▶ back      visited ◀─visit (major)─ awaitingVisit
 *         graded … reopened ─transferToLegal──▶ transferredToLegal ─resume─▶ back, reply ▶ replied  │ close (2 signatures)   │ visit   │ 3 × not reached
 *         registered … handling ─merge─▶ merged · invalidate (supervisor and manager)─▶ invalid     ▼                        ▼         ▼
 *         any of them before the reply ─withdraw─▶ withdrawn                                      closed ◀──────────────── closed ◀─ unreachable
 *
 * Every clock counts from the first registration, whatever is merged, raised, lowered or reopened since (K05–K07): nothing that is done to a complaint later may make a
 * late answer look timely. Whom it is about sees neither the complaint nor the name, and neither does his desk; what they would do goes to the position above.
 */
export const complaint = defineWorkflow<Complaint>({
  name: 'complaint',
  title: '投诉',
  collection: 'complaints',
  numberPrefix: 'TS',
  contract: complaintContract,
  record: Complaint,
  stateTitles: {
    registered: '登记',
    graded: '已定级',
    assigned: '已派办',
    investigating: '调查',
    planned: '处理方案',
    handling: '处理',
    replied: '已回复',
    awaitingVisit: '待回访',
    unreachable: '无法联系',
    visited: '已回访待结案',
    reopened: '重开',
    transferredToRepair: '转报修',
    transferredToLegal: '转法律',
    closed: '关闭',
    merged: '合并',
    invalid: '无效',
    withdrawn: '已撤诉',
  },
  commands,
  readBy: ['FRONT', 'CSM', 'PM', 'ENG', 'ENGM', 'GATE', 'WH', 'CASHIER', 'HR', 'ARCH', ...headquarters, 'RESIDENT'],
  errors,
  notices,
  timers,
  subject,
  terms,
  facts,
  archive,
  secrecy,
  card,
  residentView,
  assignedBy: 'assign',
  onChildClosed: 'endRepair',
});
