import { serve } from './shared/serve.ts';

/** The counter (收款): payments, quotes, transfers nobody has claimed, orders at the payment providers. */
export const handler = serve([], { with: [] });
