import { staffRegister } from '../lib/registers/staff/register.ts';
import { complaint } from '../lib/workflows/complaint/workflow.ts';
import { inquiry } from '../lib/workflows/inquiry/workflow.ts';
import { repair } from '../lib/workflows/repair/workflow.ts';
import { serve } from './shared/serve.ts';

/** Repairs (报修), and where they come from: a complaint is told of their end. */
export const handler = serve([repair], { with: [staffRegister, complaint, inquiry] });
