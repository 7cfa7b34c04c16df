import { defineConfig } from 'vitest/config';

/** Against a real sshd, sudo and targets: `npx vitest run --config test/config/vitest.e2e.config.ts`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: 'test/config/build-bundle.ts',
    fileParallelism: true,
    maxWorkers: 2,
    // Whole programs on a machine that others use: what differs twice differs.
    retry: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
