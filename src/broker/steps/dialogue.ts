import type { StepTalk } from './launch.ts';
import { withoutPromptMarkers } from './prompt-marker.ts';
import type { Prompt } from './step.ts';
import type { StepWork } from './index.ts';

/** What to do after reading what a step wrote. */
export type Turn =
  | { readonly do: 'wait' }
  | { readonly do: 'answer'; readonly answer: string }
  | { readonly do: 'go on' }
  | { readonly do: 'give up'; readonly why: 'wrong' | 'missing'; readonly talk: StepTalk };

export interface AnsweredPrompt {
  readonly work: StepWork;
  readonly pattern: string;
}

/** Characters of what steps say that are looked at: a prompt, and a few lines before it. */
export const longestTalk = 64 * 1024;

/**
 * Answers the prompts of a launch until the command behind it announces itself. The steps ask one after the
 * other, each step in any order and each prompt once: a prompt that comes again was answered wrongly. A step
 * that asks nothing is skipped.
 */
export class PromptDialogue {
  readonly #talks: readonly StepTalk[];
  readonly #announcement: string;
  readonly #answered = new Map<Prompt, StepTalk>();
  #at = 0;
  #heard = '';
  #unanswered = '';

  /** @param announcement what the command prints first */
  constructor(talks: readonly StepTalk[], announcement: string) {
    this.#talks = talks;
    this.#announcement = announcement;
  }

  /** All that was heard, without prompts of our own. */
  get heard(): string {
    return withoutPromptMarkers(this.#heard);
  }

  /** What was answered, in its order. */
  get answered(): readonly AnsweredPrompt[] {
    return [...this.#answered].map(([{ pattern }, { work }]) => ({ work, pattern }));
  }

  /** The step that is under way: the first that has not been answered, or the last. */
  get current(): StepTalk | undefined {
    const open = this.#talks
      .slice(this.#at)
      .find(({ prompts }) => !prompts.some((prompt) => this.#answered.has(prompt)));
    return open ?? this.#talks.at(-1);
  }

  hear(text: string): Turn {
    this.#heard = (this.#heard + text).slice(-longestTalk);
    this.#unanswered = (this.#unanswered + text).slice(-longestTalk);
    if (this.#heard.includes(this.#announcement)) return { do: 'go on' };
    const again = this.#talks.find((talk, index) =>
      talk.prompts.some(
        (prompt) => (index < this.#at || this.#answered.has(prompt)) && this.#isAskedFor(prompt),
      ),
    );
    if (again) return { do: 'give up', why: 'wrong', talk: again };
    const at = this.#talks.findIndex(
      ({ prompts }, index) => index >= this.#at && prompts.some((prompt) => this.#isAskedFor(prompt)),
    );
    const talk = this.#talks[at];
    const asked = talk?.prompts.find((prompt) => this.#isAskedFor(prompt));
    if (talk === undefined || asked === undefined) return { do: 'wait' };
    this.#at = at;
    if (asked.answer === undefined) return { do: 'give up', why: 'missing', talk };
    this.#answered.set(asked, talk);
    this.#unanswered = '';
    return { do: 'answer', answer: asked.answer };
  }

  #isAskedFor({ pattern }: Prompt): boolean {
    return new RegExp(pattern, 'iu').test(this.#unanswered);
  }
}
