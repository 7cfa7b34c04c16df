import { DeprecatedValue } from '../../python/deprecated-value.ts';
import { Dict } from '../../python/dict.ts';
import { TemplateString } from '../../python/template-string.ts';
import { TrustedText } from '../../python/trusted-text.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { VaultString } from '../../python/vault-string.ts';

/** What runs jobs that render, as far as a value that is kept has to know it. */
interface RunningJob {
  /** How many calls the job that runs has made. */
  readonly position: number;
  /** Takes something back if the job that runs has to be run again. */
  onReplay(undo: () => void): void;
}

/** Gives the value that a template sees in place of a raw one. */
export type Resolve = (raw: Value) => Value;

/**
 * A dict that a user wrote, as a template sees it: a member is rendered when something reads it, and then kept. It is
 * a copy, so a template that changes it does not change the variable.
 */
export class LazyDict extends Dict {
  readonly #resolve: Resolve;
  readonly #jobs: RunningJob;
  constructor(source: Dict, resolve: Resolve, jobs: RunningJob) {
    super(source);
    this.#resolve = resolve;
    this.#jobs = jobs;
  }
  override get(key: Value): Value | undefined {
    const raw = super.get(key);
    if (raw === undefined || raw === null || typeof raw !== 'object') return raw;
    const { position } = this.#jobs;
    const value = this.#resolve(raw);
    // Each use of what is deprecated is told.
    if (value !== raw && !(raw instanceof DeprecatedValue)) {
      super.set(key, value);
      if (this.#jobs.position !== position) this.#jobs.onReplay(() => super.set(key, raw));
    }
    return value;
  }
}

const clean = new WeakSet<object>();

/** True if rendering may change this value: somewhere in it is a template or a vaulted string. */
export function needsRendering(value: Value): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (
    value instanceof TemplateString ||
    value instanceof VaultString ||
    value instanceof TrustedText ||
    value instanceof DeprecatedValue
  )
    return true;
  if (value instanceof LazyDict) return false;
  if (clean.has(value)) return false;
  const members = Array.isArray(value) ? value : value instanceof Tuple ? value.items : undefined;
  if (members) {
    if (members.some(needsRendering)) return true;
  } else if (value instanceof Dict) {
    // A subclass computes its members when it is asked: they are looked at one by one, then.
    if (value.constructor !== Dict) return true;
    for (const [key, member] of value) if (needsRendering(member) || needsRendering(key)) return true;
  } else return false;
  clean.add(value);
  return false;
}

/** A dict subclass (hostvars) whose members are resolved when they are read. */
export class ResolvingView extends Dict {
  override readonly typeName: string;
  readonly #source: Dict;
  readonly #resolve: Resolve;
  constructor(source: Dict, resolve: Resolve) {
    super();
    this.#source = source;
    this.#resolve = resolve;
    this.typeName = source.typeName;
  }
  override get size(): number {
    return this.#source.size;
  }
  override get(key: Value): Value | undefined {
    const raw = this.#source.get(key);
    return raw === undefined ? undefined : this.#resolve(raw);
  }
  override has(key: Value): boolean {
    return this.#source.has(key);
  }
  override keys(): IterableIterator<Value> {
    return this.#source.keys();
  }
}
