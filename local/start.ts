import { resolve } from 'node:path';
import { EngineMissing } from './engines/dynoxide.ts';

/** Node calls its SQLite experimental; who starts Wuyun need not hear that each time. */
const warn = process.emitWarning.bind(process);
process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
  if (!String(warning).includes('SQLite')) warn(warning, ...rest);
});

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

try {
  await main();
} catch (error) {
  const words = error instanceof EngineMissing ? error.message : String(error instanceof Error ? (error.stack ?? error) : error);
  process.stderr.write(`${words}\n`);
  process.exit(1);
}
