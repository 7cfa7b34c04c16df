import { decodeYaml } from '../yaml/decode.ts';
import { decodeEscaping } from '../python/bytes-text.ts';
import { readFileSync, statSync } from '../python/file-system.ts';
import { originByValue } from '../python/unknown-origin.ts';
import type { Value } from '../python/value.ts';
import { isVaulted } from '../vault/envelope.ts';
import { decryptVault, vaultStrings } from '../vault/vault.ts';
import { loadYaml, type YamlOptions } from '../yaml/load.ts';

/** How the user's data files are read: what vault and YAML need to know. */
export interface DataFileOptions {
  /** Decrypts vaulted content and gives plain content back unchanged; absent: there are no secrets. */
  readonly decrypt?: (content: Buffer, file: string) => Buffer;
  /** Makes the values of `!vault` tags; absent: such a value is an error when it is read. */
  readonly vault?: YamlOptions['vault'];
  readonly warn?: YamlOptions['warn'];
  /** Called for a YAML file that is not UTF-8. */
  readonly escaped?: (file: string) => void;
  readonly duplicateKeys?: YamlOptions['duplicateKeys'];
}

/** Reads the user's own data files; what they hold is trusted, so template syntax in them is template syntax. */
export class DataFiles {
  readonly #options: DataFileOptions;
  #last: { readonly state: string; readonly outcome: () => Value } | undefined;
  constructor(options: DataFileOptions = {}) {
    this.#options = options;
  }

  /** A file's content, decrypted where it is vaulted. */
  bytes(file: string): Buffer {
    const content = readFileSync(file);
    return this.#options.decrypt ? this.#options.decrypt(content, file) : withoutSecrets(content, file);
  }

  /** A text file, decrypted where it is vaulted; bytes that are no UTF-8 are kept as surrogates. */
  text(file: string): string {
    return decodeEscaping(this.bytes(file));
  }

  /** A file that several plugins look at in turn is parsed once. */
  yaml(file: string): Value {
    const { mtimeMs, size } = statSync(file);
    const state = `${file}:${mtimeMs}:${size}`;
    if (this.#last?.state !== state) this.#last = { state, outcome: attempt(() => this.#parse(file)) };
    return this.#last.outcome();
  }

  #parse(file: string): Value {
    const { vault = lockedVault, warn, duplicateKeys, escaped } = this.#options;
    return loadYaml(decodeYaml(this.bytes(file), file, escaped), {
      file,
      trust: true,
      vault,
      ...(warn && { warn }),
      ...(duplicateKeys && { duplicateKeys }),
    });
  }

  /** The value of an encrypted string found in a script's output. */
  vaultString(envelope: string, file: string): Value {
    return (this.#options.vault ?? lockedVault)(envelope, originByValue(file, envelope));
  }
}

const lockedVault = vaultStrings([]);

function withoutSecrets(content: Buffer, file: string): Buffer {
  if (!isVaulted(content)) return content;
  return decryptVault(content, [], { origin: { file, line: 1, column: 1 } }).plain;
}

/** The value, or the error, again each time it is asked for. */
function attempt(parse: () => Value): () => Value {
  try {
    const value = parse();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
