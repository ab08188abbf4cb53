import { serve } from './shared/serve.ts';

/** Collection (催缴): the ladder, instalments, the limitation clock. */
export const handler = serve([], { with: [] });
