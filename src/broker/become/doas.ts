import { shellSplit } from '../../python/shell-split.ts';
import { literally, type BecomeMethod } from './method.ts';

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
  prompt: (_marker, { prompts = [] }) =>
    prompts.length === 0 ? 'doas \\([^)]*\\) password:' : prompts.map(literally).join('|'),
  wrong: 'doas: Authentication failed|Permission denied',
  missing: 'Authentication required|a tty is required',
  forbidden: 'Operation not permitted',
};
