import { joinedMessage, reportOf } from '../errors/error-report.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { NumberedErrors } from '../errors/numbered-errors.ts';
import { isSamePlace, type Origin } from '../errors/origin.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';

/** Told what could not be rendered, and where it was written. */
export type WarnOfTemplate = (message: string, origin: Origin | undefined) => void;

const truncated = 'template potentially truncated';

/**
 * A text for people to read: what cannot be rendered in it stands there as a numbered mark, and is told in one warning for
 * each place where it was written. The value itself where it is no text with templates, OMIT and null among them.
 */
export function markedText(written: TemplateString, templar: Templar, warn: WarnOfTemplate): Value {
  const attempt = attempted(written, templar);
  if ('value' in attempt) return attempt.value;
  const whole = attempt.problem;
  const marks = new Marks(written.origin);
  const text = markedSource(written, whole, templar, marks);
  marks.tell(warn);
  const rendered = templar.render(new TemplateString(text, written.origin));
  return rendered === OMIT || rendered === null ? rendered : str(rendered);
}

/** The source with marks in place of what fails. What ends the rendering of the text itself ends it here too. */
function markedSource(
  { source, origin }: TemplateString,
  whole: MitorunError,
  templar: Templar,
  marks: Marks,
): string {
  const isOwn = isSamePlace(whole.origin, origin);
  if (isOwn && whole.code === 'TEMPLATE_SYNTAX') return marks.mark(whole);
  let text = '';
  let end = 0;
  for (const match of source.matchAll(/\{\{.*?\}\}|\{[%#]/gs)) {
    const [part] = match;
    text += source.slice(end, match.index);
    if (part === '{%' || part === '{#') return text + marks.mark(whole) + marks.mark(truncated);
    end = match.index + part.length;
    const attempt = attempted(new TemplateString(part, origin), templar);
    if ('value' in attempt) text += part;
    else {
      const { problem } = attempt;
      text += marks.mark(problem);
      if (!raised.test(problem.message)) continue;
      text += marks.mark(truncated, problem.origin);
      if (isSamePlace(problem.origin, origin)) return text;
    }
  }
  return text + source.slice(end);
}

/** An exception rather than a value that stands for one. */
const raised = /^Error rendering /;

/** The marks of one text; what has no place of its own has the text's. */
class Marks {
  readonly #origin: Origin | undefined;
  readonly #errors = new NumberedErrors();

  constructor(origin: Origin | undefined) {
    this.#origin = origin;
  }

  mark(problem: MitorunError | string, place?: Origin): string {
    if (typeof problem === 'string') return this.#errors.mark(problem, place ?? this.#origin);
    return this.#errors.mark(joinedMessage(reportOf(problem)), problem.origin ?? this.#origin);
  }

  tell(warn: WarnOfTemplate): void {
    this.#errors.tell(warn);
  }
}

function attempted(
  template: TemplateString,
  templar: Templar,
): { readonly value: Value } | { readonly problem: MitorunError } {
  try {
    return { value: templar.render(template) };
  } catch (error) {
    if (error instanceof MitorunError) return { problem: error };
    throw error;
  }
}
