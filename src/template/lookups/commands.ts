import { decodeEscaping, decodeStrict, encodeEscaping, isWellFormed } from '../../python/bytes-text.ts';
import { constants } from 'node:os';
import { splitLines } from '../../python/split-lines.ts';
import { stripEnd, words } from '../filters/strip.ts';
import { Dict } from '../../python/dict.ts';
import { PythonError, typeError } from '../../python/python-error.ts';
import type { Value } from '../../python/value.ts';
import { stringRepr } from '../../python/repr.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, LookupDefinition } from '../registry.ts';
import { stringOf, textOf } from '../text-argument.ts';
import { requiredTerm, termTypeName } from './option-types.ts';
import { Undefined, UndefinedUse } from '../undefined.ts';
import { ownMember } from '../../python/own-member.ts';

/** Lookups that run a shell command on the controller, and `env`. */
export const commandLookups: readonly LookupDefinition[] = [
  {
    name: 'pipe',
    impure: true,
    call: (context, terms) => terms.map((term) => stripEnd(decodeStrict(run(context, 'pipe', textOf(term))))),
  },
  {
    name: 'lines',
    impure: true,
    call: (context, terms) =>
      terms.flatMap((term) => splitLines(decodeEscaping(run(context, 'lines', commandOf(term))))),
  },
  {
    name: 'env',
    takesUndefined: true,
    call: (context, terms, options) =>
      terms.map((term): Value => {
        if (term instanceof Undefined) throw new UndefinedUse(term);
        const name = words(requiredTerm(term, 'split'))[0];
        if (name === undefined) throw new PythonError('IndexError', 'list index out of range');
        const value = ownMember(context.lookups.environment, name);
        if (value !== undefined) return value;
        const fallback = options.get('default') ?? '';
        if (!(fallback instanceof Undefined)) return fallback;
        return context.undefined(`The environment variable ${stringRepr(name)} is not set.`);
      }),
  },
];

/** A list is taken as words there, and anything else that is no str cannot be. */
function commandOf(term: Value): string {
  if (stringOf(term) === undefined && !Array.isArray(term) && !(term instanceof Dict))
    throw typeError(`'${termTypeName(term)}' object is not iterable`);
  return textOf(term);
}

/** Standard output of a shell command that runs in the playbook's directory; its errors go to ours. */
function run(context: CallContext, lookup: string, command: string): Buffer {
  const { environment, baseDirectory } = context.lookups;
  const end = context.jobs.wait(`command ${command}`, () =>
    context.jobs.background.program({
      program: '/bin/sh',
      args: ['-c', shellScript(command)],
      cwd: baseDirectory,
      env: environment,
      stdin: 'ignore',
      stderr: 2,
      leadsGroup: true,
    }),
  );
  if (end.fault !== undefined) throw new PythonError('OSError', end.fault);
  const status = end.status ?? -signalNumber(end.signal);
  if (status !== 0) throw pluginFailure(`lookup_plugin.${lookup}(${command}) returned ${status}`);
  return Buffer.from(end.stdout);
}

/** Node's arguments are text: a command with other bytes in it is told to the shell in escapes. */
function shellScript(command: string): string {
  if (isWellFormed(command)) return command;
  const escaped = Array.from(encodeEscaping(command), (byte) => `\\${byte.toString(8).padStart(3, '0')}`);
  return `eval "$(printf '${escaped.join('')}')"`;
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : (constants.signals[signal] ?? 0);
}
