import { staffRegister } from '../lib/registers/staff/register.ts';
import { complaint } from '../lib/workflows/complaint/workflow.ts';
import { inquiry } from '../lib/workflows/inquiry/workflow.ts';
import { repair } from '../lib/workflows/repair/workflow.ts';
import { serve } from './shared/serve.ts';

/** Complaints and the reception log (投诉、咨询接待). */
export const handler = serve([complaint, inquiry], { with: [staffRegister, repair] });
