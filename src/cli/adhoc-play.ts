import { builtinNames, shortName } from '../parsing/builtin-name.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { parseKeyValues } from '../parsing/key-value-arguments.ts';
import { Dict } from '../python/dict.ts';
import { templateOrString } from '../python/template-string.ts';
import { originByValue } from '../python/unknown-origin.ts';
import type { Value } from '../python/value.ts';
import { recordMemberOrigin, recordOrigins } from '../yaml/origins.ts';

/** What `ansible` is asked to run. */
export interface AdhocTask {
  readonly pattern: string;
  readonly module: string;
  readonly args: string;
  /** `-B` and `-P` in seconds. */
  readonly background: number;
  readonly poll: number;
  readonly taskTimeout: number;
  /** Reads JSON as the user's own text. */
  readonly readJson: (text: string, file: string) => Value;
}

/** Modules that make no sense without arguments (MODULE_REQUIRE_ARGS); their text is no key=value text. */
const needArguments: ReadonlySet<string> = new Set([
  ...builtinNames(['command', 'raw', 'script', 'shell', 'win_command', 'win_shell']),
  'ansible.windows.win_command',
  'ansible.windows.win_shell',
]);
const roleActions = builtinNames(['include_role', 'import_role']);

/** It takes no time limit, so those are not even mentioned to it. */
const includeTasks: ReadonlySet<string> = new Set(builtinNames(['include_tasks']));

/** Throws USAGE for a module that cannot be run like this, as `AdHocCLI.run` does. */
export function checkAdhocTask({ module, args, pattern }: AdhocTask): void {
  if (needArguments.has(module) && args === '') {
    const hint = pattern.endsWith('.yml') ? ' (did you mean to run ansible-playbook?)' : '';
    throw new MitorunError('USAGE', `No argument passed to ${module} module${hint}`);
  }
  if (shortName(module) === 'import_playbook') {
    throw new MitorunError('USAGE', `'${module}' is not a valid action for ad-hoc commands`);
  }
}

/** The play that runs one task on the hosts of a pattern, as YAML would have given it (`AdHocCLI._play_ds`). */
export function adhocPlay(task: AdhocTask): Dict {
  const entry = Dict.of({
    action: templateOrString(task.module, { file: "<CLI option '-m'>", line: 0, column: 0 }),
    args: readArguments(task),
    timeout: task.taskTimeout,
  });
  const shown = entry.copy();
  if (!roleActions.includes(task.module) && (task.background !== 0 || task.poll !== 0)) {
    shown.set('async_val', task.background);
    shown.set('poll', task.poll);
    if (!includeTasks.has(task.module)) {
      entry.set('async', task.background);
      entry.set('poll', task.poll);
    }
  }
  const { file, ...place } = originByValue(`<adhoc '${task.module}' task>`, shown);
  recordOrigins(entry, file, place, []);
  const module = originByValue("<CLI option '-m'>", task.module);
  recordMemberOrigin(entry, 'action', module, module);
  const hosts = templateOrString(task.pattern, { ...patternPlace, excerpt: task.pattern });
  return Dict.of({ name: 'Ansible Ad-Hoc', hosts, gather_facts: false, tasks: [entry] });
}

const patternPlace = { file: "<CLI option 'args'>", line: 0, column: 0 };

function readArguments({ module, args, readJson }: AdhocTask): Dict {
  const origin = { file: "<CLI option '-a'>", line: 0, column: 0 };
  if (args.startsWith('{') && args.endsWith('}') && !args.startsWith('{{') && !args.startsWith('{%')) {
    const value = readJson(args, origin.file);
    if (value instanceof Dict && value.size > 0) return value;
  }
  return parseKeyValues(templateOrString(args, origin), needArguments.has(module));
}
