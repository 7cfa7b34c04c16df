import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';

/** Told what could not be rendered, and where it was written. */
export type WarnOfTemplate = (message: string, origin: Origin | undefined) => void;

/**
 * A text for people to read: what is undefined in it stands there as a numbered mark and is told as one warning. The
 * value itself where it is no text with templates, OMIT and null among them. Other errors are thrown.
 */
export function markedText(written: TemplateString, templar: Templar, warn: WarnOfTemplate): Value {
  const whole = undefinedIn(written, templar);
  if (whole === undefined) return templar.render(written);
  const problems: string[] = [];
  const mark = (problem: string): string => {
    problems.push(`error ${problems.length + 1} - ${problem}`);
    return `<< ${problems.at(-1)} >>`;
  };
  const text = /\{[%#]/.test(written.source)
    ? mark(whole)
    : written.source.replaceAll(/\{\{.*?\}\}/gs, (expression) => {
        const problem = undefinedIn(new TemplateString(expression, written.origin), templar);
        return problem === undefined ? expression : mark(problem);
      });
  const count = problems.length;
  warn(`Encountered ${count} template error${count > 1 ? 's' : ''}.\n${problems.join('\n')}`, written.origin);
  const rendered = templar.render(new TemplateString(text, written.origin));
  return rendered === OMIT || rendered === null ? rendered : str(rendered);
}

function undefinedIn(template: TemplateString, templar: Templar): string | undefined {
  try {
    templar.render(template);
    return undefined;
  } catch (error) {
    if (error instanceof MitorunError && error.code === 'TEMPLATE_UNDEFINED') return error.message;
    throw error;
  }
}
