import type { CommandLineOption } from './option.ts';

/** Options of several programs, grouped as `--help` shows them. Names and letters are Ansible's. */
const general: readonly CommandLineOption[] = [
  { name: 'help', short: 'h', kind: 'flag', description: 'show this help and exit', group: 'General' },
  {
    name: 'version',
    kind: 'flag',
    description: 'show the version and where things are, and exit',
    group: 'General',
  },
  { name: 'verbose', short: 'v', kind: 'count', description: 'say more; up to -vvvvvv', group: 'General' },
  {
    name: 'content',
    kind: 'text',
    placeholder: 'DIR',
    description: "where Ansible's modules are (the `ansible` package)",
    group: 'General',
  },
];

const inventory: readonly CommandLineOption[] = [
  {
    name: 'inventory',
    short: 'i',
    aliases: ['inventory-file'],
    kind: 'list',
    placeholder: 'SOURCE',
    description: 'inventory file, directory, script or `host,list,`',
    group: 'Hosts',
  },
  {
    name: 'limit',
    short: 'l',
    kind: 'text',
    placeholder: 'PATTERN',
    description: 'only these hosts',
    group: 'Hosts',
  },
  { name: 'list-hosts', kind: 'flag', description: 'list the matching hosts and do nothing', group: 'Hosts' },
  { name: 'flush-cache', kind: 'flag', description: 'clear the fact cache first', group: 'Hosts' },
];

const connection: readonly CommandLineOption[] = [
  {
    name: 'private-key',
    aliases: ['key-file'],
    kind: 'text',
    placeholder: 'FILE',
    description: 'private key to log in with',
    group: 'Connection',
  },
  {
    name: 'user',
    short: 'u',
    kind: 'text',
    placeholder: 'USER',
    description: 'log in as this user',
    group: 'Connection',
  },
  {
    name: 'connection',
    short: 'c',
    kind: 'text',
    placeholder: 'NAME',
    description: 'connection to use (default ssh)',
    group: 'Connection',
  },
  {
    name: 'timeout',
    short: 'T',
    kind: 'number',
    placeholder: 'SECONDS',
    description: 'for a connection to be made',
    group: 'Connection',
  },
  {
    name: 'ssh-common-args',
    kind: 'text',
    placeholder: 'ARGS',
    description: "ssh's own arguments",
    group: 'Connection',
  },
  {
    name: 'sftp-extra-args',
    kind: 'text',
    placeholder: 'ARGS',
    description: 'accepted; files do not travel by sftp',
    group: 'Connection',
  },
  {
    name: 'scp-extra-args',
    kind: 'text',
    placeholder: 'ARGS',
    description: 'accepted; files do not travel by scp',
    group: 'Connection',
  },
  {
    name: 'ssh-extra-args',
    kind: 'text',
    placeholder: 'ARGS',
    description: "ssh's own arguments",
    group: 'Connection',
  },
  {
    name: 'ask-pass',
    short: 'k',
    kind: 'flag',
    description: 'ask for the login password',
    group: 'Connection',
  },
  {
    name: 'connection-password-file',
    excludes: 'ask-pass',
    aliases: ['conn-pass-file'],
    kind: 'text',
    placeholder: 'FILE',
    description: 'file (or executable) with the login password',
    group: 'Connection',
  },
];

const become: readonly CommandLineOption[] = [
  { name: 'become', short: 'b', kind: 'flag', description: 'run tasks as another user', group: 'Privileges' },
  {
    name: 'become-method',
    kind: 'text',
    placeholder: 'METHOD',
    description: 'how (default sudo)',
    group: 'Privileges',
  },
  {
    name: 'become-user',
    kind: 'text',
    placeholder: 'USER',
    description: 'as whom (default root)',
    group: 'Privileges',
  },
  {
    name: 'ask-become-pass',
    short: 'K',
    kind: 'flag',
    description: 'ask for its password',
    group: 'Privileges',
  },
  {
    name: 'become-password-file',
    excludes: 'ask-become-pass',
    aliases: ['become-pass-file'],
    kind: 'text',
    placeholder: 'FILE',
    description: 'file (or executable) with its password',
    group: 'Privileges',
  },
];

