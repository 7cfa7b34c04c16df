import { defineConfig } from 'vitest/config';

/** Against real Ansible or what it was recorded to do: `npx vitest run --config test/config/vitest.oracle.config.ts`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/oracle/**/*.test.ts'],
    globalSetup: 'test/config/build-bundle.ts',
    fileParallelism: true,
    maxWorkers: 2,
    // Whole programs on a machine that others use: what differs twice differs.
    retry: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
