import type { ErrorLink, ErrorReport } from '../errors/error-report.ts';
import { formatOrigin, type Origin } from '../errors/origin.ts';
import { sourceExcerpt } from './source-excerpt.ts';

/**
 * An error with its causes as ansible-core 2.19 shows it (`_event_formatting.py`): the whole chain on one line, then each
 * link with its origin and the lines around it. With `redacted`, as under no_log, no source lines are shown.
 */
export function errorText(report: ErrorReport, options: { readonly redacted?: boolean } = {}): string {
  const groups = groupLinks(report.chain);
  const texts = groups.map((group) => linkText(group, options.redacted === true));
  if (texts.length < 2) return texts.join('');
  return `${oneLine(report.chain)}\n\n${texts.join('\n<<< caused by >>>\n\n')}`;
}

/** A link that has no place and no hint of its own, or those of the one above, is told together with it. */
function groupLinks(chain: readonly ErrorLink[]): ErrorLink[][] {
  const groups: ErrorLink[][] = [];
  for (const link of chain) {
    const group = groups.at(-1);
    const [head] = group ?? [];
    if (group && head && !hasOwnDetails(link, head)) group.push(link);
    else groups.push([link]);
  }
  return groups;
}

function hasOwnDetails(link: ErrorLink, head: ErrorLink): boolean {
  if (!link.origin && link.hint === undefined) return false;
  return !sameOrigin(link.origin, head.origin) || link.hint !== head.hint;
}

function sameOrigin(a: Origin | undefined, b: Origin | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && formatOrigin(a) === formatOrigin(b));
}

/** Messages behind one another with colons; one that its outer message ends with already is not repeated. */
function oneLine(chain: readonly ErrorLink[]): string {
  return chain.reduceRight((inner, { message }) => {
    if (inner === '' || message.endsWith(inner)) return message;
    return `${message.replace(/[. ]+$/, '')}: ${inner}`;
  }, '');
}

function linkText(group: readonly ErrorLink[], redacted: boolean): string {
  const [head] = group;
  const origin = head?.origin;
  const hint = head?.hint;
  const message = oneLine(group);
  if (hint !== undefined && !origin && !message.includes('\n') && !hint.includes('\n')) return `${message} ${hint}\n`;
  const lines = [message];
  if (origin) lines.push(originText(origin, redacted));
  if (hint !== undefined) lines.push('', hint);
  return `${lines.join('\n')}\n`;
}

/** `Origin: file:line:column` and the lines around it. */
export function originText(origin: Origin, redacted = false): string {
  const excerpt = redacted ? '(source not shown: content redacted)' : sourceExcerpt(origin);
  return `Origin: ${formatOrigin(origin)}${excerpt === '' ? '' : `\n\n${excerpt}`}`;
}
