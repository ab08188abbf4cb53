import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { positions } from '../../kernel/position.ts';
import { count, id, list, text } from '../../kernel/schema.ts';
import { type Approval, Matter, Stage } from './record.ts';

export { type Approval, stagesOf } from './record.ts';
export { maySign } from './signing.ts';

/** What the walk asks when a command needs signatures (申请审批): the parked command, and who has to sign. */
export const RequestInput = z.strictObject({
  matter: Matter,
  command: id(),
  commandTitle: text(40),
  input: z.record(z.string(), z.unknown()),
  summary: text(300),
  notBy: list(id(), 20).optional(),
  notParties: list(id(), 20).optional(),
  stages: list(Stage, 5).min(1),
  days: count(1, 365),
  readers: list(z.enum(positions), 15),
  keptFrom: z.strictObject({ persons: list(id(), 60).optional(), positions: list(z.enum(positions), 15).optional() }).optional(),
});
/** See the schema. */
export type RequestInput = z.infer<typeof RequestInput>;

/** What came of the parked command when the verdict reached its case (审批落实); the refusal when the world had changed. */
export const Conclusion = z.strictObject({ refusal: z.strictObject({ code: text(80), sentence: text(300) }).optional() });
/** See the schema. */
export type Conclusion = z.infer<typeof Conclusion>;

/** What the walk knows of an approval (审批). */
export const approval = contract<Approval>()({ name: 'approval', title: '审批', commands: { request: RequestInput, conclude: Conclusion } });
