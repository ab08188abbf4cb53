import fc from 'fast-check';
import { it } from 'vitest';
import { memoryEngine } from '../support/memory-engine.ts';
import { happenings, RandomProject } from '../support/random-walk.ts';
import { memoryDesk, project } from '../support/world.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';

it('runs', { timeout: 600000 }, async () => {
  const stats: Record<string, number> = {};
  const bad: Record<string, number> = {};
  const states = new Set<string>();
  const runs = Number(process.env['RUNS'] ?? 5);
  const t = performance.now();
  let steps = 0;
  const list = fc.sample(happenings(120), { seed: Number(process.env['SEED'] ?? 1), numRuns: runs });
  for (const seq of list) {
    const engine = memoryEngine();
    const random = new RandomProject(await project(memoryDesk()), engine);
    for (const one of seq) {
      steps++;
      try {
        const tried = await random.happen(one);
        if (!tried) continue;
        const key = `${tried.definition.name}.${tried.command} ${tried.refusal?.code ?? 'ok'}${tried.offered ? ' (offered)' : ''}`;
        stats[key] = (stats[key] ?? 0) + 1;
        if (tried.ref && !tried.refusal) for (const r of [tried.ref]) states.add(`${r.kind}:${random.itemOf(r)?.['state']}`);
      } catch (e) {
        bad[String(e).slice(0, 400)] = (bad[String(e).slice(0, 400)] ?? 0) + 1;
        if (process.env['STACK']) console.log((e as Error).stack, (e as {cause?: Error}).cause?.stack);
      }
    }
    for (const f of verifyItems(engine.items()).slice(0, 20)) console.log(f.check, f.key, f.detail);
    engine.stop();
  }
  console.log(steps, 'steps', Math.round(performance.now() - t), 'ms');
  console.log(bad);
  console.log(Object.entries(stats).sort().map(([k, v]) => `${k}: ${v}`).join('\n'));
  console.log([...states].sort().join(' '));
});
