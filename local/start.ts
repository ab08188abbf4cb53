import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { EngineMissing } from './engines/dynoxide.ts';
import { FolderInUse } from './engines/state.ts';
import { keepQuiet } from './quiet.ts';

/** `npm start`: reads `PORT`, `WUYUN_DATA` and `--empty`, starts the cloud, and on the first start loads the demo (演示数据). */
async function main(): Promise<void> {
  const { startCloud } = await import('./cloud.ts');
  const { foundMember, forget } = await import('./house.ts');
  const cloud = await startCloud({
    port: Number(process.env['PORT'] ?? 3000),
    folder: resolve(process.env['WUYUN_DATA'] ?? '.wuyun'),
    empty: process.argv.includes('--empty'),
    foundMember,
    forget,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void cloud.stop().then(() => process.exit(0));
    });
  }
  if (cloud.birth.isNew()) {
    const { seedDemo } = await import('./demo/seed.ts');
    await seedDemo(cloud.url);
    cloud.birth.mark('demo');
  }
  process.stdout.write(`Wuyun is ready at ${cloud.url}\n`);
}

/** What went wrong, in words for whoever typed the command; anything unforeseen with its stack. */
function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof EngineMissing || error instanceof FolderInUse) return error.message;
  if ('code' in error && error.code === 'EADDRINUSE') return `端口已被占用，请换一个：PORT=3001 npm start (the port is in use, choose another)`;
  return error.stack ?? error.message;
}

// A third off the time to ready from the second start on.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'wuyun', 'compiled'));
keepQuiet();
try {
  await main();
} catch (error) {
  process.stderr.write(`${wordsFor(error)}\n`);
  process.exit(1);
}
