import { equals } from './equality.ts';
import { repr, str } from './repr.ts';
import { isTruthy } from './truth.ts';
import { typeName } from './type-name.ts';
import { PyObject, type Value } from './value.ts';

/** Who said that a value is deprecated, and what is to be told to whoever uses it. */
export interface ValueDeprecation {
  readonly message: string;
  readonly help: string | undefined;
  readonly version: string | undefined;
  readonly date: string | undefined;
  /** `ansible.builtin` or a collection's name; null where nobody is known. */
  readonly collection: string | null;
  /** The full name of the plug-in or collection that deprecates it. */
  readonly deprecator: string | undefined;
  /** The kind of plug-in: `module`, `action`; undefined for a collection. */
  readonly kind: string | undefined;
}

/**
 * A member of a variable that a module returned as deprecated (`deprecate_value` of ansible-core 2.19). It is kept in
 * registered results and facts only: a template that reads it gets the value itself, after the deprecation was told, and
 * whatever else meets it takes `value`.
 */
export class DeprecatedValue extends PyObject {
  readonly value: Value;
  readonly deprecation: ValueDeprecation;
  constructor(value: Value, deprecation: ValueDeprecation) {
    super();
    this.value = value;
    this.deprecation = deprecation;
  }
  get typeName(): string {
    return typeName(this.value);
  }
  repr(): string {
    return repr(this.value);
  }
  override str(): string {
    return str(this.value);
  }
  override truthy(): boolean {
    return isTruthy(this.value);
  }
  override equals(other: Value): boolean {
    return equals(this.value, other instanceof DeprecatedValue ? other.value : other);
  }
}
