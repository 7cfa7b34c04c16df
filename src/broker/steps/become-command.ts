import { randomInt } from 'node:crypto';
import { shellQuote } from '../../python/shell-split.ts';
import { isOneCommand } from '../agent/bootstrap-command.ts';
import { bootstrapPayload, firstStage } from '../agent/bootstrap-payload.ts';

/** What Ansible lets a become command print first; people's sudoers rules name it. */
const prefix = 'BECOME-SUCCESS-';
const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Text that says that the account is reached, as Ansible makes it. */
export function successMarker(): string {
  return prefix + Array.from({ length: 32 }, () => letters[randomInt(letters.length)]).join('');
}

/** A shell command as Ansible hands it to the become method, so that rules that allow Ansible's allow this one. */
export function announced(command: string, success: string, shell = '/bin/sh'): readonly string[] {
  return [shell, '-c', `echo ${success} ; ${command}`];
}

/** What a become command has written, without the line by which it announced the account. */
export function withoutAnnouncement(output: string): string {
  return output.replace(new RegExp(`${prefix}[a-z]{32}\r?\n?`, 'u'), '');
}

/**
 * The command by which another account's Python runs the first stage. It holds no `$`: sudo puts a backslash before
 * everything else that a login shell (`sudo -i`, `sudo -s`) may change.
 */
export function becomeCommand(interpreter: string, success: string, shell?: string): readonly string[] {
  const stage = shellQuote(firstStage(bootstrapPayload().length));
  const named = shellQuote(interpreter);
  const plain = `${isOneCommand(interpreter) ? interpreter : named} -c ${stage}`;
  if (named === interpreter) return announced(plain, success, shell);
  return announced(
    `command -v ${named} >/dev/null 2>&1 && exec ${named} -c ${stage}; ${plain}`,
    success,
    shell,
  );
}

/** The same without a shell, for rules that allow Python alone. None for an interpreter with arguments of its own. */
export function pythonCommand(interpreter: string): readonly string[] | undefined {
  return /^[\w/.+-]+$/u.test(interpreter)
    ? [interpreter, '-c', firstStage(bootstrapPayload().length)]
    : undefined;
}
