/** Masks secrets in a text that is about to leave. */
export type Redactor = (text: string) => string;

const mask = '********';

/** Shorter ones would mask half of every text, and give away by their places what they are. */
const shortestSecret = 4;

/** Known secrets (become, connection and vault passwords) by value: wherever one would appear, it is masked. */
export class KnownSecrets {
  readonly #secrets = new Set<string>();

  add(secret: string | undefined): void {
    if (secret !== undefined && secret.length >= shortestSecret) this.#secrets.add(secret);
  }
  readonly redact: Redactor = (text) => {
    let masked = text;
    for (const secret of this.#secrets) if (masked.includes(secret)) masked = masked.replaceAll(secret, mask);
    return masked;
  };
}
