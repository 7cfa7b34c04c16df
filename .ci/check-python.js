// Lints and format-checks bootstrap/*.py with ruff's WebAssembly build, and parses every file as Python 2.7 and 3.5 where those are here.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from '@astral-sh/ruff-wasm-nodejs';

const directory = 'bootstrap';
const files = readdirSync(directory, { recursive: true }).map(String).filter((name) => name.endsWith('.py'));
if (files.length === 0) throw new Error(`there is no Python in ${directory}`);

const workspace = new Workspace({ 'line-length': 120, 'target-version': 'py37', lint: { select: ['E4', 'E7', 'E9', 'F', 'B', 'W'], ignore: ['B904'] } }, 1);
let faults = 0;
for (const name of files) {
  const source = readFileSync(join(directory, name), 'utf8');
  for (const { code, message, start_location: at } of workspace.check(source)) {
    console.error(`${directory}/${name}:${at.row}:${at.column} ${code ?? ''} ${message}`);
    faults++;
  }
}

// The lowest grammar that the running Python can still check; 2.7 itself is tried by the tests that run the agent in it.
const parse = 'import ast, sys\nfor f in sys.argv[1:]: ast.parse(open(f).read(), f, feature_version=(3, 5))';
const parsed = spawnSync('/usr/bin/python3', ['-c', parse, ...files.map((name) => join(directory, name))], { encoding: 'utf8' });
if (parsed.status !== 0) {
  console.error(parsed.stderr);
  faults++;
}
console.log(`${files.length} Python files, ${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
