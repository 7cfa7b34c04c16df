import type { RouteStep } from '../route/route.ts';
import { stepWork, type StepWork } from './index.ts';
import { promptMarker } from './prompt-marker.ts';
import type { Prompt } from './step.ts';

/** What one step of a launch may ask, and how to read what it says. */
export interface StepTalk {
  readonly work: StepWork;
  readonly prompts: readonly Prompt[];
}

export interface Launch {
  readonly argv: readonly string[];
  /** The first step's first, which is the first to ask. */
  readonly talks: readonly StepTalk[];
}

/** A command behind steps: each one's program runs the next one's, the last one's runs the command. */
export function launch(steps: readonly RouteStep[], command: readonly string[]): Launch {
  const talks: StepTalk[] = [];
  let argv = command;
  for (const step of steps.toReversed()) {
    const work = stepWork(step);
    const marker = promptMarker(step.kind);
    argv = work.wrap(argv, marker);
    talks.unshift({ work, prompts: work.prompts(marker) });
  }
  return { argv, talks };
}
