import { reportOf, joinedMessage } from '../../errors/error-report.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { getAttribute } from '../../python/access.ts';
import { AttributeObject } from '../../python/attribute-object.ts';
import { PyCallable } from '../../python/callable.ts';
import { Dict } from '../../python/dict.ts';
import { sequenceItem } from '../../python/operators/subscript.ts';
import { PythonError } from '../../python/python-error.ts';
import { repr } from '../../python/repr.ts';
import { typeName } from '../../python/type-name.ts';
import type { Value } from '../../python/value.ts';
import { closingBracket, type PathStep, readPath } from './python-path.ts';

/** An exception as the debugger shows it: `***KeyError:KeyError('x')`. */
export class DebuggerError extends Error {
  constructor(type: string, argument: string) {
    super(`***${type}:${type}(${argument})`);
  }
}

export type Names = ReadonlyMap<string, Value>;

/** What an expression of Python's is worth. Paths (`task.args['x']`) are walked, the rest is for the template engine. */
export class PythonExpressions {
  readonly #names: () => Names;
  readonly #engine: (expression: string, names: Names) => Value;

  /** @param engine evaluates a Jinja expression over these names; throws MitorunError */
  constructor(names: () => Names, engine: (expression: string, names: Names) => Value) {
    this.#names = names;
    this.#engine = engine;
  }

  /** Throws DebuggerError. */
  evaluate(expression: string): Value {
    const text = expression.trim();
    if (text === '') throw new DebuggerError('SyntaxError', repr('invalid syntax'));
    const path = readPath(text);
    if (path && this.#names().has(path.root)) {
      if (path.rest === '') return this.walk(path.root, path.steps);
      if (path.rest.startsWith('(') && closingBracket(path.rest, 0) === path.rest.length - 1)
        return this.#call(this.walk(path.root, path.steps), path.rest.slice(1, -1));
    } else if (path?.rest === '' && !constants.has(text)) throw undefinedName(path.root);
    return this.#evaluated(text);
  }

  /** The value at the end of a path. */
  walk(root: string, steps: readonly PathStep[]): Value {
    let value = this.#names().get(root);
    if (value === undefined) throw undefinedName(root);
    for (const step of steps) value = this.#step(value, step);
    return value;
  }

  #step(value: Value, step: PathStep): Value {
    if ('attribute' in step) {
      const found =
        value instanceof Dict ? methodOf(value, step.attribute) : getAttribute(value, step.attribute);
      if (found !== undefined) return found;
      const message = `'${typeName(value)}' object has no attribute '${step.attribute}'`;
      throw new DebuggerError('AttributeError', repr(message));
    }
    const key = this.evaluate(step.key);
    const found = value instanceof Dict ? value.get(key) : sequenceItem(value, key);
    if (found !== undefined) return found;
    if (value instanceof Dict) throw new DebuggerError('KeyError', repr(key));
    throw value instanceof AttributeObject
      ? new DebuggerError('TypeError', repr(`'${typeName(value)}' object is not subscriptable`))
      : new DebuggerError('IndexError', repr(`${typeName(value)} index out of range`));
  }

  #call(callable: Value, written: string): Value {
    if (!(callable instanceof PyCallable))
      throw new DebuggerError('TypeError', repr(`'${typeName(callable)}' object is not callable`));
    const args = written.trim() === '' ? [] : this.evaluate(`[${written}]`);
    return asPython(() => callable.call(Array.isArray(args) ? args : [], undefined));
  }

  #evaluated(text: string): Value {
    return asPython(() => this.#engine(text, this.#names()));
  }
}

const constants: ReadonlySet<string> = new Set(['True', 'False', 'None', 'true', 'false', 'none']);

/** In Python a dict's members are no attributes. */
function methodOf(value: Dict, name: string): Value | undefined {
  const found = getAttribute(value, name);
  return found instanceof PyCallable && value.get(name) !== found ? found : undefined;
}

function undefinedName(name: string): DebuggerError {
  return new DebuggerError('NameError', repr(`name '${name}' is not defined`));
}

/** Errors of the engine by the names that Python has for them. */
function asPython(job: () => Value): Value {
  try {
    return job();
  } catch (error) {
    if (error instanceof PythonError) throw new DebuggerError(error.type, repr(error.message));
    if (!(error instanceof MitorunError)) throw error;
    const message = joinedMessage(reportOf(error));
    const cause = pythonCause(error);
    if (cause) throw new DebuggerError(cause.type, repr(cause.message));
    const missing = /'(\w+)' is undefined/.exec(message)?.[1];
    if (missing !== undefined) throw undefinedName(missing);
    if (error.code === 'TEMPLATE_SYNTAX') throw new DebuggerError('SyntaxError', repr('invalid syntax'));
    throw new DebuggerError('ValueError', repr(message));
  }
}

function pythonCause(error: Error): PythonError | undefined {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause)
    if (cause instanceof PythonError) return cause;
  return undefined;
}
