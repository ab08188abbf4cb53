import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { id } from '../../kernel/schema.ts';
import type { Dunning } from './record.ts';

export type { Dunning, DunningStep } from './record.ts';

/** Whose arrears: a household is a unit and who pays for it. */
export const Household = z.strictObject({ unit: id().meta({ title: '房屋' }), payer: id().meta({ title: '交费人' }) });

/** An instalment plan begins or ends (分期协议). */
export const PlanInput = z.strictObject({ plan: id() });

/** The word under which the cases of a household are found, open ones and those whose bills stay theirs. */
export const householdWord = ({ unit, payer }: z.output<typeof Household>): string => `${unit}~${payer}`;

/** What others know of a dunning case (催缴单). */
export const dunning = contract<Dunning>()({
  name: 'dunning',
  title: '催缴单',
  commands: { open: Household, look: z.strictObject({}), hold: PlanInput, release: PlanInput },
});
