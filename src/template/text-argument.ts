import { decodeEscaping, encodeEscaping } from '../python/bytes-text.ts';
import { Bytes } from '../python/bytes.ts';
import { Dict } from '../python/dict.ts';
import { typeError } from '../python/python-error.ts';
import { Markup } from '../python/markup.ts';
import { OMIT } from '../python/omit.ts';
import { PyRange } from '../python/range.ts';
import { str } from '../python/repr.ts';
import { PySet } from '../python/set.ts';
import { TemplateString } from '../python/template-string.ts';
import { TrustedText } from '../python/trusted-text.ts';
import { Tuple } from '../python/tuple.ts';
import { typeName } from '../python/type-name.ts';
import type { Value } from '../python/value.ts';
import { VaultString } from '../python/vault-string.ts';

/** A str as text; undefined for every other type. */
export function stringOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  const isText =
    value instanceof VaultString ||
    value instanceof TrustedText ||
    value instanceof TemplateString ||
    value instanceof Markup;
  return isText ? value.str() : undefined;
}

/** Text of any value: Ansible's `to_text(value, nonstring='simplerepr')`. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  return value instanceof Bytes ? decodeEscaping(value.data) : str(value);
}

/** The text of a str, or the TypeError that a method of Python's str gives on another type. */
export function requireString(value: Value, message: (type: string) => string): string {
  const text = stringOf(value);
  if (text === undefined) throw typeError(message(typeName(value)));
  return text;
}

/** The bytes that `to_bytes` makes of a value. */
export function bytesOf(value: Value): Buffer {
  return value instanceof Bytes ? Buffer.from(value.data) : encodeEscaping(textOf(value));
}

/** A list or tuple, but no str: Ansible's `is_sequence`. */
export function sequenceOf(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  return value instanceof PyRange ? value.toList() : undefined;
}

/** `type(value)` as Python's messages show it: `<class 'dict'>`, with the classes that ansible-core hands to filters. */
export function classText(value: Value): string {
  if (Array.isArray(value))
    return "<class 'ansible._internal._templating._lazy_containers._AnsibleLazyTemplateList'>";
  if (value instanceof Tuple)
    return "<class 'ansible._internal._templating._lazy_containers._AnsibleLazyAccessTuple'>";
  if (value instanceof Dict)
    return "<class 'ansible._internal._templating._lazy_containers._AnsibleLazyTemplateDict'>";
  if (value instanceof PySet) return "<class 'set'>";
  if (value === OMIT) return "<class 'ansible._internal._templating._utils._OmitType'>";
  return `<class '${typeName(value)}'>`;
}
