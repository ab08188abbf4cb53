import { contract } from '../../cases/contract.ts';
import { Registration } from './inputs.ts';
import type { Inquiry } from './record.ts';

/** What others know of an inquiry (咨询). */
export const inquiry = contract<Inquiry>()({ name: 'inquiry', title: '咨询单', commands: { register: Registration } });
