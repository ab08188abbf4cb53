import type { ErrorCatalogue } from '../kernel/error.ts';

/** Refusals of what surrounds payment orders (支付渠道). */
export const providerErrors: ErrorCatalogue = {
  'payment-order.not-configured': {
    zh: '本项目尚未开通{channel}收款，请改用其他方式，或请公司行政部配置收款商户',
    en: 'This project takes no money by {channel} yet; choose another way',
  },
  'payment-order.differs': {
    zh: '渠道通知与支付单 {id} 的金额、币种或商户不符，未入账，请与渠道核对',
    en: 'The callback differs from the order {id}; ask the provider',
  },
  'payment-order.transaction': {
    zh: '渠道流水 {transaction} 已用于支付单 {order}，请与渠道核对',
    en: 'The transaction {transaction} has paid {order}; ask the provider',
  },
};
