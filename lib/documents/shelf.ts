import type { Company } from '../kernel/actor.ts';
import type { Arrived, Declared } from './look.ts';

/** An address to which a browser sends a file. */
export interface Upload {
  readonly method: 'PUT';
  readonly url: string;
  /** To be sent exactly so; they are part of the signature, as is the length of the body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: string;
}

/** An address from which a browser fetches a file. */
export interface Download {
  readonly url: string;
  readonly expiresAt: string;
}

/**
 * The bucket as documents use it (文件库), for one company. Addresses are good for five minutes of real time, whatever the business clock says.
 */
export interface Shelf {
  /** An address that takes exactly this file: its length, type and checksum are signed. */
  readonly invite: (key: string, declared: Declared) => Promise<Upload>;
  /** The object under a key; undefined when there is none. Of one larger than any we take, no bytes. */
  readonly fetch: (key: string) => Promise<Arrived | undefined>;
  /** `as` is the name under which a browser saves it. */
  readonly keep: (key: string, bytes: Buffer, type: string, as: string) => Promise<void>;
  readonly drop: (key: string) => Promise<void>;
  readonly link: (key: string) => Promise<Download>;
}

/** Where files of a document lie. The folder decides how long they stay, the company who may reach them: the data role's policy is written over exactly these two. */
export function keysOf(
  company: Company,
  { project, id }: { readonly project: string; readonly id: string },
): { readonly incoming: string; readonly kept: string } {
  return { incoming: `incoming/${company}/${project}/${id}`, kept: `documents/${company}/${project}/${id}` };
}
