import { MitorunError } from '../errors/mitorun-error.ts';
import type { ModuleCatalog } from '../modules/catalog.ts';
import { Bytes } from '../python/bytes.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { Surroundings } from './conversation.ts';
import type { PythonHelper } from './python-helper.ts';
import { readRaised } from './read-helper-message.ts';
import { PythonPluginError } from './python-plugin-error.ts';
import { toWire } from './helper-values.ts';

interface PythonInventoryOptions {
  readonly helper: PythonHelper;
  readonly catalog: ModuleCatalog;
  /** Where the user keeps inventory plug-ins. */
  readonly directories: readonly string[];
  readonly extraVariables: Dict;
  /** Opens a vaulted file that a plug-in reads. */
  readonly decrypt: (data: Buffer, file: string) => Buffer;
}

/** Inventory plug-ins in Python. They see what earlier sources gave, and hand back what they add to it. */
export class PythonInventoryPlugins {
  readonly #options: PythonInventoryOptions;
  readonly #around: Surroundings;

  constructor(options: PythonInventoryOptions) {
    this.#options = options;
    this.#around = {
      callbacks: {
        decrypt: (args) => {
          const data = args.get('data');
          if (!(data instanceof Bytes)) return null;
          return toWire(new Bytes(options.decrypt(Buffer.from(data.data), '<plug-in>')));
        },
      },
      referred: () => null,
    };
  }

  /** Whether the user, a collection or ansible-core has a plug-in of this name. */
  has(name: string): boolean {
    const { catalog, directories } = this.#options;
    try {
      return catalog.resolvePlugin('inventory', name, { extraDirectories: directories }) !== undefined;
    } catch (error) {
      if (error instanceof MitorunError) return false;
      throw error;
    }
  }

  /** Returns what the plug-in's `verify_file` answers for a source. */
  accepts(name: string, source: string): boolean {
    return this.#run('inventory_accepts', name, { source }) === true;
  }

  /**
   * Lets the plug-in read the source. Returns the groups with their members, the variables that are new or
   * changed, and the error that stopped the plug-in, if one did.
   * @param earlier what other sources gave
   */
  parse(
    name: string,
    source: string,
    earlier: Dict,
    cache: boolean,
  ): { readonly changes: Dict; readonly fault: Error | undefined } {
    const extra = toWire(this.#options.extraVariables);
    const changes = this.#run('inventory', name, {
      source,
      earlier: toWire(earlier),
      extra_vars: extra,
      cache,
    });
    if (!(changes instanceof Dict)) return { changes: new Dict(), fault: undefined };
    const error = changes.get('error') ?? null;
    const fault = error === null ? undefined : new PythonPluginError(name, readRaised(error));
    return { changes, fault };
  }

  #run(request: string, name: string, args: Record<string, Value>): Value {
    const given = Dict.of({ name, directories: [...this.#options.directories], ...args });
    return this.#options.helper.runPlugin(request, given, `inventory plugin '${name}'`, this.#around);
  }
}
