import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';

/** Refusals of an approval. */
export const errors: ErrorCatalogue = {
  'approval.own': { zh: '不能审批自己提出的申请，请由其他审批人办理', en: 'Nobody approves his own request; ask another approver' },
  'approval.benefits': { zh: '该申请涉及您本人的账单或款项，请由其他人员审批', en: 'It is about your own money; somebody else has to sign' },
  'approval.took-part': {
    zh: '您是该笔款项的经手人，不能审批其冲销、退款或减免，请由其他审批人办理',
    en: 'You took the money concerned; another person must sign for its reversal, refund or waiver',
  },
  'approval.signed-before': {
    zh: '您已在本审批中签署过意见，同一人不能签署两次，请由其他审批人办理',
    en: 'You have signed in this approval already; another person must sign',
  },
  'approval.not-yours': { zh: '当前环节须由{positions}审批，您现在不具备该岗位，请转由其办理', en: 'This stage is for: {positions}' },
  'approval.comment-needed': { zh: '驳回须填写意见，请说明原因和需要补充的内容', en: 'A rejection needs a comment that says why' },
  'approval.expired': { zh: '该申请已过有效期，自动失效；如仍需要，请申请人重新申请', en: 'The request has expired; it has to be made again' },
  'approval.not-requester': { zh: '只有申请人本人可以撤回申请', en: 'Only the requester may withdraw' },
  'approval.too-late': { zh: '已有审批人签署意见，不能再撤回；如不再需要，请联系审批人驳回', en: 'Somebody has signed already; ask an approver to reject it' },
};

/** What an approval tells people. */
export const notices: Readonly<Record<string, Sentence>> = {
  'approval.requested': { zh: '请审批 {number}（{command}）：{summary}', en: 'Please approve {number} ({command}): {summary}' },
  'approval.signature.remind': { zh: '{number}（{title}）待您审批，时限 {due}', en: '{number} ({title}) waits for your approval until {due}' },
  'approval.signature.warn': { zh: '{number}（{title}）即将超过审批时限 {due}，请尽快审批', en: '{number} ({title}) is close to its limit {due}' },
  'approval.signature.breach': {
    zh: '{number}（{title}）已超过审批时限 {due}，已升级至上一级',
    en: '{number} ({title}) passed its limit {due} and went one position higher',
  },
  'approval.validity.warn': { zh: '{number}（{title}）将于 {due} 过期，届时申请自动失效', en: '{number} ({title}) expires at {due} without effect' },
  'approval.executed': {
    zh: '您的申请 {number}（{command}）已同意并办理，审批意见：{comment}',
    en: 'Your request {number} ({command}) was approved and carried out; comment: {comment}',
  },
  'approval.notExecuted': {
    zh: '申请 {number}（{command}）已同意，但情况已变化，未能办理：{reason}',
    en: 'Request {number} ({command}) was approved but could not be carried out any more: {reason}',
  },
  'approval.rejected': { zh: '您的申请 {number}（{command}）被驳回：{comment}', en: 'Your request {number} ({command}) was rejected: {comment}' },
  'approval.withdrawn': { zh: '申请 {number}（{command}）已撤回', en: 'Request {number} ({command}) was withdrawn' },
  'approval.expired': {
    zh: '您的申请 {number}（{command}）无人审批，已过期，如仍需要请重新申请',
    en: 'Your request {number} ({command}) expired unanswered',
  },
};
