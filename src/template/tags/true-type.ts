import { Bytes } from '../../python/bytes.ts';
import { PyTime } from '../../python/clock-time.ts';
import { PyDate, PyDateTime } from '../../python/datetime.ts';
import { Dict } from '../../python/dict.ts';
import { Tuple } from '../../python/tuple.ts';
import { TrustedText } from '../../python/trusted-text.ts';
import { typeName } from '../../python/type-name.ts';
import { PyFloat, type Value } from '../../python/value.ts';
import { VaultString } from '../../python/vault-string.ts';
import { UndecryptableVariable } from '../runtime/errors.ts';
import { Undefined } from '../undefined.ts';
import { tagNames, type Tags } from './tag-source.ts';

/** The class that ansible-core 2.19 has for a value, rather than the Python type that it stands for. */
export function trueTypeOf(value: Value, tags: Tags): string {
  if (value instanceof Undefined) return markerType(value);
  if (Array.isArray(value)) return '_AnsibleLazyTemplateList';
  if (value instanceof Tuple) return '_AnsibleLazyAccessTuple';
  const name = typeName(value);
  if (value instanceof Dict) return name === 'dict' ? '_AnsibleLazyTemplateDict' : name;
  return isTaggable(value) && tagNames(tags).length > 0 ? taggedType(name) : name;
}

function markerType({ error }: Undefined): string {
  if (error instanceof UndecryptableVariable) return 'VaultExceptionMarker';
  return error ? 'CapturedExceptionMarker' : 'UndefinedMarker';
}

/** The name of the class that ties tags to values of a Python type. */
export function taggedType(type: string): string {
  const name = type === 'datetime' ? 'DateTime' : type.charAt(0).toUpperCase() + type.slice(1);
  return `_AnsibleTagged${name}`;
}

function isTaggable(value: Value): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof PyFloat ||
    value instanceof VaultString ||
    value instanceof TrustedText ||
    value instanceof Bytes ||
    value instanceof PyDate ||
    value instanceof PyDateTime ||
    value instanceof PyTime
  );
}
