import type { Company } from '../kernel/actor.ts';

/** What jobs read and write beside the table: a company's own folders of the documents bucket. */
export interface Files {
  /** `as` is the name under which a browser saves it. */
  readonly put: (name: string, bytes: Uint8Array, type: string, as?: string) => Promise<void>;
  readonly get: (name: string) => Promise<Uint8Array>;
  /** An address under which a browser fetches the file for five minutes. */
  readonly link: (name: string) => Promise<string>;
}

/**
 * The name of a file of a run. The folder decides how long it is kept (both pass after a month), the company who may reach it: the data role's policy
 * is written over exactly these two.
 */
export function fileName(
  folder: 'imports' | 'exports',
  company: Company,
  { project, job, id }: { readonly project: string; readonly job: string; readonly id: string },
  name: string,
): string {
  return `${folder}/${company}/${project}/${job}/${id}/${name}`;
}

/** Media types of what is written here. */
export const mediaTypes = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
} as const;

/** Writes a value that only we read again. */
export function putJson(files: Files, name: string, value: unknown): Promise<void> {
  return files.put(name, Buffer.from(JSON.stringify(value)), mediaTypes.json);
}

/** Reads back what {@link putJson} wrote; the caller knows what he wrote. */
export async function getJson<T>(files: Files, name: string): Promise<T> {
  return JSON.parse(Buffer.from(await files.get(name)).toString('utf8')) as T;
}
