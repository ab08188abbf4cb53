import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withBundles } from './bundles.ts';
import { line, spreadOf, spreadText, timed } from './measure.ts';

/** What Lambda gives a function, and nothing of this machine. */
const environment = { AWS_REGION: 'cn-north-1', AWS_ACCESS_KEY_ID: 'KEY', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };

const goals = { kilobytes: 400, times: 2.4 };

/** Milliseconds from the start of a process to its end, importing one module: what a cold start waits for on this side. */
function load(file: string): Promise<number> {
  const code = `await import(${JSON.stringify(file)}); process.exit(0)`;
  return timed(() => promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { env: environment }));
}

/** Bytes and load of each function's bundle over a function that only says hello; each round loads all of them, one after the other. */
export async function measureLoads(rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wuyun-hello-'));
  const hello = join(folder, 'index.mjs');
  await writeFile(hello, "export const handler = async () => ({ statusCode: 200, body: 'hello' });\n");
  await withBundles(async (bundles) => {
    const times = new Map<string, number[]>(bundles.map(({ entry }) => [entry, []]));
    for (let round = 0; round < rounds + 1; round += 1) {
      const yardstick = await load(hello);
      for (const { entry, file } of bundles) {
        const took = await load(file);
        if (round > 0) times.get(entry)?.push(took / yardstick);
      }
    }
    line(`Bundle and load over a hello-world function`, `goal ≤ ${goals.kilobytes} KB`, `goal ≤ × ${goals.times}`);
    for (const { entry, bytes } of bundles) {
      const [kilobytes, ratio] = [bytes / 1024, spreadOf(times.get(entry) ?? [])];
      const missed = [kilobytes > goals.kilobytes ? 'bytes' : '', ratio.median > goals.times ? 'load' : ''].filter(Boolean);
      line(`  ${entry}`, `${kilobytes.toFixed(0)} KB`, `× ${spreadText(ratio)}`, missed.length > 0 ? `over the goal: ${missed.join(', ')}` : '');
    }
  });
  await rm(folder, { recursive: true, force: true });
}
