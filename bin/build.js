#!/usr/bin/env node
// Bundles src/ into dist/: one small file that `bin/mitorun` starts, and the parts that only some runs need (ssh, help,
// each sub-command) in files of their own, loaded when they are wanted. bootstrap/ is read from beside dist/.
import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const place = join(root, 'dist');
// Beside its place until it is whole, so that a build that fails leaves the last one.
const outdir = `${place}.new`;

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: { mitorun: join(root, 'src', 'cli', 'main.ts') },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  // Names stay, so that a stack trace can be read.
  keepNames: false,
  legalComments: 'linked',
  chunkNames: 'parts/[name]-[hash]',
  // ssh2 does without cpu-features where that is missing; yargs declares __dirname twice when it is bundled, and is read
  // from node_modules for --help alone.
  external: ['cpu-features', 'yargs'],
  loader: { '.node': 'copy' },
  assetNames: 'parts/[name]-[hash]',
  // ssh2 and nunjucks are CommonJS: they call require() for Node's own modules and ask for __dirname.
  banner: {
    js: "import { createRequire as mitorunRequire } from 'node:module'; const require = mitorunRequire(import.meta.url); const __dirname = import.meta.dirname;",
  },
  logLevel: 'warning',
});
rmSync(place, { recursive: true, force: true });
renameSync(outdir, place);
