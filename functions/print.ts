import { serve } from './shared/serve.ts';

/** Prints (打印): receipts, notices, letters, packs; and the public check of a receipt. */
export const handler = serve([], { with: [] });