const vault: readonly CommandLineOption[] = [
  {
    name: 'ask-vault-password',
    short: 'J',
    aliases: ['ask-vault-pass'],
    kind: 'flag',
    description: 'ask for the vault password',
    group: 'Vault',
  },
  {
    name: 'vault-password-file',
    excludes: 'ask-vault-password',
    aliases: ['vault-pass-file'],
    kind: 'list',
    placeholder: 'FILE',
    description: 'file (or executable) with the vault password',
    group: 'Vault',
  },
  {
    name: 'vault-id',
    kind: 'list',
    placeholder: 'ID@SOURCE',
    description: 'a vault identity',
    group: 'Vault',
  },
];

const running: readonly CommandLineOption[] = [
  {
    name: 'extra-vars',
    short: 'e',
    kind: 'list',
    placeholder: 'VARS',
    description: 'variables: key=value, YAML, JSON or @file',
    group: 'Run',
  },
  {
    name: 'check',
    short: 'C',
    kind: 'flag',
    description: 'change nothing; say what would change',
    group: 'Run',
  },
  { name: 'diff', short: 'D', kind: 'flag', description: 'show what changes in files', group: 'Run' },
  {
    name: 'forks',
    short: 'f',
    kind: 'number',
    placeholder: 'N',
    description: 'how many hosts at once (default 5)',
    group: 'Run',
  },
  {
    name: 'module-path',
    short: 'M',
    kind: 'list',
    placeholder: 'PATHS',
    description: 'directories with more modules',
    group: 'Run',
  },
];

const basedir: CommandLineOption = {
  name: 'playbook-dir',
  kind: 'text',
  placeholder: 'DIR',
  description: 'where group_vars, roles, library... are sought',
  group: 'Run',
};

export const playbookOptions: readonly CommandLineOption[] = [
  ...general,
  ...running,
  {
    name: 'tags',
    short: 't',
    kind: 'list',
    placeholder: 'TAGS',
    description: 'only tasks with these tags',
    group: 'Run',
  },
  {
    name: 'skip-tags',
    kind: 'list',
    placeholder: 'TAGS',
    description: 'without tasks with these tags',
    group: 'Run',
  },
  {
    name: 'start-at-task',
    kind: 'text',
    placeholder: 'NAME',
    description: 'begin with the task of this name',
    group: 'Run',
  },
  { name: 'step', kind: 'flag', description: 'ask before each task', group: 'Run' },
  { name: 'force-handlers', kind: 'flag', description: 'run handlers even if a task fails', group: 'Run' },
  { name: 'syntax-check', kind: 'flag', description: 'check the playbook and do nothing', group: 'Run' },
  { name: 'list-tasks', kind: 'flag', description: 'list the tasks and do nothing', group: 'Run' },
  { name: 'list-tags', kind: 'flag', description: 'list the tags and do nothing', group: 'Run' },
  ...inventory,
  ...connection,
  ...become,
  ...vault,
];

export const adhocOptions: readonly CommandLineOption[] = [
  ...general,
  {
    name: 'module-name',
    short: 'm',
    kind: 'text',
    placeholder: 'MODULE',
    description: 'module to run (default command)',
    group: 'Run',
  },
  {
    name: 'args',
    short: 'a',
    kind: 'text',
    placeholder: 'ARGS',
    description: "the module's arguments: k=v, free text or JSON",
    group: 'Run',
  },
  ...running,
  { name: 'one-line', short: 'o', kind: 'flag', description: 'one line per result', group: 'Run' },
  {
    name: 'tree',
    short: 't',
    kind: 'text',
    placeholder: 'DIR',
    description: 'keep each result in a file of this directory',
    group: 'Run',
  },
  {
    name: 'background',
    short: 'B',
    kind: 'number',
    placeholder: 'SECONDS',
    description: 'run in the background, at most so long',
    group: 'Run',
  },
  {
    name: 'poll',
    short: 'P',
    kind: 'number',
    placeholder: 'SECONDS',
    description: 'ask for a background job so often',
    group: 'Run',
  },
  basedir,
  {
    name: 'task-timeout',
    kind: 'number',
    placeholder: 'SECONDS',
    description: 'for the task itself',
    group: 'Run',
  },
  ...inventory,
  ...connection,
  ...become,
  ...vault,
];

