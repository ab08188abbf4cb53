import { type Desk, definitionOf } from '../cases/desk.ts';
import type { Answer } from '../cases/idempotency.ts';
import { readOne } from '../cases/read.ts';
import type { Caller } from '../cases/walk.ts';
import { DomainError } from '../kernel/error.ts';
import { document as documentContract } from '../workflows/document/contract.ts';
import type { Document } from '../workflows/document/record.ts';
import { keysOf, type Shelf } from './shelf.ts';

/** An answer of the walk about a document, and whether it may be an old one, given again to a repeated request. */
export interface Answered {
  readonly caller: Caller;
  readonly answer: Answer;
  readonly repeatable: boolean;
}

type Shown = Document & { readonly id: string };

/**
 * The answer with a fresh address to send the file to (上传地址), as long as it is waited for. The address is made after the commit and stored nowhere: a repeated request
 * gets the same document and an address of its own.
 */
export async function withUpload(desk: Desk, shelf: Shelf, { caller, answer, repeatable }: Answered): Promise<Answer> {
  const shown = answer.body as Shown;
  if (repeatable && (await stateNow(desk, caller, shown.id)) !== 'pending') return answer;
  const upload = await shelf.invite(keysOf(desk.company, { project: caller.project, id: shown.id }).incoming, shown);
  return { ...answer, body: { ...shown, upload } };
}

/**
 * The answer with an address to fetch the file from (下载地址).
 *
 * @throws DomainError when a repeated request comes after the document was withdrawn, or from somebody who may not see it any more
 */
export async function withLink(desk: Desk, shelf: Shelf, { caller, answer, repeatable }: Answered): Promise<Answer> {
  const shown = answer.body as Shown;
  if (repeatable && (await stateNow(desk, caller, shown.id)) !== 'stored') throw new DomainError('not-found', 'access.not-found');
  const link = await shelf.link(keysOf(desk.company, { project: caller.project, id: shown.id }).kept);
  return { ...answer, body: { ...shown, ...link } };
}

/** Takes the files of a withdrawn document off the shelf; done again by a repeated request. The bucket keeps the version for whoever has to account for it. */
export async function withoutFiles(desk: Desk, shelf: Shelf, { caller, answer }: Answered): Promise<Answer> {
  const { incoming, kept } = keysOf(desk.company, { project: caller.project, id: (answer.body as Shown).id });
  await shelf.drop(incoming);
  await shelf.drop(kept);
  return answer;
}

/** The state in which the caller sees the document now. @throws DomainError `access.not-found` */
async function stateNow(desk: Desk, caller: Caller, id: string): Promise<Document['state']> {
  return ((await readOne(desk, definitionOf(desk, documentContract), caller, id)) as Shown).state;
}
