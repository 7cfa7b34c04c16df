import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import type { Registry, TestDefinition } from '../registry.ts';
import { textOf } from '../text-argument.ts';

/** Jinja2's `filter` and `test`: is there one of this name? */
export function registeredTests(registry: Registry): readonly TestDefinition[] {
  return [
    {
      name: 'filter',
      signature: signature('value'),
      call: (_context, name) => registry.filter(textOf(name as Value)) !== undefined,
    },
    {
      name: 'test',
      signature: signature('value'),
      call: (_context, name) => registry.test(textOf(name as Value)) !== undefined,
    },
  ];
}
