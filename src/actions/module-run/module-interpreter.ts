import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ModuleManifest } from '../../modules/manifest.ts';

const known = new WeakMap<ModuleManifest, string>();

/** The program that a module's first line names, without its arguments; empty where the line names none. */
export function interpreterOf(manifest: ModuleManifest): string {
  let interpreter = known.get(manifest);
  if (interpreter === undefined) {
    const line = firstLine(manifest.main.read());
    interpreter = line.startsWith('#!') ? (line.slice(2).trim().split(/\s+/)[0] ?? '') : '';
    known.set(manifest, interpreter);
  }
  return interpreter;
}

/** Whether the shell or the agent said that there is no such program. */
export function saysNotFound(output: string, interpreter: string): boolean {
  const words = ['No such file or directory', 'not found', 'command not found'];
  return words.some((word) => output.includes(`${interpreter}: ${word}`));
}

/**
 * Returns the name of the variable that replaces this program: `ansible_perl_interpreter` for
 * `/usr/bin/perl`. Undefined for `python`: the target's Python runs those modules, and its variable was read
 * when it was chosen.
 */
export function interpreterVariable(interpreter: string): string | undefined {
  const name = basename(interpreter);
  return name === '' || name === 'python' ? undefined : `ansible_${name}_interpreter`;
}

/** Whether a module for this program is run by a target's agent, or by the Python that the agent is. */
export function isPython(interpreter: string): boolean {
  return basename(interpreter).startsWith('python');
}

/** The module with another program in its first line, the arguments there left as they are, as Ansible rewrites it. */
export function withInterpreter(manifest: ModuleManifest, interpreter: string): ModuleManifest {
  const source = manifest.main.read();
  const line = firstLine(source);
  const rest = line.slice(2).trim().split(/\s+/).slice(1);
  const bytes = Buffer.concat([
    Buffer.from(['#!' + interpreter, ...rest].join(' ')),
    source.subarray(Buffer.byteLength(line, 'latin1')),
  ]);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { ...manifest, main: { path: manifest.main.path, hash, read: () => bytes } };
}

function firstLine(source: Buffer): string {
  const end = source.indexOf(0x0a);
  return source.subarray(0, end < 0 ? source.length : end).toString('latin1');
}
