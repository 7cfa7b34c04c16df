import { PyObject, type Value } from './value.ts';

/** An object with named attributes of its own choosing: `loop`, a namespace, an imported template. */
export abstract class AttributeObject extends PyObject {
  abstract attribute(name: string): Value | undefined;
}