export const inventoryOptions: readonly CommandLineOption[] = [
  ...general,
  { name: 'list', kind: 'flag', description: 'all hosts and groups', group: 'Action' },
  { name: 'host', kind: 'text', placeholder: 'HOST', description: "one host's variables", group: 'Action' },
  { name: 'graph', kind: 'flag', description: 'groups and hosts as a tree', group: 'Action' },
  { name: 'yaml', short: 'y', kind: 'flag', description: 'as YAML rather than JSON', group: 'Output' },
  { name: 'toml', kind: 'flag', description: 'as TOML rather than JSON', group: 'Output' },
  { name: 'vars', kind: 'flag', description: 'with variables, for --graph', group: 'Output' },
  { name: 'export', kind: 'flag', description: "each group's own variables, for --list", group: 'Output' },
  { name: 'output', kind: 'text', placeholder: 'FILE', description: 'into this file', group: 'Output' },
  ...inventory.filter((option) => option.name !== 'list-hosts'),
  basedir,
  ...running.filter((option) => option.name === 'extra-vars'),
  ...vault,
];

const encryptId: CommandLineOption = {
  name: 'encrypt-vault-id',
  kind: 'text',
  placeholder: 'ID',
  description: 'the vault identity to encrypt with',
  group: 'Vault',
};
const output: CommandLineOption = {
  name: 'output',
  kind: 'text',
  placeholder: 'FILE',
  description: 'into this file; - for stdout',
  group: 'Output',
};

/** Options of each command of `ansible-vault`. */
export const vaultOptions: Readonly<Record<string, readonly CommandLineOption[]>> = {
  create: [
    ...general,
    ...vault,
    encryptId,
    {
      name: 'skip-tty-check',
      kind: 'flag',
      description: 'open the editor without a terminal too',
      group: 'Output',
    },
  ],
  decrypt: [...general, ...vault, output],
  edit: [...general, ...vault, encryptId],
  view: [...general, ...vault],
  encrypt: [...general, ...vault, encryptId, output],
  encrypt_string: [
    ...general,
    ...vault,
    encryptId,
    output,
    { name: 'prompt', short: 'p', kind: 'flag', description: 'ask for the string', group: 'Input' },
    { name: 'show-input', kind: 'flag', description: 'show what is typed', group: 'Input' },
    {
      name: 'name',
      short: 'n',
      kind: 'list',
      placeholder: 'NAME',
      description: "the variable's name",
      group: 'Input',
    },
    {
      name: 'stdin-name',
      kind: 'text',
      placeholder: 'NAME',
      description: 'the name for what stdin holds',
      group: 'Input',
    },
  ],
  rekey: [
    ...general,
    ...vault,
    encryptId,
    {
      name: 'new-vault-password-file',
      kind: 'text',
      placeholder: 'FILE',
      description: 'file with the new password',
      group: 'Vault',
      excludes: 'new-vault-id',
    },
    {
      name: 'new-vault-id',
      kind: 'text',
      placeholder: 'ID',
      description: 'the new vault identity',
      group: 'Vault',
    },
  ],
};

export const configOptions: readonly CommandLineOption[] = [
  ...general,
  {
    name: 'only-changed',
    kind: 'flag',
    aliases: ['changed-only'],
    description: 'only what is not the default',
    group: 'Output',
  },
];

export const contentOptions: readonly CommandLineOption[] = [
  ...general.filter((option) => option.name !== 'version'),
  {
    name: 'version',
    kind: 'text',
    placeholder: 'VERSION',
    description: 'of ansible-core, such as 2.19 or 2.19.11',
    group: 'Content',
  },
];

export const plainOptions: readonly CommandLineOption[] = general;
