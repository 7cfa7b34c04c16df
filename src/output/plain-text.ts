/** Everything that is no letter of one line: control characters, line ends, marks that turn the direction of text. */
const notOfOneLine = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Control characters that a terminal acts on, but for line ends, tabs and what only colours text (`ESC [ ... m`) or ends
 * such a line (`ESC [ K`).
 */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const terminalCommand = /\u001b\[[0-9;:]*[mK]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** A name that came from outside as part of a line: what would end the line, colour it or write over it is shown as `\u001b`. */
export function oneLine(name: string): string {
  return name.replace(notOfOneLine, escaped);
}

/** Text for a terminal: what would move the cursor, set the title or ask the terminal something is shown as `\u001b`. */
export function withoutTerminalCommands(text: string): string {
  return text.replace(terminalCommand, (found) => (found.length > 1 ? found : escaped(found)));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
