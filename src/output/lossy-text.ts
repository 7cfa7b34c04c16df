/** Characters that YAML takes for line breaks. */
const lineBreak = /[\n\u0085\u2028\u2029]/;

/** Characters that PyYAML would escape: a text that holds one cannot be a block. */
// oxlint-disable-next-line no-control-regex
const special = /[^\n -~\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10fffe}]|\ufeff/gu;

/** What pretty YAML shows as a `|` block: a text of several lines, made fit for one; undefined for any other text. */
export function lossyBlock(text: string): string | undefined {
  return lineBreak.test(text) ? lossyText(text) : undefined;
}

/** The same without any change to the text, which the emitter then may have to quote. */
export function exactBlock(text: string): string | undefined {
  return lineBreak.test(text) ? text : undefined;
}

/**
 * A text made fit for a block, at the expense of exactness (`_munge_data_for_lossy_yaml` of ansible-core's callbacks).
 */
function lossyText(text: string): string {
  return expandTabs(text.trimEnd())
    .replace(special, '')
    .replace(/(?<! ) +([\n\u0085\u2028\u2029])/g, '$1');
}

/** Tabs to blanks up to the next multiple of eight columns. */
function expandTabs(text: string): string {
  let column = 0;
  let expanded = '';
  for (const character of text) {
    if (character === '\t') {
      const blanks = 8 - (column % 8);
      expanded += ' '.repeat(blanks);
      column += blanks;
      continue;
    }
    expanded += character;
    column = character === '\n' || character === '\r' ? 0 : column + 1;
  }
  return expanded;
}
