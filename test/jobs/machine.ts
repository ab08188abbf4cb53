import type { RunEvent } from '../../lib/cases/history.ts';
import type { Files } from '../../lib/jobs/files.ts';
import type { Bench } from '../../lib/jobs/job.ts';
import { runStep, type StepEvent } from '../../lib/jobs/steps.ts';
import { useLayer } from '../../lib/table/transport.ts';

/** Files in memory; `stored` is looked into by tests. */
export function memoryFiles(): Files & { readonly stored: Map<string, Uint8Array> } {
  const stored = new Map<string, Uint8Array>();
  return {
    stored,
    put: async (name, bytes) => void stored.set(name, Uint8Array.from(bytes)),
    get: async (name) => {
      const bytes = stored.get(name);
      if (!bytes) throw new Error(`no file ${name}`);
      return bytes;
    },
    link: async (name) => `memory:${name}`,
  };
}

/** Carries a run as the job machine does: plan, chunks side by side, close; each step tried `attempts` times. */
export async function carry(bench: Bench, head: Pick<StepEvent, 'company' | 'project' | 'job' | 'run'>, attempts = 3): Promise<void> {
  const step = async (event: StepEvent): Promise<unknown> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return JSON.parse(JSON.stringify(await runStep(bench, event)));
      } catch (error) {
        if (attempt >= attempts) throw error;
      }
    }
  };
  let failed = false;
  try {
    const { chunks } = (await step({ ...head, step: 'plan' })) as { chunks: readonly { chunk: number }[] };
    const outcomes = await Promise.allSettled(chunks.map(({ chunk }) => step({ ...head, step: 'chunk', chunk })));
    failed = outcomes.some(({ status }) => status === 'rejected');
  } catch {
    failed = true;
  }
  await step({ ...head, step: 'close', failed });
}

/**
 * Stands for stream, relay and machine: whatever is asked for in the table is carried. `hold` keeps runs for the test to carry itself.
 *
 * @returns the runs asked for so far, and a way to wait until all are carried.
 */
export function relayTo(bench: Bench, { hold = false }: { hold?: boolean } = {}) {
  const asked: RunEvent[] = [];
  const carried: Promise<void>[] = [];
  const stop = useLayer((next) => async (call) => {
    const output = await next(call);
    if (call.op !== 'TransactWriteItems') return output;
    for (const { Put } of call.input['TransactItems'] as readonly { Put?: { Item: { out?: readonly RunEvent[] } } }[]) {
      const [event] = Put?.Item.out ?? [];
      if (event?.type !== 'run.requested' || event.company !== bench.desk.company) continue;
      asked.push(event);
      if (!hold) carried.push(carry(bench, headOf(event)));
    }
    return output;
  });
  return { asked, stop, settled: () => Promise.all(carried) };
}

export const headOf = ({ company, project, data }: RunEvent) => ({ company, project, ...data });
