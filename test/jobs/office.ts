import { onTestFinished } from 'vitest';
import type { Definition } from '../../lib/cases/definition.ts';
import type { Answer, Once } from '../../lib/cases/idempotency.ts';
import { readOne } from '../../lib/cases/read.ts';
import type { Bench } from '../../lib/jobs/job.ts';
import { readExport, readImport, requestExport, requestImport, revertImport, type SheetRequest } from '../../lib/jobs/requests.ts';
import { patience } from '../../lib/jobs/waiting.ts';
import { fingerprint } from '../../lib/kernel/company-key.ts';
import { searchRegister } from '../../lib/lists/register-search.ts';
import { keySetRegister } from '../../lib/registers/key-set/register.ts';
import { meterRegister } from '../../lib/registers/meter/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { writeSheet } from '../../lib/spreadsheet/write-sheet.ts';
import { testHouse } from '../support/house.ts';
import { memoryFiles, relayTo } from './machine.ts';

/** What an import or export answers. */
export interface Report {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly total: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly errors: readonly { readonly row: number; readonly column?: string; readonly code: string; readonly detail: string }[];
  readonly errorFile?: string;
  readonly url?: string;
  readonly fault?: { readonly code: string; readonly detail: string };
}

type Rows = readonly Readonly<Record<string, string | number>>[];

/** A file with the columns its rows have. */
export function sheetOf(rows: Rows, format: 'xlsx' | 'csv' = 'csv'): Promise<Uint8Array> {
  const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return writeSheet({ format, title: '导入', columns: titles.map((title) => ({ title })), rows: rows.map((row) => titles.map((title) => row[title] ?? null)) });
}

const opened = (answer: Answer): { status: number; location: string | undefined; body: Report } => ({
  status: answer.status,
  location: answer.location,
  body: answer.body as Report,
});

/** A service centre with a front desk (前台 qian), an archivist, a technician (ENG) and the machinery that carries its jobs. */
export async function office({ hold = false }: { hold?: boolean } = {}) {
  const { desk, hire, by } = await testHouse([staffRegister, keySetRegister, meterRegister]);
  for (const [person, position] of [
    ['qian', 'FRONT'],
    ['tech', 'ENG'],
    ['hr', 'HR'],
    ['zhao', 'FRONT'],
  ] as const)
    await hire(person, [position]);
  await hire('elsewhere', ['FRONT'], ['p2']);
  const files = memoryFiles();
  const bench: Bench = { desk, files };
  const relay = relayTo(bench, { hold });
  onTestFinished(async () => {
    relay.stop();
    await relay.settled();
  });
  const request = (definition: Definition, person = 'qian', project = 'p1'): SheetRequest => ({
    bench,
    definition,
    caller: { person, project },
    until: patience(),
  });
  const once = async (key: string, bytes: Uint8Array): Promise<Once> => ({ key, bind: fingerprint(await desk.keys(), Buffer.from(bytes).toString('base64')) });
  return {
    desk,
    files,
    bench,
    relay,
    by,
    hire,
    request,
    once,
    bring: async (rows: Rows | Uint8Array, query: Record<string, string> = {}, definition: Definition = unitRegister, person = 'qian', key?: Once) =>
      opened(await requestImport(request(definition, person), { query, bytes: rows instanceof Uint8Array ? rows : await sheetOf(rows) }, key)),
    look: async (id: string, definition: Definition = unitRegister, person = 'qian') => opened(await readImport(request(definition, person), id)).body,
    revert: async (id: string, definition: Definition = unitRegister, person = 'qian') =>
      opened(await revertImport(request(definition, person), id, undefined)),
    take: async (body: unknown = {}, definition: Definition = unitRegister, person = 'qian') =>
      opened(await requestExport(request(definition, person), body, undefined)),
    lookExport: async (id: string) => opened(await readExport(request(unitRegister), id)).body,
    unit: (id: string) =>
      readOne(desk, unitRegister, { person: 'qian', project: 'p1' }, id) as Promise<{
        version: number;
        relations: readonly { party: string; role: string }[];
        buildingAreaDm2: number;
      }>,
    party: (id: string) =>
      readOne(desk, partyRegister, { person: 'qian', project: 'p1' }, id) as Promise<{ name: string; phones: readonly string[]; version: number }>,
    search: async (q: string, definition: Definition = unitRegister) =>
      (await searchRegister(desk, definition, { person: 'qian', project: 'p1' }, { q, limit: 20 })).items.map((item) => (item as { id: string }).id),
  };
}

/** A household of the standard list. */
export const household = (room: string, owner: string, phone: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  房号: room,
  '建筑面积(㎡)': '98.75',
  业主姓名: owner,
  业主电话: phone,
  接房日期: '2024-06-01',
  ...more,
});
