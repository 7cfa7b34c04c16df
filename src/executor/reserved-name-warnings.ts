import type { EventSink } from '../events/run-event.ts';
import type { Origin } from '../errors/origin.ts';
import type { Dict } from '../python/dict.ts';
import { reservedAmong } from '../vars/reserved-names.ts';
import { originOf } from '../yaml/origins.ts';

/**
 * Warns of variables whose names Ansible uses itself (`warn_if_reserved`). The output tells equal warnings once.
 * @param options.written where the names stand in the playbook, if not in `variables` themselves
 * @param options.isKnown names that need no warning
 */
export function warnOfReservedNames(
  variables: Dict,
  emit: EventSink,
  options: { readonly written?: Dict; readonly isKnown?: (name: string) => boolean } = {},
): void {
  const { written = variables, isKnown } = options;
  for (const name of reservedAmong(variables.keys())) {
    if (isKnown?.(name) === true) continue;
    const message = `Found variable using reserved name '${name}'.`;
    emit({ kind: 'warning', message, origin: originOf(written, name) });
  }
}

/** The same for the one name of a `register`. */
export function warnOfReservedName(name: string, emit: EventSink, origin: Origin | undefined): void {
  for (const reserved of reservedAmong([name]))
    emit({ kind: 'warning', message: `Found variable using reserved name '${reserved}'.`, origin });
}
