import type { Arrived } from '../../lib/documents/look.ts';
import type { Shelf } from '../../lib/documents/shelf.ts';

/** A bucket in memory, with what lies in it open to the test. */
export interface FakeShelf extends Shelf {
  readonly objects: Map<string, Arrived>;
  /** Puts an object there as a browser does by its address, whatever the address would have allowed. */
  readonly send: (key: string, bytes: Buffer, type: string) => void;
}

/** A bucket of one test. `before` is called before each call and `after` after it: what they throw, the caller meets. */
export function fakeShelf({
  before = () => undefined,
  after = () => undefined,
}: {
  before?: (call: string) => void;
  after?: (call: string) => void;
} = {}): FakeShelf {
  const objects = new Map<string, Arrived>();
  const call = async <T>(name: string, work: () => T): Promise<T> => {
    before(name);
    const result = work();
    after(name);
    return result;
  };
  const send = (key: string, bytes: Buffer, type: string) => void objects.set(key, { bytes, type, length: bytes.length });
  const address = (key: string) => ({ url: `https://bucket/${key}`, expiresAt: '2026-07-01T02:05:00.000Z' });
  return {
    objects,
    send,
    invite: (key, { type }) => call('invite', () => ({ method: 'PUT', headers: { 'content-type': type }, ...address(key) })),
    fetch: (key) => call('fetch', () => objects.get(key)),
    keep: (key, bytes, type) => call('keep', () => send(key, bytes, type)),
    drop: (key) => call('drop', () => void objects.delete(key)),
    link: (key) => call('link', () => address(key)),
  };
}
