import { approval } from '../lib/workflows/approval/workflow.ts';
import { serve } from './shared/serve.ts';

/** Approvals (审批). */
export const handler = serve([approval], { with: [] });
