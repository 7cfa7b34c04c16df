import type { Origin } from '../errors/origin.ts';
import { stringRepr } from './repr.ts';
import { PyObject, type Value } from './value.ts';

/** A `!vault` value: encrypted text that is decrypted when something reads it, never earlier, and never shown in a repr. */
export class VaultString extends PyObject {
  readonly typeName = 'str';
  readonly envelope: string;
  readonly origin: Origin | undefined;
  readonly #decrypt: () => string;
  #plain: string | undefined;
  /** @param envelope the `$ANSIBLE_VAULT;…` text; @param decrypt gives the plain text or throws a VAULT error */
  constructor(envelope: string, decrypt: () => string, origin?: Origin) {
    super();
    this.envelope = envelope;
    this.#decrypt = decrypt;
    this.origin = origin;
  }
  /** The plain text; decrypted once. Throws a MitorunError `VAULT` where no secret fits. */
  reveal(): string {
    this.#plain ??= this.#decrypt();
    return this.#plain;
  }
  repr(): string {
    return `EncryptedString(ciphertext=${stringRepr(this.envelope)})`;
  }
  override str(): string {
    return this.reveal();
  }
  override truthy(): boolean {
    return this.reveal() !== '';
  }
  override equals(other: Value): boolean {
    return other instanceof VaultString ? other.reveal() === this.reveal() : other === this.reveal();
  }
}
