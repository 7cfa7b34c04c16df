import { shellSplit } from '../../python/shell-split.ts';
import type { BecomeMethod } from './method.ts';

/** OpenBSD's doas and its ports. */
export const doas: BecomeMethod = {
  name: 'doas',
  wrap(step, command) {
    const flags = shellSplit(step.flags ?? '');
    const nonInteractive = step.password === undefined && !flags.includes('-n') ? ['-n'] : [];
    return [
      ...shellSplit(step.executable ?? 'doas'),
      ...flags,
      ...nonInteractive,
      ...(step.user === '' ? [] : ['-u', step.user]),
      ...command,
    ];
  },
  prompt: () => 'doas \\([^)]*\\) password:',
  wrong: 'doas: Authentication failed|Permission denied',
  missing: 'Authentication required|a tty is required',
};
