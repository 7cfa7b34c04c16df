import type { LookupDefinition } from '../registry.ts';
import { commandLookups } from './commands.ts';
import { fileLookups } from './files.ts';
import { firstFoundLookup } from './first-found.ts';
import { flattenedLookup } from './flattened.ts';
import { listLookups } from './lists.ts';
import { passwordLookup } from './password.ts';
import { protomatterLookup } from './protomatter.ts';
import { sequenceLookup } from './sequence.ts';
import { tableLookups } from './tables.ts';
import { templateLookup } from './template.ts';
import { urlLookup } from './url.ts';
import { variableLookups } from './variables.ts';

/** Every lookup of ansible.builtin, and the most used one of community.general. */
export const builtinLookups: readonly LookupDefinition[] = [
  ...commandLookups,
  ...fileLookups,
  firstFoundLookup,
  flattenedLookup,
  ...listLookups,
  passwordLookup,
  protomatterLookup,
  sequenceLookup,
  ...tableLookups,
  templateLookup,
  urlLookup,
  ...variableLookups,
];
