import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Billed } from './billing-store.ts';
import { line, spreadOf, spreadText } from './measure.ts';

/** Households of a round; the store makes a project of as many. */
const households = 2000;
/** Rounds that only warm up. */
const warmUp = 3;

const goals = { ratio: 0.8, dollars: 1.3, seconds: 60 };

/** Prices of the standard regions, in dollars (2026): a million write and read request units, a million express requests, a gigabyte-second. */
const prices = { write: 0.625, read: 0.125, express: 1, gigabyteSecond: 0.0000133334, transition: 0.000025, filePut: 0.000005, fileGet: 0.0000004 };

/** A project of the model, and how it is carried: what a request waits for its answer is assumed, for nothing here can be measured of it. */
const model = { households: 1_000_000, perProject: 5000, perChunk: 1000, unitsPerSecond: 40_000, gigabytes: 1.769, transitions: 4, requestMs: 10, inFlight: 8 };

/**
 * Households per second of a whole billing run — read, price, insert, mark, count — over bare `BatchWrite` of the identical items, in turn in one store; and what a million households
 * cost by what was counted.
 */
export async function measureBilling(rounds: number): Promise<void> {
  const child = fork(join(import.meta.dirname, 'billing-store.ts'), { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const next = <T>(): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const ended = (code: number | null) => reject(new Error(`the store ended with ${code}`));
    child.once('message', (message) => resolve(message as T)).once('exit', ended);
    return promise.finally(() => child.off('exit', ended));
  };
  try {
    await next();
    const all: Billed[] = [];
    for (let round = 0; round < rounds + warmUp; round += 1) {
      child.send({ round, households });
      const billed = await next<Billed>();
      if (round >= warmUp) all.push(billed);
    }
    child.send({ round: 'counted', households: model.perProject });
    show(all, await next<Billed>());
  } finally {
    child.disconnect();
  }
}

function show(all: readonly Billed[], counted: Billed): void {
  const ratio = spreadOf(all.map(({ runMs, rawMs }) => rawMs / runMs));
  const perSecond = (of: (billed: Billed) => number) => Math.round((households * 1000) / spreadOf(all.map(of)).median);
  line('Billing run households/s over raw BatchWrite', `goal ≥ × ${goals.ratio}`);
  const rates = [`${perSecond(({ runMs }) => runMs)} households/s`, `BatchWrite ${perSecond(({ rawMs }) => rawMs)}`];
  line(`  ${households} households`, `× ${spreadText(ratio)}`, ...rates, ratio.median < goals.ratio ? 'under the goal' : '');
  const { writeUnits, readUnits, requests } = counted;
  line(`  counted for ${model.perProject}`, `${writeUnits} WCU`, `${readUnits} RCU`, `${requests} requests`);
  line(
    `Model of ${model.households.toLocaleString('en')} households`,
    `goal ≤ ${goals.dollars} USD`,
    `goal ≤ ${goals.seconds} s at ${model.unitsPerSecond} WCU/s`,
  );
  const cpuMs = spreadOf(all.map((billed) => billed.cpuMs)).median / households;
  showModel('as one run', counted, cpuMs, 1);
  showModel(`as runs of ${model.perProject}`, counted, cpuMs, model.households / model.perProject);
}

/** The model scales what was counted: writes, reads and processor time as they are, and besides what each chunk waits for its requests. */
function showModel(what: string, { writeUnits, readUnits }: Billed, cpuMs: number, runs: number): void {
  const scale = model.households / model.perProject;
  const chunks = model.households / model.perChunk;
  const waits = chunks * (model.perChunk / 25 / model.inFlight + 5) * model.requestMs;
  const dollars = {
    writes: (writeUnits * scale * prices.write) / 1e6,
    reads: (readUnits * scale * prices.read) / 1e6,
    machine: runs * model.transitions * prices.transition + (chunks * prices.express) / 1e6,
    compute: ((cpuMs * model.households + waits) / 1000) * model.gigabytes * prices.gigabyteSecond,
    files: chunks * (prices.filePut + prices.fileGet),
  };
  const sum = Object.values(dollars).reduce((a, b) => a + b, 0);
  const seconds = (writeUnits * scale) / model.unitsPerSecond + 3;
  const missed = [sum > goals.dollars ? 'dollars' : '', seconds > goals.seconds ? 'seconds' : ''].filter(Boolean);
  line(`  ${what}`, `${sum.toFixed(3)} USD`, `${seconds.toFixed(0)} s`, missed.length > 0 ? `over the goal: ${missed.join(', ')}` : '');
  line(
    '    of which',
    Object.entries(dollars)
      .map(([part, value]) => `${part} ${value.toFixed(4)}`)
      .join(', '),
  );
}
