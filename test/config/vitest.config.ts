import { defineConfig } from 'vitest/config';

/** Unit tests only: fast, no network, no root. The slow suites have configurations of their own beside this one. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/oracle/**', 'node_modules/**'],
    // Some start a Python or a whole run; a busy machine takes its time over that.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
