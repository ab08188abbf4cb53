import { contract } from '../../cases/contract.ts';
import { WaiverWish } from './inputs.ts';
import type { Waiver } from './record.ts';

/** What others know of a waiver (减免). */
export const waiver = contract<Waiver>()({ name: 'waiver', title: '减免单', commands: { request: WaiverWish } });
