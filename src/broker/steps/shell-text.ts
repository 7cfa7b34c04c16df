import { MitorunError } from '../../errors/mitorun-error.ts';
import { shellCommand, shellSplit } from '../../python/shell-split.ts';

/**
 * `command` behind the user's program and flags. Ansible has the target's shell read these, so a text that only a shell
 * understands (`~/bin/sudo`, `LANG=C sudo`, `$HOME`) is given to one.
 */
export function behindShellText(texts: readonly string[], command: readonly string[]): readonly string[] {
  const words = texts.flatMap(flagWords);
  const text = texts.map((part) => part.trim()).join(' ');
  return onlyShellsRead(text)
    ? ['/bin/sh', '-c', `${text} ${shellCommand(command)}`]
    : [...words, ...command];
}

/** The words of the user's flags. An open quotation is refused: behind it the command itself would be read as flags. */
export function flagWords(text: string): string[] {
  try {
    return shellSplit(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MitorunError('ACTION', `${JSON.stringify(text)} of become_exe or become_flags: ${reason}`, {
      cause,
    });
  }
}

function onlyShellsRead(text: string): boolean {
  return /[$`~*?[\]{}()<>|&;!#]|^\w+=/u.test(text.replaceAll(/'[^']*'/gu, "''"));
}
