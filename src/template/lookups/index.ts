import type { LookupDefinition } from '../registry.ts';

/** Every lookup of ansible.builtin. */
export const builtinLookups: readonly LookupDefinition[] = [];
