import { MitorunError } from '../errors/mitorun-error.ts';
import { loopControlDefault } from '../playbook/keywords/tasks.ts';
import type { Task } from '../playbook/model.ts';
import { nativeTypeName } from '../playbook/playbook-fault.ts';
import { invalidVariableName } from '../playbook/variables.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import { Tuple } from '../python/tuple.ts';
import { unknownOrigin } from '../python/unknown-origin.ts';
import type { Value } from '../python/value.ts';
import { omittedScalar } from '../template/omitted-scalar.ts';
import type { Templar } from '../template/templar.ts';
import type { Origin } from '../errors/origin.ts';
import { valueOriginOf } from '../yaml/origins.ts';
import { toFloat } from './conversions.ts';
import { readBoolean } from '../parsing/boolean-words.ts';
import { keywordError, unconvertibleKeyword } from './keyword-error.ts';

/**
 * The items that a task repeats over, undefined where it does not loop. Throws what rendering throws; the caller
 * decides whether the task's condition makes that irrelevant.
 */
export function loopItems(task: Task, templar: Templar): Value[] | undefined {
  if (!task.loop) return undefined;
  const { lookup, terms } = task.loop;
  if (lookup !== undefined) {
    const container = templar.resolveToContainer(terms);
    const items = Array.isArray(container) ? container : [container];
    return lookedUp(() =>
      templar.lookup(lookup, items, { wantList: true, options: loopOptions(task, lookup) }),
    );
  }
  const items = templar.renderKeepingVaults(terms);
  if (Array.isArray(items)) return items;
  if (items instanceof Tuple) return [...items.items];
  if (items === OMIT) throw omittedScalar(task.loop.origin ?? task.origin);
  throw new MitorunError(
    'ACTION',
    `The \`loop\` value must resolve to a 'list', not '${nativeTypeName(items)}'.`,
    {
      origin: task.loop.origin ?? task.origin,
      hint: 'Provide a list of items/templates, or a template resolving to a list.',
    },
  );
}

/** Ansible runs the lookup of a loop as an expression that nobody wrote: its errors say so. */
function lookedUp(lookup: () => Value[]): Value[] {
  try {
    return lookup();
  } catch (error) {
    if (!(error instanceof MitorunError) || error.origin) throw error;
    const origin = unknownOrigin('invoke_lookup()');
    throw new MitorunError(error.code, error.message, { origin, cause: error.cause });
  }
}

/** `with_first_found` looks into the directory that belongs to the action, and leaves out terms that are undefined. */
function loopOptions(task: Task, lookup: string): Dict {
  if (!/(^|\.)first_found$/.test(lookup)) return new Dict();
  const kind = ['template', 'var', 'file'].find((word) => str(task.action).includes(word)) ?? 'file';
  return Dict.of({ _subdirectory: `${kind}s` });
}

/** `loop_control:`, rendered but for the label, which belongs to each item. */
export interface LoopControl {
  readonly loopVar: string;
  /** Where its name was written; undefined for the usual one. */
  readonly loopVarOrigin: Origin | undefined;
  readonly indexVar: string | undefined;
  readonly label: Value | undefined;
  /** Milliseconds between two items. */
  readonly pause: number;
  readonly extended: boolean;
  readonly extendedAllItems: boolean;
  readonly breakWhen: readonly Value[];
}

export function loopControl(task: Task, templar: Templar): LoopControl {
  const control = task.own('loop_control');
  const written = control instanceof Dict ? control : new Dict();
  const value = (name: string): Value | undefined => {
    const raw = written.get(name) ?? loopControlDefault(name);
    const rendered = raw === undefined || raw === null ? undefined : renderOption(name, raw, templar);
    return rendered === null ? loopControlDefault(name) : rendered;
  };
  const converted = <T>(
    name: string,
    convert: (value: Value) => T | undefined,
    type: string,
    otherwise: T,
  ): T => {
    const given = value(name);
    if (given === undefined) return otherwise;
    const result = convert(given);
    if (result !== undefined) return result;
    throw unconvertibleKeyword(name, given, type, valueOriginOf(written, name));
  };
  const breakWhen = written.get('break_when') ?? null;
  const label = written.get('label');
  const indexVar = value('index_var');
  return {
    loopVar: variableName(written, 'loop_var', value('loop_var') ?? null),
    loopVarOrigin: valueOriginOf(written, 'loop_var'),
    indexVar: indexVar === undefined ? undefined : variableName(written, 'index_var', indexVar),
    label: label === null || label === '' ? undefined : label,
    pause: converted('pause', toFloat, 'float', 0) * 1000,
    extended: converted('extended', readBoolean, 'bool', false),
    extendedAllItems: converted('extended_allitems', readBoolean, 'bool', true),
    breakWhen: breakWhen === null ? [] : Array.isArray(breakWhen) ? breakWhen : [breakWhen],
  };
}

function renderOption(name: string, written: Value, templar: Templar): Value {
  try {
    return templar.render(written);
  } catch (cause) {
    if (!(cause instanceof MitorunError)) throw cause;
    throw keywordError(name, cause.origin, cause);
  }
}

function variableName(control: Dict, option: string, name: Value): string {
  const problem = invalidVariableName(name, valueOriginOf(control, option));
  if (problem) throw problem;
  return str(name);
}

/** `ansible_loop` of one item. */
export function extendedLoopVariable(items: readonly Value[], index: number, withAllItems: boolean): Dict {
  const loop = Dict.of({
    index: index + 1,
    index0: index,
    first: index === 0,
    last: index + 1 === items.length,
    length: items.length,
    revindex: items.length - index,
    revindex0: items.length - index - 1,
  });
  if (withAllItems) loop.set('allitems', [...items]);
  const next = items[index + 1];
  if (next !== undefined) loop.set('nextitem', next);
  const previous = items[index - 1];
  if (previous !== undefined) loop.set('previtem', previous);
  return loop;
}
