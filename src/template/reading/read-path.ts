import type { Value } from '../../python/value.ts';
import type { Expression } from '../syntax/nodes.ts';

/** The name and the constant keys that an expression reads (`name.member[0]`), if that is all it does. */
export function pathOf(node: Expression): Value[] | undefined {
  if (node.kind === 'name') return [node.name];
  if (node.kind === 'getattr') return extended(node.target, node.attribute);
  return node.kind === 'getitem' && node.key.kind === 'const'
    ? extended(node.target, node.key.value)
    : undefined;
}

function extended(target: Expression, key: Value): Value[] | undefined {
  const path = pathOf(target);
  return path && [...path, key];
}
