import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { TemplateString } from '../python/template-string.ts';
import { isFloat, PyObject, type Value } from '../python/value.ts';

/** A playbook that is not valid: exit 4, as Ansible's AnsibleParserError. */
export function parserFault(
  message: string,
  origin?: Origin,
  hint?: string,
  cause?: MitorunError,
): MitorunError {
  return new MitorunError('PARSER', message, { origin, cause, ...(hint !== undefined && { hint }) });
}

/** A playbook that is well formed but asks for what cannot be: exit 1, as Ansible's plain AnsibleError. */
export function playbookFault(message: string, origin?: Origin, hint?: string): MitorunError {
  return new MitorunError('PLAYBOOK', message, hint === undefined ? { origin } : { origin, hint });
}

/** Throws PARSER where a list or dict stands for a field that is one text. */
export function refuseCollection(field: string, value: Value | undefined, origin: Origin | undefined): void {
  if (!Array.isArray(value) && !(value instanceof Dict)) return;
  throw parserFault(
    `The field '${field}' is supposed to be a string type, however the incoming data structure is a ${loadedClass(value)}`,
    origin,
  );
}

/** The class of a value from YAML as `type(x)` prints it in ansible-core 2.19's messages. */
export function loadedClass(value: Value): string {
  if (value === null) return "<class 'NoneType'>";
  if (typeof value === 'boolean') return "<class 'bool'>";
  return `<class 'ansible.module_utils._internal._datatag._AnsibleTagged${taggedName(value)}'>`;
}

function taggedName(value: Exclude<Value, null | boolean>): string {
  if (Array.isArray(value)) return 'List';
  if (value instanceof Dict) return 'Dict';
  if (isFloat(value)) return 'Float';
  if (value instanceof TemplateString) return 'Str';
  if (value instanceof PyObject) return value.typeName.charAt(0).toUpperCase() + value.typeName.slice(1);
  return typeof value === 'string' ? 'Str' : 'Int';
}

/** A type's name as Ansible's newer messages give it: `str`, `int`, `list`... */
export function nativeTypeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'str';
  if (Array.isArray(value)) return 'list';
  if (isFloat(value)) return 'float';
  return value instanceof PyObject ? value.typeName : 'int';
}
