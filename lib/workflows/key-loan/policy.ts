import type { ProjectPolicy } from '../../kernel/project-policy.ts';

/** What a project may set about its key cabinets (钥匙柜管理); field practice where it sets nothing (domain §4.9 [D]). */
export interface CabinetPolicy {
  /** Cabinets only two persons open together (双人双锁): the keeper and a witness. */
  readonly twoPersonCabinets: 'all' | readonly string[];
}

const standard: CabinetPolicy = { twoPersonCabinets: 'all' };

/** Whether keeper and witness have to be two persons at this cabinet. */
export function needsWitness(cabinet: string, project: ProjectPolicy & { readonly keys?: CabinetPolicy }): boolean {
  const { twoPersonCabinets } = project.keys ?? standard;
  return twoPersonCabinets === 'all' || twoPersonCabinets.includes(cabinet);
}
