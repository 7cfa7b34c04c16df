import { PyObject, type Value } from '../../python/value.ts';
import { bareSource, type TagSource, type Tags } from './tag-source.ts';

/** The input of a filter or test that asks for tags: the value, and what is known beside it. No template ever sees one. */
export class TaggedInput extends PyObject {
  readonly typeName = 'object';
  readonly value: Value;
  readonly #find: () => TagSource;
  /** @param find finds what is known of the value, when somebody asks */
  constructor(value: Value, find: () => TagSource) {
    super();
    this.value = value;
    this.#find = find;
  }
  get source(): TagSource {
    return this.#find();
  }
  repr(): string {
    return 'TaggedInput';
  }
}

/** The value and its tags; of a value that came alone, those that it carries. */
export function inputOf(given: Value): { value: Value; tags: Tags } {
  const value = valueOf(given);
  return { value, tags: sourceOf(given).tags(value) };
}

export function valueOf(given: Value): Value {
  return given instanceof TaggedInput ? given.value : given;
}

export function sourceOf(given: Value): TagSource {
  return given instanceof TaggedInput ? given.source : bareSource;
}
