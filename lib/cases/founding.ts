import { systemActor } from '../kernel/actor.ts';
import { civilDate } from '../kernel/calendar.ts';
import { headquarters, type Position } from '../kernel/position.ts';
import { hq } from '../kernel/project-policy.ts';
import type { UnitRecord } from '../registers/unit/record.ts';
import { holdsUnit } from '../registers/unit/relations.ts';
import { commitWork } from './commit.ts';
import { type Desk, definitionOf } from './desk.ts';
import { parseInput } from './parse.ts';
import { commandNamed, perform } from './perform.ts';
import { decide, openWork } from './walk.ts';
import { peek, refFor, type Work } from './work.ts';

/** Whom to found: the company if it is not there, and a member with exactly these positions. */
export interface Founding {
  readonly company: string;
  readonly person: string;
  readonly positions: readonly string[];
  readonly projects: readonly string[];
  /** Units of the first project in which the person is to be a resident. */
  readonly units: readonly string[];
}

/** Since when a founder's grants hold: before any instant the local clock may be set to. */
const always = '2000-01-01';

/**
 * Founds a company by its first administrator (开户): whoever the issuer vouches for as this company's person, as long as there is no company yet.
 *
 * @returns whether it was founded now; a company that exists is left alone.
 */
export function foundCompany(desk: Desk, person: string, input: unknown): Promise<boolean> {
  return decide(async () => {
    const work = await systemWork(desk, hq);
    if (await exists(work, 'company', desk.company)) return false;
    await put(work, 'company', desk.company, input);
    await put(work, 'member', person, { grants: [{ project: '*', position: 'HQ-ADM', from: always }] });
    await commitWork(work);
    return true;
  });
}

/** Upserts company, member and residence as the local cloud's token endpoint wants them. */
export async function foundMember(desk: Desk, { company, person, positions, projects, units }: Founding): Promise<void> {
  await decide(async () => {
    const work = await systemWork(desk, hq);
    if (!(await exists(work, 'company', company))) await put(work, 'company', company, { legalName: company });
    const [home] = projects;
    if (!(await mayBeAppointed(work, person))) return commitWork(work);
    await put(work, 'member', person, {
      grants: [...new Set(positions)].flatMap((position) => grantsFor(position, projects)),
      ...(units.length > 0 && home ? { party: { project: home, id: person } } : {}),
    });
    await commitWork(work);
  });
  for (const unit of units) if (projects[0]) await moveIn(desk, projects[0], unit, person);
}

function grantsFor(position: string, projects: readonly string[]): readonly unknown[] {
  const everywhere = headquarters.includes(position as Position) || projects.length === 0;
  return (everywhere ? ['*'] : projects).map((project) => ({ project, position, from: always }));
}

/** Makes the person an occupant of a unit that exists and in which he holds nothing yet. */
async function moveIn(desk: Desk, project: string, id: string, person: string): Promise<void> {
  await decide(async () => {
    const work = await systemWork(desk, project);
    const unit = await peek(work, definitionOf(desk, 'unit'), { project, kind: 'unit', id });
    const today = civilDate(work.now, work.policy.timeZone);
    if (!unit || holdsUnit(unit.record as UnitRecord, person, today)) return;
    if (!(await exists(work, 'party', person))) await put(work, 'party', person, { name: person });
    const definition = definitionOf(desk, 'unit');
    const input = parseInput(commandNamed(definition, 'relate').input, { party: person, role: 'occupant' });
    await perform(work, { definition, ref: refFor(definition, project, id), command: 'relate', input });
    await commitWork(work);
  });
}

async function systemWork(desk: Desk, project: string): Promise<Work> {
  const actor = systemActor(desk.company);
  return (await openWork(desk, { person: actor.person, project, actor })).work;
}

/** Whom his company has locked or let go, a token does not bring back. */
async function mayBeAppointed(work: Work, person: string): Promise<boolean> {
  const definition = definitionOf(work.desk, 'member');
  const stored = await peek(work, definition, refFor(definition, work.project, person));
  return stored === undefined || stored.record.state === 'current';
}

async function exists(work: Work, kind: string, id: string): Promise<boolean> {
  const definition = definitionOf(work.desk, kind);
  return (await peek(work, definition, refFor(definition, work.project, id))) !== undefined;
}

async function put(work: Work, kind: string, id: string, input: unknown): Promise<void> {
  const definition = definitionOf(work.desk, kind);
  await perform(work, {
    definition,
    ref: refFor(definition, work.project, id),
    command: 'put',
    input: parseInput(commandNamed(definition, 'put').input, input),
  });
}
