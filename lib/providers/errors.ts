import type { ErrorCatalogue } from '../kernel/error.ts';

/** Contradictions between a provider and our books (支付渠道); the provider is answered in its own form, so that only we read them. */
export const providerErrors: ErrorCatalogue = {
  'payment-order.differs': {
    zh: '渠道通知与支付单 {id} 的金额、币种或商户不符，未入账，请与渠道核对',
    en: 'The callback differs from the order {id}; ask the provider',
  },
  'payment-order.transaction': {
    zh: '渠道流水 {transaction} 已用于支付单 {order}，请与渠道核对',
    en: 'The transaction {transaction} has paid {order}; ask the provider',
  },
};
