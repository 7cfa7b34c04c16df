/** The flags of Python's `re` that change how a part of a pattern matches; a scoped group may have its own. */
export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

export type Category = 'digit' | 'space' | 'word';

/** A member of `[...]`: a range of code points, or a class such as `\d`. */
export type SetItem =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'category'; readonly category: Category; readonly negated: boolean };

type Place = 'line-start' | 'line-end' | 'start' | 'end' | 'boundary' | 'not-boundary';

/** A parsed pattern. Group numbers count from 1, as in Python. */
export type RegexNode =
  | { readonly kind: 'char'; readonly code: number; readonly flags: RegexFlags }
  | { readonly kind: 'any'; readonly flags: RegexFlags }
  | {
      readonly kind: 'set';
      readonly negated: boolean;
      readonly items: readonly SetItem[];
      readonly flags: RegexFlags;
    }
  | { readonly kind: 'place'; readonly place: Place; readonly flags: RegexFlags }
  | { readonly kind: 'group'; readonly index: number; readonly body: RegexNode }
  | { readonly kind: 'alternatives'; readonly branches: readonly RegexNode[] }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly min: number;
      readonly max: number;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
      readonly body: RegexNode;
    }
  | {
      readonly kind: 'look';
      readonly ahead: boolean;
      readonly negated: boolean;
      readonly body: RegexNode;
    }
  | { readonly kind: 'atomic'; readonly body: RegexNode }
  | { readonly kind: 'reference'; readonly group: number; readonly flags: RegexFlags }
  | {
      readonly kind: 'conditional';
      readonly group: number;
      readonly yes: RegexNode;
      readonly no: RegexNode;
    };

export interface ParsedRegex {
  readonly root: RegexNode;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  readonly flags: RegexFlags;
}

/** The parts directly inside a node. */
export function childrenOf(node: RegexNode): readonly RegexNode[] {
  switch (node.kind) {
    case 'group':
    case 'repeat':
    case 'look':
    case 'atomic':
      return [node.body];
    case 'alternatives':
      return node.branches;
    case 'sequence':
      return node.items;
    case 'conditional':
      return [node.yes, node.no];
    default:
      return [];
  }
}

/** How many characters a node matches, least and most (Infinity: no limit). */
export function widthOf(node: RegexNode, groups: ReadonlyMap<number, RegexNode>): readonly [number, number] {
  switch (node.kind) {
    case 'char':
    case 'any':
    case 'set':
      return [1, 1];
    case 'place':
    case 'look':
      return [0, 0];
    case 'group':
    case 'atomic':
      return widthOf(node.body, groups);
    case 'sequence':
      return node.items
        .map((item) => widthOf(item, groups))
        .reduce<readonly [number, number]>(
          ([low, high], [least, most]) => [low + least, high + most],
          [0, 0],
        );
    case 'alternatives':
      return spanOf(node.branches.map((branch) => widthOf(branch, groups)));
    case 'conditional':
      return spanOf([widthOf(node.yes, groups), widthOf(node.no, groups)]);
    case 'repeat': {
      const [least, most] = widthOf(node.body, groups);
      return [least * node.min, most === 0 ? 0 : most * node.max];
    }
    case 'reference': {
      const group = groups.get(node.group);
      return group ? widthOf(group, groups) : [0, Infinity];
    }
  }
}

function spanOf(widths: readonly (readonly [number, number])[]): readonly [number, number] {
  return [Math.min(...widths.map(([least]) => least)), Math.max(...widths.map(([, most]) => most))];
}
