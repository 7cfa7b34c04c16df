import { joinedMessage, reportOf } from '../errors/error-report.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { formatOrigin, type Origin } from '../errors/origin.ts';
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
  const whole = problemIn(written, templar);
  if (whole === undefined) return templar.render(written);
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
  const isOwn = isSame(whole.origin, origin);
  if (isOwn && whole.code === 'TEMPLATE_SYNTAX') return marks.mark(whole);
  let text = '';
  let end = 0;
  for (const match of source.matchAll(/\{\{.*?\}\}|\{[%#]/gs)) {
    const [part] = match;
    text += source.slice(end, match.index);
    if (part === '{%' || part === '{#') return text + marks.mark(whole) + marks.mark(truncated);
    end = match.index + part.length;
    const problem = problemIn(new TemplateString(part, origin), templar);
    if (problem === undefined) text += part;
    else {
      text += marks.mark(problem);
      if (!raised.test(problem.message)) continue;
      text += marks.mark(truncated, problem.origin);
      if (isSame(problem.origin, origin)) return text;
    }
  }
  return text + source.slice(end);
}

/** An exception rather than a value that stands for one. */
const raised = /^Error rendering /;

/** The marks of one text, by the places of what they stand for. */
class Marks {
  readonly #origin: Origin | undefined;
  readonly #groups: { readonly origin: Origin | undefined; readonly lines: string[] }[] = [];
  #count = 0;

  constructor(origin: Origin | undefined) {
    this.#origin = origin;
  }

  mark(problem: MitorunError | string, place?: Origin): string {
    const isError = problem instanceof MitorunError;
    const origin = (isError ? problem.origin : place) ?? this.#origin;
    const line = `error ${++this.#count} - ${isError ? joinedMessage(reportOf(problem)) : problem}`;
    const last = this.#groups.at(-1);
    if (last && isSame(last.origin, origin)) last.lines.push(line);
    else this.#groups.push({ origin, lines: [line] });
    return `<< ${line} >>`;
  }

  tell(warn: WarnOfTemplate): void {
    for (const { origin, lines } of this.#groups) {
      const plural = lines.length > 1 ? 's' : '';
      warn(`Encountered ${lines.length} template error${plural}.\n${lines.join('\n')}`, origin);
    }
  }
}

function isSame(a: Origin | undefined, b: Origin | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && formatOrigin(a) === formatOrigin(b));
}

function problemIn(template: TemplateString, templar: Templar): MitorunError | undefined {
  try {
    templar.render(template);
    return undefined;
  } catch (error) {
    if (error instanceof MitorunError) return error;
    throw error;
  }
}
