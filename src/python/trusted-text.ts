import type { Origin } from '../errors/origin.ts';
import { stringRepr } from './repr.ts';
import { PyObject, type Value } from './value.ts';

/**
 * A text that is trusted as a template although nobody wrote it into a file (`ansible._protomatter.apply_trust`). Where a
 * variable holds it, whoever reads the variable gets what it renders to; a template hands it on as it is.
 */
export class TrustedText extends PyObject {
  readonly typeName = 'str';
  readonly text: string;
  readonly origin: Origin | undefined;
  constructor(text: string, origin?: Origin) {
    super();
    this.text = text;
    this.origin = origin;
  }
  repr(): string {
    return stringRepr(this.text);
  }
  override str(): string {
    return this.text;
  }
  override truthy(): boolean {
    return this.text !== '';
  }
  override equals(other: Value): boolean {
    return this.text === (other instanceof TrustedText ? other.text : other);
  }
}
