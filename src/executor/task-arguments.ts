import { MitorunError } from '../errors/mitorun-error.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import { templateOrString, TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { copyOrigins } from '../yaml/origins.ts';
import { memberOrigin } from './task-keywords.ts';

/** What an action says of its arguments. */
export interface ArgumentRules {
  /** The action by its full name, for messages. */
  readonly action: string;
  readonly takesRawParams: boolean;
  readonly unrendered: ReadonlySet<string>;
  /** Templates in the names of arguments are rendered too (`set_fact`); only names that the user wrote are. */
  readonly rendersNames?: boolean;
  /** `module_defaults` for this action, below the task's own arguments. */
  readonly defaults: Dict;
}

/**
 * A task's arguments with every template rendered, defaults filled in and omitted ones dropped. Precedence: the
 * arguments as written, then `args: "{{ … }}"`, then module_defaults. Errors name the argument, as ansible-core 2.19.
 */
export function finalizeArguments(task: Task, templar: Templar, rules: ArgumentRules): Dict {
  try {
    return finalize(task, templar, rules);
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    throw new MitorunError('ACTION', `Finalization of task args for '${rules.action}' failed.`, {
      origin: task.origin,
      cause: error,
    });
  }
}

function finalize(task: Task, templar: Templar, rules: ArgumentRules): Dict {
  const result = rules.defaults.copy();
  copyOrigins(task.args, result);
  if (task.argsTemplate) {
    const given = templar.render(task.argsTemplate);
    if (!(given instanceof Dict)) {
      throw new MitorunError(
        'ACTION',
        'Arguments could not be finalized: the value of `args` must be a dict.',
        {
          origin: task.argsTemplate.origin,
        },
      );
    }
    for (const [name, value] of given) result.set(name, value);
  }
  for (const [writtenName, written] of task.args) {
    const name = rules.rendersNames === true ? renderName(writtenName, templar, task) : writtenName;
    if (name === '_raw_params' && !rules.takesRawParams) {
      mergeRawParams(result, written, templar, rules.action, task);
      continue;
    }
    const value = rules.unrendered.has(str(name))
      ? written
      : renderArgument(str(name), written, templar, task);
    if (value === OMIT) result.delete(name);
    else result.set(name, value);
  }
  return result;
}

function renderName(name: Value, templar: Templar, task: Task): Value {
  if (typeof name !== 'string') return name;
  return templar.render(templateOrString(name, memberOrigin(task.args, name)));
}

function renderArgument(name: string, written: Value, templar: Templar, task: Task): Value {
  try {
    return templar.render(written);
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    const place =
      (written instanceof TemplateString ? written.origin : undefined) ?? memberOrigin(task.args, name);
    throw new MitorunError(error.code, `Error while resolving value for '${name}': ${error.message}`, {
      origin: error.origin ?? place ?? task.origin,
      cause: error.cause,
    });
  }
}

/** `module: "{{ arguments }}"`: a template as the whole of the arguments must give a dict. */
function mergeRawParams(result: Dict, written: Value, templar: Templar, action: string, task: Task): void {
  const given = written instanceof TemplateString ? templar.render(written) : written;
  if (given instanceof Dict) {
    for (const [name, value] of given) result.set(name, value);
    return;
  }
  if (given === null || given === '') return;
  throw new MitorunError('ACTION', `Action '${action}' does not support raw params.`, {
    origin: task.origin,
  });
}
