import { staffRegister } from '../lib/registers/staff/register.ts';
import { repair } from '../lib/workflows/repair/workflow.ts';
import { serve } from './shared/serve.ts';

/** Repairs (报修). */
export const handler = serve([repair], { with: [staffRegister] });
