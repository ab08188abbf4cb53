import { readFileSync } from 'node:fs';
import { DomainError } from '../../lib/kernel/error.ts';
import { readSheet } from '../../lib/spreadsheet/read-sheet.ts';

/** Reads the file given as argument and prints what came of it, the peak memory before and after, and the time taken. */
const peakMb = (): number => process.resourceUsage().maxRSS / 1024;
const file = readFileSync(process.argv[2] ?? '');
const beforeMb = peakMb();
const start = performance.now();
const outcome = await readSheet(file).then(
  ({ rows }) => rows.length,
  (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
);
console.log(JSON.stringify({ outcome, beforeMb, peakMb: peakMb(), ms: performance.now() - start }));
