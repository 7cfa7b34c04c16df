import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import { originOf } from '../yaml/origins.ts';

/** The variables that a file of `vars_files` holds: a dict, or a list of dicts of which the last one wins; the first comes first. */
export function varsOfFile(content: Value, file: string): Dict[] {
  if (content === null) return [];
  if (content instanceof Dict) return [content];
  if (Array.isArray(content) && content.every((part) => part instanceof Dict)) return content;
  throw new MitorunError('PARSER', 'Invalid variable file contents.', {
    origin: (Array.isArray(content) ? originOf(content) : undefined) ?? { file, line: 1, column: 1 },
    hint: 'Variable files must contain either a dictionary of variables, or a list of dictionaries.',
  });
}
