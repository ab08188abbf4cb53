import type { ErrorCatalogue, Sentence } from '../../kernel/error.ts';

/** Refusals of messages. */
export const messageErrors: ErrorCatalogue = {
  'message.answer-late': { zh: '该答复属于更早的一次发送，不予采用', en: 'The answer belongs to an earlier attempt' },
  'message.evidence-foreign': { zh: '回执与受理凭证不符，不予采用', en: 'The receipt does not match the acceptance' },
};

/** Sentences of messages' own notices; they never leave the house. */
export const messageNotices: Readonly<Record<string, Sentence>> = {
  'message.byHand': { zh: '请以{way}方式告知客户：{text}（{number}）', en: 'Please tell the customer ({way}): {text} ({number})' },
  'message.unreachable': { zh: '客户无法联系，未能告知：{text}（{number}）', en: 'The customer could not be told: {text} ({number})' },
  'message.hand.late': { zh: '{number} 人工告知已超时，请尽快办理', en: '{number}: nobody has told the customer in time' },
};
