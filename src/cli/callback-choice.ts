import { existsSync, readdirSync } from '../python/file-system.ts';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { CallbackChoice } from '../plugins/python-callbacks.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { ParsedOptions } from './options/option.ts';
import type { ProcessEdge } from './process-edge.ts';
import { ownMember } from '../python/own-member.ts';

/** Stdout callbacks that mitorun has itself, by every name that Ansible knows them by. */
const ownCallbacks: Readonly<Record<string, OwnCallback>> = Object.fromEntries([
  ...(['default', 'minimal', 'oneline'] as const).flatMap(
    (name) =>
      [
        [name, name],
        [`ansible.builtin.${name}`, name],
        [`ansible.legacy.${name}`, name],
      ] as const,
  ),
  ['json', 'json'],
  ['ansible.posix.json', 'json'],
  ['null', 'null'],
  ['community.general.null', 'null'],
] as const);

export type OwnCallback = 'default' | 'minimal' | 'oneline' | 'json' | 'null';

/** Directories of callback plug-ins that are known before a playbook is read. */
function callbackDirectories(config: Config, playbookDirectories: readonly string[]): string[] {
  return [
    ...playbookDirectories.map((directory) => join(directory, 'callback_plugins')),
    ...config.get('DEFAULT_CALLBACK_PLUGIN_PATH'),
  ];
}

/**
 * mitorun's own callback of this name; undefined where one in Python is meant: it has no such callback, or the user
 * keeps a file of that name where callback plug-ins are.
 */
export function ownCallback(
  name: string,
  config: Config,
  playbookDirectories: readonly string[],
): OwnCallback | undefined {
  const file = `${name.replace(/^ansible\.legacy\./, '')}.py`;
  const places = callbackDirectories(config, playbookDirectories);
  return places.some((place) => existsSync(join(place, file))) ? undefined : ownMember(ownCallbacks, name);
}

/** Whether ansible-core will look at callback plug-ins in this run. */
export function asksPython(
  { stdout, additional, enabled }: CallbackChoice,
  config: Config,
  playbookDirectories: readonly string[],
): boolean {
  if (stdout !== undefined) return true;
  if (!additional) return false;
  return (
    enabled.length > 0 || callbackDirectories(config, playbookDirectories).some((place) => holdsPython(place))
  );
}

function holdsPython(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).some((name) => name.endsWith('.py'));
}

/** Which callback plug-ins in Python a run has. */
export function callbackChoice(
  edge: ProcessEdge,
  options: ParsedOptions,
  config: Config,
  stdout: { readonly name: string; readonly own: OwnCallback | undefined; readonly additional: boolean },
): CallbackChoice {
  return {
    stdout: stdout.own === undefined ? stdout.name : undefined,
    enabled: config.get('CALLBACKS_ENABLED'),
    additional: stdout.additional,
    arguments: commandLineArguments(options, config),
    workingDirectory: edge.cwd,
  };
}

/** `context.CLIARGS`: the command line by the names of Ansible's own parser. */
function commandLineArguments(options: ParsedOptions, config: Config): Dict {
  const text = (name: string): Value => options.text(name) ?? null;
  const list = (name: string): Value => [...options.list(name)];
  return Dict.of({
    args: [...options.positional],
    become: options.flag('become'),
    become_method: text('become-method'),
    become_user: text('become-user'),
    check: options.flag('check'),
    connection: text('connection'),
    diff: options.flag('diff') || config.get('DIFF_ALWAYS'),
    extra_vars: list('extra-vars'),
    flush_cache: options.flag('flush-cache'),
    force_handlers: options.flag('force-handlers') || config.get('DEFAULT_FORCE_HANDLERS'),
    forks: options.number('forks') ?? config.get('DEFAULT_FORKS'),
    inventory:
      options.list('inventory').length > 0 ? list('inventory') : [...config.get('DEFAULT_HOST_LIST')],
    listhosts: options.flag('list-hosts'),
    listtags: options.flag('list-tags'),
    listtasks: options.flag('list-tasks'),
    private_key_file: text('private-key'),
    remote_user: text('user'),
    skip_tags: [...config.get('TAGS_SKIP'), ...options.list('skip-tags')],
    start_at_task: text('start-at-task'),
    step: options.flag('step'),
    subset: text('limit'),
    syntax: options.flag('syntax-check'),
    tags: options.list('tags').length > 0 ? list('tags') : ['all'],
    timeout: options.number('timeout') ?? config.get('DEFAULT_TIMEOUT'),
    verbosity: config.get('DEFAULT_VERBOSITY') + options.count('verbose'),
  });
}
