import type { AstNode, Expression, Statement } from '../syntax/nodes.ts';
import type { Registry } from '../registry.ts';
import type { Scope } from './scope.ts';
import {
  type CompiledBlock,
  type Evaluate,
  type Execute,
  type Output,
  Signal,
  type SignalValue,
} from '../runtime/running-template.ts';

/** What the parts of the compiler need of each other. */
export interface Compiler {
  readonly registry: Registry;
  /** Constant strings with template syntax are rendered where they stand (conditionals). */
  readonly rendersConstants: boolean;
  /** Constants of the terms of lookups: rendered where they stand, too. */
  readonly lookupConstants: WeakSet<AstNode<'const'>>;
  /** The template has an `extends`: nothing at its top level prints once that was reached. */
  readonly extending: boolean;
  /** The template is a file, whose errors name the line that ran. */
  readonly notesLines: boolean;
  /** Blocks by name, filled while statements compile. */
  readonly blocks: Map<string, CompiledBlock>;
  expression(node: Expression, scope: Scope): Evaluate;
  statements(body: readonly Statement[], scope: Scope): Execute;
}

/** One statement that runs several; stops where one breaks or continues a loop. */
export function sequence(parts: readonly Execute[]): Execute {
  const [first, second, third] = parts;
  if (!first) return () => Signal.next;
  if (!second) return first;
  if (!third) return (frame, output) => first(frame, output) || second(frame, output);
  return (frame, output: Output): SignalValue => {
    for (const part of parts) {
      const signal = part(frame, output);
      if (signal !== Signal.next) return signal;
    }
    return Signal.next;
  };
}
