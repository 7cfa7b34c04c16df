import { str } from '../../python/repr.ts';
import { connectionOptions, type PluginName } from './all.ts';
import type { PluginOption, PluginOptions } from './plugin-option.ts';

/** Become methods whose options are known and whose work mitorun does not do yet: a task that wants one fails and says so. */
export const waitingMethods: readonly PluginName[] = [
  'dzdo',
  'ksu',
  'machinectl',
  'pbrun',
  'pfexec',
  'pmrun',
  'run0',
  'sesu',
  'sudosu',
];

/** Options that are read from nowhere yet. */
export const waitingOptions: Readonly<Partial<Record<PluginName, readonly string[]>>> = {
  ssh: ['pkcs11_provider'],
};

/** The tables of connection and become options as the Markdown of `docs/connection-variables.md`. */
export function connectionVariablesDocument(): string {
  const plugins = Object.entries(connectionOptions) as [PluginName, PluginOptions][];
  return [
    '# Connection variables',
    '',
    'What says how a task reaches its target, from the tables that resolve it (`src/config/connection-options/`). The first of',
    'these that is set counts: a variable, the keyword of the task, the option of the command line, the environment,',
    'ansible.cfg, the default. Where several names stand in one cell, the last one that is set counts. The connection itself is',
    'named by `ansible_connection`, the become method by `ansible_become_method`, the Python by `ansible_python_interpreter`.',
    '',
    `Become methods that mitorun knows the options of but not the work yet: ${waitingMethods.join(', ')}.`,
    '',
    ...plugins
      .filter(([plugin]) => !waitingMethods.includes(plugin))
      .flatMap(([plugin, options]) => section(plugin, options)),
  ].join('\n');
}

function section(plugin: PluginName, options: PluginOptions): string[] {
  return [
    `## ${plugin === 'shell' ? 'Any connection' : plugin}`,
    '',
    '| Option | Variables | Keyword, command line | Environment | ansible.cfg | Default | What it is |',
    '|---|---|---|---|---|---|---|',
    ...Object.entries(options).map(([name, option]) => row(name, option, plugin)),
    '',
  ];
}

function row(name: string, option: PluginOption, plugin: PluginName): string {
  const cells = [
    code([name]),
    code(option.variables),
    code([...option.keywords, ...option.cli.map(flagOf)]),
    code(option.env),
    code(option.ini.map((place) => place.replace(/^([^.]+)\./, '[$1] '))),
    defaultText(option),
    `${option.description}${limits(name, option, plugin)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The option's flag, from the name under which Ansible stores it. */
function flagOf(stored: string): string {
  return stored === 'private_key_file' ? '--private-key' : `--${stored.replaceAll('_', '-')}`;
}

function limits(name: string, option: PluginOption, plugin: PluginName): string {
  if (option.ignored !== undefined) return `; **ignored**: ${option.ignored}`;
  return waitingOptions[plugin]?.includes(name) ? '; **not read yet**: it makes the host unreachable' : '';
}

function defaultText({ default: value }: PluginOption): string {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return '';
  return code([Array.isArray(value) ? value.join(', ') : str(value as string | boolean)]);
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
