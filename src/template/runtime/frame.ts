import type { Value } from '../../python/value.ts';
import type { RenderContext } from './render-context.ts';

/**
 * The local variables of one running template, block, macro or recursive loop, by the slots that the compiler gave
 * them. An empty slot means that nothing was assigned yet: reading goes on outwards.
 */
export class Frame {
  readonly slots: (Value | undefined)[] = [];
  readonly parent: Frame | undefined;
  readonly context: RenderContext;
  constructor(context: RenderContext, parent: Frame | undefined) {
    this.context = context;
    this.parent = parent;
  }
}

/** A compiled expression. */
export type Evaluate = (frame: Frame) => Value;

/** What a statement printed: values, joined at the end. */
export type Output = Value[];

/** How a statement ended. */
export const Signal = { next: 0, break: 1, continue: 2 } as const;
export type SignalValue = (typeof Signal)[keyof typeof Signal];

/** A compiled statement. */
export type Execute = (frame: Frame, output: Output) => SignalValue;
