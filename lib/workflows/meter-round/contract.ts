import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { dateText } from '../../kernel/schema.ts';
import type { MeterRound } from './record.ts';

/** The round that a schedule opens on the meter day of a month. */
export const PlanInput = z.strictObject({ day: dateText() });

/** What others know of meter rounds (抄表). */
export const meterRound = contract<MeterRound>()({ name: 'meter-round', title: '抄表单', commands: { plan: PlanInput } });
