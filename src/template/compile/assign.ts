import { typeError, valueError } from '../../python/python-error.ts';
import { toList } from '../../python/operators/iterate.ts';
import type { Value } from '../../python/value.ts';
import type { Expression } from '../syntax/nodes.ts';
import { TemplateRuntimeError } from '../runtime/errors.ts';
import { Namespace } from '../runtime/namespace.ts';
import type { Scope } from './scope.ts';
import { localReader } from './scope.ts';
import type { Frame } from '../runtime/running-template.ts';

/** Stores a value under a name or unpacks it into several. */
export type Assign = (frame: Frame, value: Value) => void;

export function compileAssign(target: Expression, scope: Scope): Assign {
  if (target.kind === 'tuple') return unpack(target.items.map((item) => compileAssign(item, scope)));
  if (target.kind === 'namespaceRef') return intoNamespace(target.name, target.attribute, scope);
  if (target.kind !== 'name') throw new Error(`not a target: ${target.kind}`);
  const { name } = target;
  if (scope.topLevel) {
    return ({ context }, value) => {
      context.assigned.set(name, value);
    };
  }
  const slot = scope.declare(name);
  return (frame, value) => {
    frame.slots[slot] = value;
  };
}

function unpack(targets: readonly Assign[]): Assign {
  const { length } = targets;
  return (frame, value) => {
    const members = toListToUnpack(value);
    if (members.length < length) {
      throw valueError(`not enough values to unpack (expected ${length}, got ${members.length})`);
    }
    if (members.length > length) throw valueError(`too many values to unpack (expected ${length})`);
    for (let index = 0; index < length; index++) targets[index]?.(frame, members[index] as Value);
  };
}

function toListToUnpack(value: Value): readonly Value[] {
  try {
    return toList(value);
  } catch (error) {
    if (error instanceof Error && error.message.endsWith('object is not iterable')) {
      throw typeError(
        `cannot unpack non-iterable ${error.message.replace(/^'(.*)' object is not iterable$/, '$1')} object`,
      );
    }
    throw error;
  }
}

function intoNamespace(name: string, attribute: string, scope: Scope): Assign {
  const local = localReader(scope, name);
  return (frame, value) => {
    const own = local?.(frame);
    const target = own === undefined ? frame.context.resolve(name) : own;
    if (!(target instanceof Namespace)) {
      throw new TemplateRuntimeError('cannot assign attribute on non-namespace object');
    }
    target.members.set(attribute, value);
  };
}
