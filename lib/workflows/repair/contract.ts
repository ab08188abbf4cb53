import { contract } from '../../cases/contract.ts';
import { Absorption, Reception, Registration, Rework } from './inputs.ts';
import type { Repair } from './record.ts';

/**
 * What others know of a repair (报修): patrols, inspections, complaints and emergencies open one by `register`; what came in earlier as
 * something else is opened by `receive`, with its own time.
 * `registerRework` and `absorb` are what repairs ask of each other.
 */
export const repair = contract<Repair>()({
  name: 'repair',
  title: '报修单',
  commands: { register: Registration, receive: Reception, registerRework: Rework, absorb: Absorption },
});

/** The claim on a worker's time (维修员占用) while he is on an urgent repair: nobody can be at two bursts within thirty minutes. */
export const workerClaim = (worker: string): string => `worker/${worker}`;
