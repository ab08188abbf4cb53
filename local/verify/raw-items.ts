import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { createGunzip } from 'node:zlib';
import { decodeItem } from './attribute-value.ts';
import type { RawItem } from './finding.ts';

/**
 * Every item of the local engine's file, read-only and as of one moment, also while the engine writes.
 *
 * The engine keeps a SQLite table per DynamoDB table, listed in `_tables`, with the item in DynamoDB's notation.
 *
 * @throws Error when there is no such file
 */
export function itemsOfFile(file: string): readonly RawItem[] {
  if (!existsSync(file)) throw new Error(`there is no table at ${file}`);
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare('SELECT table_name FROM _tables ORDER BY table_name').all();
    return tables.flatMap(({ table_name: table }) => {
      const rows = database.prepare(`SELECT item_json FROM "${String(table).replaceAll('"', '""')}" ORDER BY pk, sk`).all();
      return rows.map(({ item_json: json }) => decodeItem(JSON.parse(String(json)) as Record<string, unknown>));
    });
  } finally {
    database.close();
  }
}

/**
 * Every item of a DynamoDB export to S3: JSON lines, `{"Item":{"pk":{"S":"…"},…}}`, packed (`.gz`) or not. A line that is an item itself is taken too.
 *
 * @throws Error for a line that is no JSON, with its number
 */
export async function itemsOfExport(files: readonly string[]): Promise<readonly RawItem[]> {
  const items: RawItem[] = [];
  for (const file of files) {
    const bytes = createReadStream(file);
    let number = 0;
    for await (const line of createInterface({ input: file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes })) {
      number += 1;
      if (line.trim() !== '') items.push(itemOfLine(line, `${file}:${number}`));
    }
  }
  return items;
}

function itemOfLine(line: string, place: string): RawItem {
  try {
    const parsed = JSON.parse(line) as Readonly<Record<string, unknown>>;
    return decodeItem((parsed['Item'] ?? parsed) as Readonly<Record<string, unknown>>);
  } catch (cause) {
    throw new Error(`${place} is no exported item`, { cause });
  }
}
