import type { Syntax } from '../syntax.ts';
import type { Evaluate, Execute } from './frame.ts';

/** A template that is ready to run. */
export interface CompiledTemplate {
  readonly name: string;
  /** The file it came from; undefined for text from YAML. */
  readonly file: string | undefined;
  readonly blocks: ReadonlyMap<string, CompiledBlock>;
  readonly execute: Execute;
  /** The single `{{ expression }}` that a template consists of: its value needs no joining. */
  readonly only: Evaluate | undefined;
  /** How many newlines end the source: ansible puts back those that Jinja2 drops. */
  readonly trailingNewlines: number;
  /** What one of them is: the caller's newline sequence, whatever a `#jinja2:` header says. */
  readonly trailingNewline: string;
  readonly syntax: Syntax;
  /** It calls methods that change lists or dicts: it works on copies of the variables. */
  readonly mutates: boolean;
}

export interface CompiledBlock {
  readonly name: string;
  readonly required: boolean;
  readonly execute: Execute;
}
