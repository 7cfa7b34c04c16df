#!/usr/bin/env node
// Bundles src/ into dist/mitorun.cjs, one file whose parts (ssh, each sub-command) begin to exist when they are wanted, and
// runs a small playbook with it, so that the code which V8 compiles is kept beside it: see bin/mitorun. CommonJS, because
// V8's compiled code can be kept for scripts alone. bootstrap/ is read from beside dist/.
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Parts of ssh2 that a client does not need: they would have Node load its http, https and tls.
const withoutSshServer = {
  name: 'without-ssh-server',
  setup(bundler) {
    bundler.onLoad({ filter: /[/\\]ssh2[/\\]lib[/\\](?:http-agents|server|keygen)\.js$/ }, () => ({ contents: 'module.exports = {};' }));
  },
};

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const place = join(root, 'dist');
// Beside its place until it is whole, so that a build that fails leaves the last one.
const outdir = `${place}.new`;

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: [join(root, 'src', 'cli', 'main.ts')],
  outfile: join(outdir, 'mitorun.cjs'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  charset: 'ascii',
  minifySyntax: true,
  minifyWhitespace: true,
  // Names stay, so that a stack trace can be read.
  keepNames: false,
  legalComments: 'linked',
  // ssh2 does without cpu-features where that is missing; yargs declares __dirname twice when it is bundled, and is read
  // from node_modules for --help alone.
  external: ['cpu-features', 'yargs'],
  loader: { '.node': 'copy' },
  assetNames: '[name]-[hash]',
  define: { 'import.meta.url': 'mitorunUrl', 'import.meta.dirname': '__dirname' },
  banner: { js: "const mitorunUrl = require('node:url').pathToFileURL(__filename).href;" },
  plugins: [withoutSshServer],
  logLevel: 'warning',
});
rmSync(place, { recursive: true, force: true });
renameSync(outdir, place);

// Where it cannot run (no Ansible, no Python), the first run of a user keeps its code instead.
const warmUp = [join(root, 'bin', 'mitorun'), '-i', 'localhost,', '-c', 'local', join(root, 'bin', 'warm-up.yml')];
spawnSync(process.execPath, warmUp, { stdio: 'ignore', timeout: 60_000 });
