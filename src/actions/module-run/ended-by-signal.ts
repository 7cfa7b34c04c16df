import type { ModuleOutcome } from '../../broker/hop.ts';

/** What the system calls the signals that end a program, as a shell says it of one that it ran. */
const words: Readonly<Record<number, string>> = {
  1: 'Hangup',
  3: 'Quit',
  4: 'Illegal instruction',
  5: 'Trace/breakpoint trap',
  6: 'Aborted',
  7: 'Bus error',
  8: 'Floating point exception',
  9: 'Killed',
  10: 'User defined signal 1',
  11: 'Segmentation fault',
  12: 'User defined signal 2',
  14: 'Alarm clock',
  15: 'Terminated',
  24: 'CPU time limit exceeded',
  25: 'File size limit exceeded',
  31: 'Bad system call',
};

/** The outcome of a module that a signal ended as Ansible has it, which runs modules below a shell. */
export function asShellOutcome(outcome: ModuleOutcome): ModuleOutcome {
  if (outcome.rc >= 0) return outcome;
  const signalText = words[-outcome.rc];
  const stderr = signalText === undefined ? outcome.stderr : `${outcome.stderr}${signalText}\n`;
  return { ...outcome, rc: 128 - outcome.rc, stderr };
}
