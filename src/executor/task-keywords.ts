import type { ReadSettingName } from '../config/settings/all.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { findKeyword } from '../playbook/keywords/table.ts';
import type { PlaybookNode, Task } from '../playbook/model.ts';
import { keywordOrigin } from '../playbook/read-keywords.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { repr, str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import { isTruthy } from '../python/truth.ts';
import { unknownOrigin } from '../python/unknown-origin.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';
import { toFloat, toInteger } from './conversions.ts';
import { readBoolean } from '../parsing/boolean-words.ts';
import { keywordError, unconvertibleKeyword } from './keyword-error.ts';

/** Whether a task never takes this keyword over from the blocks and the play around it. */
function isOwn(keyword: string): boolean {
  return findKeyword(keyword)?.inheritance === 'own';
}

/** The words that `debugger:` takes. */
const debuggerMoments = ['always', 'on_failed', 'on_unreachable', 'on_skipped', 'never'];

/**
 * A task's keywords for one host (and loop item): the nearest value, rendered when it is first asked for and then kept, as
 * Ansible's validated task keeps it. In place of an omitted value there is what the task would inherit.
 */
export class TaskKeywords {
  readonly task: Task;
  readonly #templarOf: () => Templar;
  readonly #setting: (name: ReadSettingName) => Value | undefined;
  #values = new Map<string, Value | undefined>();
  #omitted = new Set<string>();

  /** @param setting gives the value of settings that are a keyword's default */
  constructor(
    task: Task,
    templar: Templar | (() => Templar),
    setting: (name: ReadSettingName) => Value | undefined,
  ) {
    this.task = task;
    this.#templarOf = typeof templar === 'function' ? templar : () => templar;
    this.#setting = setting;
  }

