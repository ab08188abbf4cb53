import type { Company } from '../kernel/actor.ts';
import type { CompanyKeys } from '../kernel/company-key.ts';
import type { Table } from '../table/table.ts';
import type { Contract } from './contract.ts';
import type { Definition } from './definition.ts';

/**
 * What a walk works with, for one company: the table under that company's credentials, its key ring, and the definitions it may meet.
 */
export interface Desk {
  readonly company: Company;
  readonly table: Table;
  readonly keys: () => Promise<CompanyKeys>;
  readonly definitions: ReadonlyMap<string, Definition>;
  /** The sign-in by which the caller came, when the directory of sign-ins named him: it must still stand on his account. */
  readonly login?: string | undefined;
}

/** The definition behind a contract. A function that composes too few of them is a defect, not the caller's fault. */
export function definitionOf(desk: Desk, of: Contract | string): Definition {
  const name = typeof of === 'string' ? of : of.name;
  const definition = desk.definitions.get(name);
  if (!definition) throw new Error(`this function was not composed with the definition of ${name}`);
  return definition;
}

/** Definitions by name. */
export function definitionMap(definitions: readonly Definition[]): ReadonlyMap<string, Definition> {
  return new Map(definitions.map((definition) => [definition.name, definition]));
}
