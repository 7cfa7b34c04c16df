/** True for block-style YAML without what reaches across lines: anchors, aliases, merge keys, several documents. */
export function isSimpleYaml(text: string): boolean {
  return !/[\s[{,][&*][\w-]|<<\s*:|^%|\n---(?=[\s\S]*\n---)/.test(text);
}

/**
 * The lines of one entry of a large file of simple YAML, so that 9,000 lines need not be parsed for the redirect of one
 * module. `unsure` where the entry isn't written simply enough to tell; parse the file whole then.
 * @param keys the path to the entry, from the top of the file
 * @return `key: ...` as YAML text of its own, or `absent`
 */
export function sliceBlock(
  text: string,
  keys: readonly string[],
): { readonly yaml: string } | 'absent' | 'unsure' {
  let start = 0;
  let end = text.length;
  let indent = -1;
  for (const [depth, key] of keys.entries()) {
    const entry = findEntry(text, start, end, indent, key);
    if (!entry) return 'absent';
    if (depth === keys.length - 1) return { yaml: text.slice(entry.start, entry.end) };
    if (entry.inlineValue) return 'unsure';
    ({ bodyStart: start, end, indent } = entry);
  }
  return 'unsure';
}

interface BlockEntry {
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
  readonly indent: number;
  /** A value behind the colon on the key's own line. */
  readonly inlineValue: boolean;
}

/** The last entry named `key` (YAML's last duplicate wins) among the children between `start` and `end`. */
function findEntry(
  text: string,
  start: number,
  end: number,
  parentIndent: number,
  key: string,
): BlockEntry | undefined {
  const childIndent = firstIndent(text, start, end);
  if (childIndent === undefined || childIndent <= parentIndent) return undefined;
  const escaped = key.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const line = new RegExp(
    `^ {${childIndent}}(?:${escaped}|'${escaped}'|"${escaped}") *:(?= |\\n|$)(.*)\\n?`,
    'gm',
  );
  line.lastIndex = start;
  let found: RegExpExecArray | undefined;
  for (let match = line.exec(text); match && match.index < end; match = line.exec(text)) found = match;
  if (!found) return undefined;
  const bodyStart = found.index + found[0].length;
  // A list may stand at its key's own indentation.
  const next = new RegExp(`^ {0,${childIndent}}(?![\\s#-])`, 'gm');
  next.lastIndex = bodyStart;
  const following = next.exec(text);
  return {
    start: found.index,
    bodyStart,
    end: following && following.index < end ? following.index : end,
    indent: childIndent,
    inlineValue: /^\s*[^\s#]/.test(found[1] ?? ''),
  };
}

function firstIndent(text: string, start: number, end: number): number | undefined {
  const line = /^( *)(?![ #\n]|---)/gm;
  line.lastIndex = start;
  const match = line.exec(text);
  return match && match.index < end ? (match[1] ?? '').length : undefined;
}
