import { completeDocument } from '../../lib/documents/complete.ts';
import { sha256Of } from '../../lib/documents/look.ts';
import { keysOf } from '../../lib/documents/shelf.ts';
import { jpeg } from '../support/pictures.ts';
import { fakeShelf } from '../support/shelf.ts';
import type { Scene, Step } from './stories.ts';

const leak = jpeg();

/** What somebody says of a photo of the leak that the story calls `r`. */
export const ofPhoto = ({ ids }: Scene): object => {
  const on = { kind: 'repair', id: ids.get('r') };
  return { on, name: '漏水照片', type: 'image/jpeg', bytes: leak.length, sha256: sha256Of(leak) };
};

/** The completion of an upload that has been sent. */
export const completes = (at: number, person: string, of: string): Step => ({
  name: `document.complete ${of}`,
  at,
  run: ({ project: { desk }, ids }, key) => {
    const [shelf, id] = [fakeShelf(), ids.get(of) ?? ''];
    shelf.send(keysOf(desk.company, { project: 'p1', id }).incoming, leak, 'image/jpeg');
    return completeDocument(desk, shelf, { caller: { person, project: 'p1' }, id, once: { key, bind: 'b' } });
  },
});
