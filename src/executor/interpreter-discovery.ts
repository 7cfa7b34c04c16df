import { discoveryWarning, fallbackInterpreter } from '../broker/agent/bootstrap-command.ts';
import type { CommandOutcome, ConnectionUse, Hop } from '../broker/hop.ts';
import { type PythonChoice, pythonOf } from '../broker/route/route.ts';
import type { InterpreterFailure } from '../broker/interpreter-failure.ts';
import type { Origin } from '../errors/origin.ts';
import { languageVersion } from '../config/language-version.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';

/** Receives what discovery found on a host (executor/interpreter_discovery.py). */
export interface DiscoveryListener {
  readonly host: string;
  setting(name: 'DOCSITE_ROOT_URL'): Value | undefined;
  warn(message: string, origin?: Origin, help?: string): void;
  deprecate(message: string, version: string): void;
}

/**
 * Decides which results report the discovered interpreter: those of the modules of a task's first try, not of
 * later items and tries.
 */
export class DiscoveryReport {
  #reporter: ConnectionUse | undefined;

  /** Adds the interpreter to a module's result, as a fact. */
  addTo(result: Dict, from: { hop: Hop; use: ConnectionUse; listener: DiscoveryListener }): void {
    const { hop, use, listener } = from;
    this.#reporter ??= use;
    if (this.#reporter !== use) return;
    const facts = result.get('ansible_facts');
    const known = facts instanceof Dict ? facts : new Dict();
    known.set('discovered_interpreter_python', hop.target.pythonExecutable);
    result.set('ansible_facts', known);
    warnOfDiscovery(
      pythonOf(hop.route),
      hop.target.pythonExecutable,
      hop.target.discovery === 'found',
      listener,
    );
  }
}

/**
 * Names the discovered Python in the failure to start it. The shell that found it has ended, so this asks the
 * target once more.
 * @param run a plain command on the target
 */
export async function discoveredFailure(
  failure: InterpreterFailure,
  python: PythonChoice,
  run: (command: string) => Promise<CommandOutcome>,
  listener: DiscoveryListener,
): Promise<InterpreterFailure> {
  if (!('discover' in python)) return failure;
  const quoted = python.candidates.map((candidate) => `'${candidate.replaceAll("'", `'\\''`)}'`);
  const { stdout } = await run(`for p in ${quoted.join(' ')}; do command -v "$p"; done`);
  const found = stdout
    .toString('utf8')
    .split('\n')
    .find((line) => line.startsWith('/'))
    ?.trim();
  warnOfDiscovery(python, found ?? fallbackInterpreter, found !== undefined, listener);
  return failure.ofDiscovered(found ?? fallbackInterpreter);
}

function warnOfDiscovery(
  python: PythonChoice,
  executable: string,
  found: boolean,
  listener: DiscoveryListener,
): void {
  if ('discover' in python && python.discover.startsWith('auto_legacy'))
    listener.deprecate(
      `The '${python.discover}' option for 'INTERPRETER_PYTHON' now has the same effect as 'auto'.`,
      '2.21',
    );
  const warning = discoveryWarning(listener.host, python, executable, found);
  if (warning !== undefined) listener.warn(warning, undefined, found ? advice(listener) : undefined);
}

/** The page of Ansible's documentation, on the site that the settings name. */
function advice(listener: DiscoveryListener): string {
  const site = str(listener.setting('DOCSITE_ROOT_URL') ?? '').replace(/(?<!\/)$/, '/');
  const version = languageVersion.split('.').slice(0, 2).join('.');
  return `See ${site}${version}/reference_appendices/interpreter_discovery.html for more information.`;
}
