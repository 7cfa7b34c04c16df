import { spawnSync } from 'node:child_process';

/**
 * Builds dist/ before the first test of a suite that starts `bin/mitorun` hundreds of times: from the bundle a start takes
 * a third of what it takes from the sources. `test/e2e/launch.test.ts` starts it from the sources too.
 */
export default function buildBundle(): void {
  const { status, stderr } = spawnSync(process.execPath, ['bin/build.js'], {
    cwd: new URL('../..', import.meta.url).pathname,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm run build failed: ${stderr}`);
}
