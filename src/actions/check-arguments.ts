import { MitorunError } from '../errors/mitorun-error.ts';
import type { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';

/** What an action says of its arguments; AnsibleModule's rules for actions that are no modules. */
export interface ArgumentSpec {
  readonly known: readonly string[];
  readonly required?: readonly string[];
  /** Groups of which at most one may be given. */
  readonly exclusive?: readonly (readonly string[])[];
}

/** Throws ACTION in AnsibleModule's words for unknown, missing and conflicting arguments. */
export function checkArguments(args: Dict, spec: ArgumentSpec): void {
  const unknown = [...args.keys()]
    .map(str)
    .filter((name) => !spec.known.includes(name) && !name.startsWith('_'));
  if (unknown.length > 0) {
    const supported = spec.known.toSorted().join(', ');
    throw new MitorunError(
      'ACTION',
      `Unsupported parameters for action: ${unknown.toSorted().join(', ')}. Supported parameters include: ${supported}.`,
    );
  }
  for (const group of spec.exclusive ?? []) {
    const given = group.filter((name) => args.get(name) !== undefined && args.get(name) !== null);
    if (given.length > 1)
      throw new MitorunError('ACTION', `parameters are mutually exclusive: ${group.join('|')}`);
  }
  const missing = (spec.required ?? []).filter((name) => args.get(name) === undefined);
  if (missing.length > 0)
    throw new MitorunError('ACTION', `missing required arguments: ${missing.toSorted().join(', ')}`);
}
