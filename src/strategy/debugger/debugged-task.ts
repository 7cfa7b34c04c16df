import { withInternalKeys } from '../../events/internal-keys.ts';
import type { TaskEdits } from '../../executor/running-task.ts';
import {
  isChanged,
  isFailed,
  isSkipped,
  isUnreachable,
  remarksOfItems,
  type TaskOutcome,
} from '../../executor/task-outcome.ts';
import { AttributeObject } from '../../python/attribute-object.ts';
import { BuiltinFunction } from '../../python/callable.ts';
import { Dict } from '../../python/dict.ts';
import { TemplateString } from '../../python/template-string.ts';
import { PyObject, type Value } from '../../python/value.ts';
import { VaultString } from '../../python/vault-string.ts';
import type { PlayRun } from '../play-run.ts';

/** What somebody at the debugger looks at and changes: the task on one host, its variables and its result. */
export class DebuggedTask {
  readonly #run: PlayRun;
  readonly outcome: TaskOutcome;
  /** `task.args`: as the task ran with them; as written for a loop and where they could not be rendered. */
  args: Dict;
  /** Variables that were assigned. */
  readonly assigned: Dict;
  #variables: Dict | undefined;

  constructor(run: PlayRun, outcome: TaskOutcome, assigned: Dict) {
    this.#run = run;
    this.outcome = outcome;
    this.assigned = assigned;
    const [item] = outcome.items;
    const rendered = outcome.isLoop ? undefined : item?.args;
    this.args = (rendered ?? outcome.task.args).copy();
  }

  /** `task_vars`: every variable as written, templates unrendered. */
  get variables(): Dict {
    if (!this.#variables) {
      const { host, task } = this.outcome;
      const known = this.#run.scope.variables(host, task);
      this.#variables = new Dict();
      for (const name of known.names()) this.#variables.set(name, plain(known.get(name) ?? null));
      for (const [name, value] of this.assigned) this.#variables.set(name, value);
    }
    return this.#variables;
  }

  assign(name: string, value: Value): void {
    this.variables.set(name, value);
    this.assigned.set(name, value);
  }

  /** `update_task`: the arguments as written, rendered with the variables as they are now. */
  update(): void {
    const { host, task } = this.outcome;
    const variables = this.#run.scope.variables(host, task).with(this.assigned);
    const rendered = this.#run.scope.templar(variables, task).render(task.args);
    if (rendered instanceof Dict) this.args = rendered === task.args ? rendered.copy() : rendered;
  }

  get edits(): TaskEdits {
    return { args: this.args, variables: this.assigned };
  }

  /** The names that a command may use. */
  scope(): Map<string, Value> {
    const { outcome } = this;
    const host = new DebuggedObject('Host', outcome.host, {
      name: () => outcome.host,
      vars: () => plain(this.#run.services.inventory.host(outcome.host)?.variables ?? new Dict()),
      get_name: () => method('get_name', () => outcome.host),
    });
    const result = withInternalKeys(outcome.result, outcome.remarks, remarksOfItems(outcome));
    const task = new DebuggedObject('Task', `TASK: ${outcome.view.name}`, {
      args: () => this.args,
      name: () => plain(outcome.task.name ?? ''),
      action: () => plain(outcome.task.action),
      get_name: () => method('get_name', () => outcome.view.name),
      tags: () => plain(outcome.task.collected('tags').flat() as Value[]),
      when: () => plain(outcome.task.collected('when').flat() as Value[]),
    });
    for (const [keyword, value] of outcome.task.keywords) task.add(keyword, () => plain(value));
    const members = {
      _result: () => result,
      _return_data: () => result,
      _host: () => host,
      host: () => host,
      _task: () => task,
      task: () => task,
      task_name: () => outcome.view.name,
      is_failed: () => method('is_failed', () => isFailed(result)),
      is_changed: () => method('is_changed', () => isChanged(result)),
      is_skipped: () => method('is_skipped', () => isSkipped(result)),
      is_unreachable: () => method('is_unreachable', () => isUnreachable(result)),
    };
    return new Map<string, Value>([
      ['task', task],
      ['task_vars', this.variables],
      ['host', host],
      [
        'result',
        new DebuggedObject('TaskResult', `<result of ${outcome.view.name} on ${outcome.host}>`, members),
      ],
    ]);
  }
}

function method(name: string, run: () => Value): Value {
  return new BuiltinFunction(name, run);
}

class DebuggedObject extends AttributeObject {
  readonly typeName: string;
  readonly #text: string;
  readonly #members: Map<string, () => Value>;
  constructor(typeName: string, text: string, members: Readonly<Record<string, () => Value>>) {
    super();
    this.typeName = typeName;
    this.#text = text;
    this.#members = new Map(Object.entries(members));
  }
  add(name: string, member: () => Value): void {
    if (!this.#members.has(name)) this.#members.set(name, member);
  }
  attribute(name: string): Value | undefined {
    return this.#members.get(name)?.();
  }
  repr(): string {
    return this.#text;
  }
}

/** A copy with templates as their text: somebody who debugs wants to see what is written. */
export function plain(value: Value): Value {
  if (value instanceof TemplateString) return value.source;
  if (value instanceof VaultString) return '<vaulted>';
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof PyObject && value instanceof Dict && value.constructor === Dict)
    return new Dict([...value].map(([key, member]) => [key, plain(member)]));
  return value;
}
