import { literally, type BecomeMethod } from './step.ts';
import { behindShellText } from './shell-text.ts';

/** OpenBSD's doas and its ports. */
export const doas: BecomeMethod = {
  name: 'doas',
  wrap(step, command) {
    const flags = step.flags ?? '';
    const nonInteractive = step.password === undefined && !/(?:^|\s)-n(?:\s|$)/u.test(flags) ? ['-n'] : [];
    return behindShellText(
      [step.executable ?? 'doas', flags],
      [...nonInteractive, ...(step.user === '' ? [] : ['-u', step.user]), ...command],
    );
  },
  prompt: (_marker, { prompts = [] }) =>
    prompts.length === 0 ? 'doas \\([^)]*\\) password:' : prompts.map(literally).join('|'),
  wrong: 'doas: Authentication failed|Permission denied',
  missing: 'Authentication required|a tty is required',
  forbidden: 'Operation not permitted',
};
