import { type ErrorLink, type ErrorReport, joinedMessage } from '../errors/error-report.ts';
import { formatOrigin, isSamePlace, type Origin } from '../errors/origin.ts';
import { sourceExcerpt } from './source-excerpt.ts';

/**
 * An error with its causes as ansible-core 2.19 shows it (`_event_formatting.py`): the whole chain on one line, then each
 * link with its origin and the lines around it.
 */
export function errorText(report: ErrorReport): string {
  const groups = groupLinks(report.chain);
  const texts = groups.map(linkText);
  if (texts.length < 2) return texts.join('');
  return `${joinedMessage(report)}\n\n${texts.join('\n<<< caused by >>>\n\n')}`;
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
  if (link.apart === true || link.events !== undefined) return true;
  if (!link.origin && link.hint === undefined) return false;
  return !sameOrigin(link.origin, head.origin) || link.hint !== head.hint;
}

function sameOrigin(a: Origin | undefined, b: Origin | undefined): boolean {
  return isSamePlace(a, b) && a?.excerpt === b?.excerpt;
}

/** A message alone with its place and what to do about it: warnings and deprecations. */
export function noticeText(link: ErrorLink): string {
  return linkText([link]);
}

function linkText(group: readonly ErrorLink[]): string {
  const [head] = group;
  const origin = head?.origin;
  const hint = head?.hint;
  const message = joinedMessage({ chain: group });
  if (hint !== undefined && !origin && !message.includes('\n') && !hint.includes('\n'))
    return `${message} ${hint}\n`;
  const events = group.flatMap((link) => link.events ?? []);
  const lines = [message];
  if (origin) lines.push(originText(origin));
  if (hint !== undefined) lines.push('', hint);
  if (events.length > 0) lines.push('', eventsText(events));
  return `${lines.join('\n')}\n`;
}

/** Errors that are reported together, one below the other (`_format_event_children`). */
function eventsText(events: readonly ErrorReport[]): string {
  const count = events.length;
  const texts = events.map(
    (event, index) =>
      `+--[ Sub-Event ${index + 1} of ${count} ]---\n${`\n${errorText(event)}`.replaceAll(/^/gm, '| ')}`,
  );
  return `${texts.join('\n')}\n+--[ End Sub-Event ]---`;
}

/** `Origin: file:line:column` and the lines around it. */
export function originText(origin: Origin): string {
  const excerpt = sourceExcerpt(origin);
  return `Origin: ${formatOrigin(origin)}${excerpt === '' ? '' : `\n\n${excerpt}`}`;
}
