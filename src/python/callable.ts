import { PyObject, type Value } from './value.ts';

/** Keyword arguments by name, in the order of the call. */
export type Keywords = ReadonlyMap<string, Value>;

/** Something a template can call: a global function, a macro, a bound method. Native functions are never values. */
export abstract class PyCallable extends PyObject {
  abstract call(args: readonly Value[], keywords: Keywords | undefined): Value;
  /** An attribute of the function itself (`macro.name`). */
  attribute(_name: string): Value | undefined {
    return undefined;
  }
}

/** A built-in function; `run` checks its own arguments. */
export class BuiltinFunction extends PyCallable {
  readonly typeName: string = 'builtin_function_or_method';
  readonly name: string;
  readonly run: (args: readonly Value[], keywords: Keywords | undefined) => Value;
  constructor(name: string, run: (args: readonly Value[], keywords: Keywords | undefined) => Value) {
    super();
    this.name = name;
    this.run = run;
  }
  repr(): string {
    return `<built-in function ${this.name}>`;
  }
  call(args: readonly Value[], keywords: Keywords | undefined): Value {
    return this.run(args, keywords);
  }
}
