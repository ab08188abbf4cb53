import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { certificate } from './verify/certificate.ts';
import { checkFiles } from './verify/check-files.ts';
import type { RawItem } from './verify/finding.ts';
import { itemsOfExport, itemsOfFile } from './verify/raw-items.ts';
import { takeStock } from './verify/stock.ts';
import { verifyStock } from './verify/verify-items.ts';

const usage = `npm run verify                          the local table and files in WUYUN_DATA (.wuyun)
npm run verify -- --settled             the same; every notice must have arrived
npm run verify -- --export a.json.gz …  files of a DynamoDB export to S3 (JSON lines)
`;

/** Node calls its SQLite experimental; a certificate is no place to say so. */
process.removeAllListeners('warning');

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { export: { type: 'boolean' }, settled: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help || (positionals.length === 0) === (values.export ?? false)) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const folder = process.env['WUYUN_DATA'] ?? '.wuyun';
  const file = join(folder, 'table.sqlite');
  const items: readonly RawItem[] = values.export ? await itemsOfExport(positionals) : itemsOfFile(file);
  const stock = takeStock(items);
  const files = values.export ? [] : checkFiles(stock, join(folder, 'objects'));
  const findings = [...verifyStock(stock, { settled: values.settled ?? false }), ...files];
  process.stdout.write(certificate(stock, findings, values.export ? positionals.join(' ') : file));
  return findings.some(({ level }) => level === 'error') ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
