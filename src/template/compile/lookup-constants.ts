import type { Arguments, AstNode, Expression } from '../syntax/nodes.ts';

/**
 * The constants of a lookup's terms, in the containers that the expression itself writes too. Strings among them may be
 * templates, which ansible-core renders; what variables and filters give are data, and are not.
 */
export function termConstants({ positional, spread }: Arguments): AstNode<'const'>[] {
  return [...positional, ...(spread ? [spread] : [])].flatMap(constantsOf);
}

const handingOn: ReadonlySet<string> = new Set(['first', 'last']);

function membersOf(node: Expression): AstNode<'const'>[] {
  return node.kind === 'const' ? [] : constantsOf(node);
}

function constantsOf(node: Expression): AstNode<'const'>[] {
  switch (node.kind) {
    case 'const':
      return [node];
    case 'list':
    case 'tuple':
      return node.items.flatMap(constantsOf);
    case 'dict':
      return node.pairs.flatMap(({ value }) => constantsOf(value));
    case 'conditional':
      return [node.value, ...(node.otherwise ? [node.otherwise] : [])].flatMap(constantsOf);
    case 'logic':
      return [node.left, node.right].flatMap(constantsOf);
    // What reads a member of such a container, and what joins two, hands its members on as they are.
    case 'getattr':
    case 'getitem':
      return membersOf(node.target);
    case 'filter':
      return node.target && handingOn.has(node.name) ? membersOf(node.target) : [];
    case 'binary':
      return node.operator === '+' ? [...membersOf(node.left), ...membersOf(node.right)] : [];
    default:
      return [];
  }
}
