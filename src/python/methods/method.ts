import type { Keywords } from '../callable.ts';
import { bindArguments, signature } from '../signature.ts';
import type { Value } from '../value.ts';

/** A method of a built-in type: the receiver is of the table's type. */
export type Method = (receiver: Value, args: readonly Value[], keywords: Keywords | undefined) => Value;

/** One type's methods by name. */
export type MethodTable = ReadonlyMap<string, Method>;

/** A method's parameters as Python declares them, and what it does with one value for each. */
export type MethodDefinition<T> = readonly [
  parameters: string,
  run: (receiver: T, ...args: Value[]) => Value,
];

/**
 * A table of methods of the type that `accepts` tells; `typeName` leads the name in error messages. An argument that a
 * caller leaves out is what its default says.
 */
export function methodTable<T extends Value>(
  typeName: string,
  accepts: (receiver: Value) => receiver is T,
  definitions: Readonly<Record<string, MethodDefinition<T>>>,
): MethodTable {
  const table = new Map<string, Method>();
  for (const [name, [parameters, run]] of Object.entries(definitions)) {
    const target = signature(parameters);
    const fullName = `${typeName}.${name}`;
    const plain = target.parameters.length === 0 && target.varargs === undefined;
    table.set(name, (receiver, args, keywords) => {
      if (!accepts(receiver)) throw new Error(`${fullName} was called on something else`);
      if (plain && args.length === 0 && !keywords) return run(receiver);
      return run(receiver, ...bindArguments(fullName, target, args, keywords));
    });
  }
  return table;
}
