import { AttributeObject } from './attribute-object.ts';
import { type Keywords, PyCallable } from './callable.ts';
import { typeError } from './python-error.ts';
import { typeName } from './type-name.ts';
import type { Value } from './value.ts';

/** An object with attributes that can be called too: `loop` of a recursive loop. */
export abstract class CallableObject extends AttributeObject {
  abstract call(args: readonly Value[], keywords: Keywords | undefined): Value;
}

/** Calls a value. Throws TypeError in Python's words for what cannot be called. */
export function callValue(callee: Value, args: readonly Value[], keywords: Keywords | undefined): Value {
  if (callee instanceof PyCallable || callee instanceof CallableObject) return callee.call(args, keywords);
  throw typeError(`'${typeName(callee)}' object is not callable`);
}

export function isCallable(value: Value): boolean {
  return value instanceof PyCallable || value instanceof CallableObject;
}
