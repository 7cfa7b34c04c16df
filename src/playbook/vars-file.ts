import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';
import { originOf } from '../yaml/origins.ts';

/**
 * Returns the variables of a file of `vars_files`: a dict, or a list of dicts in the file's order, of which
 * the last one wins.
 */
export function varsOfFile(content: Value, file: string): Dict[] {
  if (content === null) return [];
  if (content instanceof Dict) return [content];
  if (Array.isArray(content) && content.every((part) => part instanceof Dict)) return content;
  throw new MitorunError('PARSER', 'Invalid variable file contents.', {
    origin: (Array.isArray(content) ? originOf(content) : undefined) ?? { file, line: 1, column: 1 },
    hint: 'Variable files must contain either a dictionary of variables, or a list of dictionaries.',
  });
}
