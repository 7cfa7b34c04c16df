import type { RouteStep } from '../route/route.ts';
import { doas } from './doas.ts';
import type { Prompt, Step, StepKind, StepOptions } from './step.ts';
import { su } from './su.ts';
import { sudo } from './sudo.ts';

export const steps: { readonly [Kind in StepKind]: Step<StepOptions[Kind]> } = { sudo, su, doas };

/** What a step of a route does: its kind, with its own options. */
export interface StepWork {
  readonly kind: StepKind;
  readonly changesMachine: boolean;
  /** The machine that it leads to, where it is another one. */
  readonly machine: string | undefined;
  wrap(command: readonly string[], marker: string): readonly string[];
  prompts(marker: string): readonly Prompt[];
  readonly keepsPrompts: boolean;
  readonly wrong: string | undefined;
  readonly missing: string | undefined;
  readonly forbidden: string | undefined;
}

export function stepWork<Kind extends StepKind>({ kind, options }: RouteStep<Kind>): StepWork {
  const step: Step<StepOptions[Kind]> = steps[kind];
  return {
    kind,
    changesMachine: step.machine !== undefined,
    machine: step.machine?.(options),
    wrap: (command, marker) => step.wrap(options, command, marker),
    prompts: (marker) => step.prompts(options, marker),
    keepsPrompts: step.keepsPrompts === true,
    wrong: step.wrong,
    missing: step.missing,
    forbidden: step.forbidden,
  };
}
