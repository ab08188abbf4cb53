import { DomainError, sentence } from '../kernel/error.ts';
import { type Approval, approval } from '../workflows/approval/contract.ts';
import { checkMay, checkVisible, rolesFor } from './access.ts';
import { commitWork } from './commit.ts';
import type { Definition } from './definition.ts';
import { type Desk, definitionOf } from './desk.ts';
import { release } from './parking.ts';
import { commandNamed, perform } from './perform.ts';
import type { Stored } from './stored.ts';
import { decide, openWork } from './walk.ts';
import { keyOf, refFor, savepoint, type Touched, touch, type Work } from './work.ts';

/** An approval whose verdict is to reach its case; both stand in this project. */
export interface Carried {
  readonly project: string;
  readonly approval: string;
}

type Refusal = { readonly code: string; readonly sentence: string };

/**
 * Carries a verdict to the case (审批落实), in one transaction with the approval's own end: the parked command runs with its requester as actor, under his positions as they are
 * now and by its own rules; a refusal ends the approval as approved but not executed. What has been carried out stays as it is, however often this is asked for.
 *
 * @returns the state in which the approval ended; undefined while there is no verdict.
 */
export async function carryOut(desk: Desk, definition: Definition, carried: Carried): Promise<string | undefined> {
  try {
    return await decide(() => attempt(desk, definition, carried, undefined));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // A right was taken in the meantime, which only the commit could find out.
    return decide(() => attempt(desk, definition, carried, refusalOf(definition, error)));
  }
}

function refusalOf(definition: Definition, error: DomainError): Refusal {
  return { code: error.code, sentence: sentence(error.code, error.detail, 'zh', definition.errors).slice(0, 300) };
}

async function attempt(desk: Desk, definition: Definition, { project, approval: id }: Carried, refused: Refusal | undefined): Promise<string | undefined> {
  const slice = definitionOf(desk, approval);
  const ref = refFor(slice, project, id);
  const key = keyOf({ desk }, slice, ref);
  const requester = await requesterOf(desk, slice, project, id);
  if (requester === undefined) return undefined;
  const { work } = await openWork(desk, { person: requester, project }, [key]);
  const own = await touch(work, slice, ref);
  const record = own.after?.record as Approval | undefined;
  if (!record || record.state === 'pending') return undefined;
  if (record.state !== 'decided') return record.state;
  const matter = await touch(work, definition, refFor(definition, project, record.matter.id));
  const waits = matter.after?.parked?.approval === id;
  const refusal = record.verdict === 'approved' ? (refused ?? (waits ? await run(work, matter, record) : gone)) : undefined;
  const ended = await perform(work, { definition: slice, ref, command: 'conclude', input: refusal ? { refusal } : {} });
  const state = ended.after?.record.state;
  if (waits) release(work, matter, state === 'executed' ? undefined : `approval.${state}`);
  await commitWork(work);
  return state;
}

/** The case no longer waits for it: that cannot happen by a command, and is no reason to run one. */
const gone: Refusal = { code: 'case.wrong-state', sentence: '原单据已不再等待该审批' };

/** The approval is read for itself first: who asked decides as whom everything else is read. */
async function requesterOf(desk: Desk, slice: Definition, project: string, id: string): Promise<string | undefined> {
  const key = keyOf({ desk }, slice, refFor(slice, project, id));
  const item = [...(await desk.table.getAll([key])).values()][0];
  const record = item?.['kind'] === slice.name ? (item['record'] as Approval) : undefined;
  return record && record.state !== 'pending' ? record.requester : undefined;
}

/** Runs the parked command as its requester would. @returns why it could not, leaving nothing behind. */
async function run(work: Work, matter: Touched, record: Extract<Approval, { state: 'decided' }>): Promise<Refusal | undefined> {
  const { definition, ref } = matter;
  const back = savepoint(work);
  try {
    const command = commandNamed(definition, record.command);
    const roles = await rolesFor(work, definition, matter.after);
    checkVisible(definition, roles);
    checkMay(roles, command.by);
    await perform(work, { definition, ref, command: record.command, input: record.input, signed: true });
    if (!command.may((matter.before as Stored).record, work.actor, ref.id)) throw new DomainError('forbidden', 'access.one-position');
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    back();
    return refusalOf(definition, error);
  }
}
