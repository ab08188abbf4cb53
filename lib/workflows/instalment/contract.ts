import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import type { Instalment } from './record.ts';

export type { Instalment } from './record.ts';

/** What others know of an instalment plan (分期协议). */
export const instalment = contract<Instalment>()({ name: 'instalment', title: '分期协议', commands: { check: z.strictObject({}) } });
