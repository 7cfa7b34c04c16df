import type { Origin } from '../errors/origin.ts';
import type { Value } from '../python/value.ts';

/**
 * The variables that a template may read, by name. Values may hold TemplateStrings and VaultStrings: the engine renders
 * them when something reads them. Implementations may compute a value when it is asked for (hostvars, groups).
 */
export interface VariableSource {
  get(name: string): Value | undefined;
  has(name: string): boolean;
  names(): Iterable<string>;
  /** Where a user wrote the value; undefined for data, whose strings must never be taken for expressions. */
  originOf?(name: string): Origin | undefined;
  /** Whether a user marked the value as `!unsafe`. */
  isUnsafe?(name: string): boolean;
}
