import { appendAll } from '../python/append-all.ts';
import { type EditStep, SequenceMatcher } from './sequence-matcher.ts';

/**
 * The lines of a unified diff as Python's `difflib.unified_diff` gives them, line ends included: nothing for equal
 * texts, and after the headers a tab where Ansible gives an empty date (none, that is).
 */
export function unifiedDiff(
  before: readonly string[],
  after: readonly string[],
  { from, to, context }: { readonly from: string; readonly to: string; readonly context: number },
): string[] {
  const lines: string[] = [];
  for (const group of groupedSteps(new SequenceMatcher(before, after).steps(), context)) {
    if (lines.length === 0) lines.push(`--- ${from}\n`, `+++ ${to}\n`);
    const first = group[0] as EditStep;
    const last = group.at(-1) as EditStep;
    lines.push(`@@ -${rangeText(first.from[0], last.from[1])} +${rangeText(first.to[0], last.to[1])} @@\n`);
    for (const step of group) {
      if (step.kind === 'equal') appendAll(lines, marked(before, step.from, ' '));
      if (step.kind === 'replace' || step.kind === 'delete') appendAll(lines, marked(before, step.from, '-'));
      if (step.kind === 'replace' || step.kind === 'insert') appendAll(lines, marked(after, step.to, '+'));
    }
  }
  return lines;
}

function marked(lines: readonly string[], [start, end]: Range, mark: string): string[] {
  return lines.slice(start, end).map((line) => `${mark}${line}`);
}

/** Steps in hunks, each with up to `context` unchanged lines around it. */
function groupedSteps(steps: readonly EditStep[], context: number): EditStep[][] {
  const groups: EditStep[][] = [];
  let group: EditStep[] = [];
  for (const [index, step] of steps.entries()) {
    let { from, to } = step;
    if (step.kind === 'equal') {
      if (index === 0) [from, to] = [tail(from, context), tail(to, context)];
      if (index === steps.length - 1) [from, to] = [head(from, context), head(to, context)];
      else if (index > 0 && from[1] - from[0] > context * 2) {
        group.push({ kind: 'equal', from: head(from, context), to: head(to, context) });
        groups.push(group);
        group = [];
        [from, to] = [tail(from, context), tail(to, context)];
      }
    }
    group.push({ kind: step.kind, from, to });
  }
  if (group.length > 0) groups.push(group);
  return groups.filter((hunk) => hunk.some(({ kind }) => kind !== 'equal'));
}

type Range = readonly [number, number];

function head([start, end]: Range, count: number): Range {
  return [start, Math.min(end, start + count)];
}

function tail([start, end]: Range, count: number): Range {
  return [Math.max(start, end - count), end];
}

function rangeText(start: number, end: number): string {
  const count = end - start;
  if (count === 1) return String(start + 1);
  return `${count === 0 ? start : start + 1},${count}`;
}
