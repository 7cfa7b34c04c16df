import { categorySource, literalSource, setSource } from './character-class.ts';
import { childrenOf, type ParsedRegex, type RegexFlags, type RegexNode, widthOf } from './node.ts';

const noGroups: ReadonlyMap<number, RegexNode> = new Map();

/**
 * The JavaScript expression that matches what Python's does, or undefined where JavaScript has no such one: conditional
 * and atomic groups, possessive repeats, flags that change midway, references and captures that Python treats otherwise.
 */
export function toJavaScript(parsed: ParsedRegex): RegExp | undefined {
  const ignoreCase = commonCase(parsed.root);
  if (
    ignoreCase === undefined ||
    !isExpressible(parsed.root, { repeated: false, optional: false }, new Set())
  ) {
    return undefined;
  }
  return new RegExp(source(parsed.root), ignoreCase ? 'dgiu' : 'dgu');
}

/** Whether every part ignores case (true), none does (false), or they differ or do so in ASCII alone (undefined). */
function commonCase(root: RegexNode): boolean | undefined {
  let common: boolean | undefined;
  let mixed = false;
  const visit = (node: RegexNode): void => {
    if (node.kind === 'char' || node.kind === 'set' || node.kind === 'reference') {
      common ??= node.flags.ignoreCase;
      if (common !== node.flags.ignoreCase || (node.flags.ignoreCase && node.flags.ascii)) mixed = true;
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  return mixed ? undefined : (common ?? false);
}

interface Surroundings {
  /** Inside something that may match more than once. */
  readonly repeated: boolean;
  /** Inside something that may be left out. */
  readonly optional: boolean;
}

/** JavaScript forgets captures at each turn of a repeat, and lets a reference to an unset group match: refuse both. */
function isExpressible(node: RegexNode, around: Surroundings, unsure: Set<number>): boolean {
  switch (node.kind) {
    case 'conditional':
    case 'atomic':
      return false;
    case 'reference':
      return !unsure.has(node.group) && !around.repeated;
    case 'repeat':
      if (node.mode === 'possessive') return false;
      // Python takes one empty turn, which sets groups and ends the repeat; JavaScript takes none.
      if (widthOf(node.body, noGroups)[0] === 0) return false;
      if (node.body.kind === 'group' && !around.repeated)
        return isRepeatedGroupExpressible(node, around, unsure);
      return isExpressible(
        node.body,
        { repeated: around.repeated || node.max > 1, optional: around.optional || node.min === 0 },
        unsure,
      );
    case 'group':
      if (around.repeated && around.optional) return false;
      if (around.optional) unsure.add(node.index);
      return isExpressible(node.body, around, unsure);
    case 'look':
      return isExpressible(node.body, { ...around, optional: around.optional || node.negated }, unsure);
    case 'alternatives': {
      const optional = around.optional || node.branches.length > 1;
      return node.branches.every((branch) => isExpressible(branch, { ...around, optional }, unsure));
    }
    default:
      return childrenOf(node).every((child) => isExpressible(child, around, unsure));
  }
}

/** `(...)*` by itself captures as Python does: each turn sets the group again. */
function isRepeatedGroupExpressible(
  repeat: RegexNode & { kind: 'repeat' },
  around: Surroundings,
  unsure: Set<number>,
): boolean {
  const group = repeat.body as RegexNode & { kind: 'group' };
  if (around.optional || repeat.min === 0) unsure.add(group.index);
  return isExpressible(group.body, { repeated: repeat.max > 1, optional: false }, unsure);
}

function source(node: RegexNode): string {
  switch (node.kind) {
    case 'char':
      return literalSource(node.code, node.flags);
    case 'any':
      return node.flags.dotAll ? '[\\s\\S]' : '[^\\n]';
    case 'set':
      return setSource(node.items, node.negated, node.flags);
    case 'place':
      return placeSource(node.place, node.flags);
    case 'group':
      return `(${source(node.body)})`;
    case 'alternatives':
      return `(?:${node.branches.map(source).join('|')})`;
    case 'sequence':
      return node.items.map(source).join('');
    case 'repeat':
      // V8 takes `(?:ſ){0}` for something that has to be there.
      if (node.max === 0 && !holdsGroup(node)) return '';
      return `(?:${source(node.body)})${quantifier(node.min, node.max)}${node.mode === 'lazy' ? '?' : ''}`;
    case 'look':
      return `(?${node.ahead ? '' : '<'}${node.negated ? '!' : '='}${source(node.body)})`;
    case 'reference':
      return `(?:\\${node.group})`;
    case 'atomic':
    case 'conditional':
      throw new Error(`no JavaScript for ${node.kind}`);
  }
}

function holdsGroup(node: RegexNode): boolean {
  return node.kind === 'group' || childrenOf(node).some(holdsGroup);
}

function quantifier(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function placeSource(place: string, flags: RegexFlags): string {
  switch (place) {
    case 'line-start':
      return flags.multiline ? '(?:^|(?<=\\n))' : '^';
    case 'line-end':
      return flags.multiline ? '(?:$|(?=\\n))' : '(?=\\n?$)';
    case 'start':
      return '^';
    case 'end':
      return '$';
    default:
      return boundarySource(place === 'boundary', flags.ascii);
  }
}

function boundarySource(wanted: boolean, ascii: boolean): string {
  const word = `[${categorySource('word', ascii)}]`;
  return wanted
    ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
    : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word})(?!^$))`;
}
