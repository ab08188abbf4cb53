import { mayDo, rolesFor, sees } from '../cases/access.ts';
import { commitWork } from '../cases/commit.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type Answer, Answered, answerWrite, type Once, storedAnswer } from '../cases/idempotency.ts';
import { perform } from '../cases/perform.ts';
import { performStanding } from '../cases/perform-standing.ts';
import { standingCommands } from '../cases/standing.ts';
import type { Stored } from '../cases/stored.ts';
import { view } from '../cases/view.ts';
import { type Caller, decide, openWork, walk } from '../cases/walk.ts';
import { keyOf, peek, refFor, type Work } from '../cases/work.ts';
import { onceKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { document as documentContract } from '../workflows/document/contract.ts';
import { fileName } from '../workflows/document/media.ts';
import type { Document, In, Seen } from '../workflows/document/record.ts';
import { faultOf, inTime, isUploader } from '../workflows/document/rules.ts';
import { look, sha256Of } from './look.ts';
import { keysOf, type Shelf } from './shelf.ts';

/** A completion as it arrives. */
export interface Completion {
  readonly caller: Caller;
  readonly id: string;
  readonly version?: number | undefined;
  readonly once?: Once | undefined;
}

/**
 * Completes an upload: looks at what lies in the bucket, keeps it, and commits what was seen, with the name on the case it belongs to, in one transaction.
 *
 * Files move before the row does, so that a row never promises what is not there: kept, then the sent one dropped, then committed. A crash in between leaves a pending row;
 * completing again finds the kept file, and if nobody does, the expiry clears it away. Twice is answered like once.
 *
 * @throws DomainError of the document when the file was not kept; as the walk does, when it is not the caller's to complete
 */
export async function completeDocument(desk: Desk, shelf: Shelf, completion: Completion): Promise<Answer> {
  const answer = (await decide(() => attempt(desk, shelf, completion)).catch(answered)) ?? (await refusedByWalk(desk, completion));
  const { state, ...record } = answer.body as In<'refused'> | { readonly state: 'stored' };
  if (state === 'refused') throw faultOf(record as In<'refused'>);
  return answer;
}

function answered(error: unknown): Answer {
  if (error instanceof Answered) return error.answer;
  throw error;
}

/** Whatever speaks against it, the walk says it best, and notes it where it has to. */
function refusedByWalk(desk: Desk, { caller, id, version, once }: Completion): Promise<Answer> {
  const definition = definitionOf(desk, documentContract);
  return walk(desk, { ...caller, definition, id, command: 'complete', input: {}, version, once });
}

async function attempt(desk: Desk, shelf: Shelf, { caller, id, version, once }: Completion): Promise<Answer | undefined> {
  const definition = definitionOf(desk, documentContract);
  const ref = refFor(definition, caller.project, id);
  const { work, items } = await openWork(desk, caller, [keyOf({ desk }, definition, ref), ...(once ? [onceKey(desk.company, once.key)] : [])]);
  const known = once && storedAnswer(once, items.get(keyText(onceKey(desk.company, once.key))));
  if (known) return known;
  const stored = await peek(work, definition, ref);
  const roles = stored ? await rolesFor(work, definition, stored) : [];
  const { by } = definition.commands['complete'] ?? { by: [] };
  if (!stored || !sees(definition, roles, work.actor) || !mayDo(roles, by, work.actor, 'document.complete')) return undefined;
  const record = stored.record as Document;
  if (!isUploader(record, work.actor) || (version !== undefined && version !== stored.version)) return undefined;
  if (record.state === 'stored' || record.state === 'refused') return { status: 200, body: view(work, definition, stored, roles) };
  if (record.state !== 'pending' || !inTime(stored.openedAt, work.now)) return undefined;
  const seen = await receive(work, shelf, stored, record);
  if (!seen) return undefined;
  const { after } = await perform(work, { definition, ref, command: 'complete', input: { seen } });
  if ('kept' in seen) await nameOnCase(work, record);
  const answer: Answer = { status: 200, body: view(work, definition, after ?? stored, roles) };
  await commitWork(work, once ? [answerWrite(desk.company, once, answer)] : []);
  return answer;
}

/**
 * Takes in what was sent; undefined while nothing was. A pending document whose file is already kept was on its way through here when something broke: only we write there,
 * and only after having looked.
 */
async function receive({ desk }: Work, shelf: Shelf, { ref }: Stored, record: In<'pending'>): Promise<Seen | undefined> {
  const keys = keysOf(desk.company, ref);
  const arrived = await shelf.fetch(keys.incoming);
  if (!arrived) {
    const kept = await shelf.fetch(keys.kept);
    return kept && { kept: { sha256: sha256Of(kept.bytes), bytes: kept.bytes.length } };
  }
  const found = look(arrived, record);
  if ('keep' in found) await shelf.keep(keys.kept, found.keep, record.type, fileName(record.name, record.type));
  await shelf.drop(keys.incoming);
  return 'fault' in found ? found : { kept: { sha256: sha256Of(found.keep), bytes: found.keep.length } };
}

/** The case keeps the document's name, so that its archive counts it (应归档文件). */
async function nameOnCase(work: Work, { on, name }: Document): Promise<void> {
  const definition = definitionOf(work.desk, on.kind);
  const attach = standingCommands['attach'];
  if (definition.place !== 'case' || !attach) return;
  const ref = refFor(definition, work.project, on.id);
  if ((await peek(work, definition, ref))?.documents?.includes(name)) return;
  await performStanding(work, { definition, ref, name: 'attach', command: attach, input: { name } });
}
