import { serve } from './shared/serve.ts';

/** Corrections (更正): waivers, refunds, reversals, deposits, remittances and what else needs signatures before money moves. */
export const handler = serve([], { with: [] });
