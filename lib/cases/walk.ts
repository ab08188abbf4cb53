import type { Actor } from '../kernel/actor.ts';
import { civilDate } from '../kernel/calendar.ts';
import { now as clockNow } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import type { Capacity } from '../kernel/position.ts';
import { companyZone, hq, type ProjectPolicy, standardDuty, standardKeys, standardMoney, standardSla } from '../kernel/project-policy.ts';
import type { MemberRecord } from '../registers/member/record.ts';
import { policyOf } from '../registers/project/policy.ts';
import type { ProjectRecord } from '../registers/project/record.ts';
import { type Key, onceKey, type Ref, recordKey, refusalKey } from '../table/keys.ts';
import { Contended, type Item, keyText } from '../table/table.ts';
import { backOff } from '../table/transport.ts';
import { actorIn, checkAdmitted, checkMay, checkVisibleTo, companyKey, definedIn, namesCustom, rolesFor } from './access.ts';
import { commitWork, PinMoved } from './commit.ts';
import type { Definition } from './definition.ts';
import { type Desk, definitionOf } from './desk.ts';
import { foreseenReads } from './foresee.ts';
import { type Answer, Answered, answerWrite, type Once, storedAnswer } from './idempotency.ts';
import { linksOf } from './links.ts';
import { emptyTill } from './money.ts';
import { commandNamed, newCase, perform } from './perform.ts';
import { performStanding } from './perform-standing.ts';
import { standingCommands } from './standing.ts';
import { fromItem, historyPartition, type Stored } from './stored.ts';
import { view } from './view.ts';
import { fetchItems, keyOf, peek, refFor, type Touched, type Work } from './work.ts';

/** Who asks, and where. */
export interface Caller {
  readonly person: string;
  readonly project: string;
  /** For records that belong to no project: a position held in any project counts, and the slice checks which. */
  readonly anywhere?: boolean;
  /** An actor proven elsewhere (the clock, a job); otherwise the member's grants decide. */
  readonly actor?: Actor;
  /** Id of the request, which entries of the ledger name. */
  readonly request?: string | undefined;
}

/** A command as it arrives: the input is the parsed output of the command's own schema. */
export interface Request extends Caller {
  readonly definition: Definition;
  /** Absent when a case is opened: the walk numbers it. */
  readonly id?: string;
  readonly command: string;
  readonly input: unknown;
  /** The version the caller has seen; absent means "whatever it is, if the state allows". */
  readonly version?: number | undefined;
  readonly once?: Once | undefined;
  /** Refuse a record that exists: `POST` founds, `PUT` also changes. */
  readonly create?: boolean;
}

/** How often a command is decided anew when others change the same records in that moment. */
const attempts = 8;

/**
 * The walk (办理): load → check state, position, input → apply (pure) → commit, in one transaction.
 *
 * @throws DomainError for every refusal; nothing is written then, but refusals that are forbidden leave a line in the history.
 */
export async function walk(desk: Desk, request: Request): Promise<Answer> {
  try {
    return await decide(() => attempt(desk, request));
  } catch (error) {
    if (error instanceof Answered) return error.answer;
    if (error instanceof DomainError && isWorthALine(error) && request.id) await recordRefusal(desk, { ...request, id: request.id }, error);
    throw error;
  }
}

/** Runs a unit of work, again with fresh data while others get in between. */
export async function decide<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Contended)) throw error;
      if (tries >= attempts) throw error instanceof PinMoved ? error.refusal : new DomainError('conflict', 'case.busy');
      await backOff(tries);
    }
  }
}

