import type { InventoryOptions } from './options.ts';

const invalid = /^[^\p{L}_]|[^\p{L}\p{N}_]/gu;

/** A group name as `TRANSFORM_INVALID_GROUP_CHARS` wants it, with Ansible's warning (`to_safe_group_name`). */
export function safeGroupName(name: string, options: InventoryOptions): string {
  const found = name.match(invalid);
  if (!found) return name;
  const mode = options.transformInvalidGroupCharacters;
  const characters = [...new Set(found)].map((character) => `'${character}'`).join(', ');
  const message = `invalid character(s) "{${characters}}" in group name (${name})`;
  if (mode === 'ignore') return name;
  if (mode === 'never') {
    options.verbose?.(4, `Not replacing ${message}`);
    options.warn('Invalid characters were found in group names but not replaced, use -vvvv to see details');
    return name;
  }
  if (mode === 'always') {
    options.verbose?.(4, `Replacing ${message}`);
    options.warn(
      'Invalid characters were found in group names and automatically replaced, use -vvvv to see details',
    );
  }
  return forcedGroupName(name);
}

/** What `constructed` and its kin make of any text: invalid characters are replaced, silently. */
export function forcedGroupName(name: string): string {
  return name.replace(invalid, '_');
}
