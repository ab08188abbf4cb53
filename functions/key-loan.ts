import { keySetRegister } from '../lib/registers/key-set/register.ts';
import { staffRegister } from '../lib/registers/staff/register.ts';
import { keyLoan } from '../lib/workflows/key-loan/workflow.ts';
import { repair } from '../lib/workflows/repair/workflow.ts';
import { serve } from './shared/serve.ts';

/** Key loans (钥匙领用). */
export const handler = serve([keyLoan], { with: [keySetRegister, staffRegister, repair] });
