import { joinedMessage, reportOf } from '../errors/error-report.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { NumberedErrors } from '../errors/numbered-errors.ts';
import { isSamePlace, type Origin } from '../errors/origin.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';

/** Called with a message about what could not be rendered, and with the place where that was written. */
export type WarnOfTemplate = (message: string, origin: Origin | undefined) => void;

const truncated = 'template potentially truncated';

/**
 * Renders a text for people to read. A part that cannot be rendered is replaced by a numbered mark; one
 * warning for each place where such parts were written explains the marks. Returns OMIT and null as they are,
 * and other values as text.
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

/**
 * Replaces the parts that fail with marks. An error that ends the rendering of the whole text ends the marked
 * text too.
 */
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

/** Matches the message of a raised exception. Other failures are values that stand for an exception. */
const raised = /^Error rendering /;

/** The marks of one text. A fault without an origin gets the origin of the text. */
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
