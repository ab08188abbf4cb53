import type { ProjectPolicy } from '../../kernel/project-policy.ts';

/** Whether keeper and witness have to be two persons at this cabinet (双人双锁). */
export function needsWitness(cabinet: string, { keys: { twoPersonCabinets } }: ProjectPolicy): boolean {
  return twoPersonCabinets === 'all' || twoPersonCabinets.includes(cabinet);
}
