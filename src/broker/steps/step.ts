import type { becomeMethods } from '../../config/connection-options/all.ts';
import type { OptionsOf } from '../../config/connection-options/plugin-option.ts';

/** What may stand in a route behind its carrier, by the kinds' declarations. */
type StepDeclarations = typeof becomeMethods;
export type StepKind = keyof StepDeclarations;
export type StepOptions = { readonly [Kind in StepKind]: OptionsOf<StepDeclarations[Kind]> };

/**
 * One kind of step: a command that runs another one somewhere else. Patterns are read by JavaScript and by Python's `re`,
 * so they use what both know.
 */
export interface Step<Options> {
  /** The machine that it leads to, as messages call it. A step without it changes the account alone. */
  readonly machine?: (options: Options) => string;
  /** The words that run `command` there; `marker` is text for a prompt of our own where the program has one. */
  wrap(options: Options, command: readonly string[], marker: string): readonly string[];
  /** What it may ask, each once at most. */
  prompts(options: Options, marker: string): readonly Prompt[];
  /** Ansible does not know its prompts by their looks, and leaves them in the output of `raw` on this machine. */
  readonly keepsPrompts?: true;
  /** What it says when an answer was wrong. */
  readonly wrong: string | undefined;
  /** What it says when it wanted an answer and was given none. */
  readonly missing: string | undefined;
  /** What it says where its rules do not let the account run this command. */
  readonly forbidden: string | undefined;
}

/** One thing that a step may ask. */
export interface Prompt {
  readonly pattern: string;
  /** Undefined: the step fails as soon as it asks. */
  readonly answer: string | undefined;
}

/** Text that means itself in a regular expression of either language. */
export function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
}
