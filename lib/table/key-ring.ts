import type { Company } from '../kernel/actor.ts';
import type { CompanyKeys } from '../kernel/company-key.ts';
import { absent } from './conditions.ts';
import { keyRingKey } from './keys.ts';
import { keyText, type Table } from './table.ts';

/** Wraps and unwraps data keys for a company: KMS, or whoever speaks its protocol. */
export interface KeyWrapper {
  readonly generate: (company: Company) => Promise<{ key: Uint8Array; wrapped: Uint8Array }>;
  readonly unwrap: (company: Company, wrapped: Uint8Array) => Promise<Uint8Array>;
}

const opened = new Map<Company, Promise<CompanyKeys>>();

/**
 * The company's key ring, made on first use, unwrapped once per process.
 *
 * Two first uses at once: the ring stored first wins, and the other one reads it.
 */
export function openKeyRing(table: Table, wrapper: KeyWrapper, cache: Map<Company, Promise<CompanyKeys>> = opened): () => Promise<CompanyKeys> {
  return () => {
    const known = cache.get(table.company) ?? load(table, wrapper);
    cache.set(table.company, known);
    known.catch(() => cache.delete(table.company));
    return known;
  };
}

interface StoredRing {
  readonly ring: readonly { readonly id: string; readonly wrapped: Uint8Array }[];
}

async function load(table: Table, wrapper: KeyWrapper): Promise<CompanyKeys> {
  const key = keyRingKey(table.company);
  const read = async () => (await table.getAll([key])).get(keyText(key)) as StoredRing | undefined;
  const stored = (await read()) ?? (await found(table, wrapper)) ?? (await read());
  if (!stored) throw new Error('the company key ring can neither be made nor read');
  return { ring: await Promise.all(stored.ring.map(async ({ id, wrapped }) => ({ id, key: await wrapper.unwrap(table.company, wrapped) }))) };
}

async function found(table: Table, wrapper: KeyWrapper): Promise<StoredRing | undefined> {
  const { wrapped } = await wrapper.generate(table.company);
  const ring = [{ id: 'k1', wrapped }];
  return (await table.put({ ...keyRingKey(table.company), ring }, absent)) ? { ring } : undefined;
}

/** Forgets every unwrapped ring, as a new process would: the local cloud has emptied its table. */
export function forgetKeyRings(): void {
  opened.clear();
}
