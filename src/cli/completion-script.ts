import type { CommandLineOption, Program } from './options/option.ts';
import { programDescriptions } from './options/program-options.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const subCommands = ['inventory', 'vault', 'config', 'content', 'shims', 'completion'] as const;

/** Commands with the program that each calls; sub-commands of mitorun are found by the first word. */
const commands: readonly (readonly [string, Program])[] = [
  ['mitorun', 'playbook'],
  ['ansible-playbook', 'playbook'],
  ['ansible', 'adhoc'],
  ['ansible-inventory', 'inventory'],
  ['ansible-vault', 'vault'],
];

/** A script that completes options, sub-commands and files, made from the option tables. */
export function completionScript(shell: Shell): string {
  return shell === 'fish'
    ? fishScript()
    : `${shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}${bashScript()}`;
}

function bashScript(): string {
  const cases = [
    ...subCommands.map((program) => [`mitorun\\ ${program}`, program] as const),
    ...commands.map(([command, program]) => [command === 'mitorun' ? 'mitorun*' : command, program] as const),
  ].map(([pattern, program]) => {
    const { options, actions } = programDescriptions[program];
    const extra = pattern === 'mitorun*' ? subCommands : actions;
    return `    ${pattern}) words="${[...extra, ...wordsOf(options)].join(' ')}" ;;`;
  });
  return `_mitorun() {
  local current="\${COMP_WORDS[COMP_CWORD]}" called="\${COMP_WORDS[0]##*/}" words=""
  if [ "$called" = mitorun ] && [ "$COMP_CWORD" -gt 1 ]; then called="$called \${COMP_WORDS[1]}"; fi
  case "$called" in
${cases.join('\n')}
  esac
  local first=1
  case "$called" in *" "*|ansible-vault) first=2 ;; esac
  if [ "\${current#-}" != "$current" ] || [ "$COMP_CWORD" -le "$first" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _mitorun ${commands.map(([command]) => command).join(' ')}
`;
}

function fishScript(): string {
  const lines: string[] = [];
  for (const [command, program] of commands) {
    for (const option of programDescriptions[program].options) lines.push(fishOption(command, option));
  }
  for (const program of subCommands) {
    const { summary, actions } = programDescriptions[program];
    lines.push(`complete -c mitorun -n __fish_use_subcommand -a ${program} -d ${quoted(summary)}`);
    for (const action of actions) {
      lines.push(`complete -c mitorun -n '__fish_seen_subcommand_from ${program}' -a ${action}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function fishOption(command: string, option: CommandLineOption): string {
  const short = option.short === undefined ? '' : ` -s ${option.short}`;
  const long = [option.name, ...(option.aliases ?? [])].map((name) => ` -l ${name}`).join('');
  const value = option.kind === 'flag' || option.kind === 'count' ? '' : ' -r';
  return `complete -c ${command}${short}${long}${value} -d ${quoted(option.description)}`;
}

function wordsOf(options: readonly CommandLineOption[]): string[] {
  return options.flatMap((option) => [option.name, ...(option.aliases ?? [])]).map((name) => `--${name}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}