async function attempt(desk: Desk, request: Request): Promise<Answer> {
  const { definition, once } = request;
  const existing = request.id === undefined ? [] : [recordKey(desk.company, definition.place, refFor(definition, request.project, request.id))];
  const wanted = [...existing, ...(once ? [onceKey(desk.company, once.key)] : [])];
  const { work, items } = await openWork(desk, request, wanted, (begun) => foreseenReads(begun, request));
  const answered = once && storedAnswer(once, items.get(keyText(onceKey(desk.company, once.key))));
  if (answered) return answered;
  const { touched, created } = await performRequest(work, request);
  const stored = touched.after;
  if (!stored) throw new Error(`${definition.name}.${request.command} left no record`);
  const roles = await rolesFor(work, definition, stored);
  const parked = stored.parked !== undefined && stored.parked.approval !== touched.before?.parked?.approval;
  const answer: Answer = {
    status: created ? 201 : parked ? 202 : 200,
    body: view(work, definition, stored, roles, await linksOf(work, definition, stored, roles)),
    location: created ? locationOf(definition, stored.ref) : undefined,
  };
  await commitWork(work, once ? [answerWrite(desk.company, once, answer)] : []);
  return answer;
}

async function performRequest(work: Work, request: Request): Promise<{ touched: Touched; created: boolean }> {
  const { definition, command: name, input, version } = request;
  if (request.id === undefined) {
    const roles = await rolesFor(work, definition, undefined, input);
    checkOpening(work, definition, name, roles);
    const ref = await newCase(work, definition);
    return { touched: await perform(work, { definition, ref, command: name, input }), created: true };
  }
  const ref = refFor(definition, work.project, request.id);
  const stored = await peek(work, definition, ref);
  const roles = await rolesFor(work, definition, stored, input);
  if (stored) checkVisibleTo(work, definition, ref.id, roles);
  if (stored && request.create) throw new DomainError('conflict', 'case.exists', { id: request.id });
  const standing = definition.place === 'case' && Object.hasOwn(standingCommands, name) ? standingCommands[name] : undefined;
  if (standing) {
    if (!stored) throw new DomainError('not-found', 'access.not-found');
    checkMay(roles, standing.by, work.actor, `${definition.name}.${name}`);
    checkVersion(stored, standing.counts === 'version' ? version : undefined);
    return { touched: await performStanding(work, { definition, ref, name, command: standing, input }), created: false };
  }
  const command = commandNamed(definition, name);
  if (command.internal && !work.actor.system) throw new DomainError('not-found', 'case.unknown-command', { command: name });
  if (!stored && !command.from.includes('new')) throw new DomainError('not-found', 'access.not-found');
  if (!stored) checkOpening(work, definition, name, roles);
  checkMay(roles, command.by, work.actor, `${definition.name}.${name}`);
  if (stored) checkVersion(stored, version);
  const touched = await perform(work, { definition, ref, command: name, input });
  // The slice's own refusal says more, so it comes first; this one is for a slice that has none.
  if (stored && !command.may(stored.record, work.actor, ref.id)) throw new DomainError('forbidden', 'access.one-position');
  return { touched, created: !stored };
}

/** Somebody without any role in the project learns nothing of it; a colleague of another position is told so. */
function checkOpening({ actor }: Work, definition: Definition, name: string, roles: readonly Capacity[]): void {
  if (roles.length === 0) throw new DomainError('not-found', 'access.not-found');
  checkMay(roles, commandNamed(definition, name).by, actor, `${definition.name}.${name}`);
}

/** @throws DomainError `case.stale` with the current version when the caller decided on an older one. */
function checkVersion(stored: Stored, version: number | undefined): void {
  if (version !== undefined && version !== stored.version) throw new DomainError('conflict', 'case.stale', { version: stored.version });
}

function locationOf(definition: Definition, ref: Ref): string {
  return definition.place === 'case' || definition.place === 'register'
    ? `/projects/${encodeURIComponent(ref.project)}/${definition.collection}/${encodeURIComponent(ref.id)}`
    : `/${definition.collection}/${encodeURIComponent(ref.id)}`;
}

const companyPolicy: ProjectPolicy = {
  id: hq,
  name: '公司本部',
  timeZone: companyZone,
  version: 0,
  sla: standardSla,
  calendar: { years: {}, hours: [] },
  quietHours: { from: '21:00', to: '08:00' },
  noiseHours: [],
  keys: standardKeys,
  duty: standardDuty,
  money: standardMoney,
};

