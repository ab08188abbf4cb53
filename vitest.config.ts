import { defineConfig } from 'vitest/config';

const deep = process.env['WUYUN_DEEP'] === '1';

/** Files named `*.deep.test.ts` are for `npm run test:deep`. */
export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    include: ['test/**/*.test.ts'],
    exclude: deep ? [] : ['test/**/*.deep.test.ts'],
    testTimeout: deep ? 600_000 : 20_000,
    hookTimeout: deep ? 120_000 : 30_000,
    teardownTimeout: 5_000,
  },
});
