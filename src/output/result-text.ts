import { Dict } from '../python/dict.ts';
import { dumpJson } from '../python/json/dump.ts';
import type { Value } from '../python/value.ts';

/** How results are written, from the settings of the callback. */
export interface ResultFormat {
  readonly verbosity: number;
  readonly indent?: number;
  readonly sortKeys?: boolean;
}

const debugKeys = new Set(['msg', 'exception', 'warnings', 'deprecations']);
const hiddenInDebug = ['changed', 'failed', 'skipped', 'invocation', 'skip_reason', '_ansible_no_log'];

/** A result as the default callback prints it: internal keys dropped, `invocation` from -vvv on, keys sorted. */
export function resultText(result: Dict, format: ResultFormat): string {
  const verboseAlways = result.get('_ansible_verbose_always') === true;
  const indent = format.indent ?? (verboseAlways || format.verbosity > 2 ? 4 : undefined);
  const shown = shownResult(result, format.verbosity);
  return dumpJson(shown, {
    ensureAscii: false,
    sortKeys: format.sortKeys ?? true,
    ...(indent === undefined ? {} : { indent }),
  });
}

/**
 * A result as callbacks get it: under no_log next to nothing, else without what the event says already (`failed`,
 * `skipped`) and without internal keys that only the executor needs.
 */
export function callbackResult(result: Dict, isDebug: boolean): Dict {
  if (result.get('_ansible_no_log') === true) return censoredLoop(result);
  const copy = new Dict();
  for (const [key, value] of result) {
    if (key === 'failed' || key === 'skipped' || (isDebug && key === 'invocation')) continue;
    if (typeof key === 'string' && key.startsWith('_ansible_') && !callbackKeys.has(key)) continue;
    copy.set(key, value);
  }
  return copy;
}

const callbackKeys = new Set([
  '_ansible_verbose_always',
  '_ansible_item_label',
  '_ansible_no_log',
  '_ansible_verbose_override',
  '_ansible_delegated_vars',
]);

function censoredLoop(result: Dict): Dict {
  const kept = censored(result);
  const results = result.get('results');
  if (Array.isArray(results)) {
    kept.set('results', results.map((item) => (item instanceof Dict && item.get('_ansible_no_log') === true ? censored(item) : item)));
  }
  return kept;
}

/** What of a callback's result is printed. */
export function shownResult(result: Dict, verbosity: number): Dict {
  const shown = withoutInternalKeys(result);
  if (verbosity < 3) {
    shown.delete('invocation');
    shown.delete('diff');
  }
  for (const key of ['exception', 'warnings', 'deprecations']) shown.delete(key);
  return shown;
}

const censorship = "the output has been hidden due to the fact that 'no_log: true' was specified for this result";

/** A result under `no_log`: only what callbacks need to go on (`TaskResult.clean_copy`). */
export function censored(result: Dict): Dict {
  const kept = Dict.of({ censored: censorship });
  for (const key of ['attempts', 'changed', 'retries', '_ansible_no_log', '_ansible_delegated_vars', 'exception', 'warnings', 'deprecations']) {
    const value = result.get(key);
    if (value !== undefined) kept.set(key, value);
  }
  return kept;
}

function withoutInternalKeys(result: Dict): Dict {
  const shown = new Dict();
  for (const [key, value] of result) {
    if (typeof key === 'string' && key.startsWith('_ansible_')) continue;
    shown.set(key, cleaned(value));
  }
  return shown;
}

function cleaned(value: Value): Value {
  if (value instanceof Dict) return withoutInternalKeys(value);
  return Array.isArray(value) ? value.map(cleaned) : value;
}

/** `debug` shows what it was asked to show and nothing else. */
export function debugResult(result: Dict): Dict {
  const shown = result.copy();
  if (shown.has('msg')) {
    for (const key of [...shown.keys()]) {
      if (typeof key === 'string' && !debugKeys.has(key) && !key.startsWith('_')) shown.delete(key);
    }
  } else for (const key of hiddenInDebug) shown.delete(key);
  return shown;
}
