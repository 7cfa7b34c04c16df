import { Dict } from '../../python/dict.ts';
import { type Keywords, PyCallable } from '../../python/callable.ts';
import { typeError } from '../../python/python-error.ts';
import { str, stringRepr } from '../../python/repr.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';

/** What the body of a macro gets: undefined where no argument was given. */
export interface MacroArguments {
  readonly values: readonly (Value | undefined)[];
  readonly caller: Value | undefined;
  readonly keywords: Dict;
  readonly rest: Tuple;
}

/** What a macro is, as the compiler knows it. */
export interface MacroShape {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Whether the body uses `caller`, `kwargs`, `varargs`. */
  readonly catchesCaller: boolean;
  readonly catchesKeywords: boolean;
  readonly catchesRest: boolean;
}

/** A macro, or the `caller` of a call block. */
export class Macro extends PyCallable {
  readonly typeName = 'Macro';
  readonly shape: MacroShape;
  readonly #run: (args: MacroArguments) => Value;
  constructor(shape: MacroShape, run: (args: MacroArguments) => Value) {
    super();
    this.shape = shape;
    this.#run = run;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'name':
        return this.shape.name;
      case 'arguments':
        return new Tuple(this.shape.parameters);
      case 'catch_kwargs':
        return this.shape.catchesKeywords;
      case 'catch_varargs':
        return this.shape.catchesRest;
      case 'caller':
        return this.shape.catchesCaller;
      default:
        return undefined;
    }
  }

  call(args: readonly Value[], keywords: Keywords | undefined): Value {
    const { name, parameters, catchesRest } = this.shape;
    if (args.length > parameters.length && !catchesRest) {
      throw typeError(`macro ${stringRepr(name)} takes not more than ${parameters.length} argument(s)`);
    }
    const values: (Value | undefined)[] = args.slice(0, parameters.length);
    const { caller, extra } = this.#placeKeywords(values, args.length, keywords);
    const rest = new Tuple(args.slice(parameters.length));
    return this.#run({ values, caller, keywords: extra, rest });
  }

  #placeKeywords(
    values: (Value | undefined)[],
    given: number,
    keywords: Keywords | undefined,
  ): { caller: Value | undefined; extra: Dict } {
    const { name, parameters, catchesCaller, catchesKeywords } = this.shape;
    const extra = new Dict();
    let caller: Value | undefined;
    for (const [key, value] of keywords ?? []) {
      const index = parameters.indexOf(key);
      if (index >= given) values[index] = value;
      else if (key === 'caller' && catchesCaller && index < 0) caller = value;
      else extra.set(key, value);
    }
    if (extra.size > 0 && !catchesKeywords) {
      if (extra.has('caller')) {
        throw typeError(
          `macro ${stringRepr(name)} was invoked with two values for the special caller argument. This is most likely a bug.`,
        );
      }
      const [first = ''] = [...extra.keys()];
      throw typeError(`macro ${stringRepr(name)} takes no keyword argument ${stringRepr(str(first))}`);
    }
    return { caller, extra };
  }

  repr(): string {
    return `<Macro ${stringRepr(this.shape.name)}>`;
  }
}
