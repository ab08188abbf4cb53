import { keySetRegister } from '../lib/registers/key-set/register.ts';
import { keyCount } from '../lib/workflows/key-count/workflow.ts';
import { serve } from './shared/serve.ts';

/** Key counts (钥匙盘点). */
export const handler = serve([keyCount], { with: [keySetRegister] });
