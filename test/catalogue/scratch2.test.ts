import fc from 'fast-check';
import { it } from 'vitest';
import { CaseChecks } from '../support/case-checks.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { happenings, RandomProject } from '../support/random-walk.ts';
import { memoryDesk, project } from '../support/world.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';

it('runs', { timeout: 6000000 }, async () => {
  const bad = new Map<string, { n: number; example: string }>();
  const runs = Number(process.env['RUNS'] ?? 5);
  const offeredForbidden: Record<string, number> = {};
  const ok: Record<string, number> = {};
  const states = new Set<string>();
  const list = fc.sample(happenings(Number(process.env['LEN'] ?? 150)), { seed: Number(process.env['SEED'] ?? 1), numRuns: runs });
  const note = (text: string, trace: string[]) => {
    const key = text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.Z]+/g, 'T').replaceAll(/[A-Z]{2}-\d{8}-\d{4}/g, 'NO').replaceAll(/c\d+-\d+/g, 'c').replaceAll(/\{.*\}/g, '{}').replaceAll(/#p1#C#\S+ \d+/g, '#C').replace(/^Error: \w+:/, 'Error:').replaceAll(/says “.*/g, 'says').replaceAll(/K-\d|1-2-\d01/g, 'K').slice(0, 160);
    const old = bad.get(key);
    bad.set(key, { n: (old?.n ?? 0) + 1, example: old?.example ?? `${text}\n      ${trace.map((l) => l.replaceAll(/长+/g, '长…')).slice(-Number(process.env['TRACE'] ?? 5)).join('\n      ')}` });
  };
  let steps = 0;
  const t = process.cpuUsage();
  for (const seq of list) {
    const engine = memoryEngine();
    const trace: string[] = [];
    const random = new RandomProject(await project(memoryDesk()), engine);
    const checks = new CaseChecks(engine);
    try {
      for (const one of seq) {
        steps += 1;
        const tried = await random.happen(one);
        trace.push(tried ? `${tried.person} ${tried.definition.name}.${tried.command} ${tried.ref?.id} ${JSON.stringify(tried.input)} ${tried.refusal?.code ?? 'ok'}` : one.what + ' ' + one.which);
        if (tried) {
          if (!tried.refusal) { ok[`${tried.definition.name}.${tried.command}`] = (ok[`${tried.definition.name}.${tried.command}`] ?? 0) + 1; if (tried.ref) states.add(`${tried.ref.kind}:${random.itemOf(tried.ref)?.['state']}`); }
          if (tried.offered && tried.refusal?.kind === 'forbidden') offeredForbidden[`${tried.definition.name}.${tried.command} ${tried.refusal.code}`] = (offeredForbidden[`${tried.definition.name}.${tried.command} ${tried.refusal.code}`] ?? 0) + 1;
          if (tried.offered && tried.refusal?.code === 'case.wrong-state') offeredForbidden[`${tried.definition.name}.${tried.command} ${tried.refusal.code} ${JSON.stringify(tried.refusal.detail)}`] = 1;
        }
        for (const complaint of checks.after(tried)) note(complaint, trace);
        if (one.what === 'sweep') for (const complaint of checks.afterSweep()) note(complaint, trace);
      }
    } catch (e) {
      note(String(e) + (process.env['STACK'] ? (e as Error).stack + ((e as { cause?: Error }).cause?.stack ?? '') : ''), trace);
    }
    for (const f of verifyItems(engine.items())) note(`${f.check} ${f.key} ${f.detail}`, trace);
    engine.stop();
  }
  const cpu = process.cpuUsage(t);
  console.log(steps, 'steps', Math.round((cpu.user + cpu.system) / 1000), 'ms cpu');
  for (const [, { n, example }] of bad) console.log(`${n}× ${example}\n`);
  console.log(offeredForbidden);
  console.log(Object.entries(ok).sort().map(([k, v]) => `${k} ${v}`).join(', '));
  console.log([...states].sort().join(' '));
});
