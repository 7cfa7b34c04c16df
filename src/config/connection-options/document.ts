import { str } from '../../python/repr.ts';
import { plugins, waitingMethods } from './all.ts';
import type { PluginDeclaration, PluginOption } from './plugin-option.ts';

/** The tables of connection and become options as the Markdown of `docs/connection-variables.md`. */
export function connectionVariablesDocument(): string {
  return [
    '# Connection variables',
    '',
    'What says how a task reaches its target, from the tables that resolve it (`src/config/connection-options/`). The first of',
    'these that is set counts: a variable, the keyword of the task, the option of the command line, the environment,',
    'ansible.cfg, the default. Where several names stand in one cell, the last one that is set counts. The connection itself is',
    'named by `ansible_connection`, the become method by `ansible_become_method`, the Python by `ansible_python_interpreter`.',
    '',
    `Become methods that mitorun knows the options of but not the work yet: ${Object.keys(waitingMethods).join(', ')}.`,
    '',
    ...Object.entries(plugins)
      .filter(([plugin]) => !Object.hasOwn(waitingMethods, plugin))
      .flatMap(([plugin, declared]) => section(plugin, declared)),
  ].join('\n');
}

function section(plugin: string, { options }: PluginDeclaration): string[] {
  return [
    `## ${plugin === 'shell' ? 'Any connection' : plugin}`,
    '',
    '| Option | Variables | Keyword, command line | Environment | ansible.cfg | Default | What it is |',
    '|---|---|---|---|---|---|---|',
    ...Object.entries(options).map(([name, option]) => row(name, option)),
    '',
  ];
}

function row(name: string, option: PluginOption): string {
  const cells = [
    code([name]),
    code(option.variables),
    code([...option.keywords, ...option.cli.map(flagOf)]),
    code(option.env),
    code(option.ini.map((place) => place.replace(/^([^.]+)\./, '[$1] '))),
    defaultText(option),
    `${option.description}${limits(option)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The option's flag, from the name under which Ansible stores it. */
function flagOf(stored: string): string {
  return stored === 'private_key_file' ? '--private-key' : `--${stored.replaceAll('_', '-')}`;
}

function limits(option: PluginOption): string {
  if (option.ignored !== undefined) return `; **ignored**: ${option.ignored}`;
  return option.isWaiting ? '; **not read yet**: it makes the host unreachable' : '';
}

function defaultText({ default: value }: PluginOption): string {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return '';
  return code([Array.isArray(value) ? value.join(', ') : str(value as string | boolean)]);
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
