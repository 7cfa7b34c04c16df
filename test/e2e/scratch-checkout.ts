import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A copy of this checkout that a test may change: what starting mitorun needs of it. `dist` as the suite has built it. */
export interface ScratchCheckout {
  readonly directory: string;
  readonly mitorun: string;
  remove(): void;
}

export function copyCheckout(options: { readonly built: boolean }): ScratchCheckout {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-checkout-'));
  const parts = ['package.json', 'package-lock.json', 'bin', 'bootstrap', 'src'];
  // dist comes last: what is newer counts.
  for (const part of options.built ? [...parts, 'dist'] : parts) {
    cpSync(join(root, part), join(directory, part), { recursive: true });
  }
  symlinkSync(realpathSync(join(root, 'node_modules')), join(directory, 'node_modules'));
  return {
    directory,
    mitorun: join(directory, 'bin', 'mitorun'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
