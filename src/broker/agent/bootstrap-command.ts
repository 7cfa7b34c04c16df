import { bootstrapPayload, firstStage } from './bootstrap-payload.ts';
import { shellSplit } from '../../python/shell-split.ts';
import type { PythonChoice } from '../route/route.ts';

/** Where Ansible's discovery ends when it finds none of the candidates. */
export const fallbackInterpreter = '/usr/bin/python3';

/**
 * The command that becomes an agent: `/bin/sh` finds the interpreter (discovery costs no round trip of its own) and
 * Python runs the first stage. As words; a login shell gets them quoted.
 */
export function bootstrapCommand(python: PythonChoice): readonly string[] {
  const stage = firstStage(bootstrapPayload().length);
  if ('interpreter' in python) {
    // Without `exec` the shell's own message names a program that is not there as Ansible's does.
    const named = `command -v "$2" >/dev/null 2>&1 && exec "$2" -c "$1"; `;
    const script = `${named}${asShellText(python.interpreter)}"$2" -c "$1"`;
    return ['/bin/sh', '-c', script, '/bin/sh', stage, python.interpreter];
  }
  const find = 'for p in "$@"; do q=$(command -v "$p" 2>/dev/null) && exec "$q" -c "$c" "$q"; done';
  return [
    '/bin/sh',
    '-c',
    `c=$1; shift; ${find}; ${fallbackInterpreter} -c "$c" ${fallbackInterpreter} none`,
    '/bin/sh',
    stage,
    ...python.candidates,
  ];
}

/**
 * Runs an interpreter that several words, quotes, `~` or variables make up, if its program is there. ansible-core before
 * 2.19 has the shell read it; 2.19 takes it for the name of one program.
 */
function asShellText(interpreter: string): string {
  if (!/[\s'"\\~$`]/u.test(interpreter) || !isOneCommand(interpreter)) return '';
  return `(set -- ${interpreter}; command -v "$1") >/dev/null 2>&1 </dev/null && exec ${interpreter} -c "$1"; `;
}

/** Text that a shell reads as the beginning of one command. */
export function isOneCommand(text: string): boolean {
  if (/[;&|<>#\n]/u.test(text)) return false;
  try {
    shellSplit(text);
    return true;
  } catch {
    return false;
  }
}

/** Ansible's warnings about a discovered interpreter (executor/interpreter_discovery.py), for the host's own name. */
export function discoveryWarning(
  host: string,
  python: PythonChoice,
  executable: string,
  found: boolean,
): string | undefined {
  if ('interpreter' in python || python.discover.endsWith('_silent')) return undefined;
  if (!found) {
    const tried = python.candidates.map((candidate) => `'${candidate}'`).join(', ');
    return `No python interpreters found for host '${host}' (tried [${tried}]).`;
  }
  return (
    `Host '${host}' is using the discovered Python interpreter at '${executable}', ` +
    'but future installation of another Python interpreter could cause a different interpreter to be discovered.'
  );
}
