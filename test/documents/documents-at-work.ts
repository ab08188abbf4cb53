import { parseInput } from '../../lib/cases/parse.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { walk } from '../../lib/cases/walk.ts';
import { completeDocument } from '../../lib/documents/complete.ts';
import { clearUnfinished } from '../../lib/documents/expiry.ts';
import { sha256Of } from '../../lib/documents/look.ts';
import { keysOf, type Shelf } from '../../lib/documents/shelf.ts';
import type { Document } from '../../lib/workflows/document/record.ts';
import { document } from '../../lib/workflows/document/workflow.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import type { Told } from '../support/house.ts';
import { exifSegment, jpeg } from '../support/pictures.ts';
import type { FakeShelf } from '../support/shelf.ts';
import { memoryDesk, type Project, project } from '../support/world.ts';

/** A photo of a leak, taken with the phone held upright, with a position in it. */
export const photo = jpeg([exifSegment(6)]);

/** A repair of Mr. Liu's and the people of the usual project. */
export async function houseWithRepair(): Promise<{ at: Project; on: { kind: string; id: string } }> {
  const at = await project(memoryDesk());
  const { body } = await at.by('zhao', repair, 'register', {
    unit: '1-2-301',
    category: 'water',
    description: '爆管',
    urgent: true,
    urgentKind: 'burstPipe',
    source: 'phone',
    payer: 'public',
    caller: { name: '刘', party: 'liu' },
  });
  return { at, on: { kind: 'repair', id: body.id } };
}

/** Somebody announces a file of these bytes. */
export async function announced(at: Project, person: string, on: object, bytes: Buffer = photo, more: object = {}): Promise<string> {
  const input = { on, name: '现场照片', type: 'image/jpeg', bytes: bytes.length, sha256: sha256Of(bytes), ...more };
  return (await at.by(person, document, 'announce', input)).body.id;
}

export const keysFor = ({ desk }: Project, id: string) => keysOf(desk.company, { project: 'p1', id });

/** Sends the bytes as a browser does. */
export function sent(at: Project, shelf: FakeShelf, id: string, bytes: Buffer = photo, type = 'image/jpeg'): void {
  shelf.send(keysFor(at, id).incoming, bytes, type);
}

export async function completed(at: Project, shelf: Shelf, person: string, id: string, more: object = {}): Promise<Told & { readonly body: Document }> {
  return (await completeDocument(at.desk, shelf, { caller: { person, project: 'p1' }, id, ...more })) as Told & { readonly body: Document };
}

/** A document from the announcement to the shelf. */
export async function filed(at: Project, shelf: FakeShelf, person: string, on: object, more: object = {}): Promise<string> {
  const id = await announced(at, person, on, photo, more);
  sent(at, shelf, id);
  await completed(at, shelf, person, id);
  return id;
}

/** The firing of a document as its function does it. */
export async function fired(at: Project, shelf: Shelf, id: string): Promise<readonly string[]> {
  const ref = { project: 'p1', kind: 'document', id };
  await clearUnfinished(at.desk, shelf, ref);
  return (await sweep(at.desk, document, ref)).fired;
}

/** A command of the walk itself on a document. */
export function asked(at: Project, person: string, command: string, id: string, input: object = {}): Promise<Told> {
  const schema = document.commands[command]?.input;
  return walk(at.desk, { definition: document, person, project: 'p1', id, command, input: schema ? parseInput(schema, input) : input }) as Promise<Told>;
}
