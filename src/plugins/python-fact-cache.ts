import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import type { PythonHelper } from './python-helper.ts';
import { PythonPluginError } from './python-plugin-error.ts';
import { toWire } from './helper-values.ts';

/**
 * Facts kept by a cache plug-in in Python. The constructor loads it. Everything throws MitorunError FACT_CACHE in the
 * plug-in's words.
 */
export class PythonFactCache {
  readonly #helper: PythonHelper;
  readonly #name: string;

  constructor(helper: PythonHelper, name: string) {
    this.#helper = helper;
    this.#name = name;
    this.#request('cache', { name });
  }

  get(host: string): Dict | undefined {
    const found = this.#request('cache_get', { host });
    const [facts] = Array.isArray(found) ? found : [];
    return facts instanceof Dict ? facts : undefined;
  }

  set(host: string, facts: Dict): void {
    this.#request('cache_set', { host, facts: toWire(facts) });
  }

  delete(host: string): void {
    this.#request('cache_delete', { host });
  }

  #request(request: string, args: Record<string, Value>): Value {
    try {
      return this.#helper.request(request, Dict.of(args), `cache plugin '${this.#name}'`);
    } catch (error) {
      throw error instanceof PythonPluginError
        ? new MitorunError('FACT_CACHE', error.message, { cause: error })
        : error;
    }
  }
}
