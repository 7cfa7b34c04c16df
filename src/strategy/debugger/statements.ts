import { Dict } from '../../python/dict.ts';
import { repr } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';
import { type DebuggedTask, plain } from './debugged-task.ts';
import { DebuggerError, type PythonExpressions } from './evaluate.ts';
import { type PathStep, readPath } from './python-path.ts';

/** What a line does that is no command of the debugger: an assignment, `del`, or an expression whose value is shown. */
export class Statements {
  readonly #task: DebuggedTask;
  readonly #expressions: PythonExpressions;
  /** Names that assignments made. */
  readonly #own: Map<string, Value>;

  constructor(task: DebuggedTask, expressions: PythonExpressions, own: Map<string, Value>) {
    this.#task = task;
    this.#expressions = expressions;
    this.#own = own;
  }

  /** Carries out one line; gives what Python would print for it. Throws DebuggerError. */
  run(line: string): string | undefined {
    const deleted = /^del\s+(.*)$/.exec(line)?.[1];
    if (deleted !== undefined) return this.#delete(deleted);
    const path = readPath(line);
    const assigned = path && /^([-+*]|\/\/?)?=(?!=)(.*)$/.exec(path.rest);
    if (path && assigned) {
      const operator = assigned[1];
      const written = assigned[2] ?? '';
      const target = line.slice(0, line.length - path.rest.length).trim();
      const whole = operator === undefined ? written : `(${target}) ${operator} (${written})`;
      this.#assign(path.root, path.steps, this.#expressions.evaluate(whole));
      return undefined;
    }
    const before = new Map(path?.root === 'task_vars' ? this.#task.variables : []);
    const printed = /^print\((.*)\)$/.exec(line)?.[1];
    const value = plain(this.#expressions.evaluate(printed ?? line));
    this.#keepChangedVariables(before);
    if (printed !== undefined) return typeof value === 'string' ? value : repr(value);
    return value === null ? undefined : repr(value);
  }

  #assign(root: string, steps: readonly PathStep[], value: Value): void {
    const last = steps.at(-1);
    if (last === undefined) {
      this.#own.set(root, value);
      return;
    }
    if ('attribute' in last) {
      if (root === 'task' && steps.length === 1 && last.attribute === 'args' && value instanceof Dict) {
        this.#task.args = value;
        return;
      }
      throw unsupported(`only task.args and task_vars can be assigned to, not .${last.attribute}`);
    }
    const container = this.#expressions.walk(root, steps.slice(0, -1));
    const key = this.#expressions.evaluate(last.key);
    if (container instanceof Dict) container.set(key, value);
    else if (Array.isArray(container) && typeof key === 'number' && key < container.length) {
      container[key < 0 ? key + container.length : key] = value;
    } else throw new DebuggerError('TypeError', repr('object does not support item assignment'));
    this.#keepVariable(root, steps, key);
  }

  /** A variable, or a part of one, was assigned: the task shall see it. */
  #keepVariable(root: string, steps: readonly PathStep[], key: Value): void {
    if (root !== 'task_vars') return;
    const [first] = steps;
    const name =
      steps.length === 1 ? key : first && 'key' in first ? this.#expressions.evaluate(first.key) : null;
    const value = this.#task.variables.get(name);
    if (typeof name === 'string' && value !== undefined) this.#task.assign(name, value);
  }

  #keepChangedVariables(before: ReadonlyMap<Value, Value>): void {
    if (before.size === 0) return;
    for (const [name, value] of this.#task.variables)
      if (typeof name === 'string' && before.get(name) !== value) this.#task.assign(name, value);
  }

  #delete(target: string): undefined {
    const path = readPath(target);
    const last = path?.steps.at(-1);
    if (!path || path.rest !== '' || last === undefined || 'attribute' in last)
      throw new DebuggerError('SyntaxError', repr('invalid syntax'));
    if (path.root === 'task_vars' && path.steps.length === 1)
      throw unsupported('a variable can be assigned here, not deleted');
    const container = this.#expressions.walk(path.root, path.steps.slice(0, -1));
    const key = this.#expressions.evaluate(last.key);
    if (container instanceof Dict && container.delete(key)) return undefined;
    throw new DebuggerError('KeyError', repr(key));
  }
}

function unsupported(what: string): DebuggerError {
  return new DebuggerError('NotImplementedError', repr(what));
}
