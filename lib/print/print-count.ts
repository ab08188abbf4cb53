import type { Work } from '../cases/work.ts';
import { DomainError } from '../kernel/error.ts';
import { type EntryName, entryId } from '../ledger/names.ts';
import { absent, sameVersion } from '../table/conditions.ts';
import { bookPartition, type Key, printKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import type { PaperSize } from './paper.ts';

/** One delivery of a receipt's paper. */
interface Print {
  readonly at: string;
  readonly by: string;
  readonly paper: PaperSize;
}

/** How often an entry's receipt was printed (打印记录), and the latest times. */
interface PrintRecord {
  readonly version: number;
  readonly count: number;
  readonly prints: readonly Print[];
}

const remembered = 20;
const attempts = 5;

/**
 * Notes that a receipt is handed out on paper and says which print it is. It is noted before anybody has the paper: a print that gets lost makes the next one a reprint, which is the
 * harmless way round — two originals of one receipt are how money is claimed twice.
 *
 * @returns 1 for the original
 * @throws DomainError `case.busy` when many print the same receipt at once
 */
export async function countPrint(work: Work, name: EntryName, paper: PaperSize): Promise<number> {
  const { table, company } = work.desk;
  const key = printKey(bookPartition(company, work.project, name), name.seq);
  const print = { at: work.now, by: work.actor.person, paper };
  for (let tries = 0; tries < attempts; tries += 1) {
    const before = await read(work, key);
    const after = next(before, print);
    const item = { ...key, entry: entryId(name), ...after };
    if (await table.put(item, before ? sameVersion(before.version) : absent)) return after.count;
  }
  throw new DomainError('conflict', 'case.busy');
}

async function read({ desk }: Work, key: Key): Promise<PrintRecord | undefined> {
  return (await desk.table.getAll([key])).get(keyText(key)) as unknown as PrintRecord | undefined;
}

function next(before: PrintRecord | undefined, print: Print): PrintRecord {
  return { version: (before?.version ?? 0) + 1, count: (before?.count ?? 0) + 1, prints: [...(before?.prints ?? []), print].slice(-remembered) };
}
