import type { CommandLineOption, Program } from './option.ts';
import {
  adhocOptions,
  configOptions,
  contentOptions,
  inventoryOptions,
  plainOptions,
  playbookOptions,
  vaultOptions,
} from './tables.ts';

/** How a program is called, for usage lines, help and completion. */
export interface ProgramDescription {
  readonly summary: string;
  readonly usage: string;
  readonly options: readonly CommandLineOption[];
  /** First words that it knows. */
  readonly actions: readonly string[];
}

export const programDescriptions: Readonly<Record<Program, ProgramDescription>> = {
  playbook: {
    summary: 'run playbooks',
    usage: '[options] playbook [playbook ...]',
    options: playbookOptions,
    actions: [],
  },
  adhoc: {
    summary: 'run one module on the hosts of a pattern',
    usage: '<host-pattern> [-m module] [-a args] [options]',
    options: adhocOptions,
    actions: [],
  },
  inventory: {
    summary: 'show what the inventory holds',
    usage: '[options] --list | --host HOST | --graph [group]',
    options: inventoryOptions,
    actions: [],
  },
  vault: {
    summary: 'encrypt and decrypt files and strings',
    usage: `{${Object.keys(vaultOptions).join(',')}} [options] [file ...]`,
    options: unique(Object.values(vaultOptions).flat()),
    actions: Object.keys(vaultOptions),
  },
  config: {
    summary: 'show the settings and where they come from',
    usage: '{list,dump} [--only-changed]',
    options: configOptions,
    actions: ['list', 'dump'],
  },
  content: {
    summary: "show or fetch Ansible's modules",
    usage: '{list,install} [--version VERSION]',
    options: contentOptions,
    actions: ['list', 'install'],
  },
  shims: {
    summary: "make links named as Ansible's programs",
    usage: 'DIR',
    options: plainOptions,
    actions: [],
  },
  completion: {
    summary: 'print the completion script of a shell',
    usage: '{bash,zsh,fish}',
    options: plainOptions,
    actions: ['bash', 'zsh', 'fish'],
  },
};

/** The words that call a program: the link's name, or mitorun with the sub-command. */
export function callOf(program: Program, name: string): string {
  if (name.startsWith('ansible') || program === 'playbook' || program === 'adhoc') return name;
  return `${name} ${program}`;
}

function unique(options: readonly CommandLineOption[]): CommandLineOption[] {
  return [...new Map(options.map((option) => [option.name, option])).values()];
}
