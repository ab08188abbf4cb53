import { systemActor } from '../kernel/actor.ts';
import { DomainError, type ErrorCatalogue, isPassing, sentence } from '../kernel/error.ts';
import { shortened } from '../kernel/schema.ts';
import { ledgerErrors } from '../ledger/errors.ts';
import { member } from '../registers/member/contract.ts';
import { type Approval, approval } from '../workflows/approval/contract.ts';
import { checkMay, checkVisible, rolesFor } from './access.ts';
import { commitWork } from './commit.ts';
import { maybe, pin } from './contract.ts';
import type { Definition } from './definition.ts';
import { type Desk, definitionOf } from './desk.ts';
import { release } from './parking.ts';
import { commandNamed, perform } from './perform.ts';
import type { Stored } from './stored.ts';
import { decide, openWork } from './walk.ts';
import { fulfil, keyOf, refFor, savepoint, type Touched, touch, type Work } from './work.ts';

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
 * @throws DomainError only one that passes: a throttled table is no reason to give a request up
 */
export async function carryOut(desk: Desk, definition: Definition, carried: Carried): Promise<string | undefined> {
  try {
    return await decide(() => attempt(desk, definition, carried, undefined));
  } catch (error) {
    if (!(error instanceof DomainError) || isPassing(error)) throw error;
    // A right was taken in the meantime, which only the commit could find out; or the requester is let in no more.
    return decide(() => attempt(desk, definition, carried, refusalOf(desk, error)));
  }
}

/** The refusal may be the ledger's, or another record's of which the command ordered something. */
function refusalOf(desk: Desk, error: DomainError): Refusal {
  const catalogue: ErrorCatalogue = Object.assign({}, ledgerErrors, ...[...desk.definitions.values()].map(({ errors }) => errors)) as ErrorCatalogue;
  return { code: error.code, sentence: shortened(sentence(error.code, error.detail, 'zh', catalogue), 300) };
}

async function attempt(desk: Desk, definition: Definition, { project, approval: id }: Carried, refused: Refusal | undefined): Promise<string | undefined> {
  const slice = definitionOf(desk, approval);
  const ref = refFor(slice, project, id);
  const key = keyOf({ desk }, slice, ref);
  const requester = await requesterOf(desk, slice, project, id);
  if (requester === undefined) return undefined;
  // What cannot run any more ends without its requester, who may be locked or gone.
  const actor = refused ? systemActor(desk.company) : undefined;
  const { work } = await openWork(desk, { person: requester, project, ...(actor ? { actor } : {}) }, [key]);
  const own = await touch(work, slice, ref);
  const record = own.after?.record as Approval | undefined;
  if (!record || record.state === 'pending') return undefined;
  if (record.state !== 'decided') return record.state;
  if (record.matter.kind !== definition.name) throw new Error(`${id} is about ${record.matter.kind}, not ${definition.name}`);
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

/** Runs the parked command as its requester would, in the positions he holds at this moment. @returns why it could not, leaving nothing behind. */
async function run(work: Work, matter: Touched, record: Extract<Approval, { state: 'decided' }>): Promise<Refusal | undefined> {
  const { desk } = work;
  const { definition, ref } = matter;
  const back = savepoint(work);
  try {
    await fulfil(work, { requester: maybe(pin(member, record.requester)) });
    const command = commandNamed(definition, record.command);
    const roles = await rolesFor(work, definition, matter.after);
    checkVisible(definition, roles, work.actor);
    checkMay(roles, command.by, work.actor, `${definition.name}.${record.command}`);
    await perform(work, { definition, ref, command: record.command, input: record.input, signed: true });
    if (!command.may((matter.before as Stored).record, work.actor, ref.id)) throw new DomainError('forbidden', 'access.one-position');
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError) || isPassing(error)) throw error;
    back();
    return refusalOf(desk, error);
  }
}
