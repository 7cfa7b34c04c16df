import { literally, type Step, type StepOptions } from './step.ts';
import { behindShellText } from './shell-text.ts';

/** OpenBSD's doas and its ports. */
export const doas = {
  wrap({ become_exe, become_flags, become_pass, become_user }, command) {
    const flags = become_flags ?? '';
    const nonInteractive = become_pass === undefined && !/(?:^|\s)-n(?:\s|$)/u.test(flags) ? ['-n'] : [];
    return behindShellText(
      [become_exe ?? 'doas', flags],
      [...nonInteractive, ...(become_user ? ['-u', become_user] : []), ...command],
    );
  },
  prompts({ become_pass, prompt_l10n = [] }) {
    const words = prompt_l10n.map(literally).join('|');
    return [{ pattern: words === '' ? 'doas \\([^)]*\\) password:' : words, answer: become_pass }];
  },
  keepsPrompts: true,
  wrong: 'doas: Authentication failed|Permission denied',
  missing: 'Authentication required|a tty is required',
  forbidden: 'Operation not permitted',
} as const satisfies Step<StepOptions['doas']>;
