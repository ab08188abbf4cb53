import { contract } from '../../cases/contract.ts';
import { Absorption, Registration, Rework } from './inputs.ts';
import type { Repair } from './record.ts';

/**
 * What others know of a repair (报修): patrols, inspections, complaints and emergencies open one by `register`.
 * `registerRework` and `absorb` are what repairs ask of each other.
 */
export const repair = contract<Repair>()({
  name: 'repair',
  title: '报修单',
  commands: { register: Registration, registerRework: Rework, absorb: Absorption },
});

/** The claim on a worker's time (维修员占用) while he is on an urgent repair: nobody can be at two bursts within thirty minutes. */
export const workerClaim = (worker: string): string => `worker/${worker}`;
