import { combinable, type Role } from '../kernel/position.ts';
import type { Definition } from './definition.ts';
import { standingCommands } from './standing.ts';

const isOrdinary = (by: readonly Role[]): boolean => by.some((role) => combinable.some((position) => position === role));

/**
 * Everything a position of the company's own may be permitted by name (权限): `<slice>.<command>`, and `<slice>.read` for seeing records of that kind as staff.
 *
 * Only what some position of a project does anyway: what is reserved to headquarters or HR, and everything about members, projects and the company, is in nobody's
 * gift, so that no position can be made that appoints people or makes positions.
 */
export function permissionsOf(definitions: Iterable<Definition>): readonly string[] {
  return [...definitions].filter(({ place }) => place === 'case' || place === 'register').flatMap(permissionsOn);
}

function permissionsOn({ name, place, commands, readBy }: Definition): readonly string[] {
  const own = Object.entries(commands).filter(([, { internal, by }]) => !internal && isOrdinary(by));
  const standing = place === 'case' ? Object.keys(standingCommands) : [];
  const all = [...(isOrdinary(readBy) ? ['read'] : []), ...own.map(([command]) => command), ...standing];
  return [...new Set(all)].map((command) => `${name}.${command}`);
}
