import type { Origin } from '../errors/origin.ts';
import { PyObject, type Value } from '../python/value.ts';

/**
 * A value that is missing, or an error that happened while a template computed it (ansible-core 2.19's Marker). It may
 * be passed on, tested with `is defined` and replaced with `default`; any other use trips: see `UndefinedUse`. Every
 * property by which code could look at it trips too, so a filter that merely passes a member on never fails on it.
 */
export class Undefined extends PyObject {
  readonly message: string;
  /** The error that this value stands for; undefined where something is just missing. */
  readonly error: Error | undefined;
  /** Where the template that produced it was written. */
  origin: Origin | undefined;
  constructor(message: string, error?: Error, origin?: Origin) {
    super();
    this.message = message;
    this.error = error;
    this.origin = origin;
  }
  get typeName(): string {
    throw new UndefinedUse(this);
  }
  repr(): string {
    throw new UndefinedUse(this);
  }
  override truthy(): boolean {
    throw new UndefinedUse(this);
  }
  override equals(_other: Value): boolean {
    throw new UndefinedUse(this);
  }
  hashKey(): string {
    throw new UndefinedUse(this);
  }
}

/**
 * The value of a conditional expression without `else` whose test failed: Jinja2's lenient Undefined. It prints
 * nothing, is false and empty, but cannot be stored in a variable.
 */
export class LaxUndefined extends PyObject {
  readonly typeName = 'Undefined';
  readonly message: string;
  constructor(message: string) {
    super();
    this.message = message;
  }
  repr(): string {
    return 'Undefined';
  }
  override str(): string {
    return '';
  }
  override truthy(): boolean {
    return false;
  }
  override equals(other: Value): boolean {
    return other instanceof LaxUndefined;
  }
  readonly length = 0;
  *iterate(): Iterable<Value> {
    // It has no members.
  }
}

/** True for what `is defined` denies and `default` replaces. */
export function isMissing(value: Value): value is Undefined | LaxUndefined {
  return value instanceof Undefined || value instanceof LaxUndefined;
}

/** Thrown by every use of an Undefined; the innermost call gives the Undefined itself back as its result. */
export class UndefinedUse extends Error {
  readonly source: Undefined;
  constructor(source: Undefined) {
    super(source.message);
    this.name = 'UndefinedUse';
    this.source = source;
  }
}
