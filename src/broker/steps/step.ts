import type { BecomeStep } from '../route/route.ts';

/** How one command changes the account. Patterns are read by JavaScript and by Python's `re`, so they use what both know. */
export interface BecomeMethod {
  /** As Ansible's messages call it: `Missing sudo password`. */
  readonly name: string;
  /** The words that run `command` as the step's user; `marker` is text for a prompt of our own where the method has one. */
  wrap(step: BecomeStep, command: readonly string[], marker: string): readonly string[];
  /** What the prompt looks like; a step may name the words of its own language. */
  prompt(marker: string, step: BecomeStep): string;
  /** What it says when the password was wrong. */
  readonly wrong: string;
  /** What it says when it wanted a password and was given none. */
  readonly missing: string | undefined;
  /** What it says where its rules do not let the account run this command. */
  readonly forbidden: string | undefined;
}

/** Text that means itself in a regular expression of either language. */
export function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
}
