import { AttributeObject } from './attribute-object.ts';
import { BuiltinFunction, PyCallable } from './callable.ts';
import { Dict } from './dict.ts';
import { formatText, type Reach } from './format/format-text.ts';
import type { Method } from './methods/method.ts';
import { NamedTuple } from './named-tuple.ts';
import { builtinMethod } from './methods/method-tables.ts';
import { str } from './repr.ts';
import { typeError } from './python-error.ts';
import { sequenceItem, Slice } from './operators/subscript.ts';
import { PyTime } from './clock-time.ts';
import { PyDate, PyDateTime } from './datetime.ts';
import { dateFields, dateTimeFields, timedeltaFields, timeFields } from './time-fields.ts';
import { PyRange } from './range.ts';
import { PyTimedelta } from './timedelta.ts';
import { isNumber, isInt, PyFloat, PyObject, type Value } from './value.ts';

/**
 * The single place where template code gets at parts of a value. Names are looked up in method tables, in Dicts and in
 * the `attribute` of objects that offer one; no JavaScript property can be reached by a name from a template.
 */

/** The method of a built-in type with this name; no other methods can be called. */
export function findMethod(receiver: Value, name: string): Method | undefined {
  return typeof receiver === 'string'
    ? (builtinMethod(receiver, name) ?? formatMethods.get(name))
    : builtinMethod(receiver, name);
}

/** `object.name`: a method or attribute, else the member with this key; undefined where there is neither. */
export function getAttribute(object: Value, name: string): Value | undefined {
  if (object instanceof AttributeObject) return object.attribute(name);
  const method = findMethod(object, name);
  if (method) return new BuiltinFunction(name, (args, keywords) => method(object, args, keywords));
  return object instanceof Dict ? object.get(name) : ownAttribute(object, name);
}

/** `object[key]`: the member, else the attribute of this name; undefined where there is neither. */
export function getItem(object: Value, key: Value): Value | undefined {
  if (object instanceof Dict) {
    if (key instanceof Slice) throw typeError("unhashable type: 'slice'");
    const member = memberOf(object, key);
    if (member !== undefined) return member;
  } else {
    const member = sequenceItem(object, key);
    if (member !== undefined) return member;
  }
  if (typeof key !== 'string') return undefined;
  const method = findMethod(object, key);
  if (method) return new BuiltinFunction(key, (args, keywords) => method(object, args, keywords));
  return ownAttribute(object, key);
}

/** An unhashable key is a key that the dict does not have. */
function memberOf(dict: Dict, key: Value): Value | undefined {
  if (Array.isArray(key) || key instanceof Dict) return undefined;
  return dict.get(key);
}

function ownAttribute(object: Value, name: string): Value | undefined {
  if (typeof object === 'boolean') return numberParts.get(name)?.(Number(object));
  if (isNumber(object)) return numberParts.get(name)?.(object);
  if (!(object instanceof PyObject)) return undefined;
  if (object instanceof AttributeObject || object instanceof NamedTuple) return object.attribute(name);
  if (object instanceof PyDateTime) return dateTimeFields.get(name)?.(object);
  if (object instanceof PyDate) return dateFields.get(name)?.(object);
  if (object instanceof PyTime) return timeFields.get(name)?.(object);
  if (object instanceof PyRange) return rangeFields.get(name)?.(object);
  if (object instanceof PyTimedelta) return timedeltaFields.get(name)?.(object);
  return object instanceof PyCallable ? object.attribute(name) : undefined;
}

const numberParts: ReadonlyMap<string, (value: number | bigint | PyFloat) => Value | undefined> = new Map([
  ['real', (value: number | bigint | PyFloat): Value | undefined => value],
  ['imag', (value: number | bigint | PyFloat): Value | undefined => (isInt(value) ? 0 : new PyFloat(0))],
  ['numerator', (value: number | bigint | PyFloat): Value | undefined => (isInt(value) ? value : undefined)],
  ['denominator', (value: number | bigint | PyFloat): Value | undefined => (isInt(value) ? 1 : undefined)],
]);

const rangeFields: ReadonlyMap<string, (range: PyRange) => Value> = new Map([
  ['start', (range: PyRange): Value => range.start],
  ['stop', (range: PyRange): Value => range.stop],
  ['step', (range: PyRange): Value => range.step],
]);

const reach: Reach = { attribute: getAttribute, item: getItem };

/** `str.format` and `str.format_map`, which look at members of their arguments. */
const formatMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    'format',
    (receiver, args, keywords) => formatText(str(receiver), args, new Dict([...(keywords ?? [])]), reach),
  ],
  [
    'format_map',
    (receiver, [mapping]) => {
      if (!(mapping instanceof Dict)) throw typeError('str.format_map() takes a mapping');
      return formatText(str(receiver), [], mapping, reach);
    },
  ],
]);

const objectAttributes: ReadonlySet<string> = new Set(
  (
    'class delattr dir doc eq format ge getattribute gt hash init init_subclass le lt ne new reduce reduce_ex repr ' +
    'setattr sizeof str subclasshook'
  )
    .split(' ')
    .map((name) => `__${name}__`),
);

/** Names that Python has on every object and that the sandbox does not give out. */
export function isUnsafeAttribute(name: string): boolean {
  return objectAttributes.has(name);
}

export { callValue, isCallable } from './call-value.ts';
