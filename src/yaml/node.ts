/**
 * YAML's representation graph, between text and values. An alias is the node that it names, so nodes may be shared.
 * Lines and columns count from 0; columns are UTF-16 units. `tag` is resolved: `str`, `int`, `map`... stand for
 * `tag:yaml.org,2002:…`, every other tag is kept whole.
 */
export type Node = ScalarNode | SequenceNode | MappingNode;

interface NodeBase {
  tag: string;
  readonly line: number;
  readonly column: number;
  /** How many values this node stands for with every alias written out. */
  weight: number;
  /** Does an alias name it? */
  aliased?: boolean;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string;
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly items: Node[];
}

export interface MappingNode extends NodeBase {
  readonly kind: 'mapping';
  pairs: [key: Node, value: Node][];
  /** Have its merge keys been put in already? */
  flattened?: boolean;
}
