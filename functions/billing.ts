import { serve } from './shared/serve.ts';

/** What is charged and how it stands (收费账务): billing runs, bills, statements, totals, arrears. */
export const handler = serve([], { with: [] });
