import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { documentsOf } from './check-documents.ts';
import { broken, type Finding, mapOf, noted, textOf } from './finding.ts';
import { refText, type Stock, type StockRecord } from './stock.ts';

/** What the local object store adds to the name of an object. */
const suffix = '._S3rver_object';

/**
 * Files of documents in the folder of the local object store: each stored row has its file, the file has the row's hash, and there is no file no row speaks of. What was sent
 * and is not decided yet may lie there for a while.
 */
export function checkFiles(stock: Stock, objects: string): Finding[] {
  const buckets = existsSync(objects) ? readdirSync(objects).map((bucket) => join(objects, bucket)) : [];
  const kept = new Map(buckets.flatMap((bucket) => filesIn(bucket, 'documents')));
  const sent = new Map(buckets.flatMap((bucket) => filesIn(bucket, 'incoming')));
  const rows = new Map(documentsOf(stock).map((row) => [[row.company, row.project, row.id].join('/'), row]));
  return [
    ...[...rows].flatMap(([name, row]) => (row.item['state'] === 'stored' ? checkKept(row, kept.get(name)) : [])),
    ...[...kept.keys()].flatMap((name) => checkRow(stock, name, rows.get(name), ['stored', 'pending'])),
    ...[...sent.keys()].flatMap((name) => checkRow(stock, name, rows.get(name), ['pending'])),
  ];
}

/** Files of a folder of a bucket, as `company/project/id`. */
function filesIn(bucket: string, folder: string): readonly (readonly [string, string])[] {
  const root = join(bucket, folder);
  if (!existsSync(root)) return [];
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith(suffix));
  return entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [relative(root, path).slice(0, -suffix.length), path] as const;
  });
}

function checkKept({ item }: StockRecord, path: string | undefined): Finding[] {
  if (path === undefined) return [broken('file.missing', item, 'its file is not in the bucket')];
  const { sha256 } = mapOf(mapOf(item['record'])['kept']);
  const found = createHash('sha256').update(readFileSync(path)).digest('hex');
  return found === sha256 ? [] : [broken('file.hash', item, `its file has the hash ${found}, the row says ${textOf(sha256)}`)];
}

function checkRow({ byRef }: Stock, name: string, row: StockRecord | undefined, states: readonly string[]): Finding[] {
  const [company = '', project = '', id = ''] = name.split('/');
  if (row && states.includes(textOf(row.item['state']))) return [];
  const item = row?.item ?? byRef.get(refText(company, 'hq', 'project', project))?.item ?? { pk: name, sk: '' };
  const said = row ? `the row of ${id} is ${textOf(row.item['state'])}` : `there is no row of ${id}`;
  return [(row ? noted : broken)('file.dangling', item, `a file lies there and ${said}`)];
}