  get #templar(): Templar {
    return this.#templarOf();
  }

  /** The same keywords of the same task at a later moment: what has been rendered keeps its value, the rest is read from `templar`. */
  readingFrom(templar: () => Templar): TaskKeywords {
    const later = new TaskKeywords(this.task, templar, this.#setting);
    later.#values = this.#values;
    later.#omitted = this.#omitted;
    return later;
  }

  /** As written, without rendering. The keyword's default where nobody wrote it. */
  raw(keyword: string): Value | undefined {
    const written = isOwn(keyword) ? this.task.own(keyword) : this.task.inherited(keyword);
    return written === undefined ? this.#default(keyword) : written;
  }

  #default(keyword: string): Value | undefined {
    const otherwise = findKeyword(keyword)?.default;
    if (otherwise === undefined || 'option' in otherwise) return undefined;
    return 'setting' in otherwise ? this.#setting(otherwise.setting) : otherwise.value;
  }

  /** For keywords that Ansible looks at before the task runs: any text is true, a template too. */
  isTruthyAsWritten(keyword: string): boolean {
    const written = this.raw(keyword) ?? false;
    return written instanceof TemplateString || isTruthy(written);
  }

  /** Rendered; undefined where it is null, or nobody wrote it and it has no default. */
  value(keyword: string): Value | undefined {
    const written = this.raw(keyword);
    if (written === undefined || written === null) return undefined;
    if (this.#values.has(keyword)) return this.#values.get(keyword);
    const { jobs } = this.#templar.engine;
    const { position } = jobs;
    const value = this.#nearestValue(keyword);
    this.#values.set(keyword, value);
    if (jobs.position !== position) jobs.onReplay(() => this.#values.delete(keyword));
    return value;
  }

  /** The value of a keyword that has been asked for before. */
  kept(keyword: string): Value | undefined {
    return this.#values.get(keyword);
  }

  #nearestValue(keyword: string): Value | undefined {
    const written = this.raw(keyword);
    if (written === undefined || written === null) return undefined;
    const rendered = this.#rendered(keyword, written);
    const value = rendered === OMIT ? this.#inheritedAsWritten(keyword) : rendered;
    return value === null ? undefined : value;
  }

  /**
   * Returns what replaces an omitted value: as in ansible-core, what the blocks and the play around the task
   * have, unrendered, with a template as mere text. The keyword's default where they have nothing.
   */
  #inheritedAsWritten(keyword: string): Value | undefined {
    const inherited = isOwn(keyword) ? undefined : this.task.parent?.inherited(keyword);
    if (inherited === undefined) return this.#default(keyword);
    this.#omitted.add(keyword);
    return inherited instanceof TemplateString ? inherited.source : inherited;
  }

  #rendered(keyword: string, written: Value): Value {
    try {
      return this.#templar.render(written);
    } catch (error) {
      if (!(error instanceof MitorunError)) throw error;
      const origin = written instanceof TemplateString ? written.origin : undefined;
      throw keywordError(keyword, origin ?? this.task.origin, error);
    }
  }

  /** @param otherwise what null means */
  boolean(keyword: string, otherwise = false): boolean {
    const value = this.value(keyword);
    if (value === undefined) return otherwise;
    const truth = readBoolean(value);
    if (truth !== undefined) return truth;
    throw this.#unconvertible(keyword, value, 'bool');
  }

  /** When to stop in the task debugger. Throws ACTION for a word that means nothing. */
  debugger(): string | undefined {
    const value = this.value('debugger');
    if (value === undefined || typeof value !== 'string' || value === '') return undefined;
    if (debuggerMoments.includes(value)) return value;
    const message = `'${value}' is not a valid value for debugger. Must be one of ${debuggerMoments.join(', ')}`;
    throw keywordError(
      'debugger',
      this.place('debugger') ?? this.task.origin,
      new MitorunError('ACTION', message, { origin: this.task.origin }),
    );
  }

  string(keyword: string): string | undefined {
    const value = this.value(keyword);
    return value === undefined ? undefined : str(value);
  }

  integer(keyword: string): number | undefined {
    const value = this.value(keyword);
    if (value === undefined) return undefined;
    return toInteger(value) ?? this.#refuse(keyword, value, 'int');
  }

  number(keyword: string): number | undefined {
    const value = this.value(keyword);
    if (value === undefined) return undefined;
    return toFloat(value) ?? this.#refuse(keyword, value, 'float');
  }

  /**
   * A number as `integer` and `number` give it. Throws where it is None, which Ansible compares with a number.
   * @param operator the one that Ansible's error names
   */
  comparable(keyword: 'async' | 'delay', operator: '<' | '>'): number | undefined {
    const value = keyword === 'async' ? this.integer(keyword) : this.number(keyword);
    if (value === undefined && this.#isNone(keyword))
      throw new MitorunError(
        'ACTION',
        `'${operator}' not supported between instances of 'NoneType' and 'int'`,
      );
    return value;
  }

  #isNone(keyword: string): boolean {
    const written = this.raw(keyword);
    return written !== undefined && (written === null || this.#rendered(keyword, written) === null);
  }

  #refuse(keyword: string, value: Value, type: string): never {
    throw this.#unconvertible(keyword, value, type);
  }

  #unconvertible(keyword: string, value: Value, type: string): MitorunError {
    const inherited = this.#omitted.has(keyword) && this.task.own(keyword) !== undefined;
    const valuePlace = inherited ? placeOf(keyword, this.task.parent) : this.place(keyword);
    return unconvertibleKeyword(keyword, value, type, this.place(keyword), valuePlace);
  }

  /** Where the nearest value of a keyword was written. */
  place(keyword: string): Origin | undefined {
    return placeOf(keyword, this.task);
  }

  /** A list of conditions as written: one alone counts as a list of one. */
  conditions(keyword: 'changed_when' | 'failed_when' | 'until'): readonly Value[] | undefined {
    const value = this.raw(keyword);
    return value === undefined || Array.isArray(value) ? value : [value];
  }

  /** The conditions of every `when` from the outermost block inwards, without those that have nothing behind them. */
  whens(): readonly (readonly Value[])[] {
    return this.task
      .collected('when')
      .map((written) => (Array.isArray(written) ? written : [written]))
      .map((conditions) =>
        conditions.includes(null) ? conditions.filter((one) => one !== null) : conditions,
      );
  }

  /** `environment` of the play, the blocks and the task, inner values above outer ones. Omitted ones stay as they were. */
  environment(warn: (message: string) => void): Record<string, string> {
    const levels = this.task.collected('environment').flat() as Value[];
    try {
      return this.#mergedEnvironment(levels, warn);
    } catch (error) {
      if (!(error instanceof MitorunError)) throw error;
      throw keywordError('environment', unknownOrigin(levels), error);
    }
  }

  #mergedEnvironment(levels: Value[], warn: (message: string) => void): Record<string, string> {
    const merged = new Map<string, string>();
    for (const part of levels) {
      const members = part instanceof Dict ? part : this.#templar.render(part);
      if (!(members instanceof Dict)) {
        if (members !== OMIT) warn(`could not parse environment value, skipping: ${repr(levels)}`);
        continue;
      }
      for (const [name, written] of members) {
        const value = this.#environmentValue(written);
        if (value !== OMIT) merged.set(str(name), str(value));
      }
    }
    // Own members all, whatever their names.
    return Object.fromEntries(merged);
  }

  /** Omitted where it needs `ansible_env` and that is not there: facts can only be gathered without it. */
  #environmentValue(written: Value): Value {
    try {
      return this.#templar.render(written);
    } catch (error) {
      if (isUndefinedEnvironment(error)) return OMIT;
      throw error;
    }
  }
}

function placeOf(keyword: string, begin: PlaybookNode | undefined): Origin | undefined {
  for (const node of begin?.lineage() ?? []) {
    if (node.own(keyword) !== undefined) return keywordOrigin(node.keywords, keyword);
    if (isOwn(keyword)) break;
  }
  return undefined;
}

/** Ansible looks for the words in the error (`Task._post_validate_environment`). */
function isUndefinedEnvironment(error: unknown): boolean {
  return (
    error instanceof MitorunError &&
    error.code === 'TEMPLATE_UNDEFINED' &&
    error.message.includes('ansible_env')
  );
}
