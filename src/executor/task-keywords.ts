import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import type { Task } from '../playbook/model.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { originOf } from '../yaml/origins.ts';
import { parseBoolean, toInteger, toNumber } from './conversions.ts';

/** Keywords that a task never takes over from the blocks and the play around it. */
const ownOnly = new Set([
  'async',
  'poll',
  'changed_when',
  'failed_when',
  'until',
  'retries',
  'delay',
  'register',
  'loop_control',
  'listen',
]);

/**
 * A task's keywords for one host (and loop item): the nearest value, rendered when it is asked for. An omitted value
 * counts as not written.
 */
export class TaskKeywords {
  readonly task: Task;
  readonly #templar: Templar;

  constructor(task: Task, templar: Templar) {
    this.task = task;
    this.#templar = templar;
  }

  /** As written, without rendering. */
  raw(keyword: string): Value | undefined {
    return ownOnly.has(keyword) ? this.task.own(keyword) : this.task.inherited(keyword);
  }

  /** Rendered; undefined where nobody wrote it (or wrote null or omit). */
  value(keyword: string): Value | undefined {
    const written = this.raw(keyword);
    if (written === undefined || written === null) return undefined;
    const rendered = this.#templar.render(written);
    return rendered === OMIT || rendered === null ? undefined : rendered;
  }

  boolean(keyword: string, otherwise: boolean): boolean {
    const value = this.value(keyword);
    if (value === undefined || value === '') return otherwise;
    const truth = parseBoolean(value);
    if (truth !== undefined) return truth;
    throw new MitorunError(
      'ACTION',
      `The field '${keyword}' has an invalid value (${str(value)}), and could not be converted to a bool.`,
      { origin: this.origin(keyword) },
    );
  }

  string(keyword: string): string | undefined {
    const value = this.value(keyword);
    return value === undefined ? undefined : str(value);
  }

  integer(keyword: string): number | undefined {
    const value = this.value(keyword);
    return value === undefined || value === '' ? undefined : toInteger(keyword, value, this.origin(keyword));
  }

  number(keyword: string): number | undefined {
    const value = this.value(keyword);
    return value === undefined || value === '' ? undefined : toNumber(keyword, value, this.origin(keyword));
  }

  /** A list of conditions as written: one alone counts as a list of one. */
  conditions(keyword: 'changed_when' | 'failed_when' | 'until'): readonly Value[] | undefined {
    const value = this.raw(keyword);
    if (value === undefined || value === null) return undefined;
    return Array.isArray(value) ? value : [value];
  }

  /** Every `when` from the outermost block inwards. */
  whens(): Value[] {
    return this.task.collected('when').flat() as Value[];
  }

  /** `environment` of the play, the blocks and the task, inner values above outer ones. */
  environment(): Record<string, string> {
    const merged: Record<string, string> = {};
    for (const level of this.task.collected('environment')) {
      for (const part of Array.isArray(level) ? level : [level]) {
        const rendered = this.#templar.render(part);
        if (rendered instanceof Dict) {
          for (const [name, value] of rendered) if (value !== OMIT) merged[str(name)] = str(value);
        } else if (rendered !== OMIT && rendered !== null && rendered !== '') {
          throw new MitorunError('ACTION', `environment must be a dictionary, received ${str(rendered)}`, {
            origin: this.origin('environment'),
          });
        }
      }
    }
    return merged;
  }

  origin(_keyword: string): Origin | undefined {
    return this.task.origin;
  }
}

/** Where a member of a user's list or dict stands, if it came from YAML. */
export function memberOrigin(container: Value | undefined, key: Value): Origin | undefined {
  return container instanceof Dict || Array.isArray(container) ? originOf(container, key) : undefined;
}
