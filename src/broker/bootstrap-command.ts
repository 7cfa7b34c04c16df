import { bootstrapPayload, firstStage } from './bootstrap-payload.ts';
import type { PythonChoice } from './hop-path.ts';

/** Where Ansible's discovery ends when it finds none of the candidates. */
export const fallbackInterpreter = '/usr/bin/python3';

/**
 * The command that becomes an agent: `/bin/sh` finds the interpreter (discovery costs no round trip of its own) and
 * Python runs the first stage. As words; a login shell gets them quoted.
 */
export function bootstrapCommand(python: PythonChoice): readonly string[] {
  const stage = firstStage(bootstrapPayload().length);
  if ('interpreter' in python) {
    // As Ansible puts it into its command: several words are allowed, and the shell's own message names one that is
    // not there (`exec` would be in that message, so it is used for one that is).
    const run = `${python.interpreter} -c "$1"`;
    const [program] = python.interpreter.split(' ');
    return [
      '/bin/sh',
      '-c',
      `command -v ${program} >/dev/null 2>&1 && exec ${run}; ${run}`,
      '/bin/sh',
      stage,
    ];
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
