import { contains } from '../../python/operators/contains.ts';
import { toList } from '../../python/operators/iterate.ts';
import { numeric } from '../../python/operators/number.ts';
import { order } from '../../python/operators/order.ts';
import { PySet } from '../../python/set.ts';
import type { Value } from '../../python/value.ts';
import { signature } from '../argument-binder.ts';
import type { TestDefinition } from '../registry.ts';

/** Ansible's tests of sets and members. */
export const collectionTests: readonly TestDefinition[] = [
  {
    name: 'subset',
    aliases: ['issubset'],
    signature: signature('a, b'),
    call: (_context, a, b) => order('<=', new PySet(toList(a as Value)), new PySet(toList(b as Value))),
  },
  {
    name: 'superset',
    aliases: ['issuperset'],
    signature: signature('a, b'),
    call: (_context, a, b) => order('>=', new PySet(toList(a as Value)), new PySet(toList(b as Value))),
  },
  {
    name: 'contains',
    signature: signature('seq, value'),
    call: (_context, container, value) => contains(container as Value, value as Value),
  },
  {
    name: 'nan',
    aliases: ['isnan'],
    signature: signature('x'),
    call: (_context, value) => Number.isNaN(numeric(value as Value)?.value),
  },
];
