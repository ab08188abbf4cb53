import { contract } from '../../cases/contract.ts';
import { RemittanceWish } from './inputs.ts';
import type { Remittance } from './record.ts';

/** What others know of a remittance (代缴). */
export const remittance = contract<Remittance>()({ name: 'remittance', title: '代缴单', commands: { request: RemittanceWish } });