/**
 * Opens a unit of work: member, project and whatever else the request is sure to need, in one request to the table. Whoever holds a position of the company's own needs
 * the company as well, in a second one, which brings along what is `foreseen`.
 *
 * @throws DomainError `access.locked` and `auth.unlinked` for whoever is not let in, `access.not-found` for a project that is not there, so that it answers like a
 * foreign one.
 */
export async function openWork(
  desk: Desk,
  caller: Caller,
  keys: readonly Key[] = [],
  foreseen?: (work: Work) => Promise<readonly Key[]>,
): Promise<{ work: Work; items: Map<string, Item | undefined> }> {
  const items = new Map<string, Item | undefined>();
  const { memberKey, projectKey } = placeOf(desk, caller);
  const known = caller.project !== hq;
  await fetchItems({ desk, items }, [...(caller.actor ? [] : [memberKey]), ...(known ? [projectKey] : []), ...keys]);
  const work = workOn(desk, caller, items);
  if (caller.actor || !namesCustom(memberOf(desk, caller, items), work.today)) return { items, work };
  await fetchItems({ desk, items }, [companyKey(desk), ...((await foreseen?.(work)) ?? [])]);
  return { items, work: workOn(desk, caller, items) };
}

function memberOf(desk: Desk, caller: Caller, items: ReadonlyMap<string, Item | undefined>): MemberRecord | undefined {
  const item = items.get(keyText(placeOf(desk, caller).memberKey));
  return item && (fromItem(definitionOf(desk, 'member'), item).record as MemberRecord);
}

function placeOf(desk: Desk, caller: Caller): { memberKey: Key; projectKey: Key } {
  return {
    memberKey: recordKey(desk.company, 'member', refFor(definitionOf(desk, 'member'), hq, caller.person)),
    projectKey: recordKey(desk.company, 'project', refFor(definitionOf(desk, 'project'), hq, caller.project)),
  };
}

/**
 * The unit of work over items that are loaded, the caller's member and project among them: who looks into many projects loads all of them at once.
 *
 * @throws DomainError `access.not-found` for a project that is not there
 */
export function workOn(desk: Desk, caller: Caller, items: Map<string, Item | undefined>): Work {
  const project = definitionOf(desk, 'project');
  const { projectKey } = placeOf(desk, caller);
  const known = caller.project !== hq;
  const projectItem = items.get(keyText(projectKey));
  const stored = projectItem && fromItem(project, projectItem);
  const policy = stored ? policyOf(caller.project, stored.version, stored.record as ProjectRecord) : companyPolicy;
  const now = clockNow();
  const today = civilDate(now, policy.timeZone);
  if (!caller.actor) checkAdmitted(desk, memberOf(desk, caller, items), today);
  if (known && !projectItem) throw new DomainError('not-found', 'access.not-found');
  const where = caller.anywhere ? undefined : caller.project;
  const actor = caller.actor ?? actorIn(desk.company, caller.person, memberOf(desk, caller, items), where, today, definedIn(desk, items));
  return { desk, now, today, project: caller.project, policy, actor, items, touched: new Map(), pinned: new Map(), till: emptyTill, request: caller.request };
}

const isWorthALine = ({ kind, code }: DomainError): boolean => (kind === 'forbidden' && code !== 'access.locked') || code.startsWith('law.');

/** A refusal that is forbidden, against law or against segregation is itself worth a line in the record's history (who tried what). */
export async function recordRefusal(
  desk: Desk,
  { definition, project, id, command, person }: Pick<Request, 'definition' | 'project' | 'command' | 'person'> & { readonly id: string },
  error: DomainError,
): Promise<void> {
  const ref = refFor(definition, project, id);
  const items = new Map<string, Item | undefined>();
  await fetchItems({ desk, items }, [keyOf({ desk }, definition, ref)]);
  if (!items.get(keyText(keyOf({ desk }, definition, ref)))) return;
  const at = clockNow();
  const partition = historyPartition(desk.company, definition, ref);
  await desk.table.put({ ...refusalKey(partition, at, person), at, by: { person, positions: [] }, command, refused: error.code });
}
