import { Bytes } from '../bytes.ts';
import { PyTime, PyTimezone } from '../clock-time.ts';
import { PyDate, PyDateTime } from '../datetime.ts';
import { Dict } from '../dict.ts';
import { PySet } from '../set.ts';
import { PyTimedelta } from '../timedelta.ts';
import { Tuple } from '../tuple.ts';
import { isFloat, PyFloat, type Value } from '../value.ts';
import { bytesMethods } from './bytes.ts';
import { dictMethods, setMethods } from './dict.ts';
import { listMethods, tupleMethods } from './list.ts';
import type { Method, MethodTable } from './method.ts';
import { floatMethods, integerMethods } from './number.ts';
import { stringMethods } from './string.ts';
import { dateMethods, dateTimeMethods, timedeltaMethods, timeMethods, timezoneMethods } from './time.ts';

/** The method of a built-in type with this name; `str.format` is access.ts's. */
export function builtinMethod(receiver: Value, name: string): Method | undefined {
  return tableOf(receiver)?.get(name);
}

/** Whether `dict.name` is a method whatever members the dict has. */
export function isDictMethod(name: string): boolean {
  return dictMethods.has(name);
}

function tableOf(receiver: Value): MethodTable | undefined {
  if (receiver === null) return undefined;
  if (typeof receiver === 'string') return stringMethods;
  if (typeof receiver !== 'object') return isFloat(receiver) ? floatMethods : integerMethods;
  if (receiver instanceof Dict) return dictMethods;
  if (Array.isArray(receiver)) return listMethods;
  if (receiver instanceof Tuple) return tupleMethods;
  if (receiver instanceof PyFloat) return floatMethods;
  if (receiver instanceof PyDateTime) return dateTimeMethods;
  if (receiver instanceof PyTimedelta) return timedeltaMethods;
  if (receiver instanceof PyDate) return dateMethods;
  if (receiver instanceof PyTime) return timeMethods;
  if (receiver instanceof PyTimezone) return timezoneMethods;
  if (receiver instanceof PySet) return setMethods;
  return receiver instanceof Bytes ? bytesMethods : undefined;
}
