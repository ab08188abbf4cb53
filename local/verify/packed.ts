import { inflateRawSync } from 'node:zlib';
import { mapOf, type RawItem } from './finding.ts';

/** JSON that was packed into bytes to save room (raw deflate); undefined when it cannot be read. */
export function unpacked(bytes: unknown): RawItem | undefined {
  try {
    return mapOf(JSON.parse(inflateRawSync(bytes as Uint8Array).toString('utf8')));
  } catch {
    return undefined;
  }
}
