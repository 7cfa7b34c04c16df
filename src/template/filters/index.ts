import type { FilterDefinition } from '../registry.ts';
import { booleanFilters } from './booleans.ts';
import { combinatoricsFilters } from './combinatorics.ts';
import { generalFilters } from './collections/general.ts';
import { networkFilters } from './collections/network.ts';
import { commentFilters } from './comment.ts';
import { dictionaryFilters } from './dictionaries.ts';
import { encodingFilters, urlFilters } from './encoding.ts';
import { functionNames } from './function-names.ts';
import { htmlFilters } from './html.ts';
import { jsonFilters } from './json.ts';
import { mathematicsFilters } from './mathematics.ts';
import { numberFilters } from './numbers.ts';
import { passwordFilters } from './password-hash/index.ts';
import { pathFilters, windowsPathFilters } from './path.ts';
import { presenceFilters } from './presence.ts';
import { protomatterFilters } from './protomatter.ts';
import { randomFilters } from './randomness.ts';
import { regexFilters } from './regex.ts';
import { selectionFilters } from './selection.ts';
import { sequenceFilters } from './sequences.ts';
import { serializationFilters } from './serialization.ts';
import { setFilters } from './sets.ts';
import { sortingFilters } from './sorting.ts';
import { splittingFilters } from './splitting.ts';
import { textFilters } from './text.ts';
import { timeFilters } from './time.ts';
import { vaultFilters } from './vault.ts';

const definitions: readonly FilterDefinition[] = [
  ...booleanFilters,
  ...combinatoricsFilters,
  ...commentFilters,
  ...dictionaryFilters,
  ...encodingFilters,
  ...generalFilters,
  ...htmlFilters,
  ...jsonFilters,
  ...mathematicsFilters,
  ...networkFilters,
  ...numberFilters,
  ...passwordFilters,
  ...pathFilters,
  ...presenceFilters,
  ...protomatterFilters,
  ...randomFilters,
  ...regexFilters,
  ...selectionFilters,
  ...sequenceFilters,
  ...serializationFilters,
  ...setFilters,
  ...sortingFilters,
  ...splittingFilters,
  ...textFilters,
  ...timeFilters,
  ...urlFilters,
  ...vaultFilters,
  ...windowsPathFilters,
];

/** Every filter of Jinja2 and of ansible.builtin, and the most used ones of collections. */
export const builtinFilters: readonly FilterDefinition[] = definitions.map((definition) => {
  const functionName = functionNames.get(definition.name);
  return functionName === undefined ? definition : { ...definition, functionName };
});
