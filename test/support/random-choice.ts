import type { Command } from '../../lib/cases/definition.ts';
import { standingCommands } from '../../lib/cases/standing.ts';
import type { Company } from '../../lib/kernel/actor.ts';
import type { Position, Role } from '../../lib/kernel/position.ts';
import type { Ref } from '../../lib/table/keys.ts';
import type { Item } from '../../lib/table/table.ts';
import { colleagues, definitionOf, everybody, residents } from './world.ts';

/** Somebody and what he may do next. */
export interface Able {
  readonly person: string;
  readonly command: string;
}

const positionsOf = (person: string): readonly Position[] => colleagues[person as keyof typeof colleagues] ?? [];
const unitOf = (person: string): string | undefined => residents[person as keyof typeof residents];

/** Whether a person of his positions, or a resident, is among those a command is for. */
export function isFor(by: readonly Role[], person: string): boolean {
  const roles: readonly Role[] = unitOf(person) === undefined ? positionsOf(person) : ['RESIDENT'];
  return roles.some((role) => by.includes(role));
}

/** What the definition lets people do with a record now: what they are offered, and at most a little more. */
export function ableNow(company: Company, ref: Ref, item: Item, standing: boolean): readonly Able[] {
  return everybody.flatMap((person) => (standing ? standingOf(ref, person) : ownOf(company, ref, item, person)).map((command) => ({ person, command })));
}

function standingOf(ref: Ref, person: string): readonly string[] {
  if (definitionOf(ref.kind).place !== 'case') return [];
  return Object.keys(standingCommands).filter((name) => isFor(standingCommands[name]?.by ?? [], person));
}

function ownOf(company: Company, ref: Ref, item: Item, person: string): readonly string[] {
  const definition = definitionOf(ref.kind);
  const unit = unitOf(person);
  if (unit !== undefined && unit !== definition.subject(item['record'], ref.id).unit) return [];
  const actor = { company, person, positions: positionsOf(person), system: false };
  const may = ([, command]: [string, Command]) =>
    !command.internal && command.from.includes(String(item['state'])) && isFor(command.by, person) && command.may(item['record'], actor, ref.id);
  return Object.entries(definition.commands)
    .filter(may)
    .map(([name]) => name);
}

/** Chooses what is done next so that a sequence gets around: few random sequences would see a repair through to its visit. */
export class Explorer {
  readonly #visited = new Set<string>();
  readonly #tries = new Map<string, number>();

  /** The record is in this state now. */
  saw(ref: Ref, state: string): void {
    this.#visited.add(`${ref.kind} ${state}`);
  }

  /** Rather a command that leads where no case has been, then one that does not end it, then one that has not been tried on it. */
  choose(ref: Ref, able: readonly Able[], seed: number): Able {
    const names = [...new Set(able.map(({ command }) => command))];
    const command = pick(
      names.flatMap((name) => Array.from({ length: this.#weight(ref, name) }, () => name)),
      seed,
    );
    const key = `${ref.kind} ${ref.id} ${command}`;
    this.#tries.set(key, (this.#tries.get(key) ?? 0) + 1);
    const who = able.filter((one) => one.command === command);
    return pick(who, seed >>> 6);
  }

  #weight(ref: Ref, name: string): number {
    const { commands, terminal } = definitionOf(ref.kind);
    const to = commands[name]?.to ?? [];
    const fresh = to.some((state) => !this.#visited.has(`${ref.kind} ${state}`));
    const ends = to.length > 0 && to.every((state) => terminal.includes(state));
    const times = this.#tries.get(`${ref.kind} ${ref.id} ${name}`) ?? 0;
    return Math.max(1, Math.floor(((ends ? 3 : 12) * (fresh ? 8 : 1)) / (1 + times) ** 2));
  }
}

/** The entry at a number, counted round. */
export function pick<T>(from: readonly T[], at: number): T {
  const found = from[at % from.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}
