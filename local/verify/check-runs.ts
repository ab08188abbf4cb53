import { broken, type Finding, listOf, mapOf, type RawItem, textOf } from './finding.ts';
import { unpacked } from './packed.ts';
import { refText, type Stock } from './stock.ts';

/**
 * Runs of long work (作业批次): what a run says it has done is there, and what a finished run counts is what its file held.
 *
 * Each chunk notes, in the transaction of its records, which record it took from which version to which.
 */
export function checkRuns(stock: Stock): Finding[] {
  const runs = new Map(stock.of('run').map(({ item, where: { company, project, job, run } }) => [[company, project, job, run].join('#'), item]));
  const chunks = stock.of('chunk').flatMap(({ item, where: { company, project, job, run, number } }) => {
    const owner = runs.get([company, project, job, run].join('#'));
    if (!owner) return [broken('run.missing', item, `the run ${job} ${run} of this chunk does not exist`)];
    const { chunks: planned, state } = mapOf(owner['run']);
    if (number >= Number(planned)) return [broken('run.chunks', item, `the run has ${textOf(planned)} chunks`)];
    const open = (state === 'done' || state === 'reverted') && item['ended'] !== true;
    return [...(open ? [broken('run.open', item, `the run is ${state}, this chunk has not ended`)] : []), ...checkLines(stock, item, { company, project })];
  });
  return [...[...runs.values()].flatMap(checkTally), ...chunks];
}

function checkLines(stock: Stock, item: RawItem, { company, project }: { company: string; project: string }): Finding[] {
  const detail = unpacked(item['detail']);
  if (!detail) return [broken('run.form', item, 'what the chunk has done cannot be read')];
  return listOf(detail['lines']).flatMap((line) => {
    const [kind, id, , after] = listOf(line);
    const record = stock.byRef.get(refText(company, project, textOf(kind), textOf(id)));
    if (record && Number(record.item['version']) >= Number(after)) return [];
    return [
      broken(
        'run.effect',
        item,
        `it took ${textOf(kind)} ${textOf(id)} to version ${textOf(after)}, which is ${record ? `at ${textOf(record.item['version'])}` : 'not there'}`,
      ),
    ];
  });
}

/** Every row of the file became something: created, changed, left as it was, or refused. */
function checkTally(item: RawItem): Finding[] {
  const { job, state, total, tally } = mapOf(item['run']);
  if (job !== 'import' || state !== 'done') return [];
  const { created, changed, unchanged, failed } = mapOf(tally);
  const counted = [created, changed, unchanged, failed].reduce<number>((sum, some) => sum + Number(some), 0);
  return counted === total ? [] : [broken('run.tally', item, `its file held ${textOf(total)} rows, it accounts for ${counted}`)];
}
