interface LinkOptions {
  /** Shown characters of a URL; undefined: all. */
  readonly limit: number | undefined;
  readonly rel: string;
  readonly target: string | undefined;
  readonly schemes: readonly string[];
}

const url =
  /^(?:(?:https?:\/\/|www\.)(?:(?:[\p{L}\p{N}_%-]+\.)+)?(?:[a-z]{2,63}|xn--[\p{L}\p{N}_%]{2,59})|(?:[\p{L}\p{N}_%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)|https?:\/\/(?:(?:\d{1,3})(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]))(?::[\d]{1,5})?(?:[/?#]\S*)?$/iu;
const email = /^\S+@[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u;
const pairs = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const;

/** Jinja2's `urlize` of text that is escaped already: URLs and mail addresses become links. */
export function linkUrls(escaped: string, options: LinkOptions): string {
  return escaped
    .split(/(\s+)/u)
    .map((word) => linkWord(word, options))
    .join('');
}

function linkWord(word: string, options: LinkOptions): string {
  const head = /^(?:[(<]+|&lt;)+/.exec(word)?.[0] ?? '';
  const rest = word.slice(head.length);
  const end = endWithoutPunctuation(rest);
  let middle = rest.slice(0, end);
  let tail = rest.slice(end);
  for (const [open, close] of pairs) {
    const missing = count(middle, open) - count(middle, close);
    const moves = missing > 0 ? Math.min(count(middle, open), count(tail, close)) : 0;
    for (let move = 0; move < moves; move++) {
      const cut = tail.indexOf(close) + close.length;
      middle += tail.slice(0, cut);
      tail = tail.slice(cut);
    }
  }
  return head + link(middle, options) + tail;
}

/** Where the brackets and dots begin that end a word. */
function endWithoutPunctuation(word: string): number {
  let end = word.length;
  for (;;) {
    if (word.endsWith('&gt;', end)) end -= 4;
    else if (end > 0 && ')>.,\n'.includes(word.charAt(end - 1))) end -= 1;
    else return end;
  }
}

function link(text: string, { limit, rel, target, schemes }: LinkOptions): string {
  const attributes = `${rel ? ` rel="${rel}"` : ''}${target === undefined ? '' : ` target="${target}"`}`;
  const shown = limit !== undefined && text.length > limit ? `${text.slice(0, limit)}...` : text;
  if (url.test(text)) {
    const address = /^https?:\/\//.test(text) ? text : `https://${text}`;
    return `<a href="${address}"${attributes}>${shown}</a>`;
  }
  if (text.startsWith('mailto:') && email.test(text.slice(7)))
    return `<a href="${text}">${text.slice(7)}</a>`;
  if (text.includes('@') && !text.startsWith('www.') && !text.includes(':') && email.test(text)) {
    return `<a href="mailto:${text}">${text}</a>`;
  }
  const scheme = schemes.find((one) => text !== one && text.startsWith(one));
  return scheme === undefined ? text : `<a href="${text}"${attributes}>${text}</a>`;
}

const count = (text: string, part: string): number => text.split(part).length - 1;
