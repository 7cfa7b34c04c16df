import { Dict } from '../../python/dict.ts';
import { isTruthy } from '../../python/truth.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import { pluginFailure } from '../plugin-failure.ts';
import type { CallContext, TestDefinition } from '../registry.ts';

/** Ansible's tests of a task's result. */
export const resultTests: readonly TestDefinition[] = [
  ofResult('failed', ['failure'], (result) => isSet(result, 'failed')),
  ofResult('succeeded', ['success', 'successful'], (result) => !isSet(result, 'failed'), 'failed'),
  ofResult('unreachable', [], (result) => isSet(result, 'unreachable')),
  ofResult('reachable', [], (result) => !isSet(result, 'unreachable'), 'unreachable'),
  ofResult('skipped', ['skip'], (result) => isSet(result, 'skipped')),
  ofResult('changed', ['change'], isChanged),
  ofResult('timedout', [], (result) => {
    const timedOut = result.get('timedout') ?? null;
    return timedOut instanceof Dict && isTruthy(timedOut) && isSet(timedOut, 'period');
  }),
  ofResult('started', [], (result, context) => isAsync(result, 'started', context)),
  ofResult('finished', [], (result, context) => isAsync(result, 'finished', context)),
];

function ofResult(
  name: string,
  aliases: readonly string[],
  holds: (result: Dict, context: CallContext) => boolean,
  spoken = name,
): TestDefinition {
  return {
    name,
    aliases,
    signature: signature('result'),
    call: (context, result) => {
      if (!(result instanceof Dict)) throw pluginFailure(`The '${spoken}' test expects a dictionary`);
      return holds(result, context);
    },
  };
}

function isSet(result: Dict, key: string): boolean {
  return isTruthy(result.get(key) ?? null);
}

/** A loop's result has changed where one of its items has. */
function isChanged(result: Dict): boolean {
  if (result.has('changed')) return isSet(result, 'changed');
  const items = result.get('results');
  if (!Array.isArray(items) || !(items[0] instanceof Dict)) return false;
  return items.some((item: Value) => item instanceof Dict && isSet(item, 'changed'));
}

function isAsync(result: Dict, key: string, context: CallContext): boolean {
  if (result.has(key)) return isSet(result, key);
  context.lookups.warn(`The '${key}' test expects an async task, but a non-async task was tested`);
  return true;
}
