import { stringRepr } from '../../python/repr.ts';
import { valueError } from '../../python/python-error.ts';
import type { Value } from '../../python/value.ts';
import type { LookupContext } from '../lookup-context.ts';
import type { LookupDefinition } from '../registry.ts';
import { stringOf } from '../text-argument.ts';

const kinds = ['error', 'warning', 'deprecated', 'deprecated_value'] as const;

/** `ansible._protomatter.config`: settings as they count, where their value alone does not say it. */
export const protomatterLookup: LookupDefinition = {
  name: 'ansible._protomatter.config',
  call: ({ lookups }, [term = null]) => {
    const name = stringOf(term);
    if (name === undefined || name === '') throw valueError('config name is required');
    if (name !== 'DISPLAY_TRACEBACK') throw valueError(`Unknown config name ${stringRepr(name)}.`);
    return kindsWithTraceback(lookups);
  },
};

/** The kinds of messages that the user wants to see with a traceback. */
function kindsWithTraceback(lookups: LookupContext): Value[] {
  const setting = lookups.setting('DISPLAY_TRACEBACK');
  const wanted = Array.isArray(setting) ? setting : [];
  if (wanted.includes('always')) return [...kinds];
  if (wanted.includes('never')) return [];
  const implied = wanted.includes('deprecated_value') ? ['deprecated'] : [];
  return kinds.filter((kind) => [...wanted, ...implied].includes(kind));
}
