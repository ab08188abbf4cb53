import type { Definition } from '../../lib/cases/definition.ts';
import type { Desk } from '../../lib/cases/desk.ts';
import { foundMember } from '../../lib/cases/founding.ts';
import type { Answer } from '../../lib/cases/idempotency.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { commandNamed } from '../../lib/cases/perform.ts';
import { standingCommands } from '../../lib/cases/standing.ts';
import { type Request, walk } from '../../lib/cases/walk.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { companyRegister } from '../../lib/registers/company/register.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { projectRegister } from '../../lib/registers/project/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { testDesk } from './engine.ts';

/** What every house of the tests has. */
export const house: readonly Definition[] = [companyRegister, projectRegister, memberRegister, unitRegister, partyRegister];

/** An answer with its body opened. */
export interface Told extends Answer {
  readonly body: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly version: number;
    readonly state?: string;
    readonly commands?: readonly string[];
  };
}

/** A company with project `p1` and people in it, on the real engine; commands run by name and by whom. */
export async function testHouse(slices: readonly Definition[], desk?: Desk) {
  const own = desk ?? (await testDesk([...new Set([...house, approval, ...slices])]));
  const actor = systemActor(own.company);
  const system = (definition: Definition, project: string, id: string, input: unknown) =>
    walk(own, { definition, person: 'system', project, actor, id, command: 'put', input: parseInput(commandNamed(definition, 'put').input, input) });
  await system(projectRegister, hq, 'p1', { name: '一号院' });
  await system(projectRegister, hq, 'p2', { name: '二号院' });
  const hire = (person: string, positions: readonly string[], projects: readonly string[] = ['p1'], units: readonly string[] = []) =>
    foundMember(own, { company: own.company, person, positions, projects, units });
  const by = (person: string, definition: Definition, command: string, input: unknown = {}, more: Partial<Request> = {}) => {
    const schema =
      (definition.place === 'case' && more.id !== undefined ? standingCommands[command] : undefined)?.input ?? commandNamed(definition, command).input;
    return walk(own, { definition, person, project: 'p1', command, input: parseInput(schema, input), ...more }) as Promise<Told>;
  };
  return { desk: own, hire, by, system };
}
