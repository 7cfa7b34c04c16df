import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import type { Registry, TestDefinition } from '../registry.ts';
import { stringOf } from '../text-argument.ts';

/** Jinja2's `filter` and `test`: is there one of this name? */
export function registeredTests(registry: Registry): readonly TestDefinition[] {
  return [
    {
      name: 'filter',
      signature: signature('value'),
      call: (_context, name) => isRegistered(name as Value, (text) => registry.filter(text) !== undefined),
    },
    {
      name: 'test',
      signature: signature('value'),
      call: (_context, name) => isRegistered(name as Value, (text) => registry.test(text) !== undefined),
    },
  ];
}

/** What is no name at all counts as one: ansible-core takes its failure to look it up for a plug-in that won't load. */
function isRegistered(name: Value, isKnown: (text: string) => boolean): boolean {
  const text = stringOf(name);
  return text === undefined || isKnown(text);
}
