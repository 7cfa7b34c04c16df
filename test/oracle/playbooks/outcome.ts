import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a run of a playbook came to, without what differs from run to run. */
export interface RunOutcome {
  readonly exitCode: number;
  /** The standard output's parts (a banner each) with their results in an order that does not depend on speed. */
  readonly output: readonly OutputPart[];
  /** Errors and warnings, in the order in which they were told; equal ones once. */
  readonly messages: readonly string[];
  /** Files below the run's directory that were not there before, with their content. */
  readonly files: Readonly<Record<string, string>>;
}

export interface OutputPart {
  readonly banner: string;
  readonly results: readonly string[];
}

/** Replaces what is never the same twice: the directory of the run, durations, dates, temporary names, process ids. */
export function withoutTheMoment(text: string, directory: string): string {
  return text
    .replaceAll(directory, '<dir>')
    .replaceAll(dirname(directory), '<scratch>')
    .replaceAll(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?/g, '<time>')
    .replaceAll(/"delta": "[\d:.]+"/g, '"delta": "<duration>"')
    .replaceAll(/\bj\d{6,}(\.\d+)?\b/g, '<job>')
    .replaceAll(/\b(tmp|ansible-tmp-)[a-z0-9_]{6,}\b/g, '<temporary>')
    .replaceAll(/ (at 0x)[0-9a-f]+/g, ' $1<address>')
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>');
}

const banner = /^(PLAY|TASK|RUNNING HANDLER|PLAY RECAP|NO MORE HOSTS LEFT|STATS|CUSTOM STATS)\b.*?\**$/;
const resultStart =
  /^(ok|changed|fatal|failed|skipping|included|unreachable|FAILED - RETRYING|ASYNC|\[ERROR\]|\.\.\.|META)/;

/** What -vv tells of the program itself. */
const aboutProgram =
  /^(?:(?:ansible-playbook|mitorun [\d.]+) \[core |  (?:executable location|jinja version|pyyaml version|python version|ansible python module location|configured module search path|ansible collection location) = )/;

const waiting = /^(?:ASYNC POLL on|FAILED - RETRYING:) /;

/** The parts of an output; within one, hosts are sorted, since they finish in any order. */
export function outputParts(
  text: string,
  options: { readonly anyOrder: boolean; readonly anyPolls: boolean },
): OutputPart[] {
  const parts: { banner: string; results: string[] }[] = [];
  let part = { banner: '', results: [] as string[] };
  for (const line of text.split('\n')) {
    if (line === '' || aboutProgram.test(line) || (options.anyPolls && waiting.test(line))) continue;
    if (banner.test(line)) {
      part = { banner: line.replace(/ \*+$/, ''), results: [] };
      parts.push(part);
      continue;
    }
    if (parts.length === 0) parts.push(part);
    const started = part.results.length > 0;
    if (started && continues(part.banner, line)) part.results.push(`${part.results.pop()}\n${line}`);
    else part.results.push(line.trimEnd());
  }
  const sorted = parts.map(({ banner: title, results }) => ({
    banner: title,
    results: byHost(results.map(sortedHosts)),
  }));
  if (!options.anyOrder) return sorted;
  const all = sorted.flatMap(({ results }) => results);
  return [{ banner: 'in any order', results: all.toSorted() }];
}

/** The lines of one result. The report of an error is one by itself: equal ones are told for the first host alone. */
function continues(title: string, line: string): boolean {
  if (title.startsWith('PLAY RECAP')) return false;
  return line === '...ignoring' || !resultStart.test(line);
}

/** `included: file for b, a` names hosts in the order in which they finished. */
function sortedHosts(result: string): string {
  return result.replace(
    /^(included: \S+ for )([\w, ]+?)($| =>)/,
    (_all, start: string, hosts: string, end: string) => {
      return `${start}${hosts.split(', ').toSorted().join(', ')}${end}`;
    },
  );
}

/** Results of one host keep their order (the items of a loop); hosts are sorted, and errors, which name none, by text. */
function byHost(results: readonly string[]): string[] {
  const keyOf = (result: string): string =>
    result.startsWith('[ERROR]')
      ? result
      : (/^[\w -]+: \[([^\]]+?)(?: -> [^\]]*)?\]/m.exec(result)?.[1] ?? '');
  return results.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

/** Errors and warnings without the excerpts of the source, which the output's own tests compare. */
export function messagesOf(text: string): string[] {
  const messages = text
    .split(/^(?=\[(?:ERROR|WARNING|DEPRECATION WARNING)\]: |ERROR! )/m)
    .map((message) =>
      message
        .replaceAll(/\nOrigin: (.*)\n\n(?:.*\n)*?\s*\^ column \d+\n/g, '\nOrigin: $1\n')
        .replaceAll(/\s*\n\s*/g, '\n')
        .trim(),
    )
    .filter((message) => message !== '');
  return [...new Set(messages)].toSorted();
}

/** Files below a directory that are not among these, by relative path: text, or where a link leads. */
export function newFiles(directory: string, before: ReadonlySet<string>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const path of filesBelow(directory)) {
    if (before.has(path)) continue;
    const full = join(directory, path);
    found[path] = lstatSync(full).isSymbolicLink() ? `-> ${readlinkSync(full)}` : readFileSync(full, 'utf8');
  }
  return found;
}

export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted();
}
