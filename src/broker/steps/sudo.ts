import { shellCommand, shellQuote } from '../../python/shell-split.ts';
import { literally, type Step, type StepOptions } from './step.ts';
import { behindShellText, flagWords } from './shell-text.ts';

const defaultFlags = '-H -S -n';

/**
 * sudo and sudo-rs, as Ansible's become plug-in runs them (plugins/become/sudo.py, ansible-core 2.19). sudo-rs puts
 * its own words around our prompt, so the prompt is searched for anywhere.
 */
export const sudo = {
  wrap({ become_exe, become_flags, become_pass, become_user, sudo_chdir }, command, marker) {
    const given = become_flags ?? defaultFlags;
    const flags = become_pass === undefined ? given : shellCommand(withoutNonInteractive(flagWords(given)));
    const words = behindShellText(
      [become_exe ?? 'sudo', flags],
      [
        // Without a password too: with flags of the user's that allow a prompt, it is seen at once. sudo takes one `-p`.
        ...(become_pass === undefined && namesPrompt(given) ? [] : ['-p', marker]),
        ...(become_user ? ['-u', become_user] : []),
        ...command,
      ],
    );
    return sudo_chdir === undefined ? words : inDirectory(sudo_chdir, words);
  },
  prompts: ({ become_pass }, marker) => [{ pattern: literally(marker), answer: become_pass }],
  wrong: 'Sorry, try again\\.|Authentication failed, try again|incorrect password attempt',
  missing:
    'a password is required|interactive authentication is required|a terminal is required to read the password',
  // Without a password, a command that no rule names is one that would need it.
  forbidden:
    "a password is required|interactive authentication is required|is not allowed to|I'm afraid I can't do that",
} as const satisfies Step<StepOptions['sudo']>;

/** `cd` is the shell's own, and `exec` leaves no shell behind. */
function inDirectory(directory: string, words: readonly string[]): string[] {
  return ['/bin/sh', '-c', `cd ${shellQuote(directory)} && exec ${shellCommand(words)}`];
}

/** Whether flags have sudo ask with a prompt of the user's. */
function namesPrompt(flags: string): boolean {
  return /(?:^|\s)(?:-[A-Za-z]*p|--prompt)/u.test(flags);
}

function withoutNonInteractive(flags: readonly string[]): string[] {
  return flags
    .filter((flag) => flag !== '-n' && flag !== '--non-interactive')
    .map((flag) => (flag.startsWith('--') ? flag : flag.replace(/^(-\w*)n(\w*)/u, '$1$2')));
}
