/** Release names in order, so that the one after the machine's own is known. */
const SUITES: readonly (readonly string[])[] = [
  ['buster', 'bullseye', 'bookworm', 'trixie', 'forky', 'duke'],
  ['focal', 'jammy', 'noble', 'plucky', 'questing', 'resolute'],
];

/** One file of `/etc/apt/sources.list` and `/etc/apt/sources.list.d`. */
export interface AptSourceFile {
  readonly name: string;
  readonly text: string;
}

/** `VERSION_CODENAME` of /etc/os-release: `bookworm`. */
export function codenameOf(osRelease: string): string | undefined {
  return /^VERSION_CODENAME="?(\w+)"?$/m.exec(osRelease)?.[1];
}

/** Suites to look in for a package, the machine's own first, then the next, then the one before. */
export function suitesAround(codename: string): string[] {
  for (const suites of SUITES) {
    const index = suites.indexOf(codename);
    if (index === -1) continue;
    return [codename, suites[index + 1], suites[index - 1]].filter((suite) => suite !== undefined);
  }
  return [codename];
}

/**
 * The machine's own sources for another suite: entries of its distribution (those that name `codename`), with the name
 * replaced and everything else (mirror, keys, components) kept. Sources of other parties name other suites and are
 * left out. Gives deb822 and one-line text separately, as apt reads them from files of different names.
 */
export function sourcesForSuite(
  files: readonly AptSourceFile[],
  codename: string,
  suite: string,
): { readonly deb822: string; readonly oneLine: string } {
  const stanzas: string[] = [];
  const lines: string[] = [];
  for (const file of files) {
    if (file.name.endsWith('.sources')) {
      for (const stanza of file.text.split(/\n\s*\n/)) {
        const rewritten = rewriteStanza(stanza, codename, suite);
        if (rewritten !== undefined) stanzas.push(rewritten);
      }
    } else {
      for (const line of file.text.split('\n')) {
        const rewritten = rewriteLine(line, codename, suite);
        if (rewritten !== undefined) lines.push(rewritten);
      }
    }
  }
  return { deb822: stanzas.join('\n'), oneLine: lines.join('') };
}

function rewriteStanza(stanza: string, codename: string, suite: string): string | undefined {
  const fields = stanza.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const types = fields.find((line) => /^Types:/i.test(line));
  if (!types || !/\bdeb(?!-)/.test(types) || fields.some((line) => /^Enabled:\s*no/i.test(line)))
    return undefined;
  let isOurs = false;
  const rewritten = fields.map((line) => {
    if (/^Types:/i.test(line)) return 'Types: deb';
    if (!/^Suites:/i.test(line)) return line;
    const suites = replaceSuites(line.slice(line.indexOf(':') + 1), codename, suite);
    isOurs = suites.length > 0;
    return `Suites: ${suites.join(' ')}`;
  });
  return isOurs ? `${rewritten.join('\n')}\n` : undefined;
}

function rewriteLine(line: string, codename: string, suite: string): string | undefined {
  const parts = /^deb\s+(\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.+)$/.exec(line.trim());
  if (!parts) return undefined;
  const [, options = '', uri = '', named = '', components = ''] = parts;
  const [replaced] = replaceSuites(named, codename, suite);
  return replaced === undefined ? undefined : `deb ${options}${uri} ${replaced} ${components}\n`;
}

/** `bookworm bookworm-updates` with `trixie` gives `trixie trixie-updates`; other suites are dropped. */
function replaceSuites(suites: string, codename: string, suite: string): string[] {
  return suites
    .trim()
    .split(/\s+/)
    .filter((name) => name === codename || name.startsWith(`${codename}-`) || name.startsWith(`${codename}/`))
    .filter((name) => !name.endsWith('-backports'))
    .map((name) => suite + name.slice(codename.length));
}
