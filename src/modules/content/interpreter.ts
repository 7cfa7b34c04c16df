import { realPath, textOf } from '../may-be-missing.ts';
import { readdirSync, closeSync, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';

/** The file that a command name means on this PATH; mitorun under a name of Ansible's (`mitorun shims`) is passed over. */
export function findOnPath(name: string, searchPath: string | undefined): string | undefined {
  for (const directory of (searchPath ?? '').split(':')) {
    const file = path.join(directory || '.', name);
    if (existsSync(file) && path.basename(realPath(file)) !== 'mitorun') return file;
  }
  return undefined;
}

/** The Python that a console script starts: from its `#!` line, or the `exec` line that pip writes for long paths. */
export function scriptInterpreter(script: string, searchPath: string | undefined): string | undefined {
  const [first = '', second = ''] = readStart(script).split('\n');
  const words = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(first);
  if (!words) return undefined;
  const interpreter = words[1] ?? '';
  if (isPythonName(interpreter)) return interpreter;
  if (path.basename(interpreter) === 'env' && words[2] && isPythonName(words[2]))
    return findOnPath(words[2], searchPath);
  const executed = /^'''exec'\s+"?([^"\s]+)"?\s/.exec(second)?.[1];
  return executed && isPythonName(executed) ? executed : undefined;
}

/** True for a program that is a script itself, as the shims of version managers are. */
export function isScript(file: string): boolean {
  return readStart(file).startsWith('#!');
}

/**
 * Directories where this Python keeps packages, in the order of its `sys.path`, without starting it. What a `.pth` file
 * adds is not seen.
 */
export function packageDirectories(interpreter: string, home: string | undefined): string[] {
  const prefix = path.dirname(path.dirname(interpreter));
  const configuration = textOf(path.join(prefix, 'pyvenv.cfg'));
  const versions = pythonVersions(interpreter, prefix, configuration);
  const inVersions = (base: string, leaf: string): string[] =>
    versions.map((version) => path.join(base, 'lib', `python${version}`, leaf));
  if (configuration !== undefined) return inVersions(prefix, 'site-packages');
  return [
    ...(home ? inVersions(path.join(home, '.local'), 'site-packages') : []),
    ...inVersions(path.join(prefix, 'local'), 'dist-packages'),
    ...inVersions(prefix, 'site-packages'),
    path.join(prefix, 'lib', 'python3', 'dist-packages'),
  ];
}

/** `3.11` from the interpreter's real name or its virtual environment; else every version below the prefix. */
function pythonVersions(interpreter: string, prefix: string, configuration: string | undefined): string[] {
  const configured = configuration && /^version(?:_info)?\s*=\s*(3\.\d+)/m.exec(configuration)?.[1];
  if (configured) return [configured];
  const named = /python(3\.\d+)$/.exec(realPath(interpreter))?.[1];
  if (named) return [named];
  try {
    return readdirSync(path.join(prefix, 'lib')).flatMap((name) => /^python(3\.\d+)$/.exec(name)?.[1] ?? []);
  } catch {
    return [];
  }
}

function isPythonName(file: string): boolean {
  return /^(?:python|pypy)[\d.]*$/.test(path.basename(file));
}

function readStart(file: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const start = Buffer.alloc(1024);
    return start.toString('latin1', 0, readSync(descriptor, start));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
