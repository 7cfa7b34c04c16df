/** One step from a value to a part of it: `.name`, or `[expression]` with the expression as written. */
export type PathStep = { readonly attribute: string } | { readonly key: string };

/** The beginning of a Python expression that only names something: `task.args['src']`, and what follows it. */
export interface PythonPath {
  readonly root: string;
  readonly steps: readonly PathStep[];
  readonly rest: string;
}

/** Reads the path at the start of a line; undefined where it starts otherwise. */
export function readPath(text: string): PythonPath | undefined {
  const root = /^[A-Za-z_]\w*/.exec(text)?.[0];
  if (root === undefined) return undefined;
  const steps: PathStep[] = [];
  let at = root.length;
  for (;;) {
    const attribute = /^\s*\.\s*([A-Za-z_]\w*)/.exec(text.slice(at));
    if (attribute?.[1] !== undefined) {
      steps.push({ attribute: attribute[1] });
      at += attribute[0].length;
      continue;
    }
    const opening = /^\s*\[/.exec(text.slice(at));
    const end = opening ? closingBracket(text, at + opening[0].length - 1) : undefined;
    if (!opening || end === undefined) break;
    steps.push({ key: text.slice(at + opening[0].length, end) });
    at = end + 1;
  }
  return { root, steps, rest: text.slice(at).trim() };
}

/** Where the bracket at `start` is closed, texts in quotes aside. */
export function closingBracket(text: string, start: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && --depth === 0) return at;
  }
  return undefined;
}
